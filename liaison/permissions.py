"""Who opens and closes which posts where; one table for pages, API and tests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from liaison.choices import (
    ADMIN_ROLES,
    UNIT_ADMIN_ROLES,
    UNIT_ROLES,
    Level,
    Role,
    Side,
    UnitKind,
)
from liaison.models import Congress, Deputy, Mandate, Seat, StandIn, Unit
from liaison.querysets import UnitQuerySet, area

Where = Callable[[Seat], dict[str, Any]]

HANDLERS = (
    UnitKind.GOVERNMENT,
    UnitKind.GOVERNMENT_OFFICE,
    UnitKind.DEPARTMENT,
    UnitKind.COURT,
    UnitKind.PROCURATORATE,
    UnitKind.SUPERVISORY,
    UnitKind.VERTICAL,
    UnitKind.COMPANY,
)
# Bodies that look after their own posts; the others are looked after by an office above them.
SELF_ADMINISTERED = (*HANDLERS, UnitKind.STATION, UnitKind.DEPUTY_WORK)
PRESIDIA = (UnitKind.PRESIDIUM, UnitKind.STREET_COMMITTEE)


@dataclass(frozen=True)
class SeatRule:
    """These posts, in the units that match; `orphan`: only where nobody administers the unit."""

    roles: frozenset[Role]
    units: Where
    orphan: bool = False
    side: Side | None = None


def _own(seat: Seat) -> dict[str, Any]:
    return {"pk": seat.unit_id}


def _everywhere(seat: Seat) -> dict[str, Any]:
    # An empty condition would vanish when it is joined to others by OR.
    return {"pk__gt": 0}


def _congress(*kinds: UnitKind) -> Where:
    """Bodies that serve or answer to the seat's own congress."""
    return lambda seat: {"congress_id": seat.unit.congress_id or 0, "kind__in": kinds}


def _area(*kinds: UnitKind) -> Where:
    """Bodies of the seat's area, those of the townships below it among them."""
    return lambda seat: {**area(seat), "kind__in": kinds}


def _governed(*kinds: UnitKind) -> Where:
    return lambda seat: {"government_id": seat.unit.government_id or 0, "kind__in": kinds}


def _rule(*roles: Role, units: Where, orphan: bool = False, side: Side | None = None) -> SeatRule:
    return SeatRule(frozenset(roles), units, orphan, side)


# Nobody gives a post that stands above the own one.
SEAT_RULES: dict[Role, tuple[SeatRule, ...]] = {
    Role.HEAD: (_rule(Role.CLERK, Role.HEAD, units=_own),),
    Role.UNIT_HEAD: (_rule(*UNIT_ROLES, units=_own),),
    Role.GOVOFFICE: (
        _rule(Role.GOVOFFICE, units=_own),
        _rule(Role.UNIT_HEAD, units=_governed(*HANDLERS)),
    ),
    Role.OFFICE: (
        _rule(Role.OFFICE, units=_own),
        _rule(Role.COMMITTEE, units=_congress(UnitKind.COMMITTEE)),
        _rule(Role.LEADER, units=_congress(UnitKind.STANDING_COMMITTEE), side=Side.CONGRESS),
        _rule(Role.DEPUTY, Role.SECRETARIAT, units=_congress(UnitKind.CONGRESS)),
        _rule(Role.PRESIDIUM, units=_area(*PRESIDIA)),
        _rule(Role.HEAD, units=_congress(UnitKind.STATION)),
        _rule(Role.CLERK, units=_congress(UnitKind.STATION), orphan=True),
        _rule(Role.UNIT_HEAD, units=_congress(*HANDLERS), orphan=True),
    ),
    Role.ADMIN: (_rule(*Role, units=_everywhere),),
}


def may_administer_seats(seat: Seat) -> bool:
    """Not while standing in: posts and passwords are the administrator's own to give."""
    return seat.role in UNIT_ADMIN_ROLES and not seat.stands_in_for


