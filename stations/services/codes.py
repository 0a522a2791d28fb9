"""二维码 of stations and deputies: made, renewed, ended, and where one leads today."""

import datetime as dt
import secrets
from dataclasses import dataclass

import segno
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from audit.services import SYSTEM, Actor, name_of, record
from core.apart import apart
from core.clock import now
from core.display import cn_date
from core.problems import Conflict, Forbidden, Problem
from core.text import half_width
from liaison.models import Deputy, Mandate, Seat
from stations.models import PublicCode, Station
from stations.permissions import public as may
from stations.services import summary
from stations.services.numbers import LETTERS

_BODY, _CHECK = 8, 2
_NEARBY = 3


class NoSuchCode(Problem):
    """Made up, copied wrongly, or printed by somebody else."""

    status = 404
    slug = "no-such-code"
    title = "没有这个二维码"


class CodeEnded(Problem):
    """It was ours and no longer leads anywhere."""

    status = 410
    slug = "code-ended"
    title = "这个二维码已经停用"


@dataclass(frozen=True)
class Door:
    """Where a code leads today."""

    code: PublicCode
    station: Station
    deputy: Deputy | None = None


def letters_of(number: int, length: int) -> str:
    """A number in the letters that nobody mixes up."""
    found = ""
    for _ in range(length):
        number, rest = divmod(number, len(LETTERS))
        found += LETTERS[rest]
    return found


def _check_signs(body: str) -> str:
    digest = salted_hmac("stations.public_code", body, algorithm="sha256").digest()
    return letters_of(int.from_bytes(digest[:8], "big"), _CHECK)


def is_ours(code: str) -> bool:
    """Its last two signs follow from the others by our key: nobody else can make one."""
    body = code[:_BODY]
    return len(code) == _BODY + _CHECK and constant_time_compare(code[_BODY:], _check_signs(body))


def _new_code() -> str:
    body = "".join(secrets.choice(LETTERS) for _ in range(_BODY))
    return body + _check_signs(body)


def address_of(code: PublicCode) -> str:
    return f"{settings.SITE_URL}{reverse('stations:door', kwargs={'code': code.code})}"


def picture_of(code: PublicCode, *, scale: int = 6) -> str:
    """The QR code drawn in place; a quarter of it may be dirty."""
    drawn = segno.make(address_of(code), error="q", micro=False)
    svg: str = drawn.svg_inline(scale=scale, border=2)
    return svg


def make_code(
    *, by: Actor, station: Station | None = None, deputy: Deputy | None = None
) -> PublicCode:
    """制作: one live code a station or deputy; a code is never given twice."""
    place = station if station is not None else _place_of(deputy)
    _require_keeper(by, place)
    if station is not None and station.closed_on is not None:
        raise Conflict(f"「{station.name}」已经撤销，不能再做二维码。")
    if deputy is not None and not is_serving(deputy):
        raise Conflict(f"{deputy.name}现在不在任，或者暂停执行代表职务，不能做二维码。")
    code = PublicCode(code=_new_code(), station=station, deputy=deputy, made_by_name=name_of(by))
    try:
        with transaction.atomic():
            code.save(force_insert=True)
            record("publiccode.make", by=by, label="制作二维码", subject=code)
    except IntegrityError:
        raise Conflict("已经有一个在用的二维码，要换新的请先打开它，再点「换新」。") from None
    return code


def revoke_code(code: PublicCode, *, by: Actor, reason: str) -> PublicCode:
    """停用: from now on it leads nowhere, and it is not given again."""
    summary.require_words(reason=(reason, "请写明为什么停用。"))
    with transaction.atomic():
        row: PublicCode = PublicCode.objects.select_for_update().get(pk=code.pk)
        _require_keeper_of(by, row)
        if row.revoked_at is not None:
            raise Conflict("这个二维码已经停用了。")
        row.revoked_at, row.revoked_why = now(), reason.strip()[:200]
        row.save(update_fields=["revoked_at", "revoked_why"])
        record("publiccode.revoke", by=by, label="停用二维码", subject=row, reason=reason)
    return row


def renew_code(code: PublicCode, *, by: Seat, reason: str) -> PublicCode:
    """换新: another code for the same station or deputy; the old one ends."""
    with transaction.atomic():
        old = revoke_code(code, by=by, reason=reason)
        return make_code(by=by, station=old.leads_to or old.station, deputy=old.deputy)


