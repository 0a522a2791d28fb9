"""Who sees which spot check, and which of its cases."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.clock import today
from liaison.choices import UNIT_ROLES, Role
from liaison.permissions import is_congress_office
from suggestions.models import Party

if TYPE_CHECKING:
    from liaison.models import Seat

READERS = frozenset({Role.COMMITTEE, Role.LEADER, Role.DEPUTY})


def _party(seat: "Seat", suggestion: str) -> Exists | None:
    """The seat's unit, or a unit of its government, has or had a share in the case."""
    if seat.role in UNIT_ROLES:
        whom: dict[str, Any] = {"unit_id": seat.unit_id}
    elif seat.role == Role.GOVOFFICE and seat.unit.government_id is not None:
        whom = {"government_id": seat.unit.government_id}
    else:
        return None
    rows = Party.objects.filter(suggestion_id=OuterRef(suggestion), **whom)
    return Exists(rows.filter(Q(until=None) | Q(until__gte=today())))


class SpotCheckQuerySet(models.QuerySet[Any]):
    def visible_to(self, seat: "Seat") -> Self:
        """The office all of its congress; committees, leaders and deputies from publication on; a
        unit and its government's office those that drew a case of theirs."""
        own = self.filter(congress_id=seat.unit.congress_id or 0)
        if is_congress_office(seat):
            return own
        if seat.role in READERS:
            return own.exclude(published_at=None)
        rows = self.model._meta.get_field("cases").related_model
        mine = _party(seat, "suggestion_id")
        if mine is None:
            return self.none()
        drawn = rows._default_manager.filter(mine, drawn_no__isnull=False)
        return self.filter(Exists(drawn.filter(spot_check_id=OuterRef("pk"))))


class SpotCheckCaseQuerySet(models.QuerySet[Any]):
    def visible_to(self, seat: "Seat") -> Self:
        """What was drawn: all of it within the congress, its own share for a unit."""
        drawn = self.filter(drawn_no__isnull=False)
        if is_congress_office(seat) or seat.role in READERS:
            return drawn.filter(spot_check__congress_id=seat.unit.congress_id or 0)
        mine = _party(seat, "suggestion_id")
        return self.none() if mine is None else drawn.filter(mine)

    def drawn(self) -> Self:
        return self.filter(drawn_no__isnull=False).order_by("drawn_no")
