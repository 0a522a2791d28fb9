"""What each post's first page shows besides its to-do list: a few bounded queries each."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q

from core.clock import today
from deadlines.models import Deadline, Heartbeat
from liaison.choices import UNIT_ROLES, Role
from liaison.models import CalendarYear, Deputy, Seat, Unit
from stations.choices import DutyState, RosterState
from stations.forms import reception_context
from stations.models import Opinion, Reception, RosterDuty
from suggestions.models import Suggestion
from suggestions.views import cards
from suggestions.views.tabs import HANDLING, TO_RATE
from workbench import todo

TRIGGERS = {"beat": "定时任务", "clock": "备用时钟", "sweep": "提醒扫描", "worker": "后台任务"}
SOON = 45  # days ahead that a deputy's first page shows
# They meet a suggestion once it is assigned: what is under review is no number of theirs.
ASSIGNED_TO = UNIT_ROLES | {Role.GOVOFFICE}
DEPUTY_COMES_FOR = (
    {"label": "提建议", "url": "/suggestions/new/", "icon": "file-plus"},
    {"label": "我的建议", "url": "/suggestions/", "icon": "file-text"},
    {"label": "群众意见", "url": "/opinions/", "icon": "message-2"},
    {"label": "我的接待", "url": "/receptions/", "icon": "users"},
)


def sentence(number: dict[str, int]) -> str:
    """The one sentence that says what is waiting and when."""
    if not number["waiting"]:
        return "现在没有等您办的事。"
    parts = [f"有{number['waiting']}件等您办"]
    if number["late"]:
        parts.append(f"{number['late']}件已逾期")
    if number["due"]:
        parts.append(f"{number['due']}件今天到期")
    return "，".join(parts) + "。"


def station(seat: Seat) -> dict[str, Any]:
    """登记接待 at hand, this month's figures, what has a date that runs: the most pressing first.

    已办 means what the month report means by it; the voter of some of them has still to be told.
    """
    first = today().replace(day=1)
    opinions = Opinion.objects.visible_to(seat)
    month = opinions.filter(received_on__gte=first).aggregate(
        all=Count("id"),
        done=Count("id", filter=Q(state__in=["handled", "told"])),
        untold=Count("id", filter=Q(state="handled")),
        satisfied=Count("id", filter=Q(satisfaction__in=["satisfied", "basic"])),
    )
    running = opinions.filter(due_on__isnull=False).select_related("handler", "reception")
    return {
        "month": month,
        "opinions": running.order_by("due_on", "-id")[:8],
        "receptions_today": Reception.objects.visible_to(seat).filter(held_on=today()).count(),
        **reception_context(seat),
    }


def deputy(seat: Seat) -> dict[str, Any]:
    return {"cards": cards(seat), "links": DEPUTY_COMES_FOR, "turns": turns(seat)}


def turns(seat: Seat) -> list[RosterDuty]:
    """The deputy's next reception days, those that wait for an answer first."""
    rows = RosterDuty.objects.filter(
        deputy_id=seat.deputy_id or 0,
        state__in=[DutyState.ASKED, DutyState.CONFIRMED],
        day__state__in=[RosterState.PLANNED, RosterState.NOTICED],
        day__held_on__range=(today(), today() + dt.timedelta(days=SOON)),
    )
    coming = rows.select_related("day__station").order_by("state", "day__held_on", "day_id")
    return list(coming[:3])


def office(seat: Seat) -> dict[str, Any]:
    """Counts by question, each a link into the list; late ones by who owes them."""
    visible = Suggestion.objects.visible_to(seat)
    context: dict[str, Any] = {
        "counts": _counts(visible),
        "before_assigning": seat.role not in ASSIGNED_TO,
    }
    if seat.role != Role.COMMITTEE:
        late = (
            Deadline.objects.visible_to(seat)
            .late()
            # Of its area, and its own to read: no draft that still collects signatures.
            .filter(subject_type="suggestion", subject_id__in=visible.values("pk"))
            .select_related("owner_unit", "owner_deputy")
            .order_by("due_on", "id")[:8]
        )
        context["late"] = [
            {"duty": line, "owner": str(row.owner_unit or row.owner_deputy)}
            for line, row in zip(todo.lines(late), late, strict=True)
        ]
    return context


def _counts(visible: Any) -> dict[str, int]:
    """From this year's cases, each number capped so that no page counts a million rows."""
    since = today() - dt.timedelta(days=366)
    recent = visible.filter(created_on__gte=since)
    wanted = {
        "review": Q(state="submitted"),
        "assign": Q(state="accepted"),
        "handling": Q(state__in=HANDLING),
        "rating": Q(state__in=TO_RATE),
        "closed": Q(state="closed"),
        "key": Q(is_key=True),
    }
    return recent.aggregate(**{name: Count("id", filter=q) for name, q in wanted.items()})


def admin(seat: Seat) -> dict[str, Any]:
    """Is the machine well: people, units, the clock's heartbeat, the calendar's last year."""
    return {
        "unit_count": Unit.objects.open().count(),
        "seat_count": Seat.objects.open().count(),
        "deputy_count": Deputy.objects.count(),
        "beats": [
            {"name": TRIGGERS.get(row.name, row.name), "at": row.at}
            for row in Heartbeat.objects.order_by("name")
        ],
        "calendar_year": CalendarYear.objects.order_by("-year").first(),
    }
