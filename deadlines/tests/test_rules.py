"""Rules of a congress: dates by hand, what moves and what does not, who may, what is refused."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.test import Client

from audit.models import Entry
from audit.services import SYSTEM
from core.clock import replay
from core.problems import Conflict, Forbidden, Invalid
from deadlines import services
from deadlines.choices import kind
from deadlines.forms import rule_from
from deadlines.models import Deadline, DeadlineRule
from deadlines.tests.conftest import at
from liaison.models import Term
from liaison.tests.factories import county_fixture, make_seat, signed_in
from notifications.models import Notification

# Everything happens on Tuesday 10 March 2026; the year's days off are published.
TODAY = at("2026-03-10")
SOURCE = "示范县人大常委会办公室2026年第12号通知"


@pytest.fixture(autouse=True)
def then():
    with replay(TODAY):
        yield


@pytest.fixture
def office(county):
    return county.seat("office")


def draft(county, code="rate_reply", **kw) -> DeadlineRule:
    data = {
        "unit": "working_days",
        "amount": 15,
        "effective_from": dt.date(2026, 3, 10),
        "reminders": [7, 3, 1, 0],
        "late_every": 7,
        "amber_denominator": 6,
        "source": SOURCE,
    }
    return rule_from(data | kw, kind(code), county.congress)


def reply_days(county, amount=2, unit="months", **kw) -> DeadlineRule:
    return draft(county, "reply", unit=unit, amount=amount, **kw)


def page(seat, url) -> str:
    response = signed_in(seat).get(url)
    assert response.status_code == 200, url
    return response.content.decode()


class TestDates:
    """By hand: 2026 has its New Year of spring from 15 to 23 February, Qingming on 4 to 6 April."""

    def test_fifteen_working_days_from_today(self, county, office):
        services.add_rule(draft(county), by=office, moving=0)
        terms = services.terms_for("rate_reply", county.congress.pk, dt.date(2026, 3, 10))
        found = terms.calculate(dt.date(2026, 3, 10), services.calendar_for(office))
        # 11, 12, 13 March; 16–20; 23–27; 30, 31: fifteen.
        assert found.due_on == dt.date(2026, 3, 31)

    def test_what_began_the_day_before_goes_by_the_old_one(self, county, office):
        services.add_rule(draft(county), by=office, moving=0)
        before = services.terms_for("rate_reply", county.congress.pk, dt.date(2026, 3, 9))
        assert (before.amount, before.rule_id) == (10, None)

    def test_a_fixed_day_of_the_year(self, county, office):
        rule = draft(county, "co_opinion", unit="fixed", amount=None, fixed_month=5, fixed_day=31)
        services.add_rule(rule, by=office, moving=0)
        terms = services.terms_for("co_opinion", county.congress.pk, dt.date(2026, 3, 10))
        calendar = services.calendar_for(office)
        found = terms.calculate(dt.date(2026, 3, 10), calendar)
        # 31 May 2026 is a Sunday: a fixed date stays, the page warns.
        assert found.due_on == dt.date(2026, 5, 31)
        assert "不是工作日" in found.words()
        assert terms.calculate(dt.date(2026, 6, 1), calendar).due_on == dt.date(2027, 5, 31)

    def test_a_fixed_day_never_later_than_the_law(self, county, office):
        """代表法 art. 51: assigned on 10 March, an answer is due by 10 June, not by 30 June."""
        rule = draft(county, "reply", unit="fixed", amount=None, fixed_month=6, fixed_day=30)
        services.add_rule(rule, by=office, moving=0)
        terms = services.terms_for("reply", county.congress.pk, dt.date(2026, 3, 10))
        calendar = services.calendar_for(office)
        assert terms.calculate(dt.date(2026, 3, 10), calendar).due_on == dt.date(2026, 6, 10)
        assert terms.calculate(dt.date(2026, 4, 10), calendar).due_on == dt.date(2026, 6, 30)


class TestTheLaw:
    @pytest.mark.parametrize(
        ("amount", "unit"), [(4, "months"), (100, "days"), (92, "days"), (65, "working_days")]
    )
    def test_an_answer_takes_three_months_at_most(self, county, office, amount, unit):
        with pytest.raises(Invalid) as refused:
            services.add_rule(reply_days(county, amount, unit), by=office, moving=0)
        [words] = refused.value.errors["amount"]
        assert "代表法第五十一条" in words
        assert "3个月" in words
        assert not DeadlineRule.objects.filter(congress=county.congress).exists()

    @pytest.mark.parametrize(
        ("amount", "unit"), [(3, "months"), (2, "months"), (60, "days"), (30, "working_days")]
    )
    def test_less_is_the_congress_s_own_choice(self, county, office, amount, unit):
        rule = services.add_rule(reply_days(county, amount, unit), by=office, moving=0)
        assert rule.pk

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"amount": 0}, "amount"),
            ({"amount": 9999}, "amount"),
            ({"unit": "fixed", "fixed_month": 2, "fixed_day": 30}, "fixed_day"),
            ({"unit": "fixed"}, "fixed_day"),
            ({"effective_from": dt.date(2024, 1, 1)}, "effective_from"),
            ({"effective_from": dt.date(2035, 1, 1)}, "effective_from"),
            ({"reminders": [999]}, "reminders"),
            ({"reminders": list(range(11))}, "reminders"),
            ({"late_every": 0}, "late_every"),
            ({"source": "  "}, "source"),
        ],
    )
    def test_faults_are_named_beside_their_field(self, county, office, change, field):
        with pytest.raises(Invalid) as refused:
            services.check(draft(county, **change), office)
        assert list(refused.value.errors) == [field]

    def test_one_rule_a_day(self, county, office):
        services.add_rule(draft(county), by=office, moving=0)
        with pytest.raises(Invalid) as refused:
            services.add_rule(draft(county, amount=20), by=office, moving=0)
        assert "已经有一条" in refused.value.errors["effective_from"][0]


class TestWhatMoves:
    def test_a_rule_from_today_moves_nothing_that_is_open(self, county, office, owe):
        row = owe(from_on=dt.date(2026, 1, 20))
        assert services.effect_of(reply_days(county)).moves == []
        services.add_rule(reply_days(county), by=office, moving=0)
        row.refresh_from_db()
        assert (row.state, row.due_on) == ("open", dt.date(2026, 4, 20))

    def test_a_day_in_the_past_says_first_what_moves(self, county, office, owe):
        row = owe(from_on=dt.date(2026, 1, 20))
        rule = reply_days(county, effective_from=dt.date(2026, 1, 1))
        effect = services.effect_of(rule)
        assert (effect.waiting, effect.begun, effect.late, effect.earlier) == (1, 1, 0, 1)
        [move] = effect.moves
        # Two months from 20 January: 20 March, a Friday.
        assert (move.deadline.pk, move.due_on) == (row.pk, dt.date(2026, 3, 20))
        assert Deadline.objects.count() == 1
        with pytest.raises(Conflict):
            services.add_rule(rule, by=office, moving=0)
        assert not DeadlineRule.objects.filter(congress=county.congress).exists()

    def test_then_the_old_row_is_superseded_with_a_reason(self, county, office, owe):
        handler = county.seat("unit")
        row = owe(from_on=dt.date(2026, 1, 20))
        rule = reply_days(county, effective_from=dt.date(2026, 1, 1), reminders=[5, 0])
        services.add_rule(rule, by=office, moving=1)
        row.refresh_from_db()
        fresh = row.superseded_by
        assert row.state == "superseded"
        assert row.reason == "期限规则自1月1日起改为2个月，期限重新计算"
        assert (fresh.due_on, fresh.rule_id, fresh.from_on) == (
            dt.date(2026, 3, 20),
            rule.pk,
            dt.date(2026, 1, 20),
        )
        assert fresh.reminders == [5, 0]
        told = Notification.objects.get(user=handler.user, kind="deadline_moved")
        assert told.title.startswith("答复的期限改到3月20日：")

    def test_an_older_one_keeps_its_rule(self, county, office, owe):
        row = owe(from_on=dt.date(2025, 12, 30))
        rule = reply_days(county, effective_from=dt.date(2026, 1, 1))
        assert services.effect_of(rule).begun == 0
        services.add_rule(rule, by=office, moving=0)
        row.refresh_from_db()
        assert row.state == "open"

    def test_late_at_once_is_counted(self, county, owe):
        owe(from_on=dt.date(2026, 1, 20))
        rule = reply_days(county, amount=1, effective_from=dt.date(2026, 1, 1))
        effect = services.effect_of(rule)
        # One month: 20 February is in the holiday, so Tuesday 24 February; today is 10 March.
        assert effect.moves[0].due_on == dt.date(2026, 2, 24)
        assert effect.late == 1

    def test_a_date_that_an_authority_wrote_stays(self, county, office, owe):
        row = owe(from_on=dt.date(2026, 1, 20), due_on=dt.date(2026, 4, 1))
        rule = reply_days(county, effective_from=dt.date(2026, 1, 1))
        services.add_rule(rule, by=office, moving=0)
        row.refresh_from_db()
        assert (row.state, row.due_on) == ("open", dt.date(2026, 4, 1))

    def test_an_extension_stays(self, county, office, owe):
        owe(from_on=dt.date(2026, 1, 20))
        services.extend(
            county.session, "reply", due_on=dt.date(2026, 5, 20), reason="批准", by=SYSTEM
        )
        rule = reply_days(county, effective_from=dt.date(2026, 1, 1))
        services.add_rule(rule, by=office, moving=0)
        assert Deadline.objects.open().get().due_on == dt.date(2026, 5, 20)

    def test_a_later_rule_goes_on_holding_for_what_began_under_it(self, county, office, owe):
        services.add_rule(
            reply_days(county, effective_from=dt.date(2026, 2, 1)), by=office, moving=0
        )
        row = owe(from_on=dt.date(2026, 2, 3))
        rule = reply_days(county, amount=1, effective_from=dt.date(2026, 1, 1))
        assert services.effect_of(rule).begun == 0
        services.add_rule(rule, by=office, moving=0)
        row.refresh_from_db()
        assert (row.state, row.due_on) == ("open", dt.date(2026, 4, 3))

    def test_another_county_is_not_touched(self, county, office, owe):
        there = county_fixture("彼县")
        row = owe(
            from_on=dt.date(2026, 1, 20),
            scope=there.government.scope(),
            owner=there.departments[0],
            subject=Term.objects.filter(congress=there.congress).first(),
        )
        rule = reply_days(county, effective_from=dt.date(2026, 1, 1))
        services.add_rule(rule, by=office, moving=0)
        row.refresh_from_db()
        assert row.due_on == dt.date(2026, 4, 20)

    def test_a_fixed_day_replaced_by_months(self, county, office, owe):
        yearly = draft(
            county,
            "co_opinion",
            unit="fixed",
            amount=None,
            fixed_month=5,
            fixed_day=31,
            effective_from=dt.date(2026, 1, 1),
        )
        services.add_rule(yearly, by=office, moving=0)
        row = owe(kind="co_opinion", from_on=dt.date(2026, 3, 2))
        assert row.due_on == dt.date(2026, 5, 31)
        rule = draft(
            county, "co_opinion", unit="months", amount=1, effective_from=dt.date(2026, 3, 1)
        )
        [move] = services.effect_of(rule).moves
        assert move.due_on == dt.date(2026, 4, 2)


class TestWho:
    @pytest.mark.parametrize(
        "role", ["clerk", "deputy", "committee", "leader", "govoffice", "unit_head", "secretariat"]
    )
    def test_others_read_and_do_not_settle(self, county, role):
        seat = county.seat(role)
        assert "答复" in page(seat, "/deadlines/rules/")
        with pytest.raises(Forbidden):
            services.add_rule(draft(county), by=seat, moving=0)
        assert signed_in(seat).get("/deadlines/rules/reply/new/").status_code == 403
        assert "改这条规则" not in page(seat, "/deadlines/rules/reply/")

    @pytest.mark.parametrize("role", ["admin", "security_admin", "auditor"])
    def test_administrators_of_the_platform_do_not_come_here(self, county, role):
        assert signed_in(county.seat(role)).get("/deadlines/rules/").status_code == 404

    def test_an_office_settles_for_its_own_congress_only(self, county):
        there = county_fixture("彼县")
        with pytest.raises(Forbidden):
            services.add_rule(draft(county), by=there.seat("office"), moving=0)

    def test_what_the_case_itself_brings_is_not_settled_here(self, county, office):
        with pytest.raises(Forbidden):
            services.add_rule(draft(county, "notice_reception_day"), by=office, moving=0)
        assert "随每件事定" in page(office, "/deadlines/rules/notice_reception_day/")


class TestPages:
    FORM = {
        "unit": "working_days",
        "amount": "15",
        "effective_from": "2026-03-10",
        "reminders": "7、3、1、0",
        "late_every": "7",
        "amber_denominator": "6",
        "source": SOURCE,
    }

    def test_look_then_settle(self, county, office):
        client = signed_in(office)
        url = "/deadlines/rules/rate_reply/new/"
        look = client.post(url, self.FORM)
        assert look.status_code == 200
        text = look.content.decode()
        assert "正在计算的期限都不变" in text
        assert "2026年3月31日" in text
        looked = look.context["looked"]
        done = client.post(url, self.FORM | {"confirm": "1", "moving": "0", "looked": looked})
        assert done.status_code == 302
        text = page(office, "/deadlines/rules/rate_reply/")
        assert "15个工作日" in text
        assert SOURCE in text
        assert "10个工作日" in text  # the history keeps it
        entry = Entry.objects.get(action="deadlinerule.add")
        assert entry.after["amount"] == 15

    def test_a_form_changed_after_the_look_is_looked_at_again(self, county, office):
        client = signed_in(office)
        url = "/deadlines/rules/rate_reply/new/"
        looked = client.post(url, self.FORM).context["looked"]
        changed = self.FORM | {"amount": "2", "confirm": "1", "moving": "0", "looked": looked}
        again = client.post(url, changed)
        assert again.status_code == 200
        assert not DeadlineRule.objects.filter(congress=county.congress).exists()

    def test_a_refusal_keeps_what_was_written(self, county, office):
        response = signed_in(office).post(
            "/deadlines/rules/reply/new/", self.FORM | {"unit": "months", "amount": "5"}
        )
        assert response.status_code == 400
        text = response.content.decode()
        assert "代表法第五十一条" in text
        assert SOURCE in text

    def test_the_moves_are_listed(self, county, office, owe):
        owe(from_on=dt.date(2026, 1, 20))
        form = self.FORM | {"unit": "months", "amount": "1", "effective_from": "2026-01-01"}
        text = signed_in(office).post("/deadlines/rules/reply/new/", form).content.decode()
        assert "确认，并改这1件的期限" in text
        assert "马上逾期" in text
        assert "关于规范城区养犬管理的建议" in text

    def test_every_kind_has_its_page(self, county, office):
        text = page(office, "/deadlines/rules/")
        for line in services.book(county.congress.pk):
            assert line.kind.label in text
            assert line.kind.label in page(office, f"/deadlines/rules/{line.kind.code}/")

    def test_a_coming_rule_may_be_taken_back(self, county, office):
        rule = services.add_rule(
            draft(county, effective_from=dt.date(2027, 1, 1)), by=office, moving=0
        )
        assert "2027年1月1日起15个工作日" in page(office, "/deadlines/rules/")
        assert "还没生效" in page(office, "/deadlines/rules/rate_reply/")
        client = signed_in(office)
        assert client.get(f"/deadlines/rules/{rule.pk}/withdraw/").status_code == 200
        assert client.post(f"/deadlines/rules/{rule.pk}/withdraw/").status_code == 302
        assert not DeadlineRule.objects.filter(pk=rule.pk).exists()
        assert Entry.objects.filter(action="deadlinerule.withdraw").exists()

    def test_one_that_holds_may_not(self, county, office):
        rule = services.add_rule(draft(county), by=office, moving=0)
        assert signed_in(office).post(f"/deadlines/rules/{rule.pk}/withdraw/").status_code == 409
        assert DeadlineRule.objects.filter(pk=rule.pk).exists()

    def test_nobody_without_signing_in(self, county):
        assert Client().get("/deadlines/rules/").status_code == 302


class TestApi:
    BODY = {
        "kind": "rate_reply",
        "unit": "working_days",
        "amount": 15,
        "effective_from": "2026-03-10",
        "reminders": [7, 3, 1, 0],
        "source": SOURCE,
    }

    def post(self, seat, url, body):
        client = signed_in(seat)
        return client.post(f"/api/v1/{url}", body, content_type="application/json")

    def test_read_look_settle(self, county, office):
        listed = signed_in(office).get("/api/v1/deadline-rules/").json()["results"]
        row = next(one for one in listed if one["kind"] == "rate_reply")
        assert (row["period"], row["own"], row["id"]) == ("10个工作日", False, None)
        look = self.post(office, "deadline-rules/preview/", self.BODY)
        assert look.json()["moving"] == 0
        assert look.json()["example"]["due_on"] == "2026-03-31"
        made = self.post(office, "deadline-rules/", self.BODY | {"moving": 0})
        assert made.status_code == 201
        assert made.json()["period"] == "15个工作日"
        assert [one["period"] for one in made.json()["history"]] == ["15个工作日", "10个工作日"]
        whole = signed_in(office).get("/api/v1/deadline-rules/rate_reply/?on=2026-03-09").json()
        assert whole["period"] == "10个工作日"

    def test_refusals(self, county, office):
        bad = self.post(office, "deadline-rules/preview/", self.BODY | {"days": 3})
        assert bad.status_code == 400
        long = self.BODY | {"kind": "reply", "unit": "months", "amount": 4, "moving": 0}
        answer = self.post(office, "deadline-rules/", long)
        assert answer.status_code == 400
        assert "第五十一条" in answer.json()["errors"]["amount"][0]
        assert (
            self.post(county.seat("unit"), "deadline-rules/", self.BODY | {"moving": 0}).status_code
            == 403
        )
        unknown = self.post(office, "deadline-rules/", self.BODY | {"kind": "none", "moving": 0})
        assert unknown.status_code == 404

    def test_the_date_moved_meanwhile(self, county, office, owe):
        owe(from_on=dt.date(2026, 1, 20))
        body = self.BODY | {
            "kind": "reply",
            "unit": "months",
            "amount": 2,
            "effective_from": "2026-01-01",
            "moving": 7,
        }
        answer = self.post(office, "deadline-rules/", body)
        assert (answer.status_code, answer.json()["moving"]) == (409, 1)

    def test_withdraw(self, county, office):
        rule = services.add_rule(
            draft(county, effective_from=dt.date(2027, 1, 1)), by=office, moving=0
        )
        assert self.post(office, f"deadline-rules/{rule.pk}/withdraw/", {}).status_code == 204
        there = county_fixture("彼县").seat("office")
        assert self.post(there, f"deadline-rules/{rule.pk}/withdraw/", {}).status_code == 404


class TestWindows:
    """How long a return may be asked for: no duty, so nothing to remind of."""

    def test_the_office_sets_it(self, county, office):
        client = signed_in(office)
        page_text = client.get("/deadlines/rules/return_window/new/").content.decode()
        assert "提前几天提醒" not in page_text
        form = {
            "unit": "working_days",
            "amount": "5",
            "effective_from": "2026-03-10",
            "source": SOURCE,
        }
        url = "/deadlines/rules/return_window/new/"
        looked = client.post(url, form).context["looked"]
        done = client.post(url, form | {"confirm": "1", "moving": "0", "looked": looked})
        assert done.status_code == 302
        terms = services.terms_for("return_window", county.congress.pk, dt.date(2026, 3, 10))
        found = terms.calculate(dt.date(2026, 3, 10), services.calendar_for(office))
        assert found.due_on == dt.date(2026, 3, 17)
        assert "逾期后" not in page(office, "/deadlines/rules/return_window/").split("历次规则")[0]


def test_a_township_s_presidium_settles_for_its_own_congress(county):
    seat = county.seat("presidium")
    own = seat.unit.congress
    assert own is not None
    rule = rule_from(
        {
            "unit": "days",
            "amount": 20,
            "effective_from": dt.date(2026, 3, 10),
            "reminders": [1],
            "late_every": 7,
            "amber_denominator": 6,
            "source": SOURCE,
        },
        kind("rate_reply"),
        own,
    )
    services.add_rule(rule, by=seat, moving=0)
    assert services.terms_for("rate_reply", own.pk, dt.date(2026, 3, 10)).amount == 20
    assert services.terms_for("rate_reply", county.congress.pk, dt.date(2026, 3, 10)).amount == 10
    with pytest.raises(Forbidden):
        services.add_rule(draft(county), by=seat, moving=0)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_for_one_day(county):
    """The second hears that the day is taken, beside its field."""
    seats = [county.seat("office"), make_seat("office", county.seat("office").unit)]
    outcomes: list[str] = []

    def settle(seat) -> None:
        with replay(TODAY):
            try:
                services.add_rule(draft(county), by=seat, moving=0)
                outcomes.append("done")
            except Invalid as refused:
                outcomes.append(next(iter(refused.errors)))
        connection.close()

    threads = [threading.Thread(target=settle, args=(seat,)) for seat in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "effective_from"]
