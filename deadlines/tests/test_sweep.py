"""Reminders: each stage once, the latest only, in office hours, up the ladder when late."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.services import SYSTEM
from core import registry
from deadlines import services, sweep
from deadlines.models import EscalationStep, Heartbeat
from deadlines.tests.conftest import at
from liaison.models import Seat
from liaison.services.calendar import load_calendar_year, read_year
from liaison.tests.factories import county_fixture, make_seat
from notifications.models import Delivery, Notification, Preference

# The duty of these tests: assigned 20 January 2026, due Monday 20 April 2026.


@pytest.fixture
def handler(county) -> Seat:
    return county.seat("unit")


def titles(seat: Seat) -> list[str]:
    rows = Notification.objects.filter(user_id=seat.user_id).order_by("id")
    return [row.title.split("：")[0] for row in rows]


def test_a_reminder_in_plain_words_with_its_address(owe, handler):
    row = owe()
    assert sweep.run(at("2026-04-07")) == 1
    told = Notification.objects.get()
    assert told.title == "答复还剩13天：第0031号 关于规范城区养犬管理的建议"
    assert told.body == "期限：2026年4月20日。"
    assert told.key == f"reminder:{row.pk}:15:{handler.user_id}:{handler.pk}"
    assert (told.seat_id, told.kind) == (handler.pk, "reminder")
    assert (told.subject_type, told.subject_id) == (row.subject_type, row.subject_id)


def test_twice_is_nothing_more(owe, handler):
    owe()
    assert sweep.run(at("2026-04-07", "08:35")) == 1
    assert sweep.run(at("2026-04-07", "09:35")) == 0
    assert sweep.run(at("2026-04-08")) == 0  # the same stage
    assert Notification.objects.count() == 1


def test_every_stage_once_over_the_whole_term(owe, handler):
    owe()
    day = dt.date(2026, 3, 18)
    while day <= dt.date(2026, 5, 12):
        sweep.run(at(day.isoformat()))
        day += dt.timedelta(days=1)
    assert titles(handler) == [
        "答复还剩28天",  # 21 March is a Saturday: told on Monday 23
        "答复还剩13天",  # 5 and 6 April: Qingming
        "答复还剩7天",
        "答复还剩3天",
        "答复今天到期",  # the day before is a Sunday
        "答复逾期1天",
        "答复逾期8天",
        "答复逾期16天",  # 5 May: Labour Day's holiday
        "答复逾期22天",
    ]


def test_five_days_down_is_caught_up_with_the_latest_stage_only(owe, handler):
    owe()
    sweep.run(at("2026-04-08"))
    assert titles(handler) == ["答复还剩12天"]
    # Down from 9 to 16 April; 7 days before passed meanwhile.
    assert sweep.run(at("2026-04-17")) == 1
    assert sweep.run(at("2026-04-17", "10:00")) == 0
    assert titles(handler) == ["答复还剩12天", "答复还剩3天"]
    keys = Notification.objects.order_by("id").values_list("key", flat=True)
    assert [key.split(":")[2] for key in keys] == ["15", "3"]


@pytest.mark.parametrize(
    "moment",
    [
        at("2026-04-07", "08:29"),
        at("2026-04-07", "17:31"),
        at("2026-04-11"),  # Saturday
        at("2026-04-06"),  # Qingming Monday
        dt.datetime(2026, 4, 6, 23, 0, tzinfo=dt.UTC),  # 7 April 07:00 in Beijing
    ],
)
def test_nobody_is_called_out_of_hours(owe, handler, moment):
    owe()
    assert sweep.run(moment) == 0
    assert not Notification.objects.exists()
    assert Heartbeat.objects.get(pk="sweep").at == moment


def test_a_make_up_saturday_is_a_working_day(owe, handler):
    owe()
    assert sweep.run(at("2026-05-09")) == 1  # 19 days late


def test_a_holiday_of_the_own_place(owe, county, handler):
    owe()
    load_calendar_year(
        read_year("2026-04-07,holiday,三月三".encode()), by=SYSTEM, region=county.division
    )
    assert sweep.run(at("2026-04-07")) == 0
    assert sweep.run(at("2026-04-08")) == 1


def test_an_extension_arms_the_reminders_afresh(owe, county, handler):
    owe()
    sweep.run(at("2026-04-17"))
    services.extend(
        county.session, "reply", due_on=dt.date(2026, 5, 20), reason="等验收", by=SYSTEM
    )
    assert sweep.run(at("2026-04-17", "10:00")) == 0  # 33 days left
    assert sweep.run(at("2026-04-20")) == 1
    assert sweep.run(at("2026-05-18")) == 1
    assert titles(handler) == ["答复还剩3天", "答复还剩30天", "答复还剩2天"]


def test_what_is_done_is_not_reminded_of(owe, county, handler):
    owe()
    services.close(county.session, "reply")
    assert sweep.run(at("2026-04-22")) == 0


def test_a_late_duty_climbs_one_step_a_week(owe, county, handler):
    county.seats()
    owe()
    ladder = {role: county.seat(role) for role in ("unit_head", "govoffice", "office")}
    expected = {
        "2026-04-21": set(),  # 1 day late
        "2026-04-27": set(),  # 7
        "2026-04-28": {"unit_head"},  # 8
        "2026-05-07": {"unit_head", "govoffice"},  # 17; 5 May is a holiday
        "2026-05-12": {"unit_head", "govoffice", "office"},  # 22
    }
    for day, roles in expected.items():
        sweep.run(at(day))
        assert {role for role, seat in ladder.items() if titles(seat)} == roles, day
    assert titles(county.seat("unit"))[-1] == "答复逾期22天"
    assert not titles(county.seat("leader"))
    told = Notification.objects.filter(user_id=county.seat("office").user_id).get()
    assert told.body.startswith("责任单位：示范县公安局。期限：2026年4月20日")


def test_the_supervisor_of_a_key_item_hears_from_the_first_late_day(owe, county, handler):
    row = owe(supervisor=county.seat("leader"))
    sweep.run(at(row.due_on.isoformat()))
    assert not titles(county.seat("leader"))
    sweep.run(at("2026-04-21"))
    assert titles(county.seat("leader")) == ["答复逾期1天"]


def test_the_ladder_is_rows_of_the_congress(owe, county, handler):
    EscalationStep.objects.create(congress=county.congress, role="office", after_days=0)
    county.seats()
    owe()
    sweep.run(at("2026-04-21"))
    assert titles(county.seat("office")) == ["答复逾期1天"]
    sweep.run(at("2026-05-12"))
    assert not titles(county.seat("govoffice"))


def test_only_the_owner_hears_of_what_does_not_climb(owe, county):
    county.seats()
    make_seat("deputy", county.congress_unit, deputy=county.deputies[1])
    owe(kind="confirm_cosign", owner=county.deputies[0])
    owe(kind="confirm_cosign", owner=county.deputies[2], ref="2")  # who has no account
    assert sweep.run(at("2026-03-31")) == 1
    told = Notification.objects.get()
    mine = county.seat("deputy")
    assert (told.user_id, told.seat_id) == (mine.user_id, mine.pk)
    assert told.title.startswith("确认联名逾期")


def test_another_countys_and_another_units_people_are_not_told(owe, county, handler):
    other = county_fixture("邻县")
    other.seats()
    elsewhere = make_seat("unit_head", county.departments[1])
    owe()
    sweep.run(at("2026-05-12"))
    assert not titles(elsewhere)
    told = set(Notification.objects.values_list("user_id", flat=True))
    assert not told & {seat.user_id for seat in other.seats().values()}


def test_two_posts_of_one_person_hear_apart_and_one_letter_goes_out(owe, county, handler):
    """He handles here and sits in the government's office: both posts are told, the mail once."""
    user = handler.user
    user.email = "a@example.cn"
    user.save()
    Preference.objects.create(user=user, mail=True)
    above = make_seat("govoffice", county.govoffice, user=user)
    owe()
    assert sweep.run(at("2026-05-12")) == 2
    assert set(Notification.objects.values_list("seat_id", flat=True)) == {handler.pk, above.pk}
    assert Delivery.objects.count() == 1
    assert sweep.run(at("2026-05-12", "10:35")) == 0
    assert sweep.run(at("2026-05-11")) == 0  # the clock was put back


