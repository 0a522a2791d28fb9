"""Who sees which station, reception and opinion (roles.md, column 'reception, opinion')."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from core.clock import today
from core.text import grams
from liaison.choices import STATION_ROLES, UNIT_ROLES, Role
from liaison.querysets import area, min_level
from stations.choices.matters import BOUNCES_TO_OFFICE

if TYPE_CHECKING:
    from liaison.models import Seat


class ThemeQuerySet(models.QuerySet):
    def for_congress(self, congress_id: int | None) -> Self:
        """The congress's own list, or the one that every congress starts with."""
        own = self.filter(congress_id=congress_id)
        if congress_id is not None and own.exists():
            return own
        return self.filter(congress=None)


class StationKindQuerySet(models.QuerySet):
    def for_congress(self, congress_id: int | None) -> Self:
        """The congress's own list, or the one that every congress starts with."""
        own = self.filter(congress_id=congress_id)
        if congress_id is not None and own.exists():
            return own
        return self.filter(congress=None)

    def visible_to(self, seat: "Seat") -> Self:
        """The list of the county in which the seat works; the stations are the county's."""
        county = seat.unit.county_id
        own = self.filter(congress__division_id=county)
        if county is not None and own.exists():
            return own
        return self.filter(congress=None)

    def in_use(self) -> Self:
        """Those that a station may be given today."""
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=today()))


class StationQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(closed_on=None)

    def with_points(self, checklist: models.Model, items: int) -> Self:
        """Of a standard of so many `items`: the `unmet` ones, and `checked_on`, the last look."""
        marks = self.model._meta.get_field("marks").related_model._default_manager
        mine = marks.filter(station_id=OuterRef("pk"), item__checklist=checklist)
        return self.annotate(
            unmet=models.Value(items) - _count(mine.filter(is_met=True), "station_id"),
            checked_on=models.Subquery(mine.order_by("-checked_on").values("checked_on")[:1]),
        )

    def of_star(self, year: int, granted: int | None) -> Self:
        """Judged with so many stars in that year; None: not judged in it."""
        stars = self.model._meta.get_field("stars").related_model._default_manager
        judged = stars.filter(station_id=OuterRef("pk"), year=year, granted__isnull=False)
        if granted is None:
            return self.filter(~Exists(judged))
        return self.filter(Exists(judged.filter(granted=granted)))

    def with_star(self, year: int) -> Self:
        """`star`: how it was judged in that year."""
        stars = self.model._meta.get_field("stars").related_model._default_manager
        judged = stars.filter(station_id=OuterRef("pk"), year=year)
        return self.annotate(star=models.Subquery(judged.values("granted")[:1]))

    def open_in(self, first: dt.date, last: dt.date) -> Self:
        """Open on some day of that time."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=first), opened_on__lte=last)

    def visible_to(self, seat: "Seat") -> Self:
        """A station is a public place: whoever works in its county sees it."""
        if seat.role == Role.ADMIN:
            return self
        if seat.role in {Role.SECURITY_ADMIN, Role.AUDITOR}:
            return self.none()
        column = f"{min_level(seat).value}_id"
        return self.filter(**{column: getattr(seat.unit, column)})

    def worked_by(self, seat: "Seat") -> Self:
        """The own station of its staff, those of their area for offices and leaders."""
        if seat.role in STATION_ROLES:
            return self.filter(unit_id=seat.unit_id)
        if seat.role in {Role.PRESIDIUM, Role.OFFICE, Role.LEADER}:
            return self.filter(**area(seat))
        return self.none()

    def reported_to(self, seat: "Seat") -> Self:
        """Whose month in figures the post reads: as far as it works, a committee in sum."""
        if seat.role == Role.COMMITTEE:
            return self.visible_to(seat)
        return self.worked_by(seat)


class OnMaps(models.QuerySet):
    """Where something counts: at the station where it arose, or at the one that stands for that
    station today. Each row counts once on either map, so both add up to the same."""

    arose_at = "station"

    def as_it_was(self) -> Self:
        """`counts_at`: the station where it arose."""
        return self.annotate(counts_at=F(f"{self.arose_at}_id"))

    def on_todays_map(self) -> Self:
        """`counts_at`: the station that keeps that one, after any number of merges."""
        return self.annotate(counts_at=F(f"{self.arose_at}__kept_by__station__id"))


class ReceptionQuerySet(OnMaps):
    def visible_to(self, seat: "Seat") -> Self:
        """The station's staff, the deputies who received, the offices and leaders of the area."""
        role = seat.role
        if role in STATION_ROLES:
            return self.filter(station__kept_by_id=seat.unit_id)
        if role == Role.DEPUTY:
            return self.filter(receivers__deputy_id=seat.deputy_id)
        if role in {Role.PRESIDIUM, Role.OFFICE, Role.LEADER}:
            return self.filter(**area(seat))
        return self.none()


