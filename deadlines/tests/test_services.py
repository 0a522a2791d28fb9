"""Duties: opened by rule, done late or not, superseded and never edited."""

import datetime as dt

import pytest
import time_machine

from audit.services import SYSTEM
from core.problems import Conflict, Invalid
from deadlines import services
from deadlines.choices import PeriodUnit, State
from deadlines.models import Deadline, DeadlineRule
from deadlines.tests.conftest import at
from liaison.services.calendar import load_calendar_year, read_year
from liaison.tests.factories import make_division
from notifications.models import Delivery, Notification, Preference
from notifications.services import notify

YEAR_2027 = """# 国务院办公厅关于2027年部分节假日安排的通知
2027-01-01,holiday,元旦
2027-03-01,holiday,调休
2027-10-01,holiday,国庆节
"""


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_opening_computes_by_the_kind_and_keeps_the_way(owe, county):
    row = owe(from_on=d("2026-01-20"))
    assert row.due_on == d("2026-04-20")
    assert row.amber_on == d("2026-04-05")
    assert row.government_id == county.government.pk
    assert row.owner_roles == ["unit", "unit_section"]
    assert row.reminders == [30, 15, 7, 3, 1, 0]
    assert "3个月到2026年4月20日" in row.calculation["words"]


def test_a_row_of_the_congress_beats_the_default_row_and_both_beat_the_kind(owe, county):
    common = {"kind": "reply", "unit": PeriodUnit.DAYS, "reminders": [5]}
    DeadlineRule.objects.create(congress=None, amount=60, **common)
    assert owe(from_on=d("2026-03-02")).due_on == d("2026-05-06")  # 1 May: the holiday passes
    mine = DeadlineRule.objects.create(congress=county.congress, amount=30, **common)
    DeadlineRule.objects.create(
        congress=county.congress, amount=20, effective_from=d("2026-06-01"), **common
    )
    row = owe(from_on=d("2026-03-02"))
    assert (row.due_on, row.rule_id, row.reminders) == (d("2026-04-01"), mine.pk, [5])
    assert owe(from_on=d("2026-06-01")).due_on == d("2026-06-22")  # Sunday 21 June moves


def test_a_rule_may_be_a_fixed_day_of_the_year(owe, county):
    DeadlineRule.objects.create(
        congress=county.congress,
        kind="reply",
        unit=PeriodUnit.FIXED,
        fixed_month=6,
        fixed_day=30,
        reminders=[7],
    )
    assert owe(from_on=d("2026-04-10")).due_on == d("2026-06-30")
    # 代表法 art. 51: three months come first.
    assert owe(from_on=d("2026-01-20")).due_on == d("2026-04-20")
    assert owe(from_on=d("2026-07-01")).due_on == d("2026-10-08")


def test_a_date_of_an_authority_stays_on_a_saturday_and_warns(owe):
    row = owe(due_on=d("2026-06-06"))
    assert row.due_on == d("2026-06-06")
    assert "不是工作日" in row.calculation["words"]
    with pytest.raises(Invalid) as refusal:
        owe(due_on=d("2026-01-19"), ref="2")
    assert "due_on" in refusal.value.errors


def test_days_off_of_the_own_region_count(owe, county):
    load_calendar_year(
        read_year("2026-04-20,holiday,三月三".encode()), by=SYSTEM, region=county.division
    )
    assert owe().due_on == d("2026-04-21")
    elsewhere = county.government.scope() | {"county_id": make_division("远处", "province").pk}
    assert owe(ref="2", scope=elsewhere).due_on == d("2026-04-20")


def test_opening_again_supersedes(owe):
    first, other = owe(), owe(ref="co-2")
    second = owe(from_on=d("2026-02-03"))
    first.refresh_from_db()
    assert (first.state, first.superseded_by_id) == (State.SUPERSEDED, second.pk)
    other.refresh_from_db()
    assert other.state == State.OPEN


def test_done_on_time_and_late(owe, county):
    owe()
    assert services.close(county.session, "reply", on=d("2026-04-20")).late_days == 0
    owe()
    row = services.close(county.session, "reply", on=d("2026-04-22"))
    assert (row.state, row.closed_on, row.late_days) == (State.DONE, d("2026-04-22"), 2)
    assert services.close(county.session, "reply") is None