def _rules_of(seat: Seat) -> tuple[SeatRule, ...]:
    return () if seat.stands_in_for else SEAT_RULES.get(Role(seat.role), ())


def may_name_stand_in(seat: Seat, absent: Seat) -> bool:
    """The absent one, or whoever looks after that post; never a stand-in."""
    if seat.stands_in_for:
        return False
    return seat.pk == absent.pk or administered_seats(seat).filter(pk=absent.pk).exists()


def seen_stand_ins(seat: Seat) -> Any:
    """Of the own post, those one stands in for, and of the posts that one looks after."""
    mine = Q(absent_id=seat.pk) | Q(stand_in_id=seat.pk)
    if not seat.stands_in_for:
        mine |= Q(absent__in=administered_seats(seat))
    return StandIn.objects.filter(mine)


def orphaned() -> Q:
    """Units in which nobody holds an open administrator's post."""
    admins = Seat.objects.open().filter(unit=OuterRef("pk"), role__in=UNIT_ADMIN_ROLES)
    return Q(~Exists(admins))


def administered_units(seat: Seat) -> Any:
    """Units in which this seat may open some post, or whose posts it looks after."""
    condition = Q(pk=None)
    for rule in _rules_of(seat):
        condition |= Q(**rule.units(seat))
    return Unit.objects.open().filter(condition)


def administered_seats(seat: Seat) -> Any:
    """Posts that this seat may see and close: those it could have opened."""
    condition = Q(pk=None)
    for rule in _rules_of(seat):
        units = Unit.objects.filter(*([orphaned()] if rule.orphan else []), **rule.units(seat))
        side = {"side": rule.side} if rule.side else {}
        condition |= Q(role__in=rule.roles, unit__in=units, **side)
    return Seat.objects.filter(condition)


def openable_roles(seat: Seat, unit: Unit) -> list[Role]:
    """The posts that this seat may give in that unit, in the order of Role."""
    found: set[Role] = set()
    for rule in _rules_of(seat):
        here = Unit.objects.open().filter(pk=unit.pk).filter(**rule.units(seat))
        if rule.orphan:
            here = here.filter(orphaned())
        if not rule.roles <= found and here.exists():
            found |= rule.roles
    return [role for role in Role if role in found and fits(role, unit)]


def openable_sides(seat: Seat) -> list[Side]:
    """On which side this seat may seat a leader."""
    rules = _rules_of(seat)
    leaders = [rule for rule in rules if Role.LEADER in rule.roles]
    if any(rule.side is None for rule in leaders):
        return list(Side)
    return [rule.side for rule in leaders if rule.side]


_HOMES: dict[Role, tuple[UnitKind, ...]] = {
    Role.CLERK: (UnitKind.STATION,),
    Role.HEAD: (UnitKind.STATION,),
    Role.DEPUTY: (UnitKind.CONGRESS,),
    Role.SECRETARIAT: (UnitKind.CONGRESS,),
    Role.PRESIDIUM: PRESIDIA,
    Role.OFFICE: (UnitKind.DEPUTY_WORK, UnitKind.STANDING_COMMITTEE),
    Role.COMMITTEE: (UnitKind.COMMITTEE,),
    Role.LEADER: (
        UnitKind.STANDING_COMMITTEE,
        UnitKind.PARTY_COMMITTEE,
        UnitKind.GOVERNMENT,
    ),
    Role.GOVOFFICE: (UnitKind.GOVERNMENT_OFFICE,),
    **dict.fromkeys(UNIT_ROLES, HANDLERS),
    **dict.fromkeys(ADMIN_ROLES, (UnitKind.PLATFORM,)),
}


OUTSIDE = (UnitKind.VERTICAL, UnitKind.COMPANY)


def may_invite(seat: Seat, unit: Unit) -> bool:
    """A body outside the county's tree, by whoever may open its first post."""
    return unit.kind in OUTSIDE and Role.UNIT_HEAD in openable_roles(seat, unit)


