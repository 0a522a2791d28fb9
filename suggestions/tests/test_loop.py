"""The whole journey of one suggestion by its deeds, from a voter's words to the voter told."""

import pytest

from audit.models import Entry
from core.clock import today
from core.problems import Invalid
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.models import Suspension
from liaison.tests.factories import county_fixture, make_deputy
from notifications.models import Notification
from stations import services as stations
from stations.choices import OpinionState
from stations.tests.factories import make_opinion, make_station
from stations.tests.factories import open_kinds as opinion_kinds
from suggestions import services
from suggestions.choices import State
from suggestions.models import fill
from suggestions.tests.factories import (
    answer,
    deputy_seat,
    lead_seat,
    main_share,
    make_draft,
    make_suggestion,
    open_duties,
    open_kinds,
    unit_seat,
)
from suggestions.timeline import actions, chain, mini, steps, timeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


@pytest.mark.parametrize("state", State.values)
def test_every_state_is_reached(county, state):
    case = make_suggestion(county, state)
    assert case.state == state
    assert 1 <= mini(case) <= 5


def test_from_the_voters_words_to_the_voter_told(county):
    station = make_station(county)
    opinions = [make_opinion(station), make_opinion(station)]
    case = make_suggestion(county, State.REPLIED, opinions=opinions)
    for opinion in opinions:
        opinion.refresh_from_db()
        assert opinion.state == OpinionState.HANDLED
        assert "县公安局" in opinion.result or "公安局答复" in opinion.result
        assert opinion_kinds(opinion) == {"tell_voter"}
    services.rate(case, by=lead_seat(county), attitude="satisfied", result="satisfied")
    told = steps(case)[-1]
    assert (told["label"], told["note"]) == ("回复群众", "0/2")
    clerk = county.seat(Role.CLERK)
    for opinion in opinions:
        stations.tell_back(
            opinion,
            by=clerk,
            told_on=today(),
            method="phone",
            words="登记点已开办。",
            satisfaction="satisfied",
        )
    assert steps(case)[-1]["state"] == "done"
    titles = [event.title for event in timeline(case, county.seat(Role.OFFICE))]
    whole = "\n".join(titles)
    for words in ("登记", "转为代表建议", "提交建议", "受理", "交办", "签收", "答复", "评价"):
        assert words in whole, words
    assert opinions[0].number in whole
    assert [link["number"] for link in chain(case, clerk)] == [o.number for o in opinions]
    assert [link["number"] for link in chain(opinions[0], clerk)] == [case.number]


def test_the_clocks_of_each_stage(county):
    expected = {
        State.DRAFT: set(),
        State.COSIGNING: {"confirm_cosign"},
        State.SUBMITTED: {"review_suggestion"},
        State.SENT_BACK: set(),
        State.ACCEPTED: {"assign_suggestion"},
        State.ASSIGNED: {"sign_for", "first_contact", "co_opinion", "reply"},
        State.HANDLING: {"first_contact", "co_opinion", "reply"},
        State.REPLIED: {"rate_reply"},
        State.STUDYING: {"study_unsatisfied"},
        State.REHANDLING: {"rehandle"},
        State.CLOSED: set(),
        State.WITHDRAWN: set(),
        State.NOT_ADMITTED: set(),
    }
    for state, kinds in expected.items():
        assert open_kinds(make_suggestion(county, state)) == kinds, state


def test_a_list_row_says_whose_move_it_is(county):
    turns = {
        State.DRAFT: f"{county.deputies[0].name}·起草",
        State.SUBMITTED: "代工委·审核",
        State.SENT_BACK: f"{county.deputies[0].name}·修改",
        State.ASSIGNED: "县公安局·签收",
        State.REPLIED: f"{county.deputies[0].name}·评价",
        State.STUDYING: "代工委·研究",
        State.CLOSED: "",
    }
    for state, turn in turns.items():
        case = make_suggestion(county, state)
        assert case.turn == turn, state
        assert (case.due_on is None) == (state in {"draft", "sent_back", "closed"}), state
    handling = make_suggestion(county, State.HANDLING)
    assert handling.handler_text == "县公安局（会办1）"
    assert handling.main_unit == county.departments[0]
    assert handling.reply_due_on == main_share(handling).due_on


def test_assignment_is_clock_zero_and_the_duty_knows_its_government(county):
    case = make_suggestion(county, State.ASSIGNED)
    duty = open_duties(case)["reply", f"assignment:{main_share(case).pk}"]
    assert duty.from_on == case.assigned_on == today()
    assert duty.calculation["unit"] == "months"
    assert duty.calculation["amount"] == 3
    assert duty.government == county.government
    assert (duty.county_id, duty.congress_id) == (case.county_id, case.congress_id)


