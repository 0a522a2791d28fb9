"""An opinion's way: routed, bounced, rerouted, handled, taken up, told back, revealed."""

import datetime as dt
from types import SimpleNamespace

import pytest

from audit.models import Entry
from audit.services import SYSTEM
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid, Stale
from deadlines.models import Deadline
from liaison.tests.factories import make_seat
from notifications.models import Notification
from stations import services
from stations.models import Opinion
from stations.services import public_notices, voters
from stations.services.voters import NotFound
from stations.tests.factories import make_opinion, make_reception, open_kinds

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(county):
    return county.seat("clerk")


@pytest.fixture
def recorded(clerk, station):
    return services.record_reception(
        by=clerk,
        station=station,
        held_on=today(),
        visitor_name="扶国强",
        visitor_phone="13873505127",
        deputies=[row.deputy for row in station.attachments.all()],
        opinions=[{"raw_text": "路塌了没人修"}],
    ).opinions.get()


def test_routed_to_the_county_the_office_has_thirty_days(county, clerk, recorded):
    services.route(recorded, by=clerk, route="county")

    duty = Deadline.objects.open().get(subject_type="opinion", subject_id=recorded.pk)
    assert duty.kind == "handle_opinion_county"
    assert duty.owner_unit == county.office
    assert recorded.due_on == duty.due_on
    assert recorded.turn == "代工委·办理"
    routing = Deadline.objects.get(kind="route_opinion", subject_id=recorded.pk)
    assert (routing.state, routing.late_days) == ("done", 0)


@pytest.mark.parametrize("route", ["station", "hotline", "micro", "higher_deputy", "suggestion"])
def test_some_routes_stay_with_the_station(station, clerk, recorded, route):
    services.route(recorded, by=clerk, route=route)

    assert recorded.handler == station.unit
    assert open_kinds(recorded) == {"handle_opinion_station"}
    assert recorded in Opinion.objects.visible_to(clerk).waiting_for(clerk)


def test_a_unit_that_cannot_handle_the_route_is_refused(county, other_county, clerk, recorded):
    for route, unit in (
        ("township", county.township_governments[1]),
        ("township", county.departments[0]),
        ("county", other_county.departments[0]),
        ("county", county.stations[1]),
    ):
        with pytest.raises(Invalid) as refusal:
            services.route(recorded, by=clerk, route=route, unit=unit)
        assert "unit" in refusal.value.errors
    with pytest.raises(Invalid):
        services.route(recorded, by=clerk, route="on_spot")


def test_bounced_and_routed_again(county, clerk, recorded):
    handler = make_seat("unit", county.township_governments[0])
    services.route(recorded, by=clerk, route="township")

    services.bounce(recorded, by=handler, reason="这段是县道")

    assert (recorded.state, recorded.route, recorded.handler) == ("recorded", "", None)
    assert recorded.bounced == 1
    assert open_kinds(recorded) == {"route_opinion"}
    assert recorded.turn == "东坪镇站·分办"
    assert recorded.dispositions.get().state == "bounced"
    assert Notification.objects.filter(user=clerk.user, title__contains="路塌了").exists()
    services.route(recorded, by=clerk, route="county", unit=county.departments[2])
    assert recorded.dispositions.count() == 2


def test_rerouted_the_first_handler_keeps_what_it_saw(county, clerk, recorded):
    services.route(recorded, by=clerk, route="county", unit=county.departments[0])
    office = county.seat("office")

    with pytest.raises(Invalid):
        services.reroute(
            recorded, by=office, route="county", unit=county.departments[0], reason="再办"
        )
    services.reroute(
        recorded, by=office, route="county", unit=county.departments[2], reason="归交通局养护"
    )

    assert recorded.handler == county.departments[2]
    old = recorded.parties.get(unit=county.departments[0])
    assert old.until == today()
    assert Deadline.objects.filter(subject_id=recorded.pk, state="superseded").count() == 1
    assert open_kinds(recorded) == {"handle_opinion_county"}


