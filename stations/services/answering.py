"""The voter is answered: at once, told where else to go, or told back when there is a result."""

import datetime as dt

from core.problems import Invalid
from liaison.models import Seat
from stations import notices
from stations.choices import (
    ROUTE_OPINION,
    TELL_VOTER,
    Channel,
    DispositionState,
    OpinionState,
    Route,
    Satisfaction,
    TellMethod,
)
from stations.choices.matters import ADVICE, Elsewhere
from stations.models import Opinion, TellingBack
from stations.services import public_notices, summary
from stations.services.reaching import attempts_missing
from stations.services.results import carry
from stations.services.visitors import contact_of

_BY_PHONE = {Channel.PHONE, Channel.QR}
_FOR_NAMELESS = {TellMethod.NOTICE, TellMethod.FACE, TellMethod.FOLLOW}


def answer(
    opinion: Opinion,
    *,
    by: Seat,
    words: str,
    satisfaction: str,
    version: int | None = None,
    on: dt.date | None = None,
) -> Opinion:
    """当场答复: said to the voter there and then, with what the voter thought of it."""
    summary.require_words(
        words=(words, "请写下答复了什么。"), satisfaction=(satisfaction, "请选来访人是否满意。")
    )
    _require_choice(satisfaction)
    day = summary.deed_day(on, not_before=opinion.received_on)
    with summary.deed_on(opinion, "answer", by=by, version=version) as deed:
        case: Opinion = deed.case
        _end(case, Route.ON_SPOT, words.strip(), satisfaction, day, by)
        event = summary.happened(case, "answer", "当场答复了来访人", by=by, note=words.strip())
        notices.told_deputies(case, event, by=by)
        _settle(case)
    return opinion


def decline(
    opinion: Opinion,
    *,
    by: Seat,
    advice: str = "",
    elsewhere: str = "",
    version: int | None = None,
    on: dt.date | None = None,
) -> Opinion:
    """不予受理: a matter for court, review or the petition office; where to go is recorded."""
    if not advice.strip() and elsewhere in Elsewhere.values:
        advice = ADVICE[Elsewhere(elsewhere)]
    summary.require_words(advice=(advice, "请写明告诉来访人去哪里反映。"))
    day = summary.deed_day(on, not_before=opinion.received_on)
    with summary.deed_on(opinion, "decline", by=by, version=version) as deed:
        case: Opinion = deed.case
        _end(case, Route.NOT_TAKEN, advice.strip(), "", day, by)
        event = summary.happened(
            case, "decline", "不予受理，已告知去处", by=by, note=advice.strip()
        )
        notices.told_deputies(case, event, by=by)
        _settle(case)
    return opinion


def _end(
    case: Opinion,
    route: Route,
    words: str,
    satisfaction: str,
    day: dt.date,
    by: Seat,
) -> None:
    case.route, case.result, case.satisfaction = route, words, satisfaction
    case.handled_on = case.told_on = day
    case.dispositions.create(
        route=route, state=DispositionState.DONE, result=words, by_name=by.person_name
    )
    TellingBack.objects.create(
        opinion=case,
        told_on=day,
        method=_method(case, satisfaction),
        words=words,
        satisfaction=satisfaction,
        by_name=by.person_name,
    )
    summary.close_duty(case, ROUTE_OPINION.code, on=day)
    carry(case, by, day)


def _method(case: Opinion, satisfaction: str) -> TellMethod:
    """Who sent it by a code reads the answer there, unless somebody has talked to the voter."""
    if case.channel == Channel.QR and satisfaction in {"", Satisfaction.UNRATED}:
        return TellMethod.FOLLOW
    return TellMethod.PHONE if case.channel in _BY_PHONE else TellMethod.FACE


def _settle(case: Opinion) -> None:
    """It waits for nobody, unless a further way that it went is still open."""
    case.state = OpinionState.TOLD
    summary.refresh(case)


