"""A voter speaks and staff record it: words, numbers, days, nobody at all."""

import datetime as dt

import pytest

from audit.models import Entry
from core.clock import today
from core.problems import Forbidden, Invalid
from liaison.models import Suspension
from liaison.tests.factories import make_seat, make_user
from notifications.models import Notification
from stations import services
from stations.models import Opinion, Reception
from stations.tests.factories import make_station, open_kinds

pytestmark = pytest.mark.django_db

WORDS = "  我讲三点：路塌了，\r\n孩子绕路４公里…… ‘雨天更险’ 。 "


def visit(county, station, **kw):
    kw.setdefault("visitor_name", "扶国强")
    kw.setdefault("visitor_phone", "13873505127")
    kw.setdefault("opinions", [{"raw_text": "上坪村三组通组路塌方半个月没修，孩子绕行四公里。"}])
    kw.setdefault("deputies", county.deputies[:2])
    kw.setdefault("held_on", today())
    return services.record_reception(by=county.seat("clerk"), station=station, **kw)


def test_the_words_are_stored_exactly(county, station):
    reception = visit(county, station, opinions=[{"raw_text": WORDS}])

    assert reception.opinions.get().raw_text == WORDS


def test_one_visit_three_matters_three_numbers(county, station):
    texts = ["路塌了没人修", "自来水浑", "路灯不亮"]
    reception = visit(county, station, opinions=[{"raw_text": text} for text in texts])

    numbers = [opinion.number for opinion in reception.opinions.order_by("id")]
    assert numbers == [f"{station.code}-{today():%Y%m%d}-{n:02d}" for n in (1, 2, 3)]
    assert reception.number == f"{station.code}-{today().year}-0001"
    assert visit(county, station).number.endswith("-0002")


def test_recording_starts_the_clock_for_routing(county, station):
    opinion = visit(county, station).opinions.get()

    assert open_kinds(opinion) == {"route_opinion"}
    assert opinion.due_on is not None
    assert opinion.turn == "东坪镇站·分办"
    assert opinion.parties.filter(part="received").count() == 2


def test_the_level_of_the_mandate_is_frozen(county, station):
    reception = visit(county, station)

    labels = dict(reception.receivers.values_list("deputy_id", "mandate_label"))
    assert labels[county.deputies[0].pk] == "县人大代表、乡镇人大代表"
    assert labels[county.deputies[1].pk] == "县人大代表"


def test_a_suspended_deputy_does_not_receive(county, station):
    mandate = county.deputies[1].mandates.get()
    Suspension.objects.create(mandate=mandate, starts_on=today(), reason="立案审查")

    with pytest.raises(Invalid) as refusal:
        visit(county, station)

    assert county.deputies[1].name in refusal.value.errors["deputies"][0]
    assert not Reception.objects.exists()


def test_a_day_without_visitors_is_a_valid_reception(county, station):
    reception = visit(
        county, station, visitor_name="", visitor_phone="", opinions=[], no_visitor=True
    )

    assert reception.no_visitor
    assert not reception.opinions.exists()


