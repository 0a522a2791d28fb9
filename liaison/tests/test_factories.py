"""The county of the tests is what the services would have made."""

import pytest

from liaison.models import Unit, UnitName
from liaison.services.units import congress_for, government_for, scope_of
from liaison.tests.factories import county_fixture, make_unit

pytestmark = pytest.mark.django_db


def test_its_bodies_are_placed_as_new_ones_are():
    county_fixture()
    for unit in Unit.objects.select_related("division"):
        assert unit.congress == congress_for(unit.kind, unit.division), unit
        own = unit if unit.government_id == unit.pk else government_for(unit.kind, unit.division)
        assert unit.government == own, unit
        assert {name: getattr(unit, name) for name in scope_of(unit.division)} == scope_of(
            unit.division
        )
        assert list(UnitName.objects.filter(unit=unit).values_list("name", flat=True)) == [
            unit.name
        ]


def test_a_new_body_differs_in_nothing_but_its_name():
    county = county_fixture()
    for like in (county.departments[0], county.stations[0], county.office, county.court):
        made = make_unit(f"新{like.name}", like.kind, like.division, parent=like.parent)
        for field in Unit._meta.concrete_fields:
            if field.name in {"id", "name", "short_name", "updated_at", "updated_by_name"}:
                continue
            assert getattr(made, field.attname) == getattr(like, field.attname), field.name