def test_closed_seats_and_locked_accounts_are_not_told(owe, county, handler):
    owe()
    gone = make_seat("unit", county.departments[0], ends_on=dt.date(2026, 4, 6))
    locked = make_seat("unit", county.departments[0])
    locked.user.is_active = False
    locked.user.save()
    sweep.run(at("2026-04-07"))
    assert (titles(handler), titles(gone), titles(locked)) == (["答复还剩13天"], [], [])


def test_mail_is_queued_for_those_who_want_it(owe, handler):
    handler.user.email = "wang@example.cn"
    handler.user.save()
    Preference.objects.create(user=handler.user, mail=True)
    owe()
    sweep.run(at("2026-04-07"))
    assert Delivery.objects.get().channel == "mail"


def test_a_clock_put_back_over_midnight_repeats_and_skips_nothing(owe, handler):
    owe()
    sweep.run(at("2026-04-17"))  # 3 days before
    assert sweep.run(at("2026-04-16")) == 0  # would be the stage of 7 days
    assert sweep.run(at("2026-04-16", "11:00")) == 0
    assert sweep.run(at("2026-04-20")) == 1
    assert titles(handler) == ["答复还剩3天", "答复今天到期"]


def test_a_clock_that_had_jumped_years_ahead_does_not_silence(owe, handler):
    owe()
    Heartbeat.objects.create(name="sweep", at=at("2031-01-02"), note="2031-01-02")
    assert sweep.run(at("2026-04-07")) == 1
    assert Heartbeat.objects.get(pk="sweep").note == "2026-04-07"


