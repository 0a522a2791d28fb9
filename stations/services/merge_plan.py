"""What a merge of two stations would move, before anything is moved; the merge itself asks here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from core.clock import today
from core.display import cn_date
from core.problems import Conflict, Invalid
from deadlines.models import Deadline
from liaison.choices import Role, UnitKind
from liaison.models import Seat
from stations.calendar import overlap
from stations.choices import (
    ActivityState,
    MoveKind,
    OpinionState,
    RosterState,
    StarState,
    SubmissionState,
)
from stations.models import (
    Activity,
    Opinion,
    PublicCode,
    RosterDay,
    RosterPattern,
    StarApplication,
    Station,
    StationDeputy,
    Submission,
)

ENDED = (OpinionState.TOLD, OpinionState.WITHDRAWN)
COMING = (RosterState.PLANNED, RosterState.NOTICED)
# Bodies that see what lies in their township; out of it they could not go on with a case.
BY_TOWNSHIP = (UnitKind.PRESIDIUM, UnitKind.STREET_COMMITTEE)
UNFINISHED = (ActivityState.PLANNED, ActivityState.NOTICED, ActivityState.HELD)


def opinions_of(station: Station) -> "QuerySet[Opinion]":
    """Whatever somebody owes something on: also those that follow another one, and those whose
    voter was answered while a further way is still open."""
    duties = Deadline.objects.open().filter(subject_type="opinion").values("subject_id")
    still = ~Q(state__in=ENDED) | Q(state=OpinionState.TOLD, pk__in=duties)
    return Opinion.objects.filter(still, station=station)


def submissions_of(station: Station) -> "QuerySet[Submission]":
    return Submission.objects.filter(station=station, state=SubmissionState.WAITING)


def activities_of(station: Station) -> "QuerySet[Activity]":
    return Activity.objects.filter(station=station, state__in=UNFINISHED)


def days_of(station: Station) -> "QuerySet[RosterDay]":
    return RosterDay.objects.filter(station=station, state__in=COMING, held_on__gte=today())


def attachments_of(station: Station) -> "QuerySet[StationDeputy]":
    return StationDeputy.objects.filter(station=station, until=None)


def codes_of(station: Station) -> "QuerySet[PublicCode]":
    """Its own code, and those of stations that it took over before: all still on walls."""
    return PublicCode.objects.live().filter(Q(station=station, leads_to=None) | Q(leads_to=station))


def patterns_of(station: Station) -> "QuerySet[RosterPattern]":
    rows = RosterPattern.objects.filter(station=station)
    return rows.filter(Q(until=None) | Q(until__gte=today()))


def applications_of(station: Station) -> "QuerySet[StarApplication]":
    """星级申报 that wait for the office's judgement."""
    return StarApplication.objects.filter(station=station, state=StarState.APPLIED)


def seats_of(station: Station) -> "QuerySet[Seat]":
    return Seat.objects.not_ended().filter(unit_id=station.unit_id).select_related("user", "unit")


def other_duties(station: Station) -> "QuerySet[Deadline]":
    """What its staff owe besides: a day to explain, a case of the past that came back."""
    return Deadline.objects.open().filter(owner_unit_id=station.unit_id)


def clashing(day: RosterDay, others: Iterable[RosterDay]) -> RosterDay | None:
    """The day of the new station at which the same people would have to be in two places."""
    for other in others:
        same_start = (other.planned_on, other.starts_at) == (day.planned_on, day.starts_at)
        if same_start or (other.held_on == day.held_on and overlap(other, day)):
            return other
    return None


@dataclass
class Part:
    """One kind of thing that goes along: how many, and which, in words that name no voter."""

    kind: MoveKind
    rows: list[dict[str, Any]] = field(default_factory=list)
    note: str = ""

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def count(self) -> int:
        return len(self.rows)


@dataclass
class Plan:
    old: Station
    new: Station
    parts: list[Part]
    warnings: list[str]

    @property
    def full(self) -> list[Part]:
        return [part for part in self.parts if part.count]

    @property
    def empty(self) -> list[str]:
        return [part.label for part in self.parts if not part.count]

    def part(self, kind: str) -> Part:
        return next(part for part in self.parts if part.kind == kind)


def require_pair(old: Station, new: Station) -> None:
    """Two stations of one county that both stand."""
    words = ""
    if old.pk == new.pk:
        words = "不能并入自己，请选另一个站。"
    elif old.county_id is None or old.county_id != new.county_id:
        words = "只能并入本县的联络站，请另选。"
    elif new.closed_on is not None:
        words = f"「{new.name}」已经撤销，请选现在开放的站。"
    if words:
        raise Invalid(words, errors={"into": [words]})
    if old.merged_into is not None:
        raise Conflict(f"「{old.name}」已经并入「{old.merged_into.name}」，不用再办。")
    if old.closed_on is not None:
        raise Conflict(f"「{old.name}」已经撤销，不能再合并。")


def preview(old: Station, new: Station) -> Plan:
    """合并预览: everything by name and number, and what somebody should know before."""
    require_pair(old, new)
    days = _days(old, new)
    parts = [
        _opinions(old),
        _submissions(old),
        _deputies(old, new),
        days,
        _patterns(old),
        _activities(old),
        _codes(old),
        _seats(old, new),
        _children(old, new),
    ]
    return Plan(old, new, parts, _warnings(old, new, parts))


def open_parts(station: Station) -> list[Part]:
    """What waits there for somebody, and how each stands."""
    opinions = _opinions(station)
    turns = dict(opinions_of(station).values_list("pk", "turn"))
    for row in opinions.rows:
        row["note"] = turns.get(row["id"], "")
    found = [opinions, _submissions(station), _activities(station)]
    return [part for part in found if part.count]


