"""What a congress settles about suggestions: switches with their record, classes of their days."""

import datetime as dt

import pytest

from audit.models import Entry
from core.clock import BEIJING, replay, today
from core.display import cn_date
from core.problems import Forbidden, Invalid
from deadlines.models import Deadline, DeadlineRule
from deadlines.services import add_rule
from liaison.tests.factories import county_fixture, signed_in
from suggestions import services
from suggestions.choices import State
from suggestions.models import OutcomeClass, Reply, SuggestionRule, rule_of
from suggestions.services import ClassLine
from suggestions.services.base.summary import worst
from suggestions.tests.factories import make_suggestion

pytestmark = pytest.mark.django_db
LINES = [
    ClassLine("甲", "已经解决", "solved"),
    ClassLine("乙", "列入计划", "planned"),
    ClassLine("丙", "留作参考", "reference"),
]


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def office(county):
    return county.seat("office")


def form_of(rule: SuggestionRule, **change) -> dict:
    data = {
        field.name: getattr(rule, field.name)
        for field in rule._meta.concrete_fields
        if field.name not in {"id", "congress"}
    }
    data |= change
    return {
        name: ("on" if value is True else value)
        for name, value in data.items()
        if value is not False
    }


class TestSwitches:
    def test_the_page_shows_every_switch_and_its_words(self, county):
        text = signed_in(county.seat("unit")).get("/suggestions/rules/").content.decode()
        for field in SuggestionRule._meta.concrete_fields:
            if field.name not in {"id", "congress"}:
                assert str(field.verbose_name) in text
        assert "平台默认" in text
        assert "改建议规则" not in text

    def test_the_office_turns_one(self, county, office):
        client = signed_in(office)
        assert client.get("/suggestions/rules/edit/").status_code == 200
        form = form_of(rule_of(county.congress.pk), withdraw_until="reply", basic_counts=False)
        assert client.post("/suggestions/rules/edit/", form).status_code == 302
        rule = rule_of(county.congress.pk)
        assert (rule.congress_id, rule.withdraw_until, rule.basic_counts) == (
            county.congress.pk,
            "reply",
            False,
        )
        entry = Entry.objects.get(action="suggestionrule.set")
        assert entry.before["withdraw_until"] == "assignment"
        assert set(entry.after) == {"withdraw_until", "basic_counts"}
        text = client.get("/suggestions/rules/").content.decode()
        assert "可以撤回到：交办以前→答复以前" in text
        again = form_of(rule, league_minimum=9)
        assert client.post("/suggestions/rules/edit/", again).status_code == 302
        assert SuggestionRule.objects.filter(congress=county.congress).count() == 1
        assert not rule_of(county_fixture("彼县").congress.pk).congress_id

    def test_a_wrong_value_is_refused_beside_its_field(self, county, office):
        form = form_of(rule_of(county.congress.pk), league_minimum=0)
        response = signed_in(office).post("/suggestions/rules/edit/", form)
        assert response.status_code == 400
        assert "league_minimum" in response.context["form"].errors

    @pytest.mark.parametrize("role", ["unit_head", "leader", "committee", "deputy", "clerk"])
    def test_nobody_else(self, county, role):
        client = signed_in(county.seat(role))
        assert client.get("/suggestions/rules/edit/").status_code == 403
        assert client.get("/suggestions/rules/classes/edit/").status_code == 403
        with pytest.raises(Forbidden):
            services.set_rule(county.congress, {"league_minimum": 3}, by=county.seat(role))

    def test_nor_another_county(self, county):
        there = county_fixture("彼县").seat("office")
        with pytest.raises(Forbidden):
            services.set_rule(county.congress, {"league_minimum": 3}, by=there)
        with pytest.raises(Forbidden):
            services.set_classes(county.congress, LINES, starts_on=today(), by=there)


