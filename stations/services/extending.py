"""More time for a way, with a reason: asked for by the unit, granted by the head or an office."""

import datetime as dt
from dataclasses import dataclass

from core.clock import today
from core.display import cn_date, local_day
from core.problems import Conflict, Invalid
from deadlines import services as deadlines
from deadlines.models import Deadline
from liaison.choices import UnitKind
from liaison.models import Seat, Unit
from stations import notices
from stations.choices import (
    HANDLE_OPINION_COUNTY,
    HANDLE_OPINION_STATION,
    HANDLE_OPINION_TOWNSHIP,
    OpinionState,
    Route,
)
from stations.models import Disposition, Opinion
from stations.permissions import office_of
from stations.services import summary
from stations.services.rules import rule_of
from stations.services.ways import way_of
from stations.workflow.matters import has_clock


def ask_extension(
    opinion: Opinion,
    *,
    by: Seat,
    reason: str,
    version: int | None = None,
) -> Opinion:
    """申请延期: the unit says why it needs more time; until it is granted the clock runs on.

    Asked for before the period is over: what is late already is answered, not put off.
    """
    summary.require_words(reason=(reason, "请写明为什么要延期，还要多久。"))
    with summary.deed_on(opinion, "ask_extension", by=by, version=version) as deed:
        case: Opinion = deed.case
        if words := too_late(case, by):
            raise Conflict(words)
        words = f"{by.unit.short_name}申请延期"
        event = summary.happened(case, "ask_extension", words, by=by, note=reason.strip())
        notices.extension_asked(case, event, by=by)
    return opinion


def extend(
    opinion: Opinion,
    *,
    by: Seat,
    due_on: dt.date,
    reason: str,
    disposition: int | None = None,
    version: int | None = None,
) -> Opinion:
    """延期: as often and as long as the congress's rule allows; the deputies and the unit hear of
    it, the voter reads it where he or she follows."""
    summary.require_words(reason=(reason, "请写明为什么延期，来访人会看到。"))
    with summary.deed_on(
        opinion,
        "extend",
        by=by,
        version=version,
        reason=reason,
    ) as deed:
        case: Opinion = deed.case
        way = _way(case, disposition)
        ref = "" if way.is_main else str(way.pk)
        kind = summary.handling_kind(way.route)
        _require_within(case, way, kind, ref, due_on)
        deadlines.extend(case, kind, ref=ref, due_on=due_on, reason=reason, by=by)
        way.extended += 1
        way.save(update_fields=["extended"])
        summary.refresh(case)
        words = f"办理期限延到{cn_date(due_on)}"
        event = summary.happened(case, "extend", words, by=by, note=reason.strip())
        notices.extended(case, event, way, by=by)
    return opinion


def refuse_extension(
    opinion: Opinion, *, by: Seat, reason: str, version: int | None = None
) -> Opinion:
    """不同意延期: the period stays as it was; whoever asked reads why."""
    summary.require_words(reason=(reason, "请写明为什么不同意，办理单位会看到。"))
    with summary.deed_on(
        opinion, "refuse_extension", by=by, version=version, reason=reason
    ) as deed:
        case: Opinion = deed.case
        if pending(case) is None:
            raise Conflict("现在没有等答复的延期申请。请刷新页面看最新情况。", state=case.state)
        words = "不同意延期，按原来的期限办理"
        event = summary.happened(case, "refuse_extension", words, by=by, note=reason.strip())
        notices.extension_refused(case, event, by=by)
    return opinion


def _way(case: Opinion, disposition: int | None) -> Disposition:
    """The main way while it is being handled, unless a further one is named."""
    main = case.dispositions.select_for_update().filter(summary.MAIN_OPEN).first()
    if case.state == OpinionState.ROUTED and main and disposition in {None, main.pk}:
        return main
    return way_of(case, disposition)


def too_late(case: Opinion, by: Seat) -> str:
    """Why a unit may not ask for more time any more, and what it does instead."""
    duties = Deadline.objects.open().filter(
        subject_type="opinion", subject_id=case.pk, kind__in=_HANDLING
    )
    own = duties.filter(owner_unit_id=by.unit_id)
    days = list((own if own.exists() else duties).values_list("due_on", flat=True))
    return _late_words(max(days)) if days and max(days) < today() else ""


def _late_words(due_on: dt.date) -> str:
    return (
        f"办理期限{cn_date(due_on)}已经过了，延期要在到期以前申请。请尽快填办理结果；"
        "还没办完的写明进展和什么时候办完，不归本单位办的点「退回」。"
    )


def _require_within(case: Opinion, way: Disposition, kind: str, ref: str, due_on: dt.date) -> None:
    rule = rule_of(case.congress_id)
    duty = _duty(case, kind, ref)
    if way.extended >= rule.extensions:
        raise Conflict(f"这个去向已经延期{way.extended}次，不能再延，请催办或改转。")
    asked = pending(case)
    if duty.due_on < today() and (asked is None or local_day(asked.at) > duty.due_on):
        words = f"办理期限{cn_date(duty.due_on)}已经过了，到期以前也没有申请延期，不能再延。"
        raise Conflict(f"{words}请催办单位，或者改转给别的单位。")
    latest = duty.due_on + dt.timedelta(days=rule.extension_days)
    words = ""
    if due_on > latest:
        words = f"最多延{rule.extension_days}天，请选{cn_date(latest)}或以前的日期。"
    elif due_on < today():
        words = "新的期限已经过了，请选今天或以后的日期。"
    if words:
        raise Invalid(words, errors={"due_on": [words]})


def _duty(case: Opinion, kind: str, ref: str) -> Deadline:
    duty: Deadline | None = (
        Deadline.objects.open()
        .filter(subject_type="opinion", subject_id=case.pk, kind=kind, ref=ref)
        .first()
    )
    if duty is None:
        raise Conflict("这件事没有正在计算的期限，不能延期。请刷新页面看最新情况。")
    return duty


_HANDLING = (
    HANDLE_OPINION_STATION.code,
    HANDLE_OPINION_TOWNSHIP.code,
    HANDLE_OPINION_COUNTY.code,
)
# After one of these nobody waits for an answer to the last request any more.
_ANSWERED = ("extend", "refuse_extension", "route", "reroute", "bounce", "report_result", "reopen")


@dataclass(frozen=True)
class Asked:
    """A request for more time that nobody has decided on yet."""

    by_unit: str
    reason: str
    at: dt.datetime
    deciders: list[str]


def pending(opinion: Opinion) -> Asked | None:
    """The last request, as long as a clock runs that it could move."""
    last = (
        opinion.events.filter(code__in=("ask_extension", *_ANSWERED)).order_by("-at", "-id").first()
    )
    if last is None or last.code != "ask_extension" or not has_clock(opinion):
        return None
    return Asked(last.by_unit, last.note, last.at, _deciders(opinion))


def _deciders(opinion: Opinion) -> list[str]:
    """Those who were told that it was asked for, by the names of their posts."""
    names = [f"{opinion.station.keeper.name}站长"]
    if opinion.route == Route.TOWNSHIP:
        rows = Unit.objects.open().filter(kind=UnitKind.PRESIDIUM, township_id=opinion.township_id)
        names += rows.exclude(township_id=None).values_list("name", flat=True)
    office = office_of(opinion) if opinion.route == Route.COUNTY else None
    return [*names, office.name] if office is not None else names


def longest(opinion: Opinion) -> dt.date | None:
    """The last day up to which its most pressing handling duty could be extended."""
    if opinion.due_on is None:
        return None
    return opinion.due_on + dt.timedelta(days=rule_of(opinion.congress_id).extension_days)