def test_an_anonymous_visitor_is_recorded(county, station):
    reception = visit(county, station, visitor_name="", visitor_phone="", is_anonymous=True)

    assert services.is_anonymous(reception.opinions.get())


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"visitor_name": ""}, "visitor_name"),
        ({"is_anonymous": True}, "is_anonymous"),
        ({"visitor_phone": "1387350"}, "visitor_phone"),
        ({"no_visitor": True}, "no_visitor"),
        ({"opinions": []}, "opinions"),
        ({"opinions": [{"raw_text": " \n　"}]}, "opinions"),
        ({"held_on": dt.date(2999, 1, 1)}, "held_on"),
        ({"starts_at": dt.time(11), "ends_at": dt.time(9)}, "ends_at"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(county, station, fields, wrong):
    with pytest.raises(Invalid) as refusal:
        visit(county, station, **fields)

    assert wrong in refusal.value.errors
    assert not Reception.objects.exists()
    assert not Opinion.objects.exists()


def test_the_second_matter_wrong_leaves_nothing_behind(county, station):
    with pytest.raises(Invalid) as refusal:
        visit(
            county,
            station,
            opinions=[{"raw_text": "路塌了"}, {"raw_text": "路灯不亮", "route": "on_spot"}],
        )

    assert refusal.value.errors["opinions"][0] == {}
    assert set(refusal.value.errors["opinions"][1]) == {"words", "satisfaction"}
    assert not Reception.objects.exists()


def test_a_group_visit_is_one_opinion_of_many_people(county, station):
    reception = visit(county, station, people=12, companions="扶国强、李四妹等12人")

    assert reception.people == 12
    assert reception.opinions.count() == 1


def test_a_paper_entered_later_is_marked(county, station):
    last_week = today() - dt.timedelta(days=7)
    reception = visit(county, station, held_on=last_week)

    opinion = reception.opinions.get()
    assert reception.is_backdated
    assert opinion.received_on == last_week
    assert f"{last_week:%Y%m%d}" in opinion.number
    assert opinion.due_on > today()
    assert opinion.events.get().sentence == "补录了纸质登记"


def test_only_the_own_station_records(county, station):
    other = make_station(county, 1)

    with pytest.raises(Forbidden):
        services.record_reception(
            by=county.seat("clerk"), station=other, held_on=today(), no_visitor=True
        )
    with pytest.raises(Forbidden):
        services.record_reception(
            by=county.seat("office"), station=station, held_on=today(), no_visitor=True
        )


def test_routed_at_once_to_the_township_government(county, station):
    handler = make_seat("unit", county.township_governments[0])
    reception = visit(county, station, opinions=[{"raw_text": "路塌了没人修", "route": "township"}])

    opinion = reception.opinions.get()
    assert opinion.state == "routed"
    assert opinion.handler == county.township_governments[0]
    assert open_kinds(opinion) == {"handle_opinion_township"}
    assert opinion.turn == "东坪镇人民政府·办理"
    assert Notification.objects.filter(user=handler.user, title__contains="路塌了").exists()


def test_the_presidium_handles_where_the_government_has_nobody_here(county, station):
    county.seat("presidium")
    reception = visit(county, station, opinions=[{"raw_text": "路塌了没人修", "route": "township"}])

    assert reception.opinions.get().handler == county.presidiums[0]


def test_answered_on_the_spot_is_finished(county, station):
    reception = visit(
        county,
        station,
        opinions=[
            {
                "raw_text": "医保在哪里缴？",
                "route": "on_spot",
                "words": "在村里的便民点就能缴。",
                "satisfaction": "satisfied",
            }
        ],
    )

    opinion = reception.opinions.get()
    assert (opinion.state, opinion.route) == ("told", "on_spot")
    assert opinion.tellings.get().words == "在村里的便民点就能缴。"
    assert open_kinds(opinion) == set()
    assert (opinion.due_on, opinion.turn) == (None, "")


def test_the_audit_keeps_no_personal_data(county, station):
    matter = {"raw_text": "路塌了没人修。我住在三组最里头那家。"}
    visit(
        county,
        station,
        visitor_address="上坪村三组",
        companions="同来的李四妹",
        opinions=[matter],
    )

    entries = Entry.objects.all()
    assert {"reception.record", "opinion.record"} <= set(entries.values_list("action", flat=True))
    for entry in entries:
        text = f"{entry.before}{entry.after}{entry.reason}{entry.subject_label}"
        for secret in ("扶国强", "13873505127", "三组", "李四妹"):
            assert secret not in text


def test_the_receiving_deputies_hear_of_each_move(county, station):
    deputy = county.seat("deputy")
    visit(county, station, opinions=[{"raw_text": "路塌了没人修", "route": "station"}])

    assert Notification.objects.filter(user=deputy.user).count() == 1


def test_a_closed_seat_is_told_nothing(county, station):
    gone = make_seat(
        "unit",
        county.township_governments[0],
        user=make_user("已调走"),
        ends_on=today() - dt.timedelta(days=1),
    )
    visit(
        county,
        station,
        opinions=[
            {"raw_text": "路塌了", "route": "township", "unit": county.township_governments[0]}
        ],
    )

    assert not Notification.objects.filter(user=gone.user).exists()


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("路灯不亮。晚上看不见。", "路灯不亮"),
        (
            "上坪村三组通组路塌方半个月没修，孩子上学要绕行四公里，雨天更危险",
            "上坪村三组通组路塌方半个月没修",
        ),
        ("一" * 60, "一" * 23 + "…"),
        ("？", "？"),
    ],
)
def test_a_title_is_made_of_the_first_sentence(words, title):
    assert services.title_from(words) == title