def _require_keeper(by: Actor, place: Station | None) -> None:
    if isinstance(by, Seat) and not may.keeps_code_of(by, place):
        raise Forbidden("二维码由本站站长或代工委管理，请找他们办。")


def _require_keeper_of(by: Actor, code: PublicCode) -> None:
    if isinstance(by, Seat) and not may.keeps_code(by, code):
        raise Forbidden("二维码由本站站长或代工委管理，请找他们办。")


def normal_code(text: str) -> str:
    """As it is typed from paper: small letters, blanks and dashes do not matter."""
    return "".join(c for c in half_width(text).upper() if c.isalnum())


def open_door(text: str) -> Door:
    """Where the code leads now, or the refusal that says why it leads nowhere."""
    wanted = normal_code(text)
    row = (
        PublicCode.objects.filter(code=wanted)
        .select_related("station__unit", "leads_to__unit", "deputy")
        .first()
        if wanted.isascii() and len(wanted) <= 16
        else None
    )
    if row is None:
        if is_ours(wanted):
            raise NoSuchCode("这个二维码已经不在了，请到联络站扫门口的新二维码。")
        raise NoSuchCode("没有这个二维码。可能抄错了一位，也可能是别人仿制的，请到联络站核对。")
    if row.revoked_at is not None:
        _refuse_closed(row.leads_to or row.station)
        raise CodeEnded("这个二维码已经停用，请到联络站扫门口的新二维码。")
    if row.deputy is None:
        return Door(row, _open_station(row.leads_to or row.station))
    if not is_serving(row.deputy):
        raise CodeEnded(f"{row.deputy.name}代表现在不能收来件，您可以找附近的代表联络站反映。")
    place = _place_of(row.deputy)
    if place is None:
        raise CodeEnded(f"{row.deputy.name}代表现在没有进站，您可以找附近的代表联络站反映。")
    return Door(row, place, row.deputy)


def _open_station(station: Station | None) -> Station:
    """A station that was merged is found through the one that took it over."""
    for _ in range(8):
        if station is None or station.closed_on is None:
            break
        station = station.merged_into
    _refuse_closed(station)
    if station is None or station.closed_on is not None:
        raise CodeEnded("这个联络站已经撤销，您可以找附近的代表联络站反映。")
    return station


def _refuse_closed(station: Station | None) -> None:
    """Closed for good: the voter learns since when, and which stations are near."""
    if station is None or station.closed_on is None or station.merged_into_id is not None:
        return
    places = [
        {"name": one.name, "address": one.address, "phone": one.phone, "hours": one.hours}
        for one in nearby(station)
    ]
    where = "您可以到下面的联络站反映。" if places else "您可以找附近的代表联络站反映。"
    raise CodeEnded(f"{station.name}已经在{cn_date(station.closed_on)}撤销，{where}", nearby=places)


def nearby(station: Station) -> list[Station]:
    """Where its voters may go: the station above it, then those of the same township."""
    rows = Station.objects.open().filter(county_id=station.county_id).exclude(pk=station.pk)
    above = list(rows.filter(pk=station.parent_id or 0))
    same = rows.filter(township_id=station.township_id) if station.township_id else rows.none()
    return [*above, *same.exclude(pk=station.parent_id or 0).order_by("name", "id")][:_NEARBY]


def _place_of(deputy: Deputy | None) -> Station | None:
    """The open station where the deputy sits: the first one, if several."""
    rows = Station.objects.open().filter(attachments__deputy=deputy, attachments__until=None)
    return rows.select_related("unit").order_by("attachments__since", "id").first()


def is_serving(deputy: Deputy, day: dt.date | None = None) -> bool:
    """In office and not suspended (代表法 art. 61)."""
    serving: bool = Mandate.objects.able(day).filter(deputy=deputy).exists()
    return serving


def end_codes_of_former_deputies() -> int:
    """A code ends with the mandate: daily, by the clock."""
    serving = Mandate.objects.in_force().filter(deputy_id=OuterRef("deputy_id"))
    rows = PublicCode.objects.live().filter(~Exists(serving), deputy__isnull=False)
    ended = list(rows.order_by("id"))
    done = 0
    for code in ended:
        with apart("ending a deputy's code", code.pk):
            revoke_code(code, by=SYSTEM, reason="代表任期已经结束")
            done += 1
    return done
