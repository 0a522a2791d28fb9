"""Two people link the same two opinions, each from the own one: nobody is kept in a circle."""

import threading
import time

import pytest
from django.db import connection, connections, transaction

from core.problems import Conflict
from liaison.tests.factories import county_fixture
from stations import services
from stations.models import SameMatter
from stations.tests.factories import make_opinion, make_station

pytestmark = pytest.mark.django_db(transaction=True)

# pg_stat_activity would show the same picture for the whole of a transaction.
_WAITING = """SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE datname = current_database() AND NOT granted"""


def someone_waits(seconds: float = 20) -> bool:
    """Seen by its lock, not guessed from the clock."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("second", ["link_same", "fold"])
def test_each_points_to_the_other(second):
    county = county_fixture()
    station, clerk = make_station(county), county.seat("clerk")
    one, other = make_opinion(station), make_opinion(station)
    found: list = []
    # The second holds its own case and waits: for the pair that the first has written, or, where
    # two are folded, for the first one's case.
    held, pointed = (one, other) if second == "link_same" else (other, one)
    more = {"other": held} if second == "link_same" else {"into": held, "reason": "同一件事"}

    def run():
        try:
            found.append(getattr(services, second)(pointed, by=clerk, **more))
        except Conflict as problem:
            found.append(problem)
        finally:
            connections.close_all()

    with transaction.atomic():
        services.link_same(held, by=clerk, other=pointed)
        thread = threading.Thread(target=run)
        thread.start()
        assert someone_waits()
    thread.join(20)

    assert SameMatter.objects.count() == 1
    assert isinstance(found[0], Conflict) == (second == "link_same")
