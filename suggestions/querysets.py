"""Who sees which suggestion (roles.md, column 'suggestion'), and the adjectives of lists."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from core.clock import today
from core.text import fold, grams, serial_in
from deadlines.models import Deadline
from liaison.choices import STATION_ROLES, UNIT_ROLES, Role, UnitKind
from liaison.permissions import is_congress_office
from suggestions.choices import (
    ENDED_STATES,
    LIVE_PROMISES,
    NAMED_KEY,
    NUMBERED_STATES,
    MeetingState,
    Part,
    PromiseState,
    PublicationState,
    State,
)

if TYPE_CHECKING:
    from liaison.models import Seat

# Up to so many cases with a word are looked up one by one.
RARE = 500
# A case without a due date comes last in lists ordered by it.
NO_DAY = dt.date(9999, 12, 31)


def due_key() -> Coalesce:
    """The due date as a column without gaps, for keyset pages and their indexes."""
    return Coalesce("due_on", Value(NO_DAY, output_field=models.DateField()))


class SuggestionQuerySet(models.QuerySet[Any]):
    def visible_to(self, seat: "Seat") -> Self:
        """One scope for pages, API, search, export and files.

        Before it is handed in a suggestion belongs to its authors. Deputies see others' of their
        own congress once accepted and not confidential. A confidential one is for its parties
        and the office.
        """
        role = seat.role
        if role == Role.OFFICE:
            return self._of_own_office(seat)
        if role == Role.PRESIDIUM:
            return self._of_township(seat)
        if role == Role.DEPUTY:
            others = Q(state__in=NUMBERED_STATES, is_confidential=False)
            return self.filter(self._party(deputy_id=seat.deputy_id) | (_congress(seat) & others))
        if role in STATION_ROLES:
            # Also of stations that went into this one.
            own = {"unit__station__kept_by_id": seat.unit_id}
            born_here = self._party(**own, part=Part.ORIGIN)
            return self.filter((_handed_in() & born_here) | self._party(**own, part=Part.DRAFTER))
        return self.filter(_handed_in()).filter(self._in_scope_of(seat))

    def _in_scope_of(self, seat: "Seat") -> Q:
        """Whoever sees only what has been handed in."""
        role = seat.role
        if role in {Role.COMMITTEE, Role.LEADER}:
            return _congress(seat) & (Q(is_confidential=False) | Q(self._led_by(seat)))
        if role in UNIT_ROLES:
            return Q(self._party(unit_id=seat.unit_id))
        if role == Role.GOVOFFICE:
            return Q(self._party(government_id=seat.unit.government_id))
        if role == Role.SECRETARIAT and seat.session_id is not None:
            return Q(session_id=seat.session_id)
        return _NOTHING

    def _of_own_office(self, seat: "Seat") -> Self:
        """All that was handed in; what is out for co-signing too, because the office enters
        signatures given on paper; and the drafts that it writes for deputies."""
        drafted = self._party(unit_id=seat.unit_id, part=Part.DRAFTER)
        return self.filter(_congress(seat), _handed_in() | Q(state=State.COSIGNING) | Q(drafted))

    def _of_township(self, seat: "Seat") -> Self:
        """The presidium is the office of its township's congress (代表法 art. 51) and reads what
        deputies elected there put to other congresses; a street has no congress of its own."""
        unit = seat.unit
        rows = self.none()
        if unit.township_id is not None:
            rows = self.filter(_handed_in(), township_id=unit.township_id, is_confidential=False)
        return rows | self._of_own_office(seat) if unit.kind == UnitKind.PRESIDIUM else rows

    def _party(self, **whom: Any) -> Exists:
        """A past party sees what it had until its end date (roles.md, unit …)."""
        model = self.model._meta.get_field("parties").related_model
        rows = model._default_manager.filter(suggestion_id=OuterRef("pk"), **whom)
        if None in whom.values():
            rows = rows.none()
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

    def waiting_for(self, seat: "Seat") -> Self:
        """What this very seat has to do now: its open duties; a deputy's drafts sent back, too.

        A leader decides only for the items that he or she supervises.
        """
        owed = Deadline.objects.open().owed_by(seat).filter(subject_type="suggestion")
        found = Q(pk__in=owed.values("subject_id"))
        if seat.role == Role.DEPUTY:
            found |= Q(lead_id=seat.deputy_id, state=State.SENT_BACK)
        if seat.role == Role.LEADER:
            found &= Q(self._led_by(seat))
        return self.filter(found)

    def open(self) -> Self:
        return self.exclude(state__in=ENDED_STATES)

    def with_publication(self, state: str) -> Self:
        """With an answer whose way to the public is there."""
        model = self.model._meta.get_field("publications").related_model
        rows = model._default_manager.filter(suggestion_id=OuterRef("pk"), state=state)
        return self.filter(Exists(rows))

    def key(self) -> Self:
        return self.filter(is_key=True)

    def late(self, day: dt.date | None = None) -> Self:
        return self.alias(due_key=due_key()).filter(due_key__lt=day or today())

    def matching(self, text: str) -> Self:
        """A number in any writing, a deputy's name or initials, else text from two letters up."""
        text = text.strip()
        if not text:
            return self
        serial = serial_in(text)
        if serial is not None:
            first = Q(first_number=f"议案第{serial}号")
            if "议案" in text.partition("（原")[0]:
                return self.filter(first)
            numbered = self.filter(Q(serial=serial) | first)
            if "闭会" in text:
                return numbered.filter(session=None)
            return numbered.filter(session__isnull=False) if "会议" in text else numbered
        wanted = Q(title__contains=text)
        if len(fold(text)) >= 2:
            wanted = self._with_words(text)
        return self.filter(wanted | Q(lead_id__in=self._leads_named(text)))

    def _with_words(self, text: str) -> Q:
        """A rare word by its index; a common one by reading the newest until a page is full."""
        # Chinese has no capitals, and comparing without them is three times cheaper.
        how = "contains" if text.upper() == text.lower() else "icontains"
        wanted = Q()
        for column in ("title", "problem", "proposal"):
            wanted |= Q(**{f"{column}__{how}": text})
        index = self.model._meta.get_field("grams").related_model._default_manager
        rows = index.filter(grams__contains=grams(text)).values_list("pk", flat=True)
        found = list(rows[: RARE + 1])
        return wanted if len(found) > RARE else wanted & Q(pk__in=found)

    def _leads_named(self, text: str) -> list[int]:
        named = Q(name__contains=text)
        if fold(text).isascii():
            named |= Q(initials__contains=[fold(text)])
        deputies = self.model._meta.get_field("lead").related_model._default_manager
        return list(deputies.filter(named).values_list("pk", flat=True)[:1000])


