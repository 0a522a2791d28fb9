"""Seats: acting in one, opening and closing them, resetting passwords."""

from collections.abc import Iterable

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Case, IntegerField, Value, When

from accounts.models import User
from liaison.models import Seat

CHOSEN = "seat_id"


def session_seat(session: SessionBase, user: User) -> Seat | None:
    """The post of this session; one that was closed gives way to the next open one."""
    wanted = session.get(CHOSEN)
    seat = acting_seat(user, wanted)
    if seat is not None and seat.pk != wanted:
        session[CHOSEN] = seat.pk
    return seat


def acting_seat(user: User, wanted: int | None = None) -> Seat | None:
    """The wanted seat if it is the person's own and open, else the first open one; one query."""
    first = Case(When(pk=wanted or 0, then=Value(0)), default=Value(1), output_field=IntegerField())
    seat = (
        Seat.objects.open()
        .select_related("unit__division", "deputy")
        .filter(user=user, unit__closed_on=None)
        .order_by(first, "starts_on", "id")
        .first()
    )
    if seat is not None:
        seat.user = user
    return seat


def demo_seats(logins: Iterable[str]) -> list[Seat]:
    """The first open post of each demo account with one of these sign-in names."""
    found = (
        Seat.objects.open()
        .select_related("user", "unit")
        .filter(user__is_demo=True, user__is_active=True, user__login__in=list(logins))
        .order_by("user_id", "starts_on", "id")
        .distinct("user_id")
    )
    return list(found)
