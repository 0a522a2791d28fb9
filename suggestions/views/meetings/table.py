"""The table of an assignment meeting as a page shows it: lines, hints, what still lacks a unit."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from core.problems import Problem, Stale
from liaison.models import Unit
from suggestions import services
from suggestions.choices import PlannedState, State
from suggestions.forms.meetings import Typed, stored
from suggestions.models import AssignmentMeeting, PlannedCase
from suggestions.services import Route
from suggestions.views.rows import short_number


@dataclass
class Hint:
    """A unit that a person may take over with one click, and why it is offered."""

    name: str
    why: str
    url: str = ""


@dataclass
class Line:
    row: PlannedCase
    number: str
    typed: Typed
    hints: list[Hint]
    separate: bool
    moved_on: str
    errors: dict[str, list[str]] = field(default_factory=dict)
    problem: Problem | None = None
    now: dict[str, str] = field(default_factory=dict)

    @property
    def stale(self) -> bool:
        """Somebody else stored the line meanwhile; `now` is what they stored."""
        return isinstance(self.problem, Stale)

    @property
    def now_words(self) -> str:
        words = "，".join(f"{name}{value}" for name, value in self.now.items() if value)
        return words or "还没有排"

    @property
    def open(self) -> bool:
        return self.row.state == PlannedState.PLANNED


def rows_of(meeting: AssignmentMeeting) -> QuerySet[PlannedCase]:
    """In the order of their numbers; a few statements whatever the length."""
    return (
        meeting.rows.select_related(
            "suggestion__lead",
            "suggestion__theme",
            "suggestion__wished_unit",
            "suggestion__session",
        )
        .prefetch_related("shares__unit")
        .order_by("suggestion__session_id", "suggestion__serial", "suggestion__split_no", "id")
    )


def lines(meeting: AssignmentMeeting, rows: list[PlannedCase]) -> list[Line]:
    routes = services.read_routes([row.routes for row in rows])
    themes = {row.suggestion.theme_id for row in rows if row.suggestion.theme_id}
    of_theme = services.theme_routes(meeting.congress_id, themes)
    return [
        line_of(row, known, of_theme.get(row.suggestion.theme_id or 0))
        for row, known in zip(rows, routes, strict=True)
    ]


def line_of(row: PlannedCase, routes: list[Route], of_theme: Route | None) -> Line:
    case = row.suggestion
    moved = case.state != State.ACCEPTED and row.state == PlannedState.PLANNED
    return Line(
        row,
        short_number(case),
        stored(row),
        _hints(case.wished_unit, routes, of_theme) if row.state == PlannedState.PLANNED else [],
        sum(share.part == "separate" for share in row.shares.all()) > 1,
        case.get_state_display() if moved else "",
    )


def _hints(wished: Unit | None, routes: list[Route], of_theme: Route | None) -> list[Hint]:
    """The deputy's wish first, then the same matter in past years, at last the theme."""
    found = []
    if wished is not None and wished.closed_on is None:
        found.append(Hint(wished.short_name, "代表希望"))
    for route in routes:
        numbers = [short_number(case) for case in route.cases[:2]]
        why = f"同类{route.count}件，如{numbers[0]}" if numbers else f"同类{route.count}件"
        found.append(Hint(route.unit.short_name, why))
    if not routes and of_theme is not None:
        found.append(Hint(of_theme.unit.short_name, f"同主题办过{of_theme.count}件"))
    return _once(found)


def _once(hints: list[Hint]) -> list[Hint]:
    """A unit that several reasons speak for is offered once, with all of them."""
    found: dict[str, Hint] = {}
    for hint in hints:
        if hint.name in found:
            found[hint.name].why += f"，{hint.why}"
        else:
            found[hint.name] = hint
    return list(found.values())


def sums(found: list[Line]) -> dict[str, int]:
    ready = sum(line.open and bool(line.typed.main) for line in found)
    return {
        "all": len(found),
        "ready": ready,
        "bare": sum(line.open for line in found) - ready,
        "done": sum(not line.open for line in found),
        "left": sum(line.open for line in found),
    }