class ReplyDraftQuerySet(models.QuerySet[Any]):
    def visible_to(self, seat: "Seat") -> Self:
        """The unit alone reads what it has not signed; never a deputy or an office."""
        if seat.role not in UNIT_ROLES:
            return self.none()
        model = self.model._meta.get_field("suggestion").related_model
        cases = model._default_manager.visible_to(seat)
        return self.filter(assignment__unit_id=seat.unit_id, suggestion__in=cases)


class PromiseQuerySet(models.QuerySet[Any]):
    def visible_to(self, seat: "Seat") -> Self:
        """Whoever sees the suggestion; deputies who are no party of it only where its author
        lets the answer be published."""
        cases = self._cases()
        found = Q(suggestion__in=cases.visible_to(seat))
        if seat.role == Role.DEPUTY:
            published = Q(suggestion__consents_to_publish=True)
            found &= published | Q(suggestion__in=cases.mine(seat))
        return self.filter(found)

    def _cases(self) -> SuggestionQuerySet:
        model = self.model._meta.get_field("suggestion").related_model
        rows: SuggestionQuerySet = model._default_manager.all()
        return rows

    def live(self) -> Self:
        return self.filter(state__in=LIVE_PROMISES)

    def late(self, day: dt.date | None = None) -> Self:
        """Past its day and not reported as kept."""
        return self.filter(state=PromiseState.OPEN, due_on__lt=day or today())

    def waiting_for(self, seat: "Seat") -> Self:
        owed = Deadline.objects.open().owed_by(seat).filter(subject_type="promise")
        return self.filter(pk__in=owed.values("subject_id"))

    def matching(self, text: str) -> Self:
        """What was promised, or the suggestion's number in any writing."""
        text = text.strip()
        if not text:
            return self
        serial = serial_in(text)
        if serial is not None:
            return self.filter(suggestion__serial=serial)
        open_words = Q(suggestion__is_confidential=False)
        return self.filter(
            Q(what__contains=text) | (open_words & Q(suggestion__title__contains=text))
        )


