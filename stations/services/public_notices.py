"""公示: what the public reads of an answer. Drafted, released by staff, corrected, taken down."""

import re

from django.db import transaction

from audit.services import name_of, record
from core.clock import now, today
from core.display import mask_name
from core.problems import Conflict, Forbidden, Invalid
from core.text import digits_only, half_width, has_masked_number, without_numbers
from liaison.models import Seat
from stations import notices
from stations.choices import TELL_VOTER, OpinionState, Satisfaction, TellMethod
from stations.models import Opinion, PublicNotice, TellingBack
from stations.permissions.public import may_publish
from stations.services import summary
from stations.services.visitors import contact_of

TITLE, WORDS = 80, 2000
_REPLACED = "由更正后的公示代替"
# Numbers of a person: a mobile phone, an identity card. A station's landline may be given.
_PERSONAL = re.compile(r"(?<!\d)(1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
_ASK_TITLE = "请写公示的题目，不要写来访人的姓名。"
_ASK_WORDS = "请写公示的内容，不要写来访人的姓名和电话。"


def publish(
    opinion: Opinion, *, by: Seat, title: str, words: str, version: int | None = None
) -> PublicNotice:
    """公示结果: written and released in one go, beside the answer that the voter had."""
    summary.require_words(title=(title, _ASK_TITLE), words=(words, _ASK_WORDS))
    with summary.deed_on(opinion, "publish", by=by, version=version) as deed:
        case: Opinion = deed.case
        _require_nameless(case, title, words)
        row = _new(case, by, title, words)
        _go_public(row, by)
        row.save()
        event = summary.happened(case, "publish", "公示了办理结果", by=by, note=row.words)
        notices.told_station(case, event, by=by)
    return row


def draft(case: Opinion, *, by: Seat, words: str) -> PublicNotice:
    """Telling a voter by notice begins with a draft: the duty to tell runs on until its release.

    Names and numbers of the voter are taken out of title and words at once. Of somebody who
    asked for secrecy it says no more than the trace number and where to ask.
    """
    drop_draft(case, "另拟了一份公示稿")
    title, words = _without_person(case, case.title), _without_person(case, words)
    if case.keep_secret:
        title, words = _of_the_secret(case)
    row = _new(case, by, title, words)
    row.tells = True
    row.save()
    event = summary.happened(
        case, "draft_notice", "拟好了公示稿，等发布后算回复来访人", by=by, note=row.words
    )
    notices.told_station(case, event, by=by)
    return row


def release(opinion: Opinion, *, by: Seat, version: int | None = None) -> Opinion:
    """发布公示: from now on everybody may read it, and the voter counts as told
    (信访工作条例 art. 23)."""
    with summary.deed_on(opinion, "release_notice", by=by, version=version) as deed:
        case: Opinion = deed.case
        row = PublicNotice.objects.drafts().get(opinion=case)
        _require_nameless(case, row.title, row.words)
        _replace(case, row)
        _go_public(row, by)
        # The station that answers for the opinion by now, should it have been merged meanwhile.
        row.station = case.station
        for name, value in case.scope().items():
            setattr(row, name, value)
        row.save()
        _told(case, by, row.words)
        summary.close_duty(case, TELL_VOTER.code, on=today())
        case.state = OpinionState.TOLD
        summary.refresh(case)
        event = summary.happened(case, "release_notice", "公示回复了来访人", by=by, note=row.words)
        notices.told_station(case, event, by=by)
        notices.told_deputies(case, event, by=by)
    return opinion


def change(
    opinion: Opinion,
    *,
    by: Seat,
    title: str,
    words: str,
    reason: str = "",
    version: int | None = None,
) -> PublicNotice:
    """更正公示: a draft is written anew; what is public is replaced, with the reason on record,
    and the voter counts as told in the new words."""
    summary.require_words(title=(title, _ASK_TITLE), words=(words, _ASK_WORDS))
    with summary.deed_on(opinion, "change_notice", by=by, version=version, reason=reason) as deed:
        case: Opinion = deed.case
        _require_nameless(case, title, words)
        row: PublicNotice | None = PublicNotice.objects.drafts().filter(opinion=case).first()
        if row is not None:
            row.title, row.words = title.strip()[:TITLE], words.strip()
            row.save(update_fields=["title", "words"])
            summary.happened(case, "change_notice", "改了公示稿", by=by, note=row.words)
            return row
        return _correct(case, by, title, words, reason)


def _correct(case: Opinion, by: Seat, title: str, words: str, reason: str) -> PublicNotice:
    summary.require_words(reason=(reason, "请写明为什么更正，会记入经过。"))
    row = _new(case, by, title, words)
    old = _replace(case, row, why=reason)
    row.tells = old is not None and old.tells
    _go_public(row, by)
    row.save()
    if row.tells and case.state == OpinionState.TOLD:
        _told(case, by, row.words)
    event = summary.happened(case, "correct_notice", "更正了公示", by=by, note=row.words)
    notices.told_station(case, event, by=by)
    notices.told_deputies(case, event, by=by)
    return row


def take_down(notice: PublicNotice, *, by: Seat, reason: str) -> PublicNotice:
    """撤下公示: it is no longer public; that it was remains on record. A draft is thrown away,
    and the duty to tell the voter runs on."""
    summary.require_words(reason=(reason, "请写明为什么撤下。"))
    if not may_publish(by, notice.opinion):
        raise Forbidden("公示由发布的联络站撤下，请找本站联络员或站长。")
    row = PublicNotice.objects.filter(pk=notice.pk, taken_down_at=None)
    with transaction.atomic():
        case = Opinion.objects.select_for_update(of=("self",), no_key=True).get(
            pk=notice.opinion_id
        )
        if not row.update(taken_down_at=now(), taken_down_why=reason.strip()[:200]):
            raise Conflict("这条公示已经撤下了。")
        record("publicnotice.take_down", by=by, label="撤下公示", subject=notice, reason=reason)
        words = "撤下了公示" if notice.published_at else "公示稿不用了"
        summary.happened(case, "take_down_notice", words, by=by, note=reason.strip())
        summary.dates_moved([case.pk])
    return notice


def drop_draft(case: Opinion, why: str) -> None:
    """What waited for its release is not needed any more: told otherwise, another result."""
    PublicNotice.objects.drafts().filter(opinion=case).update(
        taken_down_at=now(), taken_down_why=why
    )


def withdraw_notices(case: Opinion, why: str) -> None:
    """The answer does not hold any more: nobody reads it any longer, nobody releases it."""
    PublicNotice.objects.filter(opinion=case, taken_down_at=None).update(
        taken_down_at=now(), taken_down_why=why
    )


def offered(opinion: Opinion) -> PublicNotice | None:
    """What a correction would change: the draft, else what is public."""
    rows = PublicNotice.objects.filter(opinion=opinion, taken_down_at=None)
    return rows.order_by("-id").first()


def _new(case: Opinion, by: Seat, title: str, words: str) -> PublicNotice:
    return PublicNotice(
        station=case.station,
        opinion=case,
        title=title.strip()[:TITLE],
        words=words.strip(),
        drafted_by_name=name_of(by),
        **case.scope(),
    )


def _go_public(row: PublicNotice, by: Seat) -> None:
    row.published_at, row.by_name = now(), name_of(by)


def _replace(case: Opinion, row: PublicNotice, why: str = _REPLACED) -> PublicNotice | None:
    old = PublicNotice.objects.live().filter(opinion=case).first()
    if old is not None:
        old.taken_down_at, old.taken_down_why = now(), why.strip()[:200]
        old.save(update_fields=["taken_down_at", "taken_down_why"])
        row.corrects = old
    return old


def _told(case: Opinion, by: Seat, words: str) -> None:
    TellingBack.objects.create(
        opinion=case,
        told_on=today(),
        method=TellMethod.NOTICE,
        words=words,
        satisfaction=Satisfaction.UNREACHABLE,
        by_name=by.person_name,
    )
    case.told_on, case.satisfaction = today(), Satisfaction.UNREACHABLE


def _of_the_secret(case: Opinion) -> tuple[str, str]:
    phone = f"，或打电话{case.station.phone}" if case.station.phone else ""
    return (
        "一件群众意见已有办理结果",
        f"编号{case.number}的意见已有办理结果，请来访人凭回执到{case.station.name}查询{phone}。",
    )


def _names(case: Opinion) -> list[str]:
    """Everybody who came, the longest name first."""
    visit = case.reception
    names = [contact_of(case).name]
    if visit is not None:
        names += [visit.guardian_name, *visit.companions.splitlines()]
    known = {name.strip() for name in names if len(name.strip()) > 1}
    return sorted(known, key=len, reverse=True)


# 邓大爷 is known in his village as well as by his whole name.
_CALLED = "某某|某|大爷|大妈|大娘|大叔|大婶|大哥|大姐|爷爷|奶奶|老伯|老汉|先生|女士|师傅|同志"


def _called(name: str) -> re.Pattern[str]:
    """The whole name, as our pages mask it, and the surname with a form of address."""
    surname = mask_name(name).rstrip("*") or name
    return re.compile(
        f"{re.escape(name)}|{re.escape(mask_name(name))}|{re.escape(surname)}(?:{_CALLED})"
    )


def _without_person(case: Opinion, text: str) -> str:
    for name in _names(case):
        text = _called(name).sub("来访人", text)
    return without_numbers(text)


def _require_nameless(case: Opinion, title: str, words: str) -> None:
    """Nothing by which the voter is known may hang on a public wall (个人信息保护法 art. 25)."""
    for field, text in (("title", title), ("words", words)):
        plain = half_width(text)
        phone = contact_of(case).phone
        if any(_called(name).search(text) for name in _names(case)):
            refusal = "公示里有来访人的姓名或称呼，请改成「来访人」再公示。"
        elif _PERSONAL.search(plain) or (phone and phone in digits_only(plain)):
            refusal = "公示里有手机号或身份证号，请去掉再公示。"
        elif has_masked_number(text):
            refusal = "公示里有打了星号的号码，熟人认得出来，请去掉再公示。"
        else:
            continue
        raise Invalid(refusal, errors={field: [refusal]})
