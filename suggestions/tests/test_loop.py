"""The whole journey of one suggestion, by its deeds."""

import pytest

from liaison.tests.factories import county_fixture
from suggestions.choices import State
from suggestions.tests.factories import (
    make_suggestion,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", State.values)
def test_every_state_is_reached(state):
    county = county_fixture()
    case = make_suggestion(county, state)
    assert case.state == state
