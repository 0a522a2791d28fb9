"""Which suggestions a check may draw from: a filter as data, in plain words, and as a list."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from core.display import cn_num
from liaison.models import Unit
from spotchecks.choices import Scope, SizeRule, Strata
from spotchecks.services.drawing import size_of
from stations.models import Theme
from suggestions.choices import State as Handling
from suggestions.models import Suggestion
from suggestions.services import classes_of

MOST = 5000
_ANSWERED = (Handling.REPLIED, Handling.STUDYING, Handling.CLOSED)
_NO_UNIT = "没有主办单位"


@dataclass(frozen=True)
class Wanted:
    """The filter; empty lists mean any. `fresh` leaves out what an earlier check looked at."""

    year: int
    scope: str = Scope.CLOSED
    outcomes: Sequence[str] = ()
    themes: Sequence[int] = ()
    units: Sequence[int] = ()
    key: bool = False
    fresh: bool = False

    def as_data(self) -> dict[str, Any]:
        return {
            "year": self.year,
            "scope": str(self.scope),
            "outcomes": list(self.outcomes),
            "themes": list(self.themes),
            "units": list(self.units),
            "key": self.key,
            "fresh": self.fresh,
        }

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Wanted":
        return cls(**data)


@dataclass(frozen=True)
class Member:
    """One case of the list, as it stands when the list is made."""

    case: Suggestion
    number: str
    group_name: str
    claimed_label: str
    claimed_tag: str
    group: int = 1


@dataclass(frozen=True)
class Group:
    number: int
    name: str
    members: int
    drawn: int


@dataclass(frozen=True)
class Population:
    members: list[Member] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    @property
    def drawn(self) -> int:
        return sum(group.drawn for group in self.groups)


def rows_of(congress_id: int | None, wanted: Wanted) -> QuerySet[Suggestion]:
    """Answered suggestions of the congress that were handed in that year; merged ones count in
    the file that answers them, which carries each one's own reply."""
    rows = (
        Suggestion.objects.filter(
            congress_id=congress_id or 0,
            submitted_on__gte=dt.date(wanted.year, 1, 1),
            submitted_on__lt=dt.date(wanted.year + 1, 1, 1),
            state__in=[Handling.CLOSED] if wanted.scope == Scope.CLOSED else _ANSWERED,
        )
        .exclude(outcome="")
        .exclude(number="")
    )
    if wanted.outcomes:
        rows = rows.filter(outcome__in=wanted.outcomes)
    if wanted.themes:
        rows = rows.filter(theme_id__in=wanted.themes) | rows.filter(
            theme__parent_id__in=wanted.themes
        )
    if wanted.units:
        rows = rows.filter(main_unit_id__in=wanted.units)
    if wanted.key:
        rows = rows.filter(is_key=True)
    return rows.filter(checked_on=None) if wanted.fresh else rows


def number_of(case: Suggestion) -> str:
    """With its term in front, for 闭会第15号 comes again in the next one."""
    term = f"{cn_num(case.term.number)}届"
    return case.number if case.number.startswith(term) else f"{term}{case.number}"


def population(
    congress_id: int | None, wanted: Wanted, *, strata: str, rule: str, size: int
) -> Population:
    """The list as it would be frozen now, with what would be drawn from each group."""
    rows = rows_of(congress_id, wanted).select_related("term", "main_unit")
    classes = classes_of(congress_id)
    members = [_member(case, strata, classes) for case in rows[: MOST + 1]]
    names = sorted({member.group_name for member in members}, key=str.encode)
    place = {name: number for number, name in enumerate(names, start=1)}
    grouped = [
        Member(m.case, m.number, m.group_name, m.claimed_label, m.claimed_tag, place[m.group_name])
        for m in sorted(members, key=lambda member: member.number.encode())
    ]
    counts = {name: sum(m.group_name == name for m in grouped) for name in names}
    groups = [
        Group(place[name], name, counts[name], size_of(rule, size, counts[name])) for name in names
    ]
    return Population(grouped, groups)


def _member(case: Suggestion, strata: str, classes: dict[str, Any]) -> Member:
    known = classes.get(case.outcome)
    group = {
        Strata.NONE: "",
        Strata.UNIT: case.main_unit.name if case.main_unit else _NO_UNIT,
        Strata.CLASS: f"{case.outcome}类",
    }[Strata(strata)]
    return Member(
        case,
        number_of(case),
        group,
        known.label if known else "",
        known.tag if known else "",
    )


def words_of(wanted: Wanted) -> str:
    """The filter as a sentence that anybody can check."""
    parts = [f"{wanted.year}年提出、{Scope(wanted.scope).label}建议"]
    if wanted.outcomes:
        parts.append(f"答复类别{'、'.join(wanted.outcomes)}")
    if wanted.themes:
        names = Theme.objects.filter(pk__in=wanted.themes).values_list("name", flat=True)
        parts.append(f"主题{'、'.join(names)}")
    if wanted.units:
        names = Unit.objects.filter(pk__in=wanted.units).values_list("short_name", flat=True)
        parts.append(f"主办单位{'、'.join(names)}")
    if wanted.key:
        parts.append("只含重点督办")
    if wanted.fresh:
        parts.append("不含以前抽评过的")
    return "；".join(parts)[:600]


def size_words(strata: str, rule: str, size: int) -> str:
    """抽12件, 每个主办单位抽2件, 每个答复类别抽10%."""
    much = f"{size}%" if rule == SizeRule.SHARE else f"{size}件"
    each = {Strata.NONE: "", Strata.UNIT: "每个主办单位", Strata.CLASS: "每个答复类别"}
    return f"{each[Strata(strata)]}抽{much}"
