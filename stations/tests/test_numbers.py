"""Two clerks at the same moment never get the same number."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from core.clock import today
from liaison.tests.factories import county_fixture, make_seat
from stations import services
from stations.models import Opinion, Reception
from stations.tests.factories import make_station


@pytest.mark.django_db(transaction=True)
def test_numbers_are_unique_under_concurrency():
    county = county_fixture()
    station = make_station(county)
    seats = [make_seat("clerk", county.stations[0]) for _ in range(4)]

    def record(number: int) -> None:
        try:
            services.record_reception(
                by=seats[number % 4],
                station=station,
                held_on=today(),
                visitor_name="扶国强",
                opinions=[{"raw_text": "路塌了"}, {"raw_text": "灯不亮"}],
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(record, range(12)))

    serials = sorted(int(number[-4:]) for number in _numbers(Reception))
    assert serials == list(range(1, 13))
    traces = sorted(int(number.rpartition("-")[2]) for number in _numbers(Opinion))
    assert traces == list(range(1, 25))


def _numbers(model):
    return list(model.objects.values_list("number", flat=True))


@pytest.mark.django_db
def test_a_number_is_not_used_again_past_ninety_nine(county, station):
    clerk = county.seat("clerk")
    for _ in range(10):
        services.record_reception(
            by=clerk,
            station=station,
            held_on=today(),
            visitor_name="扶国强",
            opinions=[{"raw_text": "路塌了"}] * 10,
        )
    last = services.record_reception(
        by=clerk,
        station=station,
        held_on=today(),
        visitor_name="扶国强",
        opinions=[{"raw_text": "灯不亮"}],
    )
    assert last.opinions.get().number.endswith("-101")
