"""Whom and what the rows of a sheet may mean: people, bodies by the names of then, sessions."""

import datetime as dt
from collections import defaultdict

from django.db.models import Q

from core.text import chinese_to_int
from liaison.models import Deputy, Mandate, Session, Term, Unit, UnitName
from stations.models import Theme
from suggestions.models import OutcomeClass
from suggestions.services.base.summary import classes_of


class Known:
    """Read once for the whole sheet."""

    def __init__(self, term: Term):
        self.term = term
        self.sessions = {row.number: row for row in term.sessions.select_related("term")}
        self.people: dict[str, list[Mandate]] = defaultdict(list)
        for mandate in term.mandates.select_related("deputy").order_by("id"):
            self.people[mandate.deputy.name].append(mandate)
        rows = Theme.objects.filter(Q(congress=term.congress) | Q(congress=None))
        self.themes = {row.name: row for row in rows.order_by("congress_id")}
        self._units()
        self._classes: dict[dt.date | None, dict[str, OutcomeClass]] = {}

    def _units(self) -> None:
        division = self.term.congress.division
        column = f"{division.level}_id"
        own = Q(congress=self.term.congress) | Q(**{column: division.pk})
        units = Unit.objects.handlers().filter(own).distinct()
        self.by_name: dict[str, dict[int, Unit]] = defaultdict(dict)
        known = {unit.pk: unit for unit in units}
        for unit in known.values():
            for name in filter(None, (unit.name, unit.short_name)):
                self.by_name[name][unit.pk] = unit
        self.dated: dict[str, list[UnitName]] = defaultdict(list)
        for row in UnitName.objects.filter(unit__in=known):
            row.unit = known[row.unit_id]
            self.dated[row.name].append(row)

    def session(self, written: str) -> Session | None:
        number = int(written) if written.isdecimal() else chinese_to_int(written)
        return self.sessions.get(number or 0)

    def deputy(self, name: str, card: str) -> Deputy | str:
        """Of two who share a name the card tells; without it nobody is guessed."""
        found = self.people.get(name, [])
        if card:
            match = [row for row in found if row.card_no == card]
            if not match:
                return f"本届代表证号{card}不是{name}，请核对姓名和证号"
            return match[0].deputy
        if not found:
            return f"本届没有代表「{name}」，请核对姓名，或先在「代表与小组」里登记"
        people = {row.deputy_id: row.deputy for row in found}
        if len(people) > 1:
            cards = "、".join(row.card_no for row in found)
            return f"本届有{len(people)}位{name}（{cards}），请填代表证号"
        return next(iter(people.values()))

    def unit(self, name: str, day: dt.date | None) -> tuple[Unit, str] | str:
        """A body by its name of that day, its present name, or an earlier one."""
        then = {row.unit_id: row.unit for row in self.dated.get(name, []) if _held(row, day)}
        found = then or self.by_name.get(name) or {r.unit_id: r.unit for r in self.dated[name]}
        if not found:
            return f"没有找到单位「{name}」，请填全称，或先在「单位」里登记"
        if len(found) > 1:
            return f"有{len(found)}个单位叫「{name}」，请填全称"
        unit = next(iter(found.values()))
        return unit, name if then else self._name_of(unit, day)

    def _name_of(self, unit: Unit, day: dt.date | None) -> str:
        """Old papers keep the name of their day."""
        rows = [row for rows in self.dated.values() for row in rows if row.unit_id == unit.pk]
        return next((row.name for row in rows if _held(row, day)), unit.name)

    def classes(self, day: dt.date | None) -> dict[str, OutcomeClass]:
        if day not in self._classes:
            self._classes[day] = classes_of(self.term.congress_id, day)
        return self._classes[day]


def _held(row: UnitName, day: dt.date | None) -> bool:
    return (
        day is not None and row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
    )
