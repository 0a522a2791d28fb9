"""One message a day: what is new and what is due, at the beginning of office hours, once."""

import datetime as dt
import threading

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction

from core.clock import replay
from deadlines import sweep
from deadlines.tests.conftest import at
from liaison.models import Seat
from liaison.services.stand_ins import name_stand_in
from liaison.tests.factories import make_seat, signed_in
from notifications import services
from notifications.models import Delivery, Notification, Preference

# The duty of these tests: due Monday 20 April 2026, assigned on 20 January.


@pytest.fixture
def reader(county) -> Seat:
    seat = county.seat("unit")
    wants(seat)
    return seat


def wants(seat: Seat, *, digest: bool = True) -> None:
    seat.user.email = f"person{seat.user_id}@example.cn"
    seat.user.save()
    Preference.objects.create(user=seat.user, mail=True, digest=digest)


def told(seat: Seat, moment: dt.datetime, key: str) -> None:
    with time_machine.travel(moment, tick=False):
        services.notify_seats([seat], kind="press", title=f"催办{key}", key=key)


def run(moment: dt.datetime) -> int:
    """The sweep, then the outbox, at that moment; returns how many letters went out."""
    before = len(mail.outbox)
    with time_machine.travel(moment, tick=False):
        sweep.run(moment)
        while services.deliver_batch():
            pass
    return len(mail.outbox) - before


def test_new_and_due_in_one_letter_once(owe, county, reader):
    owe()
    told(reader, at("2026-04-17", "10:00"), "press:1")
    told(reader, at("2026-04-17", "16:00"), "press:2")
    assert run(at("2026-04-17", "16:35")) == 0
    # The weekend, and Monday before offices open.
    for moment in (at("2026-04-18", "09:00"), at("2026-04-19", "09:00"), at("2026-04-20", "08:35")):
        assert run(moment) == 0
    assert run(at("2026-04-20", "08:41")) == 1
    letter = mail.outbox[0]
    assert letter.to == [reader.user.email]
    assert letter.subject.endswith("；今天到期1件")
    assert "催办press:1" in letter.body
    assert "催办press:2" in letter.body
    assert "答复今天到期" in letter.body
    for clock in ("09:35", "12:35", "16:35"):
        assert run(at("2026-04-20", clock)) == 0


def test_what_comes_later_in_the_day_waits_for_tomorrow(owe, county, reader):
    told(reader, at("2026-04-20", "10:00"), "press:1")
    assert run(at("2026-04-20", "10:35")) == 0
    assert run(at("2026-04-21", "08:41")) == 1
    assert mail.outbox[0].subject == "催办press:1"


def test_nothing_new_nothing_due_no_letter(county, reader):
    assert run(at("2026-04-20", "08:41")) == 0


def test_late_ones_each_working_day(owe, county, reader):
    owe()
    days = [dt.date(2026, 4, 21) + dt.timedelta(days=n) for n in range(16)]
    went = [day for day in days if run(at(day.isoformat(), "08:45"))]
    # 25 and 26 April: weekend; 1 to 5 May: Labour Day's holiday.
    assert [day.isoformat()[5:] for day in went] == [
        "04-21",
        "04-22",
        "04-23",
        "04-24",
        "04-27",
        "04-28",
        "04-29",
        "04-30",
        "05-06",
    ]
    assert "逾期16天" in mail.outbox[-1].body


def test_a_saturday_that_is_worked_is_an_office_day(county, reader):
    """28 February 2026 makes up for the Spring Festival; the 17th is in it."""
    told(reader, at("2026-02-13", "10:00"), "press:1")
    assert run(at("2026-02-17", "09:00")) == 0
    assert run(at("2026-02-24", "09:00")) == 1
    told(reader, at("2026-02-27", "10:00"), "press:2")
    assert run(at("2026-02-28", "09:00")) == 1


def test_the_worker_down_over_days_is_one_letter(owe, county, reader):
    owe()
    told(reader, at("2026-04-17", "10:00"), "press:1")
    # Nothing runs from the 18th to the 23rd; on Friday morning the worker is back at half past ten.
    assert run(at("2026-04-24", "10:35")) == 1
    assert "逾期4天" in mail.outbox[0].body
    assert Notification.objects.filter(kind="digest").count() == 1
    assert run(at("2026-04-24", "11:35")) == 0