def test_from_result_to_told(county, clerk, recorded):
    deputy = county.seat("deputy")
    services.route(recorded, by=clerk, route="station")
    services.report_result(recorded, by=clerk, result="塌方清了，路通了")

    assert (recorded.state, recorded.turn) == ("handled", "东坪镇站·回复来访人")
    assert open_kinds(recorded) == {"tell_voter"}

    services.tell_back(
        recorded,
        by=clerk,
        method="phone",
        words="路已经通了",
        satisfaction="satisfied",
        remark="谢谢",
    )

    assert (recorded.state, recorded.satisfaction) == ("told", "satisfied")
    assert (recorded.due_on, recorded.turn) == (None, "")
    assert open_kinds(recorded) == set()
    codes = list(recorded.events.order_by("id").values_list("code", flat=True))
    assert codes == ["record", "route", "report_result", "tell_back"]
    told = Notification.objects.filter(user=deputy.user).values_list("kind", flat=True)
    assert set(told) == {"opinion_route", "opinion_report_result", "opinion_tell_back"}


def test_told_day_is_neither_in_the_future_nor_before_the_result(clerk, recorded):
    services.route(recorded, by=clerk, route="station")
    services.report_result(recorded, by=clerk, result="路通了")

    for day in (today() + dt.timedelta(days=1), today() - dt.timedelta(days=1)):
        with pytest.raises(Invalid) as refusal:
            services.tell_back(
                recorded,
                by=clerk,
                told_on=day,
                method="face",
                words="路通了",
                satisfaction="satisfied",
            )
        assert "told_on" in refusal.value.errors


def test_a_nameless_visitor_is_told_by_a_notice(station, clerk):
    visit = make_reception(station, is_anonymous=True)
    opinion = make_opinion(station, "handled", reception=visit)
    tell = {"by": clerk, "words": "路通了，公示七天"}

    with pytest.raises(Invalid) as refusal:
        services.tell_back(opinion, method="phone", satisfaction="satisfied", **tell)
    assert "method" in refusal.value.errors
    with pytest.raises(Invalid) as refusal:
        services.tell_back(opinion, method="notice", satisfaction="satisfied", **tell)
    assert "satisfaction" in refusal.value.errors
    services.tell_back(opinion, method="notice", satisfaction="unreachable", **tell)

    assert (opinion.state, opinion.told_on) == ("handled", None)
    public_notices.release(opinion, by=clerk)
    assert opinion.state == "told"


def test_declined_with_advice(clerk, recorded):
    services.decline(recorded, by=clerk, advice="请到县人民法院诉讼服务中心")

    assert (recorded.state, recorded.route) == ("told", "not_taken")
    assert recorded.satisfaction == ""
    assert open_kinds(recorded) == set()


def suggestion(label="闭会第31号 关于修路的建议"):
    return SimpleNamespace(pk=31, label=label)


def test_taken_up_answered_and_told(county, clerk, recorded):
    services.follow(recorded, deputy=county.deputies[3])
    services.take_up(recorded, by=county.seat("deputy"), suggestion=suggestion())

    assert (recorded.state, recorded.turn) == ("suggested", "随建议")
    assert recorded.light.words == "随建议"
    assert open_kinds(recorded) == set()
    assert recorded.parties.filter(deputy=county.deputies[3]).exists()

    services.suggestion_answered(recorded, by=SYSTEM, words="交通局已列入计划")

    assert recorded.state == "handled"
    assert open_kinds(recorded) == {"tell_voter"}
    assert Notification.objects.filter(user=clerk.user).exists()


def test_taken_up_while_a_unit_handles_ends_that_clock(county, clerk, recorded):
    services.route(recorded, by=clerk, route="county", unit=county.departments[0])
    services.take_up(recorded, by=clerk, suggestion=suggestion())

    assert open_kinds(recorded) == set()
    assert recorded.handler is None
    assert recorded.parties.get(unit=county.departments[0]).until == today()


