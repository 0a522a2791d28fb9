"""机构改革: opinions that a closed unit handles pass to its successor with their dates."""

import datetime as dt

import pytest
import time_machine

from audit.models import Entry
from core.clock import now, today
from core.problems import Invalid
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.services import units
from liaison.tests.factories import make_seat
from notifications.models import Notification
from stations import services
from stations.models import Opinion
from stations.tests.factories import make_opinion

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(county):
    return county.departments[0]


@pytest.fixture
def heir(county):
    return county.departments[2]


@pytest.fixture
def routed(county, station, old):
    opinion = make_opinion(station, title="路塌了没人修")
    services.route(opinion, by=county.seat("clerk"), route="county", unit=old)
    return opinion


def reform(county, old, heir):
    units.close_unit(
        old, on=today(), by=county.seat(Role.OFFICE), successor=heir, reason="机构改革"
    )


def duty_of(opinion, **kw):
    return Deadline.objects.open().get(subject_type="opinion", subject_id=opinion.pk, **kw)


def test_the_successor_handles_on_by_the_same_day(county, routed, old, heir):
    due_on = duty_of(routed).due_on
    reform(county, old, heir)
    routed.refresh_from_db()
    assert (routed.handler, routed.state, routed.due_on) == (heir, "routed", due_on)
    assert routed.turn == f"{heir.short_name}·办理"
    assert (duty_of(routed).owner_unit, duty_of(routed).due_on) == (heir, due_on)
    assert [row.state for row in routed.dispositions.order_by("id")] == ["moved", "open"]
    services.report_result(routed, by=make_seat("unit", heir), result="修好了。")
    assert routed.state == "handled"


def test_view_sentence_audit_and_notice(county, routed, old, heir):
    gone, came = make_seat("unit", old), make_seat("unit", heir)
    reform(county, old, heir)
    words = f"{old.short_name}撤销，由{heir.short_name}承接，期限不变"
    assert routed.events.get(code="inherited").sentence == words
    assert Entry.objects.get(action="opinion.inherited").after == {"unit": heir.name}
    told = Notification.objects.filter(kind="opinion_inherited")
    assert told.get(user=came.user).seat_id == came.pk
    assert told.filter(seat_id=county.seat("clerk").pk).exists()
    assert not told.filter(user=gone.user).exists()
    assert routed in Opinion.objects.visible_to(gone)
    with time_machine.travel(now() + dt.timedelta(days=1), tick=False):
        assert routed not in Opinion.objects.visible_to(gone)
        assert routed in Opinion.objects.visible_to(came)


def test_a_further_way_passes_with_its_own_clock(county, station, old, heir):
    opinion = make_opinion(station)
    clerk = county.seat("clerk")
    services.route(opinion, by=clerk, route="station")
    services.also_route(opinion, by=clerk, route="county", unit=old)
    main, due_on = opinion.dispositions.get(is_main=True), duty_of(opinion, owner_unit=old).due_on
    reform(county, old, heir)
    way = opinion.dispositions.get(unit=heir)
    assert (way.is_main, way.state) == (False, "open")
    duty = duty_of(opinion, owner_unit=heir)
    assert (duty.ref, duty.due_on) == (str(way.pk), due_on)
    main.refresh_from_db()
    assert main.state == "open"
    seat = make_seat("unit", heir)
    services.finish_route(opinion, by=seat, disposition=way.pk, result="办好了。")
    way.refresh_from_db()
    assert way.state == "done"


def test_what_it_had_handled_keeps_its_name(county, routed, old, heir):
    services.report_result(routed, by=make_seat("unit", old), result="修好了。")
    reform(county, old, heir)
    routed.refresh_from_db()
    assert routed.handler == old
    assert routed.dispositions.get().unit == old
    assert routed in Opinion.objects.visible_to(make_seat("unit", heir))


def test_without_a_successor_it_may_not_go(county, routed, old):
    with pytest.raises(Invalid, match="还有1件群众意见没有办完"):
        units.close_unit(old, on=today(), by=county.seat(Role.OFFICE))


def test_a_station_goes_by_its_own_deed(county, station):
    make_opinion(station)
    units.close_unit(station.unit, on=today(), by=county.seat(Role.OFFICE))
    assert station.opinions.get().station == station
