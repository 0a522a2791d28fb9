"""The ladder of a congress: who hears when, in office hours of working days; a look before."""

import datetime as dt

import pytest

from audit.models import Entry
from core.clock import replay
from core.problems import Forbidden, Invalid
from deadlines import services, sweep
from deadlines.models import EscalationStep
from deadlines.tests.conftest import at
from liaison.models import Seat
from liaison.tests.factories import county_fixture, signed_in
from notifications.models import Notification

WEEKLY = {"unit_head": 7, "govoffice": 14, "office": 21, "leader": 0}
# The duty of these tests: due Monday 20 April 2026.


@pytest.fixture
def office(county) -> Seat:
    return county.seat("office")


def told(seat: Seat) -> list[str]:
    rows = Notification.objects.filter(user=seat.user).order_by("id")
    return [row.title.split("：")[0] for row in rows]


def test_the_days_by_hand(county, owe):
    row = owe(from_on=dt.date(2026, 1, 20))
    with replay(at("2026-04-30")):
        steps = services.climb_of(row)
    # 28 April is the eighth day; 5 May is in the holiday, so the 6th; 12 May.
    assert [(step.rung.role, step.on, step.reached) for step in steps] == [
        ("unit_head", dt.date(2026, 4, 28), True),
        ("govoffice", dt.date(2026, 5, 6), False),
        ("office", dt.date(2026, 5, 12), False),
    ]


def test_those_days_are_the_ones_on_which_they_hear(county, owe, office):
    row = owe(from_on=dt.date(2026, 1, 20))
    seats = {role: county.seat(role) for role in ("unit_head", "govoffice", "office")}
    first: dict[str, dt.date] = {}
    for number in range(30):
        day = dt.date(2026, 4, 20) + dt.timedelta(days=number)
        sweep.run(at(day.isoformat()))
        for role, seat in seats.items():
            if role not in first and told(seat):
                first[role] = day
    with replay(at("2026-05-20")):
        expected = {step.rung.role: step.on for step in services.climb_of(row)}
    assert first == expected


def test_nothing_above_before_it_is_late(county, owe):
    row = owe(from_on=dt.date(2026, 1, 20))
    with replay(at("2026-04-20")):
        assert services.climb_of(row) == []


def test_not_at_night_not_on_a_day_off(county, owe):
    owe(from_on=dt.date(2026, 1, 20))
    head = county.seat("unit_head")
    for moment in (at("2026-04-28", "07:00"), at("2026-04-28", "18:00"), at("2026-05-02", "10:00")):
        sweep.run(moment)
    assert told(head) == []
    sweep.run(at("2026-04-28", "08:35"))
    assert told(head) == ["答复逾期8天"]


def test_a_congress_sets_its_own(county, owe, office):
    owe(from_on=dt.date(2026, 1, 20))
    days = {"unit_head": 2, "govoffice": None, "office": 5, "leader": 0}
    with replay(at("2026-04-10")):
        services.set_ladder(county.congress, days, by=office)
    head, govoffice = county.seat("unit_head"), county.seat("govoffice")
    sweep.run(at("2026-04-23"))
    assert told(head) == ["答复逾期3天"]
    sweep.run(at("2026-04-27"))
    assert told(office) == ["答复逾期7天"]
    sweep.run(at("2026-05-20"))
    assert told(govoffice) == []
    entry = Entry.objects.get(action="escalation.set")
    assert (entry.before["govoffice"], entry.after["unit_head"]) == (14, 2)


def test_back_to_the_common_one(county, office):
    services.set_ladder(county.congress, WEEKLY | {"office": 30}, by=office)
    assert services.has_own_ladder(county.congress.pk)
    services.reset_ladder(county.congress, by=office)
    assert not EscalationStep.objects.filter(congress=county.congress).exists()
    assert [rung.after_days for rung in services.ladder_of(county.congress.pk)] == [0, 7, 14, 21]


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"unit_head": 14, "govoffice": 7, "office": 21, "leader": 0}, "govoffice"),
        ({"unit_head": 14, "govoffice": None, "office": 7, "leader": 0}, "office"),
        (dict.fromkeys(WEEKLY), "unit_head"),
        (WEEKLY | {"office": 999}, "office"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(county, office, days, field):
    with pytest.raises(Invalid) as refused:
        services.set_ladder(county.congress, days, by=office)
    assert list(refused.value.errors) == [field]


def test_only_the_own_office(county):
    there = county_fixture("彼县")
    for seat in (county.seat("unit_head"), county.seat("leader"), there.seat("office")):
        with pytest.raises(Forbidden):
            services.set_ladder(county.congress, WEEKLY, by=seat)
    assert signed_in(county.seat("unit")).get("/deadlines/ladder/edit/").status_code == 403


def test_look_then_change_on_the_page(county, owe, office):
    owe(from_on=dt.date(2026, 1, 20))
    client = signed_in(office)
    with replay(at("2026-04-24")):
        form = {"unit_head": "2", "govoffice": "14", "office": "21", "leader": "0"}
        look = client.post("/deadlines/ladder/edit/", form)
        [head] = [one for one in look.context["effects"] if one.label == "单位负责人"]
        assert (head.told_now, head.told_then) == (0, 1)
        done = client.post("/deadlines/ladder/edit/", form | {"looked": look.context["looked"]})
        assert done.status_code == 302
        text = client.get("/deadlines/ladder/").content.decode()
        assert "逾期超过2天" in text
        assert "本级定" in text
        assert client.post("/deadlines/ladder/reset/").status_code == 302
        assert "平台默认" in client.get("/deadlines/ladder/").content.decode()


def test_over_the_api(county, owe, office):
    row = owe(from_on=dt.date(2026, 1, 20))
    client = signed_in(office)
    url = "/api/v1/deadline-rules/ladder/"
    assert client.get(url).json()["own"] is False
    answer = client.post(url, WEEKLY | {"unit_head": 3}, content_type="application/json")
    assert [one["after_days"] for one in answer.json()["steps"]] == [0, 3, 14, 21]
    wrong = client.post(url, WEEKLY | {"unit_head": 30}, content_type="application/json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["govoffice", "office"])
    with replay(at("2026-04-28")):
        steps = client.get(f"/api/v1/deadlines/{row.pk}/").json()["ladder"]
    assert (steps[0]["on"], steps[0]["reached"]) == ("2026-04-24", True)