def test_a_result_not_yet_told_keeps_its_clock_beside_the_suggestion(clerk, recorded):
    services.route(recorded, by=clerk, route="station")
    services.report_result(recorded, by=clerk, result="临时修了")
    services.take_up(recorded, by=clerk, suggestion=suggestion())

    assert recorded.state == "handled"
    assert open_kinds(recorded) == {"tell_voter"}
    services.suggestion_answered(recorded, by=SYSTEM, words="明年硬化")
    assert open_kinds(recorded) == {"tell_voter"}
    assert recorded.result == "明年硬化"


def test_told_already_and_told_again_after_the_suggestion(clerk, recorded):
    services.answer(recorded, by=clerk, words="先回去等", satisfaction="unsatisfied")
    services.take_up(recorded, by=clerk, suggestion=suggestion())
    assert recorded.state == "suggested"
    services.suggestion_answered(recorded, by=SYSTEM, words="列入计划")
    services.tell_back(
        recorded, by=clerk, method="face", words="列入计划了", satisfaction="satisfied"
    )

    assert recorded.tellings.count() == 2


def recall(case, words="列入计划"):
    services.answer_recalled(case, by=SYSTEM, words=words, reason="年份写错了")
    case.refresh_from_db()


def test_an_answer_taken_back_before_the_voter_heard_it(clerk, recorded):
    services.take_up(recorded, by=clerk, suggestion=suggestion())
    services.suggestion_answered(recorded, by=SYSTEM, words="列入计划")
    Notification.objects.all().delete()
    recall(recorded)

    assert (recorded.state, recorded.result, recorded.handled_on) == ("suggested", "", None)
    assert (open_kinds(recorded), recorded.turn) == (set(), "随建议")
    assert recorded.dispositions.get(state="open").route == "suggestion"
    assert recorded.events.latest("id").sentence == "代表建议的答复已撤回，等新的答复"
    assert Notification.objects.filter(user=clerk.user, kind="opinion_answer_recalled").exists()
    services.suggestion_answered(recorded, by=SYSTEM, words="明年硬化")
    assert (recorded.state, recorded.result) == ("handled", "明年硬化")


def test_an_answer_taken_back_after_the_voter_heard_it(clerk, recorded):
    """The station is told to correct it; the next answer is told again."""
    services.take_up(recorded, by=clerk, suggestion=suggestion())
    services.suggestion_answered(recorded, by=SYSTEM, words="列入计划")
    services.tell_back(recorded, by=clerk, method="face", words="列入", satisfaction="satisfied")
    recall(recorded)

    assert (recorded.state, recorded.result, recorded.told_on) == ("suggested", "", None)
    assert recorded.tellings.count() == 1
    told = Notification.objects.filter(user=clerk.user).latest("id")
    assert "来访人听到的答复已不作数，请告诉来访人" in told.body
    services.suggestion_answered(recorded, by=SYSTEM, words="明年硬化")
    assert open_kinds(recorded) == {"tell_voter"}


def test_a_result_of_somebody_else_is_not_taken_back(clerk, recorded):
    services.route(recorded, by=clerk, route="station")
    services.report_result(recorded, by=clerk, result="修好了")
    services.take_up(recorded, by=clerk, suggestion=suggestion())
    recall(recorded)
    assert (recorded.state, recorded.result) == ("handled", "修好了")
    services.suggestion_answered(recorded, by=SYSTEM, words="列入计划")
    recall(recorded)
    assert (recorded.state, recorded.route, recorded.handler) == ("suggested", "suggestion", None)
    assert recorded.dispositions.filter(state="open", route="suggestion").count() == 1