def test_each_deed_is_one_entry_one_version_and_one_sentence(county):
    case = make_suggestion(county, State.ACCEPTED)
    version, entries = case.version, Entry.objects.count()
    services.assign(case, by=county.seat(Role.OFFICE), main=county.departments[0])
    assert case.version == version + 1
    entry = Entry.objects.order_by("-id").first()
    assert Entry.objects.count() == entries + 1
    assert (entry.action, entry.label) == ("suggestion.assign", "交办")
    assert entry.after["state"] == "assigned"
    event = case.events.order_by("-id").first()
    assert event.sentence.startswith("交办：县公安局主办，")
    assert event.by_unit == county.office.name


def test_who_is_concerned_is_told_once_and_the_doer_is_not(county):
    unit = unit_seat(county.departments[0], Role.UNIT)
    office, lead = county.seat(Role.OFFICE), lead_seat(county)
    case = make_suggestion(county, State.ACCEPTED)
    services.assign(case, by=office, main=county.departments[0])

    def told(seat):
        return list(
            Notification.objects.filter(user=seat.user, kind="suggestion.assigned").values_list(
                "title", "url"
            )
        )

    assert told(unit) == [("收到交办的代表建议，请签收", f"/suggestions/{case.pk}/")]
    assert len(told(lead)) == 1
    assert told(office) == []


def test_a_notice_does_not_give_a_confidential_title_away(county):
    case = make_suggestion(county, State.ACCEPTED, is_confidential=True)
    notice = Notification.objects.filter(user=lead_seat(county).user).latest("id")
    assert case.title not in notice.title + notice.body
    assert "（保密件）" in notice.body


def test_a_suspended_deputy_may_not_start_or_submit(county):
    draft = make_draft(county)
    mandate = county.deputies[0].mandates.get(term=county.term)
    Suspension.objects.create(mandate=mandate, starts_on=today(), reason="配合调查")
    with pytest.raises(Invalid, match="暂停执行代表职务"):
        make_draft(county)
    with pytest.raises(Invalid, match="暂停执行代表职务"):
        services.submit(draft, by=lead_seat(county))
    Suspension.objects.update(starts_on=today().replace(year=today().year - 1), ends_on=today())
    services.submit(draft, by=lead_seat(county))


def test_who_is_no_deputy_of_the_congress_is_refused(county):
    with pytest.raises(Invalid) as refusal:
        make_draft(county, by=county.seat(Role.OFFICE), lead=make_deputy("何建国"))
    assert list(refusal.value.errors) == ["lead"]


def test_a_deputy_writes_in_no_other_name(county):
    with pytest.raises(Invalid):
        make_draft(county, lead=county.deputies[1])


def test_staff_write_for_deputies_of_their_own_station_only(county):
    make_station(county)
    clerk = county.seat(Role.CLERK)
    case = make_draft(county, by=clerk, lead=county.deputies[1])
    assert case.drafted_by_unit == county.stations[0].name
    with pytest.raises(Invalid, match="不是本站的代表"):
        make_draft(county, by=clerk, lead=county.deputies[3])
    opinion = make_opinion(make_station(county, 1))
    with pytest.raises(Invalid) as refusal:
        make_draft(county, by=clerk, lead=county.deputies[0], opinions=[opinion])
    assert list(refusal.value.errors) == ["opinions"]


def test_a_withdrawn_suggestion_sets_the_opinions_free(county):
    opinion = make_opinion(make_station(county))
    case = make_suggestion(county, State.ACCEPTED, opinions=[opinion])
    opinion.refresh_from_db()
    assert opinion.state == OpinionState.SUGGESTED
    services.withdraw(case, by=lead_seat(county), reason="政府已在办理。")
    opinion.refresh_from_db()
    assert opinion.state == OpinionState.RECORDED
    assert opinion_kinds(opinion) == {"route_opinion"}
    assert case.state_note == "政府已在办理。"


def test_what_was_folded_or_taken_back_since_the_draft_holds_nobody_up(county):
    station, clerk = make_station(county), county.seat(Role.CLERK)
    folded, gone, kept = (make_opinion(station) for _ in range(3))
    case = make_draft(county, opinions=[folded, gone])
    stations.fold(folded, by=clerk, into=kept, reason="同一段路")
    gone.state = OpinionState.WITHDRAWN
    gone.save(update_fields=["state"])
    services.submit(case, by=lead_seat(county))
    assert [link.opinion for link in case.opinion_links.all()] == [kept]
    kept.refresh_from_db()
    folded.refresh_from_db()
    assert (kept.state, folded.state) == (OpinionState.SUGGESTED, OpinionState.FOLDED)


