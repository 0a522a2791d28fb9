"""Where suggestions of the same matter, or of the same theme, went before: a hint for a person."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from liaison.models import Seat, Unit
from suggestions.choices import LIVE_ASSIGNMENTS, AssignmentPart
from suggestions.models import Assignment, Suggestion
from suggestions.services.intake.similar import alike

SHOWN = 3
_OWNING = (AssignmentPart.MAIN, AssignmentPart.SEPARATE)


@dataclass(frozen=True)
class Route:
    """A unit that handled such matters: these very ones, or so many of the theme."""

    unit: Unit
    cases: list[Suggestion]
    count: int
    of_theme: bool = False


def find_routes(case: Suggestion, *, by: Seat) -> list[dict[str, Any]]:
    """The units of near-identical suggestions of this and earlier years, as stored with a line."""
    seen = Suggestion.objects.visible_to(by).filter(
        congress_id=case.congress_id, assigned_on__isnull=False
    )
    near = [one.pk for one in alike(case.title, seen, but=case.pk)]
    if not near:
        return []
    found: dict[int, list[int]] = defaultdict(list)
    shares = Assignment.objects.filter(
        suggestion__in=near, part__in=_OWNING, state__in=LIVE_ASSIGNMENTS
    )
    for unit_id, case_id in shares.order_by("id").values_list("unit_id", "suggestion_id"):
        found[unit_id].append(case_id)
    ranked = sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))
    return [{"unit": unit, "cases": cases} for unit, cases in ranked[:SHOWN]]


def read_routes(stored: Iterable[list[dict[str, Any]]]) -> list[list[Route]]:
    """The stored hints of several lines with their units and suggestions, in two queries."""
    every = list(stored)
    units = standing({one["unit"] for line in every for one in line})
    ids = {pk for line in every for one in line for pk in one["cases"]}
    cases = {row.pk: row for row in Suggestion.objects.filter(pk__in=ids).select_related("session")}
    return [
        [
            Route(
                units[one["unit"]],
                [cases[pk] for pk in one["cases"] if pk in cases],
                len(one["cases"]),
            )
            for one in line
            if one["unit"] in units
        ]
        for line in every
    ]


def standing(ids: Iterable[int]) -> dict[int, Unit]:
    """Each unit as it stands today: one that was closed is its successor."""
    found: dict[int, Unit] = {}
    for unit in Unit.objects.filter(pk__in=set(ids)).select_related("successor__successor"):
        now: Unit | None = unit
        while now is not None and now.closed_on is not None:
            now = now.successor
        if now is not None:
            found[unit.pk] = now
    return found


def theme_routes(congress_id: int | None, themes: Iterable[int]) -> dict[int, Route]:
    """For each theme the unit that handled most of it; units merged by reform count together."""
    rows = (
        Assignment.objects.filter(
            suggestion__congress_id=congress_id or 0,
            suggestion__theme_id__in=set(themes),
            part__in=_OWNING,
            state__in=LIVE_ASSIGNMENTS,
        )
        .values("suggestion__theme_id", "unit_id")
        .annotate(many=Count("id"))
        .values_list("suggestion__theme_id", "unit_id", "many")
    )
    counted = list(rows)
    units = standing({unit for _, unit, _ in counted})
    sums: dict[int, Counter[int]] = defaultdict(Counter)
    by_id = {unit.pk: unit for unit in units.values()}
    for theme, unit, many in counted:
        if unit in units:
            sums[theme][units[unit].pk] += many
    found = {}
    for theme, counter in sums.items():
        unit, many = min(counter.items(), key=lambda one: (-one[1], one[0]))
        found[theme] = Route(by_id[unit], [], many, of_theme=True)
    return found


def routes_of(case: Suggestion, *, by: Seat) -> list[Route]:
    """The hints of one case now: the same matter first, else the theme."""
    found = read_routes([find_routes(case, by=by)])[0]
    if not found and case.theme_id is not None:
        of_theme = theme_routes(case.congress_id, [case.theme_id]).get(case.theme_id)
        found = [of_theme] if of_theme is not None else []
    return found