def test_who_follows_loses_the_answer_too(clerk, station, recorded):
    follower = make_opinion(station, "recorded", title="同一段路")
    services.fold(follower, by=clerk, into=recorded, reason="同一段路")
    services.take_up(recorded, by=clerk, suggestion=suggestion())
    services.suggestion_answered(recorded, by=SYSTEM, words="列入计划")
    follower.refresh_from_db()
    assert (follower.state, follower.result) == ("handled", "列入计划")
    recall(recorded)
    follower.refresh_from_db()
    assert (follower.state, follower.folded_into, follower.result) == ("folded", recorded, "")
    assert open_kinds(follower) == set()
    services.suggestion_answered(recorded, by=SYSTEM, words="明年硬化")
    follower.refresh_from_db()
    assert (follower.state, follower.result) == ("handled", "明年硬化")


def test_released_it_waits_for_the_station_again(clerk, recorded):
    services.take_up(recorded, by=clerk, suggestion=suggestion())
    services.release(recorded, by=clerk, suggestion=suggestion(), reason="代表撤回了")

    assert (recorded.state, recorded.route) == ("recorded", "")
    assert open_kinds(recorded) == {"route_opinion"}
    services.answer(recorded, by=clerk, words="当场说清", satisfaction="basic")
    services.release(recorded, by=clerk, suggestion=suggestion(), reason="又来一次")
    assert recorded.state == "told"


def test_who_may_link(county, clerk, recorded):
    services.require_linkable(recorded, by=county.seat("deputy"))
    services.require_linkable(recorded, by=county.seat("office"))
    stranger = make_seat("deputy", county.congress_unit, deputy=county.deputies[2])
    with pytest.raises(Forbidden):
        services.require_linkable(recorded, by=stranger)


def test_the_second_clerk_is_told_who_changed_what(county, clerk, recorded):
    version = recorded.version
    services.route(recorded, by=clerk, route="station", version=version)
    other = Opinion.objects.get(pk=recorded.pk)

    with pytest.raises(Stale) as refusal:
        services.report_result(other, by=county.seat("head"), result="好了", version=version)

    assert clerk.user.name in refusal.value.detail
    assert "分办" in refusal.value.detail
    with pytest.raises(Conflict):
        services.route(other, by=clerk, route="township")


def test_adding_keeps_the_first_words(county, recorded):
    services.add(recorded, by=county.seat("deputy"), text="又塌了一处")

    assert recorded.raw_text == "路塌了没人修"
    assert recorded.addenda.get().text == "又塌了一处"


def test_looking_at_the_contact_is_recorded_and_changes_nothing(county, clerk, recorded):
    head = county.seat("head")
    version = recorded.version

    contact = services.reveal(recorded, by=clerk, reason_code="tell_back", words="打电话回复")

    assert (contact.name, contact.phone) == ("扶国强", "13873505127")
    recorded.refresh_from_db()
    assert recorded.version == version
    entry = Entry.objects.get(action="opinion.reveal")
    assert entry.reason == "回复来访人：打电话回复"
    assert "13873505127" not in f"{entry.before}{entry.after}{entry.subject_label}"
    assert Notification.objects.filter(user=head.user, kind="opinion_look").exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"reason_code": "curious", "words": "看看"}, "reason_code"),
        ({"reason_code": "other", "words": " "}, "words"),
    ],
)
def test_looking_needs_a_reason(clerk, recorded, fields, wrong):
    with pytest.raises(Invalid) as refusal:
        services.reveal(recorded, by=clerk, **fields)

    assert wrong in refusal.value.errors
    assert not Entry.objects.filter(action="opinion.reveal").exists()


def test_a_new_slip_voids_the_code_of_the_old_one(clerk, recorded):
    first = services.issue_slip(recorded, by=clerk)
    second = services.issue_slip(recorded, by=clerk)

    digits = recorded.reception.visitor_phone[-4:]
    with pytest.raises(NotFound):
        voters.find(first, digits)
    assert voters.find(second.lower(), digits).opinion == recorded


def test_the_search_finds_numbers_and_two_letters(clerk, recorded):
    visible = Opinion.objects.visible_to(clerk)

    assert recorded in visible.matching("塌了")
    assert recorded in visible.matching("路塌了没")
    assert recorded not in visible.matching("塌修")
