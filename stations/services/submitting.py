"""A voter sends something through a code: checked, counted, kept; nothing of it is public."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from audit.services import record
from core.clock import now, today
from core.context import deed_from, origin
from core.display import cn_datetime
from core.problems import Invalid, Problem
from core.text import is_phone, normal_name, normal_phone
from deadlines import services as deadlines
from files import services as files
from files.inspection import kind_of
from stations.choices import ACKNOWLEDGE_VOTER, HeldWhy
from stations.choices.public import CRISIS_WORDS
from stations.models import Submission
from stations.notices import public as notices
from stations.permissions.public import VOTER
from stations.services import limits, numbers, public_forms
from stations.services.codes import Door
from stations.services.public_forms import FormExpired, FormUsed, PublicForm

T = TypeVar("T")
LONGEST = 2000
MOST_PHOTOS = 6
PRIVATE = (
    "raw_text",
    "visitor_name",
    "visitor_phone",
    "secret_hash",
    "phone_hash",
    "network",
    "key",
    "place_text",
)


@dataclass(frozen=True)
class Message:
    """What the voter wrote; only the words are needed."""

    raw_text: str
    place_text: str = ""
    visitor_name: str = ""
    visitor_phone: str = ""
    is_minor: bool = False
    guardian_consents: bool = False
    photos: Sequence[Any] = field(default=())


@dataclass(frozen=True)
class Receipt:
    """What the voter takes home: shown now, and again if the same form comes once more."""

    submission: Submission
    code: str
    is_new: bool


def submit(
    door: Door, message: Message, *, form: PublicForm, proof: str = "", trap: str = ""
) -> Receipt:
    """提交: once for one form, within the limits, urgent words first.

    The record of a voter's deed keeps no network address: nobody could ask for its deletion.
    """
    if (sent := _sent_before(form, message)) is not None:
        return sent
    if form.is_stale or form.code_id != door.code.pk:
        raise FormExpired("这一页放得太久了，您写的内容还在，请再点一次「交给联络站」。")
    message = _checked(message)
    network = public_forms.network()
    allowance = limits.for_submission(door, network)
    held = _held_why(form, proof, trap, allowance.share)
    # Unpacking photos is what costs: whoever had some unpacked has used up his place.
    cheap = not message.photos
    try:
        _require_photos(message.photos, allowance)
        photos = _cleaned_photos(message.photos)
        with deed_from("", origin().request_id), transaction.atomic():
            row = _keep(door, message, photos, form, network, held)
    except Problem:
        if cheap:
            allowance.give_back()
        raise
    except IntegrityError:
        if cheap:
            allowance.give_back()
        # The same form arrived by another line a moment ago.
        if (sent := _sent_before(form, message)) is None:
            raise
        return sent
    return _receipt(row, is_new=True)


def _sent_before(form: PublicForm, message: Message) -> Receipt | None:
    """The same words once more: the answer was lost on the way, not the submission."""
    row = Submission.objects.filter(key=form.key).select_related("station").first()
    if row is None:
        return None
    if row.raw_text != _words(message):
        raise FormUsed("您上次写的那件已经收到了。现在写的是另一件，请再点一次「交给联络站」。")
    return _receipt(row, is_new=False)


def _words(message: Message) -> str:
    return message.raw_text.replace("\r\n", "\n")


def _receipt(row: Submission, *, is_new: bool) -> Receipt:
    code = public_forms.follow_code(row.key, has_phone=bool(row.phone_hash))
    return Receipt(row, code, is_new)


def _checked(message: Message) -> Message:
    """Words are needed; the rest is as little as the voter wishes (个人信息保护法 arts. 6, 31)."""
    name, phone = normal_name(message.visitor_name), normal_phone(message.visitor_phone)
    errors: dict[str, list[str]] = {}
    if len(message.raw_text.strip()) < 4:
        errors["raw_text"] = ["请写下是什么事、在哪里，几个字也行。"]
    elif len(message.raw_text) > LONGEST:
        errors["raw_text"] = [f"最多写{LONGEST}字，请写简短一些。"]
    if message.visitor_phone.strip() and not is_phone(phone):
        errors["visitor_phone"] = ["手机号不对，请填11位手机号，或带区号的座机；也可以不填。"]
    if (name or phone) and message.is_minor and not message.guardian_consents:
        words = "未满14岁，要家长同意才能留称呼和电话。家长同意就勾上，不同意就把它们空着。"
        errors["guardian_consents"] = [words]
    if len(message.photos) > MOST_PHOTOS:
        errors["photos"] = [f"最多{MOST_PHOTOS}张照片，请去掉几张。"]
    if errors:
        raise Invalid(next(iter(errors.values()))[0], errors=errors)
    return Message(
        raw_text=_words(message),
        place_text=message.place_text.strip()[:120],
        visitor_name=name[:80],
        visitor_phone=phone[:20],
        is_minor=message.is_minor,
        guardian_consents=message.guardian_consents,
        photos=message.photos,
    )


def in_crisis(words: str) -> bool:
    """Somebody may need help now."""
    return any(word in words for word in CRISIS_WORDS)


def _held_why(form: PublicForm, proof: str, trap: str, share: float) -> str:
    """Looked at after the others, never thrown away."""
    if trap or form.age < public_forms.QUICKEST:
        return HeldWhy.TRAP
    if not public_forms.is_proved(form, proof):
        return HeldWhy.NO_PROOF
    return HeldWhy.MANY if share > 0.5 else ""


def _keep(
    door: Door,
    message: Message,
    photos: list[files.Prepared],
    form: PublicForm,
    network: str,
    held: str,
) -> Submission:
    phone = message.visitor_phone
    code = public_forms.follow_code(form.key, has_phone=bool(phone))
    station = numbers.lock_keeper(door.station)
    row = Submission(
        station=station,
        code=door.code,
        deputy=door.deputy,
        key=form.key,
        raw_text=message.raw_text,
        place_text=message.place_text,
        visitor_name=message.visitor_name,
        visitor_phone=phone,
        is_minor=message.is_minor,
        guardian_consents=message.guardian_consents,
        in_crisis=in_crisis(message.raw_text),
        secret_hash=numbers.hashed(code),
        phone_hash=public_forms.phone_hashed(form.key, phone) if phone else "",
        network=network,
        held_why=held,
        **station.scope(),
    )
    row.save(force_insert=True)
    for photo in photos:
        files.keep(photo, by=VOTER, subject=row)
    _start_clock(row)
    record(
        "submission.submit",
        by=VOTER,
        label="扫码提交",
        subject=row,
        after={"held_why": held, "in_crisis": row.in_crisis, "photos": len(photos)},
    )
    if not held or row.in_crisis:
        notices.submitted(row)
    return row


def _require_photos(photos: Sequence[Any], allowance: limits.Allowance) -> None:
    """By their first bytes, all of them before the first is unpacked: such a mistake is free."""
    try:
        _each(photos, _require_photo)
    except Problem:
        allowance.give_back()
        raise


def _require_photo(photo: Any, number: int) -> None:
    if kind_of(photo, photo.size or 0).family != "image":
        raise Invalid("这不是照片，请换成照片。")


def _cleaned_photos(photos: Sequence[Any]) -> list[files.Prepared]:
    return _each(photos, _cleaned_photo)


def _cleaned_photo(photo: Any, number: int) -> files.Prepared:
    """Each under a name of ours: what the phone called it may name somebody."""
    photo.name = f"照片{number}"
    return files.prepare(photo, by=VOTER, purpose="photo")


def _each(photos: Sequence[Any], look: Callable[[Any, int], T]) -> list[T]:
    found: list[T] = []
    for number, photo in enumerate(photos, start=1):
        try:
            found.append(look(photo, number))
        except Problem as problem:
            words = f"第{number}张照片没有收下：{problem.detail}其他内容都还在，照片请重新选。"
            raise Invalid(words, errors={"photos": [words]}) from problem
    return found


def _start_clock(row: Submission) -> None:
    """受理扫码意见: from today the station owes the voter an answer whether it takes it in."""
    duty = deadlines.open_(
        row,
        kind=ACKNOWLEDGE_VOTER.code,
        owner=row.station.keeper,
        from_on=today(),
        scope=row.scope(),
        label=f"{cn_datetime(now())}的扫码来件",
        by=VOTER,
    )
    row.due_on, row.amber_on = duty.due_on, duty.amber_on
    row.save(update_fields=["due_on", "amber_on"])
