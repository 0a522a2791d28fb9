"""By keyboard and finger: an opinion on two ways, the same matter, several routed at once."""

import pytest

from liaison.tests.factories import PASSWORD, county_fixture
from stations import services
from stations.models import Opinion, Theme
from stations.tests.factories import make_opinion, make_station
from tests.browser import PHONE, WIDE, run_axe

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page, login):
    page.fill("#id_username", login)
    page.fill("#id_password", PASSWORD)
    page.click("form.box .btn.primary")


def deed(page, code):
    """Open the deed's form: a button of the page, or behind 更多."""
    link = page.locator(f"[data-deed={code}]").first
    if not link.is_visible():
        page.click("details.pick > summary:has-text('更多')")
    link.click()
    page.wait_for_selector("dialog[open] form")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_two_ways_a_theme_by_initials_and_folding(live_server, open_page, size):
    county = county_fixture()
    station = make_station(county)
    clerk = county.seat("clerk")
    opinion = make_opinion(station, words="上坪村三组的通组路塌方半个月没人修，孩子上学要绕行。")
    other = make_opinion(station, words="三组那段路垮了十几天了，车过不去，娃娃读书绕好远。")
    services.route(opinion, by=clerk, route="township")
    page = open_page(size)
    page.goto(f"{live_server.url}/opinions/{opinion.pk}/")
    sign_in(page, clerk.user.login)
    page.wait_for_url(f"**/opinions/{opinion.pk}/")

    deed(page, "also_route")
    page.check("dialog [name=route][value=hotline]")
    assert not page.is_visible("dialog [name=unit]")
    page.fill("dialog [name=contact]", "20251124-3307")
    assert run_axe(page) == []
    page.click("dialog .btn.primary")
    page.wait_for_selector("text=20251124-3307")
    assert run_axe(page) == []

    deed(page, "classify")
    page.fill("dialog [data-pick-find]", "ncgl")
    page.press("dialog [data-pick-find]", "Enter")
    assert run_axe(page) == []
    page.click("dialog .btn.primary")
    page.wait_for_selector("text=农村公路")
    assert Opinion.objects.get(pk=opinion.pk).theme == Theme.objects.get(code="rural_roads")

    page.goto(f"{live_server.url}/opinions/{other.pk}/")
    deed(page, "fold")
    page.check(f"dialog [name=other][value='{opinion.pk}']")
    page.fill("dialog [name=reason]", "同一段路")
    assert run_axe(page) == []
    page.click("dialog .btn.primary")
    page.wait_for_selector("text=本件并入")
    assert run_axe(page) == []
    assert Opinion.objects.get(pk=other.pk).folded_into_id == opinion.pk


def test_several_at_once_and_a_ready_answer(live_server, open_page):
    county = county_fixture()
    station = make_station(county)
    rows = [make_opinion(station) for _ in range(3)]
    clerk = county.seat("clerk")
    page = open_page(WIDE)
    page.goto(f"{live_server.url}/opinions/?tab=mine")
    sign_in(page, clerk.user.login)
    page.wait_for_selector("table.rows")
    for row in rows[:2]:
        page.check(f"[name=ids][value='{row.pk}']")
    page.click("button:has-text('一起分办')")
    page.check("[name=route][value=township]")
    assert run_axe(page) == []
    page.click(".form-foot .btn.primary")
    page.wait_for_selector("text=办成2件")
    assert run_axe(page) == []

    page.goto(f"{live_server.url}/opinions/{rows[2].pk}/")
    deed(page, "decline")
    page.click("dialog a:has-text('劳动仲裁')")
    page.wait_for_selector("dialog[open] textarea:has-text('仲裁院')")
    assert run_axe(page) == []
    page.click("dialog .btn.primary")
    page.wait_for_selector("text=告知的去处")