class TestClasses:
    def test_from_a_day_on(self, county, office):
        day = today() + dt.timedelta(days=10)
        services.set_classes(county.congress, LINES, starts_on=day, by=office)
        assert "A" in services.classes_of(county.congress.pk)
        assert list(services.classes_of(county.congress.pk, day)) == ["甲", "乙", "丙"]
        assert "A" in services.classes_of(county.congress.pk, day - dt.timedelta(days=1))
        assert "A" in services.classes_of(county_fixture("彼县").congress.pk, day)

    def test_a_second_set_ends_the_first(self, county, office):
        services.set_classes(county.congress, LINES, starts_on=today(), by=office)
        later = today() + dt.timedelta(days=30)
        services.set_classes(county.congress, LINES[:2], starts_on=later, by=office)
        assert len(services.classes_of(county.congress.pk, later)) == 2
        assert len(services.classes_of(county.congress.pk, later - dt.timedelta(days=1))) == 3
        first = OutcomeClass.objects.get(congress=county.congress, code="丙")
        assert first.ends_on == later - dt.timedelta(days=1)
        states = [scheme.state for scheme in services.schemes_of(county.congress.pk)]
        assert states == ["还没启用", "现行", "已停用"]

    def test_the_same_day_again_is_a_correction(self, county, office):
        services.set_classes(county.congress, LINES, starts_on=today(), by=office)
        services.set_classes(county.congress, LINES[:2], starts_on=today(), by=office)
        assert OutcomeClass.objects.filter(congress=county.congress).count() == 2

    def test_old_answers_keep_their_class_and_words(self, county, office):
        case = make_suggestion(county, State.REPLIED)
        old = Reply.objects.filter(suggestion=case).first()
        words = (old.outcome, old.outcome_label)
        before = worst(case)
        services.set_classes(county.congress, LINES, starts_on=today(), by=office)
        old.refresh_from_db()
        assert (old.outcome, old.outcome_label) == words
        assert worst(case) == before

    @pytest.mark.parametrize(
        ("lines", "starts_on"),
        [
            (LINES[:1], None),
            ([*LINES, LINES[0]], None),
            (LINES[1:], None),
            ([*LINES, ClassLine("丁", " ", "planned")], None),
            ([*LINES, ClassLine("丁", "其他", "none")], None),
            (LINES, dt.date(2020, 1, 1)),
        ],
    )
    def test_refusals(self, county, office, lines, starts_on):
        with pytest.raises(Invalid):
            services.set_classes(county.congress, lines, starts_on=starts_on or today(), by=office)
        assert not OutcomeClass.objects.filter(congress=county.congress).exists()

    def test_an_earlier_day_than_a_coming_set_is_refused(self, county, office):
        later = today() + dt.timedelta(days=30)
        services.set_classes(county.congress, LINES, starts_on=later, by=office)
        with pytest.raises(Invalid):
            services.set_classes(county.congress, LINES, starts_on=today(), by=office)

    def test_on_the_page(self, county, office):
        client = signed_in(office)
        assert client.get("/suggestions/rules/classes/").status_code == 200
        assert client.get("/suggestions/rules/classes/edit/").status_code == 200
        form = {
            "starts_on": today().isoformat(),
            "lines-TOTAL_FORMS": "4",
            "lines-INITIAL_FORMS": "3",
        }
        for number, line in enumerate(LINES):
            form |= {
                f"lines-{number}-code": line.code,
                f"lines-{number}-label": line.label,
                f"lines-{number}-tag": line.tag,
            }
        form |= {"lines-3-code": "", "lines-3-label": "", "lines-3-tag": ""}
        assert client.post("/suggestions/rules/classes/edit/", form).status_code == 302
        text = client.get("/suggestions/rules/classes/").content.decode()
        assert "甲类" in text
        assert "A类" in text
        assert "已停用" in text
        with replay(dt.datetime.now(dt.UTC)):
            assert list(services.classes_of(county.congress.pk)) == ["甲", "乙", "丙"]
        bad = client.post("/suggestions/rules/classes/edit/", form | {"lines-0-tag": ""})
        assert bad.status_code == 400


class TestMovedDates:
    def test_the_case_says_what_the_date_was_and_why_it_moved(self, county, office):
        case = make_suggestion(county, State.HANDLING)
        duty = Deadline.objects.open().get(kind="reply", subject_id=case.pk)
        rule = DeadlineRule(
            congress=county.congress,
            kind="reply",
            unit="months",
            amount=2,
            reminders=[7],
            effective_from=duty.from_on,
            source="第12号通知",
        )
        add_rule(rule, by=office, moving=1)
        case.refresh_from_db()
        fresh = Deadline.objects.open().get(kind="reply", subject_id=case.pk)
        assert case.reply_due_on == fresh.due_on != duty.due_on
        text = signed_in(office).get(f"/suggestions/{case.pk}/").content.decode()
        assert f"原来是{cn_date(duty.due_on)}，期限规则自" in text

    def test_a_late_case_shows_its_way_up(self, county, office):
        case = make_suggestion(county, State.HANDLING)
        duty = Deadline.objects.open().get(kind="reply", subject_id=case.pk)
        with replay(dt.datetime.combine(duty.due_on + dt.timedelta(days=9), dt.time(10), BEIJING)):
            text = signed_in(office).get(f"/suggestions/{case.pk}/").content.decode()
        assert "已报单位负责人" in text
        assert "报政府督查室" in text