class OpinionQuerySet(OnMaps):
    arose_at = "origin"

    def visible_to(self, seat: "Seat") -> Self:
        """Station, area by equality; deputies and units by party rows; nobody else."""
        role = seat.role
        if role in STATION_ROLES:
            return self.filter(station__kept_by_id=seat.unit_id)
        if role in {Role.PRESIDIUM, Role.OFFICE, Role.LEADER}:
            return self.filter(**area(seat))
        if role == Role.DEPUTY:
            return self._with_party(deputy_id=seat.deputy_id)
        if role in UNIT_ROLES:
            return self._with_party(unit_id=seat.unit_id)
        if role == Role.GOVOFFICE:
            return self._with_party(government_id=seat.unit.government_id)
        return self.none()

    def _with_party(self, **whom: int | None) -> Self:
        """A party that was replaced keeps what it saw until its end date, and no later deeds."""
        parties = self.model._meta.get_field("parties").related_model
        rows = parties._default_manager.filter(opinion_id=OuterRef("pk"), **whom)
        if None in whom.values():
            # Who belongs to no government sees nothing, not what belongs to none.
            return self.none()
        return self.filter(Exists(rows.filter(Q(until=None) | Q(until__gte=today()))))

    def open(self) -> Self:
        return self.exclude(state__in=["told", "folded", "withdrawn"])

    def waiting_for(self, seat: "Seat") -> Self:
        """What this seat must do next, of what it sees: on the main way or on a further one."""
        role = seat.role
        routed = Q(state="routed", handler_id=seat.unit_id)
        if role in STATION_ROLES:
            own = Q(state="recorded", bounced__lt=BOUNCES_TO_OFFICE) | Q(state="handled")
            return self.filter(own | routed | self._with_way(unit_id=None))
        if role == Role.PRESIDIUM:
            township = Q(state="routed", route="township")
            return self.filter(routed | township | self._with_way(unit_id=seat.unit_id))
        if role == Role.OFFICE:
            back = Q(state="recorded", bounced__gte=BOUNCES_TO_OFFICE)
            back |= Q(state__in=["recorded", "handled"], station__in=self._left_alone(seat))
            return self.filter(routed | back | self._with_way(unit_id=seat.unit_id))
        if role in UNIT_ROLES | {Role.GOVOFFICE}:
            return self.filter(routed | self._with_way(unit_id=seat.unit_id))
        if role == Role.DEPUTY:
            asked = Q(state="routed", route="suggestion")
            return self.filter(asked | self._with_way(route="suggestion"))
        return self.none()

    def _left_alone(self, seat: "Seat") -> models.QuerySet:
        """Closed stations of the county for which no other one goes on."""
        stations = self.model._meta.get_field("station").related_model._default_manager
        found: models.QuerySet = stations.filter(
            county_id=seat.unit.county_id or 0, kept_by__closed_on__isnull=False
        )
        return found.values("pk")

    def _with_way(self, **which: Any) -> Q:
        """A further way that is open has a clock, so the due date narrows it down first."""
        ways = self.model._meta.get_field("dispositions").related_model
        rows = ways._default_manager.filter(opinion_id=OuterRef("pk"), **which)
        still = Exists(rows.filter(is_main=False, state="open"))
        states = ["recorded", "routed", "suggested", "handled", "told"]
        return Q(Q(state__in=states, due_on__isnull=False), still)

    def late(self, day: dt.date | None = None) -> Self:
        return self.filter(due_on__lt=day or today())

    def matching(self, text: str) -> Self:
        """All two-letter pieces must occur, then the text itself: recall 100 % from two up."""
        text = text.strip()
        if len(text) < 2:
            return self.filter(title__contains=text) if text else self.none()
        return self.filter(grams__grams__contains=grams(text)).filter(
            Q(title__icontains=text) | Q(raw_text__icontains=text)
        )


def _count(rows: models.QuerySet, by: str) -> Coalesce:
    """How many of the rows belong to the outer one, without joining them."""
    counted = rows.order_by().values(by).annotate(n=models.Count("*")).values("n")
    return Coalesce(models.Subquery(counted), 0)


class OfStationQuerySet(OnMaps):
    """Scope of what belongs to a station and names no voter: its staff, its area's offices."""

    def visible_to(self, seat: "Seat") -> Self:
        """The station's staff, the offices and leaders of the area; a deputy what concerns him."""
        role = seat.role
        if role in STATION_ROLES:
            return self.filter(station__kept_by_id=seat.unit_id)
        if role in {Role.PRESIDIUM, Role.OFFICE, Role.LEADER}:
            return self.filter(**area(seat))
        if role == Role.DEPUTY:
            return self.for_deputy(seat)
        return self.none()

    def for_deputy(self, seat: "Seat") -> Self:
        return self.none()