def tell_back(
    opinion: Opinion,
    *,
    by: Seat,
    told_on: dt.date | None = None,
    method: str,
    words: str,
    satisfaction: str,
    remark: str = "",
    version: int | None = None,
) -> Opinion:
    """回复来访人: the loop closes with the voter's own verdict.

    公示 for whoever cannot be reached (信访工作条例 art. 23) makes a draft: nothing is public, and
    the voter not told, before staff release it.
    """
    summary.require_words(
        words=(words, "请写下回复了什么。"),
        method=(method, "请选回复方式。"),
        satisfaction=(satisfaction, "请选来访人是否满意；联系不上的选「无法联系」。"),
    )
    _require_choice(satisfaction)
    day = summary.deed_day(
        told_on, not_before=opinion.handled_on or opinion.received_on, field="told_on"
    )
    _require_reachable(opinion, method, satisfaction)
    with summary.deed_on(opinion, "tell_back", by=by, version=version) as deed:
        case: Opinion = deed.case
        if method == TellMethod.NOTICE:
            public_notices.draft(case, by=by, words=words)
            summary.refresh(case)
            return opinion
        telling = TellingBack.objects.create(
            opinion=case,
            told_on=day,
            method=method,
            words=words.strip(),
            satisfaction=satisfaction,
            remark=remark.strip(),
            by_name=by.person_name,
        )
        _told(case, telling, by)
    return opinion


def _told(case: Opinion, telling: TellingBack, by: Seat) -> None:
    """The duty ends; a notice that was still to be released is not needed any more."""
    case.told_on, case.satisfaction = telling.told_on, telling.satisfaction
    public_notices.drop_draft(case, "来访人已经用别的方式回复")
    summary.close_duty(case, TELL_VOTER.code, on=telling.told_on)
    how = TellMethod(telling.method).label
    verdict = Satisfaction(telling.satisfaction).label
    event = summary.happened(
        case, "tell_back", f"{how}回复了来访人，{verdict}", by=by, note=telling.words
    )
    notices.told_deputies(case, event, by=by)
    _settle(case)


def _require_choice(satisfaction: str) -> None:
    if satisfaction not in Satisfaction.values:
        words = "没有这个满意度，请重选。"
        raise Invalid(words, errors={"satisfaction": [words]})


def _require_reachable(opinion: Opinion, method: str, satisfaction: str) -> None:
    """Nobody can phone a nameless visitor; who was told by a notice gave no verdict."""
    words, name = "", "method"
    if method not in TellMethod.values:
        words = "没有这种回复方式，请重选。"
    elif method == TellMethod.FOLLOW and not opinion.secret_hash:
        words = "来访人没有查询码，在网上看不到回复，请另选回复方式。"
    elif is_anonymous(opinion) and method not in _FOR_NAMELESS:
        words = "来访人没有留下姓名和电话，请用公示回复；本人再来时可选当面。"
    elif (method == TellMethod.FOLLOW) != (satisfaction == Satisfaction.UNRATED):
        words = "在网上回复的，满意度选「等来访人评价」；别的方式请选来访人当时的评价。"
        name = "satisfaction"
    elif (method == TellMethod.NOTICE) != (satisfaction == Satisfaction.UNREACHABLE):
        words = "公示回复没有来访人的评价，满意度请选「无法联系」；联系不上的，用公示回复。"
        name = "satisfaction"
    if words:
        raise Invalid(words, errors={name: [words]})
    if satisfaction == Satisfaction.UNREACHABLE and not is_anonymous(opinion):
        _require_tried(opinion)


def _require_tried(opinion: Opinion) -> None:
    """Who left a phone is called, called again and visited before a notice speaks instead."""
    missing = attempts_missing(opinion)
    if missing:
        words = f"还要再联系{missing}次才能记「无法联系」，每次请点「没联系上」记下来。"
        raise Invalid(words, errors={"satisfaction": [words]})


def is_anonymous(opinion: Opinion) -> bool:
    """There is no way to reach the person."""
    reception = opinion.reception
    if reception is None:
        return not contact_of(opinion).phone
    return reception.is_anonymous or not reception.visitor_name