def test_back_at_night_it_waits_for_the_morning(owe, county, reader):
    owe()
    told(reader, at("2026-04-17", "10:00"), "press:1")
    assert run(at("2026-04-23", "20:00")) == 0
    assert run(at("2026-04-24", "08:41")) == 1


def test_the_inbox_has_the_single_notices_and_not_the_summary(owe, county, reader):
    owe()
    run(at("2026-04-20", "08:41"))
    with replay(at("2026-04-20", "09:00")):
        rows = Notification.objects.visible_to(reader)
        assert [row.kind for row in rows] == ["reminder"]
        assert rows.unread().count() == 1
        assert Notification.objects.unread_by_post(reader.user_id) == {reader.pk: 1}
        text = signed_in(reader).get("/notifications/?tab=all").content.decode()
    assert "今天到期1件" not in text


def test_single_letters_for_who_did_not_ask(owe, county):
    seat = county.seat("unit")
    wants(seat, digest=False)
    owe()
    assert run(at("2026-04-20", "08:36")) == 1
    assert mail.outbox[0].subject.startswith("答复今天到期：")
    assert not Notification.objects.filter(kind="digest").exists()


def test_whose_duties_by_role(owe, county):
    """The head of a unit reads all of its duties, a section's head those of the own role."""
    head, section = county.seat("unit_head"), county.seat("unit_section")
    clerk = county.seat("clerk")
    for seat in (head, section, clerk):
        wants(seat)
    owe(kind="sign_for", from_on=dt.date(2026, 4, 15), due_on=dt.date(2026, 4, 20))
    assert run(at("2026-04-20", "08:41")) == 2
    assert {letter.to[0] for letter in mail.outbox} == {head.user.email, section.user.email}


def test_the_stand_in_reads_what_is_due_at_both_posts(owe, county):
    head = county.seat("unit_head")
    colleague = make_seat("unit", county.departments[1])
    colleague = make_seat("unit_section", head.unit)
    Seat.objects.filter(pk=colleague.pk).update(role="unit_section")
    wants(colleague)
    owe()
    with time_machine.travel(at("2026-04-20", "08:00"), tick=False):
        name_stand_in(
            head,
            colleague,
            starts_on=dt.date(2026, 4, 20),
            ends_on=dt.date(2026, 4, 20),
            reason="出差",
            by=head,
        )
    run(at("2026-04-20", "08:41"))
    posts = Notification.objects.filter(kind="digest").values_list("seat_id", flat=True)
    assert set(posts) == {head.pk, colleague.pk}
    assert len([one for one in mail.outbox if one.to == [colleague.user.email]]) == 1


@pytest.mark.django_db(transaction=True)
def test_who_comes_second_keeps_no_part_of_a_letter_from_the_first(owe, county, reader):
    """One letter a day, with all that is due: not all but those at which another just looked."""
    for number in range(6):
        told(reader, at("2026-04-17", "10:00"), f"press:{number}")
    looked, done = threading.Event(), threading.Event()
    found: list[int] = []

    def second() -> None:
        with transaction.atomic():
            found.append(services.deliver_batch(limit=1))
            looked.set()
            done.wait(30)
        connection.close()

    with time_machine.travel(at("2026-04-20", "08:41"), tick=True):
        with transaction.atomic():
            Preference.objects.select_for_update().get(user=reader.user)
            other = threading.Thread(target=second)
            other.start()
            assert looked.wait(30)
            assert services.deliver_batch(limit=1) == 6
        done.set()
        other.join()
    assert found == [0]
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_letter(owe, county, reader):
    for number in range(6):
        told(reader, at("2026-04-17", "10:00"), f"press:{number}")
    with time_machine.travel(at("2026-04-20", "08:41"), tick=True):

        def work() -> None:
            services.deliver_batch(limit=1)
            connection.close()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(mail.outbox) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
