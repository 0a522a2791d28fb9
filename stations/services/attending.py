"""A reception day is held when a reception is recorded on it, missed when none was."""

import datetime as dt

from django.db.models import F, Q, QuerySet

from audit.services import SYSTEM, Actor, perform
from core.apart import apart
from core.clock import now, today
from core.kept import Kept
from deadlines import services as deadlines
from stations.choices import EXPLAIN_MISSED_DAY, Channel, DutyState, RosterState
from stations.models import Reception, ReceptionDeputy, RosterDay, RosterDuty, Station
from stations.notices import roster as notices
from stations.services import roster_base as base
from stations.workflow.roster import ROSTER_CLOCK

# A paper may be entered on the day after; then the station is asked why nothing was recorded.
GRACE = dt.timedelta(days=1)
LINKED = (Channel.RECEPTION_DAY, Channel.MARKET_DAY)
# Nobody is asked to come to a station that will be gone by then, nor why nothing happened there.
_STATION_STANDS = Q(station__closed_on=None) | Q(station__closed_on__gt=F("held_on"))


def _days(shape: str, *, station: int, date: dt.date) -> QuerySet[RosterDay]:
    rows = RosterDay.objects.filter(station_id=station, held_on=date)
    return rows.exclude(state=RosterState.CANCELLED).order_by("starts_at", "id")


_DAYS = Kept(_days)


def day_for(station: Station, date: dt.date, time: dt.time | None = None) -> RosterDay | None:
    """The station's reception day on that date; of two, the one whose hours hold the time."""
    days = _DAYS.rows("", station=station.pk, date=date)
    if time is not None:
        days.sort(key=lambda day: not day.starts_at <= time <= day.ends_at)
    return days[0] if days else None


def link_reception(reception: Reception, *, by: Actor) -> RosterDay | None:
    """A reception recorded on a reception day belongs to it; the day is then held.

    Call it in the transaction that made the reception. A visit on the road on that date is none.
    """
    if reception.channel not in LINKED:
        return None
    day = day_for(reception.station, reception.held_on, reception.starts_at)
    if day is None:
        return None
    reception.roster_day = day
    reception.save(update_fields=["roster_day"])
    hold(day, reception, by=by)
    return day


def hold(day: RosterDay, reception: Reception, *, by: Actor) -> None:
    """The deputies who received have kept their turn; whoever stood in unasked is no part of it."""
    there = ReceptionDeputy.objects.filter(reception=reception).values("deputy_id")
    came = RosterDuty.objects.filter(day=day, deputy_id__in=there)
    if day.state == RosterState.HELD:
        came.exclude(state=DutyState.ATTENDED).update(state=DutyState.ATTENDED)
        return
    with perform(day, "hold", by=by, workflow=ROSTER_CLOCK) as deed:
        case: RosterDay = deed.case
        came.update(state=DutyState.ATTENDED, answered_at=now())
        deadlines.cancel_all(case, reason="已接待")
        words = "当日无人来访，已登记" if reception.no_visitor else "登记了接待，接待日已办"
        base.happened(case, "hold", words, by=by)


def ask_coming() -> int:
    """Days whose notice is due within a week: the station and each deputy owe an answer."""
    asked = 0
    most = RosterDay.objects.filter(
        _STATION_STANDS,
        state=RosterState.PLANNED,
        asked_on=None,
        notice_due_on__lte=today() + dt.timedelta(days=base.ASKED_BEFORE_NOTICE),
        held_on__gte=today(),
    )
    for day in most.select_related("station__unit").order_by("held_on", "id"):
        with (
            apart("asking for a reception day", day.pk),
            perform(day, "ask", by=SYSTEM, workflow=ROSTER_CLOCK) as deed,
        ):
            case: RosterDay = deed.case
            base.ask(case)
            words = f"请代表确认：{base.when_and_where(case)}"
            event = base.happened(case, "ask", words, by=SYSTEM)
            told = [duty.deputy_id for duty in base.receivers(case)]
            notices.told_deputies(case, event, heading="请确认接待安排", deputies=told, by=SYSTEM)
            asked += 1
    return asked


def close_past() -> int:
    """What went by: held if there is a reception, else missed, and the station says why."""
    missed = 0
    for pk in list(_past().order_by("held_on", "id").values_list("pk", flat=True)):
        with apart("closing a reception day", pk):
            missed += _close(pk)
    with apart("marking deputies who were away"):
        RosterDuty.objects.filter(
            day__state=RosterState.HELD,
            day__held_on__lt=today() - GRACE,
            state__in=base.RECEIVING,
        ).update(state=DutyState.ABSENT)
    return missed


def _close(pk: int) -> bool:
    """Whether the day was missed; somebody may have recorded, moved or cancelled it meanwhile."""
    locked = _past().select_for_update(of=("self",)).select_related("station__unit")
    day = locked.filter(pk=pk).first()
    if day is None:
        return False
    own = Reception.objects.filter(roster_day=pk)
    for visit in own.order_by("id"):
        hold(day, visit, by=SYSTEM)
    loose = Reception.objects.filter(
        station_id=day.station_id, held_on=day.held_on, channel__in=LINKED, roster_day=None
    )
    for visit in loose.order_by("id"):
        link_reception(visit, by=SYSTEM)
    if own.exists():
        return False
    _miss(day)
    return True


def _past() -> "QuerySet[RosterDay]":
    return RosterDay.objects.filter(
        _STATION_STANDS,
        state__in=[RosterState.PLANNED, RosterState.NOTICED],
        held_on__lt=today() - GRACE,
    )


def _miss(day: RosterDay) -> None:
    with perform(day, "miss", by=SYSTEM, workflow=ROSTER_CLOCK) as deed:
        case: RosterDay = deed.case
        deadlines.cancel_all(case, reason="接待日已过")
        case.duties.filter(state__in=base.RECEIVING).update(state=DutyState.ABSENT)
        deadlines.open_(
            case,
            kind=EXPLAIN_MISSED_DAY.code,
            owner=case.station.keeper,
            from_on=today(),
            scope=case.scope(),
            label=base.label_of(case),
        )
        event = base.happened(case, "miss", "当天没有接待记录", by=SYSTEM)
        notices.told_staff(case, event, heading="接待日没有记录，请补录或说明", by=SYSTEM)


def next_days(station: Station, count: int = 3) -> "QuerySet[RosterDay]":
    """What a passer-by may read: announced days from today on, also those called off since."""
    days = RosterDay.objects.public().filter(station=station, held_on__gte=today())
    return days.order_by("held_on", "starts_at", "id")[:count]
