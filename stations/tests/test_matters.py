"""Several ways at once, more time, same matter, folding, a voter out of reach, a fresh start."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import now, today
from core.problems import Conflict, Forbidden, Invalid
from deadlines.models import Deadline
from liaison.tests.factories import make_seat, signed_in
from notifications.models import Notification
from stations import services
from stations.models import Folding, Opinion, StationRule, Theme
from stations.services import public_notices, summary
from stations.tests.factories import make_opinion, make_reception, make_station, open_kinds

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(county):
    return county.seat("clerk")


@pytest.fixture
def head(county):
    return county.seat("head")


def duties(opinion):
    rows = Deadline.objects.open().filter(subject_type="opinion", subject_id=opinion.pk)
    return {(row.kind, bool(row.ref)) for row in rows}


def seen_by(seat, opinion):
    return Opinion.objects.visible_to(seat).filter(pk=opinion.pk).exists()


def waits_for(seat, opinion):
    rows = Opinion.objects.visible_to(seat).waiting_for(seat)
    return rows.filter(pk=opinion.pk).exists()


# Several ways at once


def test_answered_on_the_spot_and_meant_for_a_suggestion(county, station, clerk):
    opinion = make_opinion(station)
    services.answer(opinion, by=clerk, words="先清了塌方", satisfaction="basic")
    services.also_route(opinion, by=clerk, route="suggestion", reason="要修挡土墙")

    assert opinion.state == "told"
    assert duties(opinion) == {("handle_opinion_station", True)}
    assert opinion.due_on == today() + dt.timedelta(days=15)
    assert opinion.light.level != "x"
    assert waits_for(clerk, opinion)
    assert waits_for(county.seat("deputy"), opinion)

    services.take_up(opinion, by=clerk, suggestion="关于修挡土墙的建议")
    assert opinion.state == "suggested"
    assert duties(opinion) == set()
    way = opinion.dispositions.get(is_main=False)
    assert way.state == "done"


def test_each_way_has_its_unit_clock_and_result(county, station, clerk):
    unit = county.departments[0]
    opinion = make_opinion(station)
    services.route(opinion, by=clerk, route="township")
    services.also_route(opinion, by=clerk, route="county", unit=unit)
    services.also_route(opinion, by=clerk, route="hotline", contact="20251124-3307")
    assert duties(opinion) == {
        ("handle_opinion_township", False),
        ("handle_opinion_county", True),
        ("handle_opinion_station", True),
    }
    worker = county.seat("unit")
    assert waits_for(worker, opinion)
    county_way = opinion.dispositions.get(route="county")

    services.finish_route(opinion, by=worker, disposition=county_way.pk, result="警示牌装好了")
    assert opinion.state == "routed"
    assert not waits_for(worker, opinion)
    services.report_result(opinion, by=clerk, result="路通了")
    assert services.draft_words(opinion) == "路通了\n警示牌装好了"
    services.tell_back(opinion, by=clerk, method="face", words="路通了", satisfaction="satisfied")
    assert opinion.state == "told"
    assert duties(opinion) == {("handle_opinion_station", True)}

    services.finish_route(opinion, by=clerk, disposition=None, result="热线答复：已列入检修")
    assert opinion.state == "handled"
    assert duties(opinion) == {("tell_voter", False)}
    assert services.draft_words(opinion) == "热线答复：已列入检修"


def test_a_further_way_is_returned_and_the_unit_no_longer_sees_the_opinion(county, station, clerk):
    unit = county.departments[0]
    opinion = make_opinion(station)
    services.route(opinion, by=clerk, route="township")
    services.also_route(opinion, by=clerk, route="county", unit=unit)
    worker = county.seat("unit")
    way = opinion.dispositions.get(is_main=False)
    services.finish_route(
        opinion, by=worker, disposition=way.pk, outcome="bounced", result="不是县道"
    )

    assert (opinion.state, opinion.bounced) == ("routed", 1)
    assert duties(opinion) == {("handle_opinion_township", False)}
    assert opinion.parties.get(unit=unit).until == today()


def test_rerouting_the_main_way_leaves_the_further_one_alone(county, station, clerk):
    unit = county.departments[0]
    opinion = make_opinion(station)
    services.route(opinion, by=clerk, route="township")
    services.also_route(opinion, by=clerk, route="county", unit=unit)
    services.reroute(opinion, by=clerk, route="county", unit=county.departments[1], reason="是县道")

    assert opinion.dispositions.get(unit=unit).state == "open"
    assert opinion.parties.get(unit=unit).until is None
    assert seen_by(county.seat("unit"), opinion)


def test_the_same_way_twice_is_refused_and_a_unit_ends_only_its_own(county, station, clerk):
    opinion = make_opinion(station)
    services.route(opinion, by=clerk, route="township")
    services.also_route(opinion, by=clerk, route="county", unit=county.departments[0])
    with pytest.raises(Invalid):
        services.also_route(opinion, by=clerk, route="county", unit=county.departments[0])
    services.also_route(opinion, by=clerk, route="micro")
    micro = opinion.dispositions.get(route="micro")
    with pytest.raises(Forbidden):
        services.finish_route(
            opinion, by=county.seat("unit"), disposition=micro.pk, result="办好了"
        )
    with pytest.raises(Invalid):
        services.finish_route(opinion, by=clerk, disposition=None, result="哪一个")


def test_a_deputy_of_a_higher_congress_is_a_party(county, station, clerk):
    deputy = county.deputies[3]
    opinion = make_opinion(station)
    services.route(opinion, by=clerk, route="higher_deputy", deputy=deputy)

    assert opinion.dispositions.get().contact == deputy.name
    assert opinion.parties.filter(part="entrusted", deputy=deputy).exists()
    assert f"委托上级代表{deputy.name}办理" in opinion.events.last().sentence
    other = make_opinion(station)
    services.route(other, by=clerk, route="hotline", contact="3307")
    assert "工单号3307" in other.events.last().sentence


def test_returned_twice_the_office_decides(county, station, clerk):
    opinion = make_opinion(station)
    office = county.seat("office")
    government = county.township_governments[0]
    turns = [
        ("county", county.departments[0], county.seat("unit")),
        ("township", government, make_seat("unit", government)),
    ]
    for route, unit, worker in turns:
        services.route(opinion, by=clerk, route=route, unit=unit)
        services.bounce(opinion, by=worker, reason="不归我们")

    assert opinion.bounced == 2
    assert opinion.turn == f"{county.office.short_name}·分办"
    assert Deadline.objects.open().get(subject_id=opinion.pk).owner_unit == county.office
    assert Notification.objects.filter(user=office.user, title__contains="两次退回").exists()
    assert waits_for(office, opinion)
    assert not waits_for(clerk, opinion)
    with pytest.raises(Forbidden):
        services.route(opinion, by=clerk, route="township")
    services.route(opinion, by=office, route="county", unit=county.departments[1])
    assert opinion.state == "routed"


# More time


def test_extension_by_the_head_within_the_rule(county, station, clerk, head):
    deputy = county.seat("deputy")
    opinion = make_opinion(station)
    services.route(opinion, by=clerk, route="township")
    first = opinion.due_on
    with pytest.raises(Forbidden):
        services.extend(opinion, by=clerk, due_on=first + dt.timedelta(days=5), reason="等材料")
    with pytest.raises(Invalid) as refused:
        services.extend(opinion, by=head, due_on=first + dt.timedelta(days=16), reason="等材料")
    assert "due_on" in refused.value.errors

    services.extend(opinion, by=head, due_on=first + dt.timedelta(days=15), reason="等材料")
    assert opinion.due_on == first + dt.timedelta(days=15)
    old = Deadline.objects.get(subject_id=opinion.pk, due_on=first, kind="handle_opinion_township")
    assert (old.state, old.reason) == ("superseded", "等材料")
    assert opinion.events.last().note == "等材料"
    assert Notification.objects.filter(user=deputy.user, kind="opinion_extend").exists()
    with pytest.raises(Conflict):
        services.extend(opinion, by=head, due_on=first + dt.timedelta(days=16), reason="再等")


def test_a_congress_sets_its_own_extensions(county, station, clerk, head):
    StationRule.objects.create(congress=station.congress, extension_days=3, extensions=2)
    opinion = make_opinion(station)
    services.route(opinion, by=clerk, route="station")
    for _ in range(2):
        due_on = opinion.due_on + dt.timedelta(days=3)
        services.extend(opinion, by=head, due_on=due_on, reason="等材料")
    with pytest.raises(Conflict):
        services.extend(opinion, by=head, due_on=due_on + dt.timedelta(days=1), reason="再等")


def test_a_unit_asks_and_the_head_hears(county, station, clerk, head):
    office = county.seat("office")
    opinion = make_opinion(station)
    services.route(opinion, by=clerk, route="county", unit=county.departments[0])
    services.ask_extension(opinion, by=county.seat("unit"), reason="等检测报告")

    assert Notification.objects.filter(user=head.user, title__contains="申请延期").exists()
    assert Notification.objects.filter(user=office.user, title__contains="申请延期").exists()
    asked = services.pending(opinion)
    assert (asked.by_unit, asked.reason) == (county.departments[0].name, "等检测报告")
    assert asked.deciders == [f"{station.name}站长", office.unit.name]


def test_a_request_waits_on_page_and_in_the_api_until_it_is_decided(county, station, clerk, head):
    opinion = make_opinion(station)
    services.route(opinion, by=clerk, route="county", unit=county.departments[0])
    services.ask_extension(opinion, by=county.seat("unit"), reason="等检测报告")
    address = f"/opinions/{opinion.pk}/"

    text = signed_in(clerk).get(address).content.decode()
    assert f"申请延期，等{station.name}站长或" in text
    assert "理由：等检测报告" in text
    assert f"{address}extend/" not in text
    client = signed_in(head)
    assert f"{address}extend/" in client.get(address).content.decode()
    body = client.get(f"/api/v1{address}").json()
    assert body["extension_asked"]["reason"] == "等检测报告"
    assert body["extension_asked"]["deciders"][0] == f"{station.name}站长"

    due_on = opinion.due_on + dt.timedelta(days=5)
    services.extend(opinion, by=head, due_on=due_on, reason="等材料")
    assert services.pending(opinion) is None
    assert "理由：等检测报告" not in client.get(address).content.decode()
    assert client.get(f"/api/v1{address}").json()["extension_asked"] is None


# Out of reach, not satisfied


def told(opinion, clerk, **kw):
    words = {"method": "phone", "words": "修好了", "satisfaction": "satisfied"} | kw
    return services.tell_back(opinion, by=clerk, **words)


def test_out_of_reach_needs_three_tries_and_a_notice(station, clerk):
    opinion = make_opinion(station, "handled")
    for number in range(3):
        with pytest.raises(Invalid) as refused:
            told(opinion, clerk, method="notice", satisfaction="unreachable")
        assert f"再联系{3 - number}次" in refused.value.detail
        services.try_contact(opinion, by=clerk, method="phone", note="关机")
    with pytest.raises(Invalid):
        told(opinion, clerk, method="phone", satisfaction="unreachable")
    told(opinion, clerk, method="notice", satisfaction="unreachable")
    public_notices.release(opinion, by=clerk)
    assert opinion.satisfaction == "unreachable"

    # The voter comes again later: told in person, with a verdict.
    told(opinion, clerk, method="face", satisfaction="satisfied")
    assert opinion.satisfaction == "satisfied"
    with pytest.raises(Conflict):
        told(opinion, clerk)


def test_a_nameless_voter_needs_no_tries(station, clerk):
    visit = make_reception(station, is_anonymous=True)
    opinion = make_opinion(station, "handled", reception=visit)
    told(opinion, clerk, method="notice", satisfaction="unreachable")
    public_notices.release(opinion, by=clerk)
    assert opinion.state == "told"


def test_not_satisfied_it_is_handled_once_more(county, station, clerk):
    opinion = make_opinion(station, "handled")
    told(opinion, clerk)
    with pytest.raises(Conflict):
        services.reopen(opinion, by=clerk, route="station", reason="不满意")
    again = make_opinion(station, "handled")
    told(again, clerk, satisfaction="unsatisfied")
    services.reopen(again, by=clerk, route="county", reason="只清了一半")

    assert (again.state, again.route) == ("routed", "county")
    assert open_kinds(again) == {"handle_opinion_county"}
    assert "第1次重新办理" in again.events.last().sentence
    services.report_result(again, by=clerk, result="全部清完")
    told(again, clerk)
    assert again.satisfaction == "satisfied"


# Same matter


def test_linked_both_stay_and_show_each_other(county, station, clerk):
    one, two = make_opinion(station), make_opinion(station, "handled")
    services.link_same(one, by=clerk, other=two)

    assert services.same_as(one) == [two.pk]
    assert services.same_as(two) == [one.pk]
    assert one.state == "recorded"
    with pytest.raises(Conflict):
        services.link_same(two, by=clerk, other=one)
    with pytest.raises(Invalid):
        services.link_same(one, by=clerk, other=one)
    services.unlink_same(two, by=clerk, other=one)
    assert services.same_as(one) == []


def test_what_is_not_mine_cannot_be_linked(county, station, clerk):
    elsewhere = make_opinion(make_station(county, 1))
    one = make_opinion(station)
    with pytest.raises(Invalid):
        services.link_same(one, by=clerk, other=elsewhere)
    services.link_same(one, by=county.seat("office"), other=elsewhere)


# Folding


def test_what_follows_has_the_result_and_a_telling_of_its_own(county, station, clerk):
    kept, one, two = (make_opinion(station) for _ in range(3))
    services.route(kept, by=clerk, route="township")
    services.route(two, by=clerk, route="station")
    services.fold(one, by=clerk, into=kept, reason="同一段路")
    services.fold(two, by=clerk, into=kept, reason="同一段路")
    assert (one.state, one.folded_into_id) == ("folded", kept.pk)
    assert open_kinds(one) == open_kinds(two) == set()
    with pytest.raises(Invalid):
        services.fold(kept, by=clerk, into=one, reason="反过来")

    services.report_result(kept, by=clerk, result="路通了")
    for follower in (one, two):
        follower.refresh_from_db()
        assert (follower.state, follower.result) == ("handled", "路通了")
        assert open_kinds(follower) == {"tell_voter"}
        told(follower, clerk)
        assert follower.state == "told"


def test_a_chain_of_followers_hears_of_the_result(station, clerk):
    kept, middle, last = (make_opinion(station) for _ in range(3))
    services.fold(last, by=clerk, into=middle, reason="同一件")
    services.fold(middle, by=clerk, into=kept, reason="同一件")
    services.answer(kept, by=clerk, words="当场说清了", satisfaction="satisfied")
    for follower in (middle, last):
        follower.refresh_from_db()
        assert (follower.state, follower.result) == ("handled", "当场说清了")


def test_taken_out_again_it_stands_where_it_stood(county, station, clerk):
    kept, one = make_opinion(station), make_opinion(station)
    services.route(one, by=clerk, route="county", unit=county.departments[0])
    services.fold(one, by=clerk, into=kept, reason="同一件")
    assert not waits_for(county.seat("unit"), one)
    with pytest.raises(Invalid):
        services.unfold(one, by=clerk, reason=" ")
    services.unfold(one, by=clerk, reason="不是同一段路")

    assert (one.state, one.route, one.handler) == ("routed", "county", county.departments[0])
    assert one.folded_into_id is None
    assert open_kinds(one) == {"handle_opinion_county"}
    assert one.due_on == today() + dt.timedelta(days=30)
    assert waits_for(county.seat("unit"), one)
    row = Folding.objects.get(folded=one)
    assert row.undone_why == "不是同一段路"


def test_what_is_taken_back_lets_its_followers_go(station, clerk):
    kept, one = make_opinion(station), make_opinion(station)
    services.fold(one, by=clerk, into=kept, reason="同一件")
    services.let_go(kept, by=clerk, reason="来访人撤回")
    one.refresh_from_db()
    assert one.state == "recorded"
    assert open_kinds(one) == {"route_opinion"}


def test_what_has_a_result_takes_nobody_in(station, clerk):
    one = make_opinion(station)
    for state in ("handled", "told", "withdrawn"):
        with pytest.raises(Invalid):
            services.fold(one, by=clerk, into=make_opinion(station, state), reason="同一件")


ROUTES = ["", "township", "county", "station", "hotline"]
MOVES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=14)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES)
def test_no_order_of_folding_and_unfolding_loses_anything(station, clerk, moves):
    """Whatever happened before: taken out, each stands as it stood, with its clock."""
    rows = [routed(station, clerk, route) for route in ROUTES]
    before = [standing(row) for row in rows]
    for one, other in moves:
        move(fresh(rows[one]), fresh(rows[other]), clerk)
        for row in map(fresh, rows):
            live = Folding.objects.filter(folded=row, undone_at=None).count()
            assert live == (row.state == "folded")
            assert bool(open_kinds(row)) == (row.state != "folded")
    for row in map(fresh, rows):
        if row.state == "folded":
            services.unfold(row, by=clerk, reason="拆开")
    assert [standing(row) for row in rows] == before


def routed(station, clerk, route):
    row = make_opinion(station)
    if route:
        return services.route(row, by=clerk, route=route)
    summary.start_routing(row, on=today(), by=clerk)
    summary.refresh(row)
    row.save()
    return row


def move(one, other, clerk):
    if one.state == "folded":
        services.unfold(one, by=clerk, reason="拆开")
        return
    try:
        services.fold(one, by=clerk, into=other, reason="同一件")
    except Invalid:
        assert other.state == "folded" or one.pk == other.pk


def fresh(row):
    return Opinion.objects.get(pk=row.pk)


def standing(row):
    row = fresh(row)
    open_rows = row.dispositions.filter(state="open").values_list("route", "unit_id")
    return (
        row.state,
        row.route,
        row.handler_id,
        row.folded_into_id,
        open_kinds(row),
        row.due_on,
        list(open_rows),
        row.raw_text,
    )


# Theme and past routes


def test_the_theme_is_set_later_and_past_routes_name_a_unit(county, station, clerk):
    theme = Theme.objects.get(code="rural_roads")
    unit = county.departments[0]
    for _ in range(2):
        past = make_opinion(station, theme=theme)
        services.route(past, by=clerk, route="county", unit=unit)
    opinion = make_opinion(station)
    assert services.past_unit(opinion, clerk) is None
    services.classify(opinion, by=clerk, theme=theme, nature="help")
    assert (opinion.theme, opinion.nature) == (theme, "help")

    found = services.past_unit(opinion, clerk)
    assert (found.unit, found.times, found.route) == (unit, 2, "county")
    assert found.example == past
    assert opinion.route == ""  # a hint is no deed


def test_a_request_may_be_refused_with_a_reason_and_the_period_stays(county, station, clerk, head):
    opinion = make_opinion(station)
    services.route(opinion, by=clerk, route="county", unit=county.departments[0])
    due_on = opinion.due_on
    unit = county.seat("unit")
    services.ask_extension(opinion, by=unit, reason="等检测报告")
    services.refuse_extension(opinion, by=head, reason="检测已经做完了")
    opinion.refresh_from_db()
    assert opinion.due_on == due_on
    assert services.pending(opinion) is None
    told = Notification.objects.filter(user=unit.user, kind="opinion_refuse_extension")
    assert told.exists()
    with pytest.raises(Conflict):
        services.refuse_extension(opinion, by=head, reason="没有申请")


def late(opinion, days=3):
    gone = today() - dt.timedelta(days=days)
    rows = Deadline.objects.open().filter(subject_id=opinion.pk)
    rows.update(due_on=gone, amber_on=gone, from_on=gone - dt.timedelta(days=15))
    return opinion


def test_what_is_late_is_answered_and_not_put_off(county, station, clerk, head):
    """More time is asked for before the period is over; then it may be granted a little later."""
    opinion = make_opinion(station)
    services.route(opinion, by=clerk, route="county", unit=county.departments[0])
    unit = county.seat("unit")
    longer = today() + dt.timedelta(days=5)
    with pytest.raises(Conflict, match="请尽快填办理结果"):
        services.ask_extension(late(opinion), by=unit, reason="等检测报告")
    with pytest.raises(Conflict, match="请催办单位"):
        services.extend(opinion, by=head, due_on=longer, reason="等检测报告")
    page = signed_in(unit).get(f"/opinions/{opinion.pk}/ask_extension/").content.decode()
    assert "已经过了，延期要在到期以前申请" in page

    opinion.events.update(at=now() - dt.timedelta(days=20))
    opinion.events.create(
        code="ask_extension", sentence="申请延期", at=now() - dt.timedelta(days=4)
    )
    services.extend(opinion, by=head, due_on=longer, reason="等检测报告")
    assert opinion.due_on == longer
