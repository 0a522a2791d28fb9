"""Who sees which suggestion (roles.md, column 'suggestion'), and the adjectives of lists."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.clock import today
from core.text import grams, serial_in
from liaison.choices import STATION_ROLES, UNIT_ROLES, Role
from suggestions.choices import ENDED_STATES, NUMBERED_STATES, PRIVATE_STATES

if TYPE_CHECKING:
    from liaison.models import Seat


class SuggestionQuerySet(models.QuerySet):
    def visible_to(self, seat: "Seat") -> Self:
        """One scope for pages, API, search, export and files.

        Drafts belong to their authors. Deputies see others' of their own congress once accepted
        and not confidential. A confidential one is for its parties and the office.
        """
        role, unit = seat.role, seat.unit
        handed_in = self.exclude(state__in=PRIVATE_STATES)
        if role == Role.OFFICE:
            return handed_in.filter(congress_id=unit.congress_id)
        if role in {Role.COMMITTEE, Role.LEADER}:
            return handed_in.filter(
                Q(congress_id=unit.congress_id),
                Q(is_confidential=False) | self._led_by(seat),
            )
        if role == Role.PRESIDIUM:
            return handed_in.filter(
                Q(congress_id=unit.congress_id)
                | Q(township_id=unit.township_id, is_confidential=False)
            )
        if role == Role.DEPUTY:
            return self.filter(
                self._party(deputy_id=seat.deputy_id)
                | Q(
                    congress_id=unit.congress_id,
                    state__in=NUMBERED_STATES,
                    is_confidential=False,
                )
            )
        if role in UNIT_ROLES | STATION_ROLES:
            return handed_in.filter(self._party(unit_id=seat.unit_id))
        if role == Role.GOVOFFICE:
            return handed_in.filter(self._party(government_id=unit.government_id))
        if role == Role.SECRETARIAT:
            return handed_in.filter(session_id=seat.session_id)
        return self.none()

    def _party(self, **whom: int | None) -> Exists:
        """A past party sees what it had until its end date (roles.md, unit …)."""
        model = self.model._meta.get_field("parties").related_model
        rows = model._default_manager.filter(suggestion_id=OuterRef("pk"), **whom)
        return Exists(rows.filter(Q(until=None) | Q(until__gte=today())))

    def _led_by(self, seat: "Seat") -> Exists:
        model = self.model._meta.get_field("key_leaders").related_model
        return Exists(
            model._default_manager.filter(suggestion_id=OuterRef("pk"), seat_id=seat.pk, until=None)
        )

    def mine(self, seat: "Seat") -> Self:
        """What the seat itself is a party of."""
        if seat.role == Role.DEPUTY:
            return self.filter(self._party(deputy_id=seat.deputy_id))
        if seat.role == Role.LEADER:
            return self.filter(self._led_by(seat))
        return self.filter(self._party(unit_id=seat.unit_id))

    def open(self) -> Self:
        return self.exclude(state__in=ENDED_STATES)

    def key(self) -> Self:
        return self.filter(is_key=True)

    def late(self, day: dt.date | None = None) -> Self:
        return self.filter(due_on__lt=day or today())

    def matching(self, text: str) -> Self:
        """A number in any writing, a deputy's name or initials, else text from two letters up."""
        text = text.strip()
        if not text:
            return self
        serial = serial_in(text)
        if serial is not None:
            return self.filter(serial=serial)
        if text.isascii() and text.isalpha():
            return self.filter(lead__initials__contains=[text.lower()])
        found = Q(lead__name__contains=text)
        if len(text) >= 2:
            found |= Q(grams__grams__contains=grams(text)) & (
                Q(title__icontains=text) | Q(problem__icontains=text) | Q(proposal__icontains=text)
            )
        else:
            found |= Q(title__contains=text)
        return self.filter(found)