def _opinions(old: Station) -> Part:
    rows = opinions_of(old).select_related("handler", "station__unit").order_by("due_on", "id")
    return Part(
        MoveKind.OPINION,
        [
            {
                "id": row.pk,
                "label": f"{row.number} {row.title}",
                "note": _who_goes_on(row, old),
                "light": row.light,
                "url": f"/opinions/{row.pk}/",
            }
            for row in rows
        ],
        "编号、期限都不变，由新站接着办。",
    )


def _who_goes_on(row: Opinion, old: Station) -> str:
    handler = row.handler if row.state == OpinionState.ROUTED else None
    if handler is None or handler.pk == old.unit_id:
        return "由新站接着办"
    if handler.kind in BY_TOWNSHIP and handler.township_id == old.township_id:
        return f"{handler.short_name}在办"
    return f"仍由{handler.short_name}办理"


def _submissions(old: Station) -> Part:
    rows = submissions_of(old).order_by("id")
    return Part(
        MoveKind.SUBMISSION,
        [
            {
                "id": row.pk,
                "label": f"{cn_date(row.sent_at)}的扫码来件",
                "note": "情况危急" if row.in_crisis else "待受理",
                "url": f"/submissions/{row.pk}/",
            }
            for row in rows
        ],
        "由新站受理，期限不变。",
    )


def _deputies(old: Station, new: Station) -> Part:
    there = set(attachments_of(new).values_list("deputy_id", flat=True))
    rows = attachments_of(old).select_related("deputy").order_by("deputy__sort_key", "id")
    return Part(
        MoveKind.DEPUTY,
        [
            {
                "id": row.deputy_id,
                "label": row.deputy.name,
                "note": "已在新站，不重复" if row.deputy_id in there else "转到新站",
            }
            for row in rows
        ],
    )


def _days(old: Station, new: Station) -> Part:
    others = list(days_of(new))
    rows = []
    for day in days_of(old).order_by("held_on", "starts_at", "id"):
        note = "更正公告后在新站接待" if day.state == RosterState.NOTICED else "转到新站"
        if clashing(day, others) is not None:
            note = "新站同时有接待，取消这一天"
        rows.append({"id": day.pk, "label": _when(day), "note": note, "url": f"/roster/{day.pk}/"})
    return Part(MoveKind.ROSTER_DAY, rows, "已公告的，接待地点不变，只更正站名。")


def _when(day: RosterDay) -> str:
    clock = f"{day.starts_at.hour}:{day.starts_at.minute:02d}"
    return f"{cn_date(day.held_on)} {clock}"


def _patterns(old: Station) -> Part:
    rows = patterns_of(old).order_by("id")
    return Part(
        MoveKind.PATTERN,
        [{"id": row.pk, "label": row.get_kind_display(), "note": "转到新站"} for row in rows],
        "合并后新站照两套规则排接待日，不要的请在新站停用。",
    )


def _activities(old: Station) -> Part:
    rows = activities_of(old).order_by("held_on", "id")
    return Part(
        MoveKind.ACTIVITY,
        [
            {
                "id": row.pk,
                "label": f"{cn_date(row.held_on)} {row.title}",
                "note": row.get_state_display(),
                "url": f"/activities/{row.pk}/",
            }
            for row in rows
        ],
    )


def _codes(old: Station) -> Part:
    rows = codes_of(old).select_related("station").order_by("id")
    return Part(
        MoveKind.CODE,
        [
            {"id": row.pk, "label": row.station.name if row.station else "", "note": "扫了到新站"}
            for row in rows
        ],
        "墙上的二维码不用换，扫了打开新站的页面。",
    )


def _seats(old: Station, new: Station) -> Part:
    there = set(seats_of(new).values_list("user_id", "role"))
    return Part(
        MoveKind.SEAT,
        [
            {
                "id": seat.pk,
                "label": f"{seat.user.name} {seat.label}",
                "note": "在新站已有这个岗位"
                if (seat.user_id, seat.role) in there
                else "在新站开同样的岗位",
            }
            for seat in seats_of(old).order_by("role", "id")
        ],
        "老站的岗位到合并那天为止。",
    )


def _children(old: Station, new: Station) -> Part:
    rows = Station.objects.open().filter(parent=old).exclude(pk=new.pk).order_by("id")
    return Part(
        MoveKind.CHILD,
        [{"id": row.pk, "label": row.name, "note": "上级站改为新站"} for row in rows],
    )


def _warnings(old: Station, new: Station, parts: list[Part]) -> list[str]:
    by_kind = {part.kind: part for part in parts}
    days = by_kind[MoveKind.ROSTER_DAY].rows
    clashes = [row["label"] for row in days if row["note"].startswith("新站同时")]
    words = [f"{label}两站都有接待日，老站的这一天会取消。" for label in clashes]
    if old.township_id != new.township_id:
        place = new.township.name if new.township else "县直"
        words.append(f"两站不在同一个乡镇街道，在办的意见以后归{place}看和管。")
    if not seats_of(new).exists():
        words.append("新站还没有工作人员，请让老站的人一起过去，或先给新站开岗位。")
    heads = seats_of(new).filter(role=Role.HEAD).count()
    if heads and seats_of(old).filter(role=Role.HEAD).exists():
        words.append("老站的站长一起过去，新站就有两位以上站长。")
    if applications_of(old).exists():
        words.append("老站的星级申报正等评定，合并时撤回，不再评定；申报的人会收到通知。")
    return words