class PublicationQuerySet(models.QuerySet[Any]):
    def visible_to(self, seat: "Seat") -> Self:
        """Whoever decides on it, the congress's own office; others see it on the case."""
        own = seat.role == Role.OFFICE or (
            seat.role == Role.PRESIDIUM and seat.unit.kind == UnitKind.PRESIDIUM
        )
        return self.filter(_congress(seat)) if own else self.none()

    def public(self) -> Self:
        """What everybody reads; a confidential one never, whatever its row says."""
        return self.filter(
            state=PublicationState.PUBLISHED,
            suggestion__is_confidential=False,
            suggestion__consents_to_publish=True,
        )

    def matching(self, text: str) -> Self:
        """Words of the public copy: what was taken out of it is not found either."""
        wanted = Q()
        for column in ("title", "problem", "proposal", "answer"):
            wanted |= Q(**{f"{column}__icontains": text})
        return self.filter(wanted)


class AssignmentMeetingQuerySet(models.QuerySet[Any]):
    def visible_to(self, seat: "Seat") -> Self:
        """The office all of its congress; leaders, committees and the government's office those
        that were held; a unit those that gave it something."""
        own = self.filter(congress_id=seat.unit.congress_id or 0)
        if is_congress_office(seat):
            return own
        held = self.filter(state=MeetingState.HELD)
        if seat.role in {Role.LEADER, Role.COMMITTEE}:
            return held & own
        rows = self.model._meta.get_field("rows").related_model
        shares = rows._meta.get_field("shares").related_model._default_manager.filter(
            planned__meeting_id=OuterRef("pk"), assignment__isnull=False
        )
        if seat.role == Role.GOVOFFICE and seat.unit.government_id is not None:
            return held.filter(Exists(shares.filter(unit__government_id=seat.unit.government_id)))
        if seat.role in UNIT_ROLES:
            return held.filter(Exists(shares.filter(unit_id=seat.unit_id)))
        return self.none()


class KeyItemQuerySet(models.QuerySet[Any]):
    def visible_to(self, seat: "Seat") -> Self:
        """Office, committees and leaders all of their congress, candidates too, because opinions on
        them are sought; everybody else, once it is named, what bundles a suggestion that they see,
        and a unit what it was written to about."""
        if seat.role in {Role.OFFICE, Role.COMMITTEE, Role.LEADER}:
            return self.filter(_congress(seat))
        if seat.role == Role.SECRETARIAT:
            return self.none()
        rows = self._rows("cases").filter(item_id=OuterRef("pk"), until=None)
        cases = self._rows("cases").model._meta.get_field("suggestion").related_model
        seen = cases._default_manager.visible_to(seat).values("pk")
        found = Q(Exists(rows.filter(suggestion_id__in=seen)))
        if seat.role in UNIT_ROLES | {Role.GOVOFFICE}:
            notes = self._rows("notes").filter(item_id=OuterRef("pk"), unit_id=seat.unit_id)
            found |= Q(Exists(notes))
        return self.filter(found, state__in=NAMED_KEY)

    def led_by(self, seat: "Seat") -> Self:
        """What this very leader supervises or leads the handling of."""
        rows = self._rows("leaders").filter(item_id=OuterRef("pk"), seat_id=seat.pk, until=None)
        return self.filter(Exists(rows))

    def _rows(self, name: str) -> Any:
        related: Any = self.model._meta.get_field(name).related_model
        return related._default_manager


class ArchiveBatchQuerySet(models.QuerySet[Any]):
    def visible_to(self, seat: "Seat") -> Self:
        """The office of the congress orders them; nobody else reads the register."""
        if seat.role not in {Role.OFFICE, Role.PRESIDIUM}:
            return self.none()
        if seat.role == Role.PRESIDIUM and seat.unit.kind != UnitKind.PRESIDIUM:
            return self.none()
        return self.filter(_congress(seat))


class ArchiveVolumeQuerySet(models.QuerySet[Any]):
    def visible_to(self, seat: "Seat") -> Self:
        """Whoever sees the suggestion and what passes inside; who only reads the case has the
        papers bound on demand, without what is inner."""
        if seat.role in STATION_ROLES | {Role.DEPUTY, Role.SECRETARIAT}:
            return self.none()
        model = self.model._meta.get_field("suggestion").related_model
        return self.filter(suggestion__in=model._default_manager.all().visible_to(seat))


_NOTHING = Q(pk__in=[])


def _congress(seat: "Seat") -> Q:
    """A post whose body answers to no congress sees nothing, not what has none."""
    congress = seat.unit.congress_id
    return _NOTHING if congress is None else Q(congress_id=congress)


def _handed_in() -> Q:
    return Q(submitted_on__isnull=False)