def fits(role: Role, unit: Unit) -> bool:
    """Each post sits on the kind of body that roles.md names for it."""
    return unit.kind in _HOMES[role]


def may_reset(seat: Seat, person: User) -> bool:
    """Every post of the person, those that begin later too, must be in this administrator's hands.

    Else a reset would be a way to a post that this administrator may not give.
    """
    posts = Seat.objects.not_ended().filter(user=person)
    mine = administered_seats(seat).filter(pk__in=posts.values("pk"))
    return person.pk != seat.user_id and posts.exists() and posts.count() == mine.count()


def managed_congresses(seat: Seat) -> QuerySet[Congress]:
    """Congresses whose deputies, groups, terms and sessions this seat keeps.

    The office of a congress keeps its own and those of the townships in its county; a township's
    presidium keeps its own (代表法 art. 51); a street has no congress.
    """
    if seat.role == Role.ADMIN:
        return Congress.objects.all()
    own = Q(pk=seat.unit.congress_id)
    if seat.role == Role.OFFICE:
        below = Q(level=Level.TOWNSHIP, division__parent_id=seat.unit.division_id)
        return Congress.objects.filter(own | below)
    if seat.role == Role.PRESIDIUM:
        return Congress.objects.filter(own, level=Level.TOWNSHIP)
    return Congress.objects.none()


def bound_to(seat: Seat) -> Congress | None:
    """The congress for which the post works, and what it settled may be read by it; the
    administrators of an installation work for none."""
    return None if seat.role in ADMIN_ROLES else seat.unit.congress


def is_congress_office(seat: Seat) -> bool:
    """The office of a congress: 代工委, or the presidium of a township congress.

    A street's committee has no congress of its own, so it is nobody's office.
    """
    if seat.unit.congress_id is None:
        return False
    return seat.role == Role.OFFICE or (
        seat.role == Role.PRESIDIUM and seat.unit.kind == UnitKind.PRESIDIUM
    )


def may_manage_congress(seat: Seat, congress: Congress) -> bool:
    return managed_congresses(seat).filter(pk=congress.pk).exists()


def may_manage_deputies(seat: Seat) -> bool:
    """Holds a post that may keep some congress's deputies."""
    return managed_congresses(seat).exists()


def managed_deputies(seat: Seat) -> QuerySet[Deputy]:
    """People with a mandate, present or past, in a congress that this seat keeps."""
    if seat.role == Role.ADMIN:
        return Deputy.objects.all()
    held = Mandate.objects.filter(term__congress__in=managed_congresses(seat))
    return Deputy.objects.filter(pk__in=held.values("deputy_id"))


def may_manage_deputy(seat: Seat, deputy: Deputy) -> bool:
    return managed_deputies(seat).filter(pk=deputy.pk).exists()


def may_see_phone(seat: Seat, deputy: Deputy) -> bool:
    """The deputy's own, or that of the office that keeps the deputy; a platform has no need."""
    if seat.deputy_id == deputy.pk:
        return True
    return seat.role != Role.ADMIN and may_manage_deputy(seat, deputy)


def managed_units(seat: Seat) -> UnitQuerySet:
    """Bodies that this seat makes, renames and closes; stations are kept in their own registry."""
    units = Unit.objects.exclude(kind=UnitKind.STATION)
    if seat.role == Role.ADMIN:
        return units
    if seat.role == Role.OFFICE and seat.unit.division.level != Level.NATIONAL:
        return units.filter(**area(seat)).exclude(kind=UnitKind.PLATFORM)
    return units.none()


def may_manage_units(seat: Seat) -> bool:
    return seat.role in {Role.ADMIN, Role.OFFICE}


def may_manage_unit(seat: Seat, unit: Unit) -> bool:
    return managed_units(seat).filter(pk=unit.pk).exists()


def may_manage_divisions(seat: Seat) -> bool:
    return seat.role == Role.ADMIN
