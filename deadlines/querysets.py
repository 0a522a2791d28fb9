"""Which duties and rules a seat sees, and the adjectives that lists use."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from core.clock import today
from liaison.choices import ADMIN_ROLES, STATION_ROLES, UNIT_ROLES, Role
from liaison.querysets import area

if TYPE_CHECKING:
    from liaison.models import Seat


class DeadlineRuleQuerySet(models.QuerySet):
    def visible_to(self, seat: "Seat") -> Self:
        """The rules of the seat's own congress and the common ones: everybody is bound by them."""
        if seat.role in ADMIN_ROLES:
            return self.none()
        return self.of(seat.unit.congress_id)

    def of(self, congress_id: int | None) -> Self:
        return self.filter(Q(congress_id=congress_id or 0) | Q(congress=None))


class DeadlineQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state="open")

    def late(self, day: dt.date | None = None) -> Self:
        return self.open().filter(due_on__lt=day or today())

    def owed_by(self, seat: "Seat") -> Self:
        """What waits for this very seat: its unit's duties of its role, or the person's own.

        The head of a handling unit answers for all of its duties. A duty that names the presidium
        waits for that of the township, whichever body of the township owes it.
        """
        if seat.role == Role.DEPUTY:
            return self.filter(owner_deputy_id=seat.deputy_id)
        if seat.role == Role.UNIT_HEAD:
            return self.filter(owner_unit_id=seat.unit_id)
        own = self.filter(owner_roles__contains=[seat.role])
        if seat.role == Role.PRESIDIUM and seat.unit.township_id is not None:
            return own.filter(owner_unit__township_id=seat.unit.township_id)
        return own.filter(owner_unit_id=seat.unit_id)

    def visible_to(self, seat: "Seat") -> Self:
        """Own unit, own area, own congress or person (roles.md, 'deadlines, figures')."""
        role = seat.role
        if role == Role.DEPUTY:
            return self.filter(owner_deputy_id=seat.deputy_id)
        if role in UNIT_ROLES | STATION_ROLES:
            return self.filter(owner_unit_id=seat.unit_id)
        if role == Role.GOVOFFICE:
            return self.filter(
                Q(government_id=seat.unit.government_id or 0) | Q(owner_unit_id=seat.unit_id)
            )
        if role in {Role.PRESIDIUM, Role.LEADER}:
            return self.filter(**area(seat))
        if role in {Role.OFFICE, Role.COMMITTEE}:
            return self.filter(congress_id=seat.unit.congress_id or 0)
        return self.none()