def test_an_opinion_that_another_suggestion_holds_stays_with_it(county):
    opinion = make_opinion(make_station(county))
    first = make_suggestion(county, State.SUBMITTED, opinions=[opinion])
    make_suggestion(county, State.SUBMITTED, opinions=[opinion])
    services.refuse(first, by=county.seat(Role.OFFICE), reason="内容重复，请并入后一件。")
    opinion.refresh_from_db()
    assert opinion.state == OpinionState.SUGGESTED


def test_co_signers_confirm_decline_or_lapse(county):
    case = make_draft(county)
    lead, office = lead_seat(county), county.seat(Role.OFFICE)
    services.invite(case, by=lead, deputies=county.deputies[1:4])
    services.answer_cosign(case, by=deputy_seat(county, 1), agree=True)
    services.answer_cosign(case, by=deputy_seat(county, 2), agree=False)
    assert not case.parties.filter(deputy=county.deputies[2]).exists()
    with pytest.raises(Invalid) as refusal:
        services.answer_cosign(
            case, by=office, deputy=county.deputies[3], agree=True, given="paper"
        )
    assert list(refusal.value.errors) == ["scan"]
    services.submit(case, by=lead)
    assert case.cosigner_count == 1
    assert set(case.cosigners.values_list("state", flat=True)) == {"confirmed", "declined"}
    assert not case.parties.filter(deputy=county.deputies[3]).exists()
    assert open_kinds(case) == {"review_suggestion"}


def test_a_signature_by_phone_says_who_entered_it(county):
    case = make_suggestion(county, State.COSIGNING)
    office = county.seat(Role.OFFICE)
    services.answer_cosign(case, by=office, agree=True, given="phone")
    row = case.cosigners.get()
    assert (row.state, row.given, row.entered_by_name) == ("confirmed", "phone", office.person_name)


def test_co_signers_of_another_text_are_asked_again(county):
    case = make_suggestion(county, State.COSIGNING)
    friend, lead = deputy_seat(county, 1), lead_seat(county)
    services.answer_cosign(case, by=friend, agree=True)
    services.edit(case, by=lead, wants_meeting=True)
    assert case.cosigners.get().state == "confirmed"
    services.edit(case, by=lead, proposal="改成三条措施。")
    assert case.cosigners.get().state == "invited"
    assert open_kinds(case) == {"confirm_cosign"}


def test_recall_before_signing_takes_the_units_off_and_the_clock_with_them(county):
    case = make_suggestion(county, State.ASSIGNED)
    services.recall(case, by=county.seat(Role.OFFICE), reason="承办单位选错。")
    assert (case.state, case.assigned_on, case.main_unit) == ("accepted", None, None)
    assert open_kinds(case) == {"assign_suggestion"}
    assert set(case.assignments.values_list("state", flat=True)) == {"recalled"}
    services.assign(case, by=county.seat(Role.OFFICE), main=county.departments[0])
    assert case.state == "assigned"


def test_what_a_filled_case_answers_from_memory(county, django_assert_num_queries):
    case = make_suggestion(county, State.HANDLING)
    seat = unit_seat(county.departments[0])
    slow = actions(case, seat)
    case.refresh_from_db()
    with django_assert_num_queries(1):
        fill(case)
    with django_assert_num_queries(0):
        assert actions(case, seat) == slow
        assert [share.unit.short_name for share in case.assignments.all()]
        assert [event.sentence for event in case.events.all()]


def test_every_closed_duty_has_its_day_and_none_is_late_here(county):
    case = make_suggestion(county, State.CLOSED)
    rows = Deadline.objects.filter(subject_type="suggestion", subject_id=case.pk)
    assert rows.exclude(state="open").count() == rows.count()
    assert set(rows.values_list("late_days", flat=True)) == {0}


def test_separate_units_answer_apart_and_the_worst_class_counts(county):
    office, (one, two) = county.seat(Role.OFFICE), county.departments[:2]
    case = make_suggestion(county, State.ACCEPTED)
    services.assign(case, by=office, separate=[one, two])
    assert case.handler_text == "县公安局、县住房和城乡建设局（分办）"
    services.sign_for(case, by=unit_seat(two))
    assert case.state == "handling"
    answer(case, two, "A")
    assert case.state == "handling"
    services.sign_for(case, by=unit_seat(one))
    answer(case, one, "C")
    assert (case.state, case.outcome) == ("replied", "C")
