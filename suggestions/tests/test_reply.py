"""The reply: class and letter, what is missing, late ones, a second letter; contacts too."""

import datetime as dt

import pytest

from core.clock import today
from core.problems import Conflict, Invalid
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from stations.tests.factories import make_opinion, make_station
from suggestions import services
from suggestions.choices import State
from suggestions.models import OpinionLink, OutcomeClass, Suggestion
from suggestions.tests.factories import (
    answer,
    co_share,
    days,
    lead_seat,
    main_share,
    make_file,
    make_suggestion,
    open_duties,
    open_kinds,
    unit_seat,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def case(county):
    return make_suggestion(county, State.HANDLING)


def shift(case, by):
    """As if it had been assigned so many days ago."""
    earlier = dt.timedelta(days=by)
    for row in Deadline.objects.filter(subject_type="suggestion", subject_id=case.pk):
        row.from_on, row.due_on = row.from_on - earlier, row.due_on - earlier
        row.amber_on -= earlier
        row.save()
    day = today() - earlier
    Suggestion.objects.filter(pk=case.pk).update(assigned_on=day, accepted_on=day)
    case.assignments.update(assigned_on=day)
    case.refresh_from_db()


def test_a_missing_co_opinion_has_to_be_explained(county, case):
    with pytest.raises(Invalid, match="县住房和城乡建设局还没有送会办意见") as refusal:
        answer(case, county.departments[0], without_co_opinion="")
    assert list(refusal.value.errors) == ["without_co_opinion"]
    answer(case, county.departments[0], without_co_opinion="已电话征求，书面后补。")
    assert case.replies.get().without_co_opinion
    assert open_kinds(case) == {"rate_reply"}


def test_with_the_co_opinion_nothing_has_to_be_explained(county, case):
    services.give_co_opinion(case, by=unit_seat(county.departments[1], Role.UNIT), text="同意。")
    share = co_share(case)
    assert (share.state, share.done_on) == ("done", today())
    assert "co_opinion" not in open_kinds(case)
    answer(case, county.departments[0], without_co_opinion="")
    assert case.state == "replied"


def test_the_class_is_one_of_the_congresss_own(county, case):
    with pytest.raises(Invalid, match="A类（已解决或基本解决）"):
        answer(case, county.departments[0], outcome="D")
    OutcomeClass.objects.create(
        congress=county.congress, code="甲", label="已采纳", tag="solved", rank=1
    )
    with pytest.raises(Invalid):
        answer(case, county.departments[0], outcome="A")
    answer(case, county.departments[0], outcome="甲")
    assert (case.outcome, case.replies.get().outcome_label) == ("甲", "已采纳")


def test_words_and_a_phone_are_needed(county, case):
    for field, bad in (("text", " "), ("contact_name", ""), ("contact_phone", "12")):
        with pytest.raises(Invalid) as refusal:
            answer(case, county.departments[0], **{field: bad})
        assert list(refusal.value.errors) == [field]


def test_a_late_reply_is_marked_late(county, case):
    shift(case, 120)
    answer(case, county.departments[0])
    assert case.replies.get().is_late
    done = Deadline.objects.get(kind="reply", subject_type="suggestion", subject_id=case.pk)
    assert done.late_days > 0


def test_a_reply_entered_later_counts_from_its_own_day(county, case):
    shift(case, 120)
    on = main_share(case).assigned_on + dt.timedelta(days=60)
    answer(case, county.departments[0], on=on)
    assert not case.replies.get().is_late
    assert case.replied_on == on
    with pytest.raises(Invalid):
        answer(make_suggestion(county, State.HANDLING), county.departments[0], on=days(1))


def test_a_second_letter_keeps_the_first(county, case):
    head = unit_seat(county.departments[0])
    due = case.reply_due_on
    answer(case, county.departments[0], "B", letter_no="示公函〔2026〕12号")
    services.recall_reply(case, by=head, reason="有一处数字有误。")
    assert (case.state, case.replied_on, case.outcome) == ("handling", None, "")
    assert open_duties(case)["reply", f"assignment:{main_share(case).pk}"].due_on == due
    answer(case, county.departments[0], "A", letter_no="示公函〔2026〕13号")
    first, second = case.replies.order_by("id")
    assert (first.version, first.recalled_on) == (1, today())
    assert (second.version, second.recalled_on, case.outcome) == (2, None, "A")
    services.rate(case, by=lead_seat(county), attitude="satisfied", result="satisfied")
    with pytest.raises(Conflict):
        services.recall_reply(case, by=head, reason="再改。")


def test_a_reply_taken_back_is_taken_back_from_the_station(county, case):
    opinion = make_opinion(make_station(county), "suggested")
    OpinionLink.objects.create(suggestion=case, opinion=opinion)
    answer(case, county.departments[0])
    opinion.refresh_from_db()
    assert opinion.state == "handled"
    services.recall_reply(case, by=unit_seat(county.departments[0]), reason="有一处数字有误。")
    opinion.refresh_from_db()
    assert (opinion.state, opinion.result, opinion.due_on) == ("suggested", "", None)
    answer(case, county.departments[0])
    opinion.refresh_from_db()
    assert opinion.state == "handled"


def test_the_letter_belongs_to_the_case(county, case):
    head = unit_seat(county.departments[0])
    letter = make_file(head, "答复函.pdf")
    answer(case, county.departments[0], letter=letter)
    letter.refresh_from_db()
    assert (letter.subject_type, letter.subject_id) == ("suggestion", case.pk)
    assert letter.purpose == f"reply:{case.replies.get().pk}"


def test_the_first_contact_ends_its_clock_and_is_a_sentence(county, case):
    clerk = unit_seat(county.departments[0], Role.UNIT)
    services.log_contact(case, by=clerk, stage="before", form="phone", minutes="希望先试点。")
    assert ("first_contact", f"assignment:{main_share(case).pk}") not in open_duties(case)
    assert case.events.get(code="contacted").sentence == "县公安局办前沟通（电话）"
    with pytest.raises(Invalid):
        services.log_contact(
            case, by=clerk, stage="before", form="phone", minutes="将来的。", on=days(1)
        )
    with pytest.raises(Invalid) as refusal:
        services.log_contact(case, by=clerk, stage="later", form="phone", minutes="无。")
    assert list(refusal.value.errors) == ["stage"]


def test_a_closed_body_is_not_assigned_to(county):
    accepted = make_suggestion(county, State.ACCEPTED)
    old, heir = county.departments[:2]
    old.closed_on, old.successor = today(), heir
    old.save()
    with pytest.raises(Invalid, match="工作由「示范县住房和城乡建设局」承接"):
        services.assign(accepted, by=county.seat(Role.OFFICE), main=old)
    with pytest.raises(Invalid, match="不是承办单位"):
        services.assign(accepted, by=county.seat(Role.OFFICE), main=county.stations[0])


def test_wrong_combinations_of_units_name_their_field(county):
    accepted = make_suggestion(county, State.ACCEPTED)
    one, two = county.departments[:2]
    for field, given in (
        ("main", {}),
        ("separate", {"main": one, "separate": [two]}),
        ("separate", {"separate": [one]}),
        ("co", {"main": one, "co": [one]}),
    ):
        with pytest.raises(Invalid) as refusal:
            services.assign(accepted, by=county.seat(Role.OFFICE), **given)
        assert field in refusal.value.errors or "main" in refusal.value.errors, given
