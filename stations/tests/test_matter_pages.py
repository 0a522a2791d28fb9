"""Pages of an opinion's ways, of the same matter, and of many opinions routed at once."""

import pytest

from core.clock import today
from stations import services
from stations.models import Theme
from stations.tests.factories import make_opinion, make_station

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(county):
    return county.seat("clerk")


@pytest.fixture
def clerk(seat, station, acting):
    return acting(seat)


def text(response):
    return response.content.decode()


def test_the_page_shows_each_way_with_its_light_and_its_end(county, station, seat, clerk):
    opinion = make_opinion(station)
    services.route(opinion, by=seat, route="township")
    services.also_route(opinion, by=seat, route="hotline", contact="20251124-3307")
    page = text(clerk.get(f"/opinions/{opinion.pk}/"))
    way = opinion.dispositions.get(is_main=False)

    assert "20251124-3307" in page
    assert "加转" in page
    url = f"/opinions/{opinion.pk}/finish_route/"
    assert f"{url}?disposition={way.pk}" in page
    assert clerk.get(f"{url}?disposition={way.pk}").status_code == 200
    body = {"disposition": way.pk, "outcome": "done", "result": "热线答复了"}
    assert clerk.post(url, body).status_code == 302
    assert "热线答复了" in text(clerk.get(f"/opinions/{opinion.pk}/"))


def test_the_head_extends_by_the_form(county, station, seat, acting):
    opinion = make_opinion(station)
    services.route(opinion, by=seat, route="station")
    head = acting(county.seat("head"))
    url = f"/opinions/{opinion.pk}/extend/"
    latest = services.longest(opinion)
    assert latest.isoformat() in text(head.get(url))
    main = opinion.dispositions.get()
    body = {"disposition": main.pk, "due_on": latest.isoformat(), "reason": "等材料"}
    assert head.post(url, body).status_code == 302
    opinion.refresh_from_db()
    assert opinion.due_on == latest


def test_the_same_matter_is_offered_linked_and_its_result_is_a_draft(station, seat, clerk):
    one = make_opinion(station, words="上坪村三组的通组路塌方半个月没人修，孩子上学要绕行。")
    two = make_opinion(
        station,
        "handled",
        words="三组那段路垮了十几天了，车过不去，娃娃读书绕好远。",
        result="塌方已经清完，恢复通车。",
    )
    form = text(clerk.get(f"/opinions/{one.pk}/link_same/"))
    assert two.number in form
    assert clerk.post(f"/opinions/{one.pk}/link_same/", {"other": two.pk}).status_code == 302
    assert two.title in text(clerk.get(f"/opinions/{one.pk}/"))

    services.route(one, by=seat, route="station")
    url = f"/opinions/{one.pk}/report_result/"
    assert "塌方已经清完" in text(clerk.get(url))
    taken = text(clerk.get(f"{url}?words_of={two.pk}"))
    assert ">\n塌方已经清完，恢复通车。</textarea>" in taken
    assert clerk.post(f"/opinions/{one.pk}/unlink_same/", {"other": two.pk}).status_code == 302
    assert services.same_as(one) == []


def test_folded_by_number_and_taken_out_again(station, clerk):
    one, kept = make_opinion(station), make_opinion(station)
    url = f"/opinions/{one.pk}/fold/"
    wrong = clerk.post(url, {"number": "QX-20200101-01", "reason": "同一段路"})
    assert "没有找到这个编号的意见" in text(wrong)
    body = {"number": kept.number, "reason": "同一段路"}
    assert clerk.post(url, body).status_code == 302
    assert kept.title in text(clerk.get(f"/opinions/{one.pk}/"))
    assert "并入本件" in text(clerk.get(f"/opinions/{kept.pk}/"))
    out = f"/opinions/{one.pk}/unfold/"
    assert clerk.post(out, {"reason": "不是同一段路"}).status_code == 302
    one.refresh_from_db()
    assert one.state == "recorded"


def test_a_unit_from_past_routes_is_offered_and_chosen_by_a_click(county, station, seat, clerk):
    theme, unit = Theme.objects.get(code="rural_roads"), county.departments[0]
    past = make_opinion(station, theme=theme)
    services.route(past, by=seat, route="county", unit=unit)
    opinion = make_opinion(station, theme=theme)
    url = f"/opinions/{opinion.pk}/route/"
    form = text(clerk.get(url))
    assert f"有1件由{unit.name}办理" in form
    assert past.title in form
    chosen = text(clerk.get(f"{url}?route=county&unit={unit.pk}"))
    assert f'<option value="{unit.pk}" selected>' in chosen


def test_ready_words_for_what_is_not_taken(station, clerk):
    opinion = make_opinion(station)
    form = text(clerk.get(f"/opinions/{opinion.pk}/decline/?elsewhere=arbitration"))
    assert "劳动人事争议仲裁院申请仲裁" in form.split("<textarea")[1]


def test_a_link_offers_choices_and_puts_no_words_into_a_form(station, clerk):
    opinion = make_opinion(station)
    for deed, field in (("decline", "words"), ("route", "reason"), ("add", "text")):
        form = text(clerk.get(f"/opinions/{opinion.pk}/{deed}/?{field}=请打假电话4008"))
        assert "4008" not in form, deed


def test_themes_are_found_by_letters_and_initials(station, clerk):
    opinion = make_opinion(station)
    form = text(clerk.get(f"/opinions/{opinion.pk}/classify/"))
    assert "ncgl" in form
    assert "贸易交通文旅 / 农村公路" in form
    theme = Theme.objects.get(code="rural_roads")
    clerk.post(f"/opinions/{opinion.pk}/classify/", {"theme": theme.pk})
    opinion.refresh_from_db()
    assert opinion.theme == theme
    assert opinion.received_on == today()


def test_several_are_routed_at_once_and_each_says_how_it_went(county, station, seat, clerk):
    one, two = make_opinion(station), make_opinion(station)
    late = make_opinion(station, "told")
    foreign = make_opinion(make_station(county, 1))
    assert "一起分办" in text(clerk.get("/opinions/?tab=mine"))
    ids = [one.pk, two.pk, late.pk, foreign.pk]
    asked = text(clerk.post("/opinions/route/", {"ids": ids}))
    assert one.number in asked
    assert foreign.number not in asked

    report = text(clerk.post("/opinions/route/", {"ids": ids, "route": "township"}))
    assert "办成2件，1件没有办成" in report
    assert "现在是「已回复来访人」" in report
    for opinion in (one, two):
        opinion.refresh_from_db()
        assert opinion.state == "routed"
    foreign.refresh_from_db()
    assert foreign.state == "recorded"
    assert clerk.post("/opinions/route/", {"ids": ["x"]}).status_code == 302


def test_the_list_is_narrowed_by_verdict_returns_and_first_station(county, station, clerk, acting):
    unhappy = make_opinion(station, "told", satisfaction="unsatisfied")
    back = make_opinion(station, bounced=2)
    office = acting(county.seat("office"))
    page = text(clerk.get("/opinions/?tab=all&satisfaction=unsatisfied"))
    assert unhappy.number in page
    assert back.number not in page
    assert "满意度：不满意" in page
    page = text(office.get("/opinions/?tab=all&bounced=2"))
    assert back.number in page
    assert unhappy.number not in page
    page = text(office.get(f"/opinions/?tab=all&origin={station.pk}"))
    assert f"最初在：{station.name}" in page
    assert back.number in page
