"""Who may do what with a visit on record: every role, every step of the table."""

import pytest

from liaison.choices import Role
from stations.models import Reception
from stations.tests.factories import make_reception
from stations.workflow import VISIT

pytestmark = pytest.mark.django_db

ALLOWED = {
    Role.CLERK: {"add", "add_sheet", "reveal"},
    Role.DEPUTY: {"reveal"},
    Role.PRESIDIUM: {"reveal"},
    Role.OFFICE: {"reveal"},
}


@pytest.mark.parametrize("role", ["clerk", "deputy", "presidium", "office", "leader", "unit"])
def test_each_role_gets_its_steps(county, station, role):
    seat = county.seat(role)
    deputies = [seat.deputy] if role == Role.DEPUTY else []
    visit = make_reception(station, deputies=deputies)

    offered = {step.code for step in VISIT.available(visit, seat)}

    assert offered == ALLOWED.get(Role(role), set())


def test_a_deputy_who_did_not_receive_sees_no_visit(county, station):
    seat = county.seat("deputy")
    others = [one for one in county.deputies if one != seat.deputy][:1]
    visit = make_reception(station, deputies=others)

    assert not Reception.objects.visible_to(seat).filter(pk=visit.pk).exists()
    assert not list(VISIT.available(visit, seat))
