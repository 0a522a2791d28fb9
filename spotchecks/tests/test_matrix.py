"""Every state × step × role, written by hand from roles.md; and what the deeds do."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from notifications.models import Notification
from spotchecks import services
from spotchecks.choices import State
from spotchecks.models import SpotCheck, SpotCheckCase
from spotchecks.services import Witness, drawing
from spotchecks.tests.factories import (
    VALUE,
    finding,
    given_to,
    later,
    make_answered,
    make_check,
    plan_of,
)
from spotchecks.workflow import SPOT_CHECK
from suggestions import services as suggestions
from suggestions.choices import State as Handling
from suggestions.tests.factories import deputy_seat, make_suggestion, open_kinds, unit_seat

pytestmark = pytest.mark.django_db
S = State
OPEN = {S.PLANNED, S.PUBLISHED, S.DRAWN, S.REVIEWING}
FROM = {
    "edit": {S.PLANNED},
    "publish": {S.PLANNED},
    "draw": {S.PUBLISHED},
    "assign": {S.DRAWN, S.REVIEWING},
    "review": {S.REVIEWING},
    "conclude": {S.REVIEWING},
    "cancel": OPEN,
}
OFFICE = {"office"}
WHO = dict.fromkeys(FROM, OFFICE) | {"review": {"office", "reviewer"}}


@pytest.fixture
def county():
    county = county_fixture()
    make_answered(county)
    return county


def people(county):
    other = county_fixture("邻县")
    return {
        "office": county.seat(Role.OFFICE),
        "reviewer": deputy_seat(county, 2),
        "other deputy": deputy_seat(county, 1),
        "committee": county.seat(Role.COMMITTEE),
        "leader": county.seat(Role.LEADER),
        "presidium": county.seat(Role.PRESIDIUM),
        "unit": unit_seat(county.departments[0]),
        "govoffice": county.seat(Role.GOVOFFICE),
        "clerk": county.seat(Role.CLERK),
        "other office": other.seat(Role.OFFICE),
    }


def deed(step, check, county, seat):
    case = check.cases.drawn().first()
    return {
        "edit": lambda: services.edit(check, by=seat, plan=plan_of(size=1)),
        "publish": lambda: services.publish(check, by=seat),
        "draw": lambda: services.draw(check, by=seat, value=VALUE, witnesses=[Witness("李明")]),
        "assign": lambda: services.assign(check, by=seat, given=given_to(check, county)),
        "review": lambda: services.review(
            case or SpotCheckCase(spot_check=check), finding(), by=seat
        ),
        "conclude": lambda: services.conclude(check, by=seat),
        "cancel": lambda: services.cancel(check, by=seat, reason="来源停止公布。"),
    }[step]


def test_the_matrix_names_every_step_of_the_table():
    assert set(FROM) == set(SPOT_CHECK.steps)


class Undo(Exception):
    pass


@pytest.mark.parametrize("state", list(S))
def test_who_may_do_what_when(county, state):
    check = make_check(county, state)
    if state == S.REVIEWING:
        with later():
            for case in check.cases.drawn():
                services.review(case, finding(), by=county.seat(Role.OFFICE))
    day = later() if state != S.PLANNED else None
    with day or transaction.atomic():
        for step in FROM:
            for name, seat in people(county).items():
                fresh = SpotCheck.objects.get(pk=check.pk)
                before, done = Entry.objects.count(), False
                try:
                    with transaction.atomic():
                        deed(step, fresh, county, seat)()
                        done = True
                        raise Undo
                except Undo:
                    pass
                except (Conflict, Forbidden):
                    assert not done
                assert done == (state in FROM[step] and name in WHO[step]), (step, name)
                assert Entry.objects.count() == before


def test_a_draw_follows_from_what_was_published_and_the_value(county):
    check = make_check(county, S.DRAWN)
    lines = [(row.number, row.group) for row in check.cases.order_by("position")]
    assert check.list_hash == drawing.hash_of(lines)
    places = drawing.draw(lines, drawing.seed_of(check.list_hash, VALUE), "number", 2)
    assert [row.number for row in check.cases.drawn()] == [lines[p][0] for p in places]
    assert [p.name for p in check.people.filter(part="witness")] == ["李明"]
    body = services.published(check)
    assert body["drawn"] == [lines[p][0] for p in places]
    assert "养犬" not in str(body)


def test_nothing_that_matters_changes_after_publication(county):
    check = make_check(county)
    rows = SpotCheck.objects.filter(pk=check.pk)
    for change in (
        {"size": 3},
        {"source_name": "另一个来源"},
        {"source_day": today() + dt.timedelta(days=9)},
        {"list_hash": "0" * 64},
        {"wanted_text": "另一个范围"},
        {"published_at": None, "published_on": None, "list_hash": "", "code": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    case = check.cases.first()
    for change in ({"number": "改过的"}, {"claimed": "C"}, {"position": 99}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SpotCheckCase.objects.filter(pk=case.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        case.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()


def test_it_is_drawn_once(county):
    check = make_check(county, S.DRAWN)
    other = check.cases.filter(drawn_no=None).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        SpotCheckCase.objects.filter(pk=other.pk).update(drawn_no=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        SpotCheck.objects.filter(pk=check.pk).update(source_value="1", seed="2")
    with later(), pytest.raises(Conflict):
        services.draw(check, by=county.seat(Role.OFFICE), value="01", witnesses=[Witness("李明")])


def test_the_source_must_be_still_to_come(county):
    check = make_check(county, S.PLANNED, source_day=today())
    with pytest.raises(Invalid) as refused:
        services.publish(check, by=county.seat(Role.OFFICE))
    assert "source_day" in refused.value.errors
    assert not check.cases.exists()


def test_not_before_the_sources_day(county):
    check = make_check(county)
    with pytest.raises(Conflict):
        services.draw(check, by=county.seat(Role.OFFICE), value="1", witnesses=[Witness("李明")])


def test_the_same_list_is_not_tried_again(county):
    office = county.seat(Role.OFFICE)
    first = make_check(county, S.DRAWN)
    with later():
        services.cancel(first, by=office, reason="结果不理想。")
    again = make_check(county, S.PLANNED)
    with pytest.raises(Conflict) as refused:
        services.publish(again, by=office)
    assert first.name in refused.value.detail
    first.refresh_from_db()
    assert first.cases.drawn().count() == 2


def test_one_given_up_before_its_day_may_be_published_anew(county):
    make_check(county, S.CANCELLED)
    assert make_check(county).state == S.PUBLISHED


def test_a_value_without_digits_or_a_draw_without_witness_is_refused(county):
    check = make_check(county)
    with later():
        for value, people in (("号码", [Witness("李明")]), ("07", [Witness(" ")])):
            with pytest.raises(Invalid):
                services.draw(check, by=county.seat(Role.OFFICE), value=value, witnesses=people)


def test_groups_are_drawn_from_apart(county):
    for _ in range(2):
        make_suggestion(county, Handling.CLOSED, units=county.departments[2:3])
    check = make_check(county, S.DRAWN, strata="unit", size=1)
    drawn = list(check.cases.drawn())
    assert len({row.group_name for row in drawn}) == len(drawn) == 2


def test_confidential_ones_are_there_by_number_alone(county):
    secret = make_suggestion(county, Handling.CLOSED, is_confidential=True, title="关于某人的建议")
    check = make_check(county, S.DRAWN, size_rule="share", size=100)
    row = check.cases.get(suggestion=secret)
    assert row.drawn_no
    assert "某人" not in str(services.published(check))
    paper = services.result_paper(check, list(check.cases.drawn()))
    assert "某人" not in str(paper)


def test_who_proposed_it_does_not_review_it(county):
    check = make_check(county, S.DRAWN)
    given = {case.pk: county.deputies[0] for case in check.cases.drawn()}
    with later(), pytest.raises(Invalid):
        services.assign(check, by=county.seat(Role.OFFICE), given=given)


def test_only_the_reviewer_of_that_case(county):
    check = make_check(county, S.REVIEWING)
    case = check.cases.drawn().first()
    with later(), pytest.raises(Forbidden):
        services.review(case, finding(), by=deputy_seat(county, 3))
    with later():
        made = services.review(case, finding(), by=county.seat(Role.OFFICE))
    assert made.by_name == county.deputies[2].name
    assert made.entered_by_name


def test_duties_and_notices(county):
    for role in (Role.LEADER, Role.COMMITTEE):
        county.seat(role)
    reviewer = deputy_seat(county, 2)
    head = unit_seat(county.departments[0])
    check = make_check(county)
    duty = Deadline.objects.open().get(kind="draw_spot_check")
    assert duty.due_on > check.source_day
    assert Notification.objects.filter(user=county.seat(Role.LEADER).user).exists()
    assert not SpotCheck.objects.visible_to(head).exists()
    check = make_check_on(check, county)
    assert Notification.objects.filter(user=head.user, title__contains="被抽中").exists()
    assert SpotCheck.objects.visible_to(head).get() == check
    assert Notification.objects.filter(user=reviewer.user, title="请您到现场评议").exists()
    rows = Deadline.objects.open().filter(kind="review_spot_check")
    assert {row.owner_deputy_id for row in rows} == {county.deputies[2].pk}
    with later():
        services.review(check.cases.drawn().first(), finding(), by=reviewer)
    assert Deadline.objects.open().filter(kind="review_spot_check").count() == 1
    with later(), pytest.raises(Conflict):
        services.conclude(check, by=county.seat(Role.OFFICE))


def make_check_on(check, county):
    office = county.seat(Role.OFFICE)
    with later():
        services.draw(check, by=office, value=VALUE, witnesses=[Witness("李明")])
        services.assign(check, by=office, given=given_to(check, county))
    return check


def test_what_was_found_stands_beside_the_class(county):
    check = make_check(county, S.CONCLUDED)
    bad, good = check.cases.drawn()
    case = bad.suggestion
    assert (case.outcome, case.checked_result, case.check_pending) == ("B", "not", True)
    assert good.suggestion.checked_result == "solved"
    assert not good.suggestion.check_pending
    assert "follow_check" in open_kinds(case)
    event = case.events.get(code="checked")
    assert event.sentence == f"{check.name}：没有解决"
    suggestions.follow_check(
        case, by=county.seat(Role.OFFICE), rehandle=True, words="登记点要开起来。"
    )
    case.refresh_from_db()
    assert (case.state, case.round, case.check_pending) == (Handling.REHANDLING, 2, False)
    assert case.outcome == "B"
    assert "rehandle" in open_kinds(case)
    assert "follow_check" not in open_kinds(case)


def test_the_office_may_leave_it_with_a_reason(county):
    check = make_check(county, S.CONCLUDED)
    case = check.cases.drawn().first().suggestion
    suggestions.follow_check(
        case, by=county.seat(Role.OFFICE), rehandle=False, words="土地已征，明年开工。"
    )
    case.refresh_from_db()
    assert (case.state, case.check_pending) == (Handling.CLOSED, False)
    with pytest.raises(Conflict):
        suggestions.follow_check(
            case, by=county.seat(Role.OFFICE), rehandle=False, words="再说一遍。"
        )


def test_rates_claimed_and_found(county):
    check = make_check(county, S.CONCLUDED)
    rates = services.rates_of(list(check.cases.drawn()))
    assert (rates.drawn, rates.solved, rates.not_solved) == (2, 1, 1)
    assert rates.solved_rate == "50.0%"
