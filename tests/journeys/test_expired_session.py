"""A session that ends in the middle of a form: the text survives signing in again."""

import pytest
from django.db.models import F

from accounts.models import User
from liaison.models import Seat
from liaison.tests.factories import PASSWORD, county_fixture
from tests.browser import PHONE, WIDE, run_axe

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page, login):
    page.fill("#id_username", login)
    page.fill("#id_password", PASSWORD)
    page.click("form.box .btn.primary")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_text_survives_an_ended_session(live_server, open_page, size):
    county = county_fixture()
    head = county.seat("head")
    address = f"/seats/units/{county.stations[0].pk}/new/"
    page = open_page(size)
    page.goto(live_server.url + address)
    sign_in(page, head.user.login)
    page.wait_for_url(f"**{address}")
    page.fill("#id_name", "郭晓兰")
    page.fill("#id_login", "guoxiaolan")
    page.fill("#id_title", "专职联络员")
    page.wait_for_timeout(500)
    User.objects.filter(pk=head.user_id).update(session_version=F("session_version") + 1)

    page.click(".form-foot .btn.primary")
    page.wait_for_url("**/sign-in/?next=**")
    assert "写好的内容不会丢" in page.inner_text("main")
    assert run_axe(page) == []
    assert not User.objects.filter(login="guoxiaolan").exists()

    sign_in(page, head.user.login)
    page.wait_for_url(f"**{address}*")
    assert page.input_value("#id_name") == "郭晓兰"
    assert page.input_value("#id_login") == "guoxiaolan"
    assert page.input_value("#id_title") == "专职联络员"
    assert run_axe(page) == []
    page.click(".form-foot .btn.primary")
    page.wait_for_selector("text=岗位已开通")
    assert run_axe(page) == []
    seat = Seat.objects.get(user__login="guoxiaolan")
    assert seat.title == "专职联络员"

    page.goto(live_server.url + address)
    assert page.input_value("#id_name") == "", "what was saved is not offered again"


def test_wrong_password_keeps_the_name_and_says_the_same_words(live_server, open_page):
    county_fixture().seat("head")
    page = open_page(PHONE)
    page.goto(live_server.url + "/sign-in/")
    sign_in(page, "nobody-here")
    page.wait_for_selector(".notice.bad")
    assert "不对，请再核对" in page.inner_text(".notice.bad")
    assert page.input_value("#id_username") == "nobody-here"
    assert page.input_value("#id_password") == ""
    assert run_axe(page) == []
