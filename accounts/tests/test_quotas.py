"""A quota holds exactly, whoever comes at once, and is over when its window is."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from accounts import quotas
from accounts.models import Quota

QUARTER = dt.timedelta(minutes=15)


def in_parallel(calls, deed):
    def one(number):
        try:
            return deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        return list(pool.map(one, range(calls)))


@pytest.mark.django_db(transaction=True)
def test_of_two_hundred_at_once_exactly_the_limit_passes():
    taken = in_parallel(200, lambda _: quotas.take("door", 30, QUARTER))
    assert sum(one.allowed for one in taken) == 30
    assert sorted(one.count for one in taken if one.allowed) == list(range(1, 31))
    assert {one.retry_after for one in taken if one.allowed} == {0}
    assert all(890 <= one.retry_after <= 900 for one in taken if not one.allowed)


@pytest.mark.django_db
def test_the_window_ends_and_another_key_has_its_own():
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        assert [quotas.take("a", 2, QUARTER).allowed for _ in range(3)] == [True, True, False]
        assert quotas.take("b", 2, QUARTER).allowed
    with time_machine.travel(start + dt.timedelta(minutes=14), tick=False):
        assert quotas.take("a", 2, QUARTER).retry_after == 60
    with time_machine.travel(start + QUARTER, tick=False):
        assert quotas.running("a") is None
        assert quotas.take("a", 2, QUARTER).count == 1


@pytest.mark.django_db
def test_what_is_given_back_may_be_taken_again_but_never_from_a_later_window():
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        early = quotas.take("a", 1, QUARTER)
        quotas.give_back(early)
        assert quotas.take("a", 1, QUARTER).allowed
    with time_machine.travel(start + QUARTER, tick=False):
        quotas.take("a", 1, QUARTER)
        quotas.give_back(early)
        assert not quotas.take("a", 1, QUARTER).allowed


@pytest.mark.django_db
def test_a_clock_put_back_does_not_shut_the_door_for_hours():
    with time_machine.travel(timezone.now() + dt.timedelta(hours=3)):
        assert quotas.take("a", 1, QUARTER).allowed
    assert quotas.take("a", 1, QUARTER).allowed
    assert not quotas.take("a", 1, QUARTER).allowed


@pytest.mark.django_db
def test_an_emptied_cache_changes_nothing_and_the_key_cannot_be_read():
    quotas.take("10.1.2.3", 1, QUARTER)
    cache.clear()
    assert not quotas.take("10.1.2.3", 1, QUARTER).allowed
    assert "10.1.2.3" not in Quota.objects.get().key_hash


@pytest.mark.django_db
def test_ended_windows_are_swept_and_open_ones_stay():
    with time_machine.travel(timezone.now() - dt.timedelta(hours=1)):
        quotas.take("old", 5, QUARTER)
    quotas.take("new", 5, QUARTER)
    quotas.sweep()
    assert list(Quota.objects.all()) == [quotas.running("new")]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.1.2.3", "10.1.2.0/24"),
        ("10.1.2.255", "10.1.2.0/24"),
        ("::ffff:10.1.2.3", "10.1.2.0/24"),
        ("2408:8000:1:22ff:aaaa::1", "2408:8000:1:2200::/56"),
        ("2408:8000:1:2201::9", "2408:8000:1:2200::/56"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_a_household_of_addresses_is_one_network(address, network):
    assert quotas.network_of(address) == network