class PublicNoticeQuerySet(OfStationQuerySet):
    def live(self) -> Self:
        """What everybody may read: released and not taken down."""
        return self.filter(taken_down_at=None, published_at__isnull=False)

    def drafts(self) -> Self:
        """What waits for its release."""
        return self.filter(taken_down_at=None, published_at=None)


class RosterDayQuerySet(OfStationQuerySet):
    def for_deputy(self, seat: "Seat") -> Self:
        """The days on which the deputy is to receive."""
        if seat.deputy_id is None:
            return self.none()
        duties = self.model._meta.get_field("duties").related_model
        mine = duties._default_manager.filter(day_id=OuterRef("pk"), deputy_id=seat.deputy_id)
        return self.filter(Exists(mine))

    def public(self) -> Self:
        """What may hang on the door: days whose notice is out, also those called off after it."""
        return self.filter(
            Q(state="noticed") | Q(state="cancelled", notice_number__gte=1)
        ).prefetch_related("duties__deputy", "notices")

    def between(self, first: dt.date, last: dt.date) -> Self:
        return self.filter(held_on__range=(first, last))


class ActivityQuerySet(OfStationQuerySet):
    def visible_to(self, seat: "Seat") -> Self:
        """A department that was asked to come sees the activity as well."""
        if seat.role in UNIT_ROLES:
            return self._asked(unit_id=seat.unit_id)
        return super().visible_to(seat)

    def for_deputy(self, seat: "Seat") -> Self:
        """The activities to which the deputy is asked."""
        if seat.deputy_id is None:
            return self.none()
        return self._asked(deputy_id=seat.deputy_id)

    def _asked(self, **whom: int) -> Self:
        """Who was asked sees it once the notice is out."""
        people = self.model._meta.get_field("attendees").related_model
        mine = people._default_manager.filter(activity_id=OuterRef("pk"), **whom)
        return self.filter(Exists(mine), noticed_at__isnull=False)

    def with_counts(self) -> Self:
        """`people` asked, `came`, `found` problems and those not `settled` yet, for a list."""
        model = self.model
        people = model._meta.get_field("attendees").related_model._default_manager
        findings = model._meta.get_field("findings").related_model._default_manager
        mine = people.filter(activity_id=OuterRef("pk"))
        found = findings.filter(activity_id=OuterRef("pk"))
        return self.annotate(
            people=_count(mine, "activity_id"),
            came=_count(mine.filter(attended=True), "activity_id"),
            found=_count(found, "activity_id"),
            settled=_count(
                found.filter(Q(opinion=None) | Q(opinion__state__in=["handled", "told"])),
                "activity_id",
            ),
        )


class SubmissionQuerySet(OfStationQuerySet):
    def for_deputy(self, seat: "Seat") -> Self:
        """What was sent to the deputy's own code."""
        if seat.deputy_id is None:
            return self.none()
        return self.filter(deputy_id=seat.deputy_id)


class StarQuerySet(OfStationQuerySet):
    pass


class StationMergeQuerySet(models.QuerySet):
    def visible_to(self, seat: "Seat") -> Self:
        """The offices and leaders of the area of either station, the staff of the new one."""
        if seat.role in STATION_ROLES:
            own = seat.unit_id
            return self.filter(Q(old__kept_by_id=own) | Q(new__kept_by_id=own))
        if seat.role in {Role.PRESIDIUM, Role.OFFICE, Role.LEADER}:
            [(column, value)] = area(seat).items()
            return self.filter(Q(**{f"old__{column}": value}) | Q(**{f"new__{column}": value}))
        return self.none()


class PublicCodeQuerySet(models.QuerySet):
    def live(self) -> Self:
        return self.filter(revoked_at=None)

    def visible_to(self, seat: "Seat") -> Self:
        """Codes of the own station and of its deputies; of the area; a deputy's own."""
        role = seat.role
        if role in STATION_ROLES:
            own = Q(station__kept_by_id=seat.unit_id)
            return self.filter(own | Q(deputy_id__in=self._attached(station__unit=seat.unit_id)))
        if role in {Role.PRESIDIUM, Role.OFFICE, Role.LEADER}:
            where = {f"station__{name}": value for name, value in area(seat).items()}
            return self.filter(Q(**where) | Q(deputy_id__in=self._attached(**where)))
        if role == Role.DEPUTY and seat.deputy_id is not None:
            return self.filter(deputy_id=seat.deputy_id)
        return self.none()

    def _attached(self, **where: int | None) -> models.QuerySet:
        """The deputies who are attached to such a station now."""
        stations = self.model._meta.get_field("station").related_model
        rows = stations._meta.get_field("attachments").related_model._default_manager
        found: models.QuerySet = rows.filter(until=None, **where).values("deputy_id")
        return found
