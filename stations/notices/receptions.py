"""Who hears of a visit at once: the head of the station, when somebody is in danger."""

from django.db.models import Q
from django.urls import reverse

from audit.services import Actor, name_of
from liaison.choices import Role
from liaison.models import Seat
from notifications.services import notify_seats
from stations.models import Reception


def visitor_in_crisis(reception: Reception, *, by: Actor) -> None:
    """The head; a station without one: the presidium of its township, else the county's office."""
    station = reception.station
    chain = [
        Q(role=Role.HEAD, unit_id=station.unit_id),
        Q(role=Role.PRESIDIUM, unit__township_id=station.township_id or 0),
        Q(role=Role.OFFICE, unit__county_id=station.county_id or 0, unit__township_id=None),
    ]
    seats = next(filter(None, (list(Seat.objects.open().filter(who)) for who in chain)), [])
    actor = by.identity().get("user_id")
    notify_seats(
        [seat for seat in seats if seat.user_id != actor],
        kind="reception_crisis",
        title=f"有来访人情况危急，请马上联系{station.name}"[:120],
        body=f"{reception.number}，{name_of(by)}登记。",
        url=reverse("stations:reception", kwargs={"pk": reception.pk}),
        subject=reception,
        key=f"reception.{reception.pk}.crisis",
    )
