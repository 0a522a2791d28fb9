"""A county with its first station, and browsers' clients that act in one seat."""

import uuid

import pytest

from core.clock import today
from liaison.tests.factories import county_fixture, signed_in
from stations.tests.factories import make_station


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def station(county):
    return make_station(county)


@pytest.fixture
def acting():
    """acting(seat) → a client that is signed in and acts in this seat."""

    return signed_in


@pytest.fixture
def reception_form(county):
    """What the browser sends for one visit with one matter."""

    def fields(**changes):
        data = {
            "visitor_name": "扶国强",
            "visitor_phone": "13873505127",
            "deputies": [county.deputies[0].pk],
            "channel": "reception_day",
            "held_on": today().isoformat(),
            "own_voter": "unknown",
            "people": "1",
            "opinions-TOTAL_FORMS": "1",
            "opinions-INITIAL_FORMS": "0",
            "opinions-MIN_NUM_FORMS": "1",
            "opinions-MAX_NUM_FORMS": "10",
            "opinions-0-raw_text": "上坪村三组通组路塌方半个月没修，孩子上学要绕行四公里。",
            "idempotency_key": str(uuid.uuid4()),
        }
        return data | changes

    return fields


@pytest.fixture
def other_county(county):
    return county_fixture("邻县")