def test_extension_is_a_new_row_with_the_old_start(owe, county):
    old = owe()
    with pytest.raises(Invalid):
        services.extend(county.session, "reply", due_on=d("2026-04-20"), reason="同一天", by=SYSTEM)
    with time_machine.travel(at("2026-04-10")):
        new = services.extend(
            county.session, "reply", due_on=d("2026-07-18"), reason="要等项目验收", by=SYSTEM
        )
    old.refresh_from_db()
    assert (old.state, old.due_on, old.closed_on) == (
        State.SUPERSEDED,
        d("2026-04-20"),
        d("2026-04-10"),
    )
    assert old.reason == "要等项目验收"
    assert old.superseded_by == new
    assert (new.from_on, new.due_on, new.ref, new.state) == (
        old.from_on,
        d("2026-07-18"),  # a Saturday: the date that was granted stays
        old.ref,
        State.OPEN,
    )
    with pytest.raises(Conflict):
        services.extend(county.session, "rehandle", due_on=d("2026-09-01"), reason="", by=SYSTEM)


def test_withdrawal_ends_every_duty_of_the_case_alone(owe, county):
    mine = [owe(), owe(kind="sign_for"), owe(kind="co_opinion", ref="3")]
    foreign = owe(subject=county.term)
    assert services.cancel_all(county.session, reason="代表撤回") == 3
    for row in mine:
        row.refresh_from_db()
        assert (row.state, row.reason) == (State.SUPERSEDED, "代表撤回")
    foreign.refresh_from_db()
    assert foreign.state == State.OPEN
    assert services.supersede(county.session, "reply", reason="") is None


def test_supervisor_of_a_key_item(owe, county):
    row = owe()
    services.set_supervisor(county.session, county.seat("leader"))
    row.refresh_from_db()
    assert row.supervisor == county.seat("leader")


def test_an_ended_duty_no_longer_calls(owe, county):
    row, other = owe(), owe(ref="2")
    user = county.seat("unit").user
    user.email = "a@example.cn"
    user.save()
    Preference.objects.create(user=user, mail=True)
    notify([user], kind="reminder", title="答复", key=f"reminder:{row.pk}:15")
    notify([user], kind="reminder", title="答复", key=f"reminder:{other.pk}:15")
    notify([user], kind="reminder", title="答复", key=f"reminder:{row.pk}9:15")
    services.close(county.session, "reply")
    assert [n.key for n in Notification.objects.unread().order_by("id")] == [
        f"reminder:{other.pk}:15:{user.pk}",
        f"reminder:{row.pk}9:15:{user.pk}",
    ]
    states = Delivery.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["given_up", "queued", "queued"]


def test_a_loaded_year_puts_provisional_dates_right(owe, county):
    moves = owe(from_on=d("2026-11-30"))  # 28 February 2027 is a Sunday: 1 March, provisional
    stays = owe(from_on=d("2026-12-08"), ref="2")
    fixed = owe(due_on=d("2027-03-01"), ref="3")
    assert (moves.due_on, moves.provisional) == (d("2027-03-01"), True)
    assert not fixed.provisional
    draft = read_year(YEAR_2027.encode())
    foreseen = services.changes_by(2027, draft.days, limit=10)
    assert [(c.deadline.pk, c.due_on) for c in foreseen] == [(moves.pk, d("2027-03-02"))]
    load_calendar_year(draft, by=SYSTEM)
    assert services.years_awaited() == [2027]
    assert services.recompute_provisional(2027) == 1
    moves.refresh_from_db()
    new = moves.superseded_by
    assert (new.due_on, new.provisional, new.state) == (d("2027-03-02"), False, State.OPEN)
    assert "2027年放假安排已公布" in moves.reason
    stays.refresh_from_db()
    assert (stays.state, stays.provisional) == (State.OPEN, False)
    fixed.refresh_from_db()
    assert fixed.due_on == d("2027-03-01")
    assert services.years_awaited() == []
    assert services.recompute_provisional(2027) == 0
    assert Deadline.objects.open().count() == 3