def test_a_year_loaded_elsewhere_is_noticed(owe, handler):
    row = owe(from_on=dt.date(2026, 11, 30))
    days = "2027-01-01,holiday,元旦\n2027-03-01,holiday,调休\n2027-10-01,holiday,国庆节"
    load_calendar_year(read_year(days.encode()), by=SYSTEM)
    sweep.run(at("2026-12-01", "22:00"))
    row.refresh_from_db()
    assert row.superseded_by.due_on == dt.date(2027, 3, 2)


def test_the_number_of_queries_does_not_grow_with_the_duties(owe, county, handler):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            sweep.run(at("2026-04-07"))
        return len(queries)

    owe()
    first = count()
    for number in range(20):
        owe(ref=str(number))
    assert count() <= first
    assert Notification.objects.count() == 21


def unable(*_):
    """As a case that does not fit its rules would: within the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


@pytest.fixture
def faulty(monkeypatch):
    """An app with one case on which nothing works, neither a reform nor a year of days off."""
    page = registry.subjects()[0].url_name
    monkeypatch.setattr(registry, "_holdings", registry.holdings()[::-1])
    monkeypatch.setattr(registry, "_subjects", {s.code: s for s in registry.subjects()})
    registry.register_holding(registry.Holding(lambda unit: {("faulty", 1)}, unable))
    registry.register(registry.Subject("faulty", "", lambda _: None, page, year_loaded=unable))


def test_a_case_that_cannot_pass_on_stops_no_reminder(owe, county, handler, faulty, caplog):
    """Reforms and days off that cannot be followed are logged; who owes is still told."""
    gone, heir = county.departments[1], county.departments[0]
    gone.closed_on, gone.successor = dt.date(2026, 4, 1), heir
    gone.save()
    kept = owe(owner=gone, ref="kept")
    owe()
    assert sweep.run(at("2026-04-07")) >= 1
    assert "答复还剩13天" in titles(handler)
    assert Heartbeat.objects.get(pk="sweep").at == at("2026-04-07")
    assert [r.levelname for r in caplog.records if "handing over" in r.message] == ["ERROR"]
    kept.refresh_from_db()
    assert kept.owner_unit_id == gone.pk  # all of it or nothing


def test_one_app_that_cannot_follow_a_year_leaves_the_others_alone(owe, handler, faulty, caplog):
    row = owe(from_on=dt.date(2026, 11, 30))
    days = "2027-01-01,holiday,元旦\n2027-03-01,holiday,调休\n2027-10-01,holiday,国庆节"
    load_calendar_year(read_year(days.encode()), by=SYSTEM)
    assert sweep.run(at("2027-02-25")) == 1
    row.refresh_from_db()
    assert row.superseded_by.due_on == dt.date(2027, 3, 2)
    assert any("telling faulty" in record.message for record in caplog.records)


def test_one_duty_that_cannot_be_reckoned_leaves_the_others_alone(owe, handler, caplog):
    broken = owe(from_on=dt.date(2026, 11, 30))
    sound = owe(from_on=dt.date(2026, 11, 30), ref="2")
    broken.calculation = {"unit": "months", "from_on": "?"}
    broken.save()
    days = "2027-01-01,holiday,元旦\n2027-03-01,holiday,调休\n2027-10-01,holiday,国庆节"
    load_calendar_year(read_year(days.encode()), by=SYSTEM)
    sweep.run(at("2027-02-25"))
    sound.refresh_from_db()
    assert sound.superseded_by.due_on == dt.date(2027, 3, 2)
    assert Notification.objects.count() == 2
    assert any(f"({broken.pk})" in record.message for record in caplog.records)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_once(owe, county, handler):
    for number in range(200):
        owe(ref=str(number))
    found: list[int] = []

    def go() -> None:
        found.append(sweep.run(at("2026-04-07")))
        connection.close()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found) == 200
    assert Notification.objects.count() == 200
