"""A station's month in figures: one function for page, xlsx, Word, API and the county's table."""

import calendar
import datetime as dt
from dataclasses import dataclass, field, fields
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from core.clock import today
from core.problems import Invalid
from deadlines.models import Deadline
from stations.choices import ActivityState, Route, Satisfaction
from stations.models import Activity, Opinion, Reception, Station, StationDeputy, TellingBack

OLDEST = dt.date(2000, 1, 1)
# A way that ends at once counts as settled on the day that it was told.
WELL = (Satisfaction.SATISFIED, Satisfaction.BASIC)


@dataclass(frozen=True)
class Month:
    """A calendar month; a month that has not begun has no report."""

    year: int
    month: int

    @classmethod
    def read(cls, text: str) -> "Month":
        """`2026-10`, as addresses and the API write it."""
        year, _, month = text.partition("-")
        if not (len(year) == 4 and year.isdecimal() and month.isdecimal() and len(month) == 2):
            raise Invalid("月份要写成2026-10这样，请核对。", errors={"month": ["月份不对。"]})
        if not 1 <= int(month) <= 12:
            raise Invalid("月份只有1到12，请核对。", errors={"month": ["月份不对。"]})
        found = cls(int(year), int(month))
        if not OLDEST <= found.first <= today():
            raise Invalid(
                "这个月还没有开始，或者太早了，请另选月份。", errors={"month": ["请另选。"]}
            )
        return found

    @classmethod
    def of(cls, day: dt.date) -> "Month":
        return cls(day.year, day.month)

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, self.month, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def before(self) -> "Month":
        return Month.of(self.first - dt.timedelta(days=1))

    @property
    def after(self) -> "Month":
        return Month.of(self.last + dt.timedelta(days=1))

    @property
    def year_before(self) -> "Month":
        return Month(self.year - 1, self.month)

    @property
    def code(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月"


@dataclass
class Figures:
    """One station's month. Each number's meaning stands in `MEANINGS`; rates are made of them."""

    days: int = 0
    visits: int = 0
    people: int = 0
    received: int = 0
    on_spot: int = 0
    suggested: int = 0
    handled: int = 0
    told: int = 0
    rated: int = 0
    well: int = 0
    duties: int = 0
    in_time: int = 0
    waiting: int = 0
    activities: int = 0
    attended: int = 0
    deputies: int = 0
    receiving: int = 0
    by_route: dict[str, int] = field(default_factory=dict)

    @property
    def well_rate(self) -> str:
        """满意率: the base is those who could be asked."""
        return percent(self.well, self.rated)

    @property
    def in_time_rate(self) -> str:
        return percent(self.in_time, self.duties)

    def add(self, other: "Figures") -> None:
        """Totals of a county: a deputy attached twice is counted at each station."""
        for one in fields(self):
            mine = getattr(self, one.name)
            if isinstance(mine, int):
                setattr(self, one.name, mine + getattr(other, one.name))
        for route, count in other.by_route.items():
            self.by_route[route] = self.by_route.get(route, 0) + count


MEANINGS = {
    "days": ("接待天数", "有接待登记的日子，当日无人来访也算"),
    "visits": ("接待", "来访次数，不含当日无人来访"),
    "people": ("来访人数", "各次来访人数之和"),
    "received": ("收到意见", "当月反映的意见，按当时受理的站计"),
    "on_spot": ("当场答复", "当月意见中当场答复的"),
    "suggested": ("转为建议", "当月意见中去向是提建议的"),
    "handled": ("已办", "当月有办理结果的意见，不论哪月收到；重新办理过的按最近一次"),
    "told": ("回复来访人", "当月回复过来访人的意见，不论哪月收到"),
    "rated": ("有评价", "当月回复中来访人表了态的，无法联系的不算"),
    "well": ("满意和基本满意", "有评价的中间，满意和基本满意的"),
    "duties": ("到期事项", "期限在当月的分办、办理、回复事项，到期没办的也算"),
    "in_time": ("按期完成", "到期事项中没有超过期限办完的"),
    "waiting": ("月末在办", "月末还没有办理结果的意见"),
    "activities": ("活动", "当月开展的活动"),
    "attended": ("代表参加活动", "当月活动到场代表人次"),
    "deputies": ("进站代表", "月末在站的代表"),
    "receiving": ("参加接待的代表", "当月在本站接待过的进站代表"),
}


def percent(part: int, whole: int) -> str:
    """A rate in whole numbers to one decimal; nothing to divide by is said so."""
    if not whole:
        return "–"
    tenths = (part * 2000 + whole) // (whole * 2)
    return f"{tenths // 10}.{tenths % 10}%"


def month_figures(stations: QuerySet[Station], month: Month) -> dict[int, Figures]:
    """Figures of each station, in as many queries for one as for a whole county."""
    ids = list(stations.values_list("pk", flat=True))
    found = {pk: Figures() for pk in ids}
    for rows in (
        _visits(ids, month),
        _matters(ids, month),
        _endings(ids, month),
        _verdicts(ids, month),
        _waiting(ids, month),
        _activities(ids, month),
        _attended(ids, month),
        _deputies(ids, month),
        _receiving(ids, month),
        _duties(stations, month),
    ):
        for row in rows:
            figures = found[row.pop("of")]
            for name, value in row.items():
                setattr(figures, name, value or 0)
    _routes(found, ids, month)
    return found


Rows = Any  # querysets of values, or what yields the like


def _visits(ids: list[int], month: Month) -> Rows:
    came = Q(no_visitor=False)
    rows = Reception.objects.filter(
        station_id__in=ids, held_on__range=(month.first, month.last)
    ).values(of=F("station_id"))
    return rows.annotate(
        days=Count("held_on", distinct=True),
        visits=Count("id", filter=came),
        people=Sum("people", filter=came),
    )


def _received(ids: list[int], month: Month) -> QuerySet[Opinion]:
    return Opinion.objects.filter(
        origin_id__in=ids, received_on__range=(month.first, month.last)
    ).exclude(state="withdrawn")


def _matters(ids: list[int], month: Month) -> Rows:
    rows = _received(ids, month).values(of=F("origin_id"))
    return rows.annotate(
        received=Count("id"),
        on_spot=Count("id", filter=Q(route=Route.ON_SPOT)),
        suggested=Count("id", filter=Q(route=Route.SUGGESTION)),
    )


def _routes(found: dict[int, Figures], ids: list[int], month: Month) -> None:
    rows = _received(ids, month).values("origin_id", "route").annotate(n=Count("id"))
    for row in rows.order_by():
        found[row["origin_id"]].by_route[row["route"]] = row["n"]


def _endings(ids: list[int], month: Month) -> Rows:
    rows = Opinion.objects.filter(
        handled_on__range=(month.first, month.last), station_id__in=ids
    ).values(of=F("station_id"))
    return rows.annotate(handled=Count("id"))


def _verdicts(ids: list[int], month: Month) -> Rows:
    """Told, and the verdict given with the telling of that month, not one that came later."""
    asked = ~Q(satisfaction__in=["", Satisfaction.UNREACHABLE, Satisfaction.UNRATED])
    rows = TellingBack.objects.filter(
        opinion__station_id__in=ids, told_on__range=(month.first, month.last)
    ).values(of=F("opinion__station_id"))
    return rows.annotate(
        told=Count("opinion_id", distinct=True),
        rated=Count("opinion_id", distinct=True, filter=asked),
        well=Count("opinion_id", distinct=True, filter=Q(satisfaction__in=WELL)),
    )


def _waiting(ids: list[int], month: Month) -> Rows:
    rows = Opinion.objects.filter(
        Q(handled_on=None) | Q(handled_on__gt=month.last),
        station_id__in=ids,
        received_on__lte=month.last,
    ).exclude(state__in=["folded", "withdrawn"])
    return rows.values(of=F("station_id")).annotate(waiting=Count("id"))


def _held(ids: list[int], month: Month) -> QuerySet[Activity]:
    return Activity.objects.filter(
        station_id__in=ids,
        held_on__range=(month.first, month.last),
        state__in=[ActivityState.HELD, ActivityState.CLOSED],
    )


def _activities(ids: list[int], month: Month) -> Rows:
    return _held(ids, month).values(of=F("station_id")).annotate(activities=Count("id"))


def _attended(ids: list[int], month: Month) -> Rows:
    came = Q(attendees__deputy__isnull=False, attendees__attended=True)
    rows = _held(ids, month).values(of=F("station_id"))
    return rows.annotate(attended=Count("attendees", filter=came))


def _attached(ids: list[int], month: Month) -> QuerySet[StationDeputy]:
    return StationDeputy.objects.filter(
        Q(until=None) | Q(until__gt=month.last), station_id__in=ids, since__lte=month.last
    )


def _deputies(ids: list[int], month: Month) -> Rows:
    rows = _attached(ids, month).values(of=F("station_id"))
    return rows.annotate(deputies=Count("deputy_id", distinct=True))


def _receiving(ids: list[int], month: Month) -> Rows:
    rows = _attached(ids, month).filter(
        deputy__receptions__reception__station_id=F("station_id"),
        deputy__receptions__reception__held_on__range=(month.first, month.last),
    )
    return rows.values(of=F("station_id")).annotate(receiving=Count("deputy_id", distinct=True))


def _duties(stations: QuerySet[Station], month: Month) -> Rows:
    """Duties on opinions that the station itself owed and that fell due within the month.

    What was left undone past its day is in the base: doing only the easy ones is no punctuality.
    """
    units = dict(stations.values_list("unit_id", "pk"))
    rows = Deadline.objects.filter(
        Q(state="done") | Q(state="open", due_on__lt=today()),
        owner_unit_id__in=units,
        subject_type="opinion",
        due_on__range=(month.first, month.last),
    ).values("owner_unit_id")
    in_time = Q(state="done", late_days=0)
    counted = rows.annotate(duties=Count("id"), in_time=Count("id", filter=in_time))
    for row in counted.order_by():
        yield {
            "of": units[row["owner_unit_id"]],
            "duties": row["duties"],
            "in_time": row["in_time"],
        }
