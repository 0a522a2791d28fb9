"""An empty installation: its first administrator, once."""

import pytest

from accounts import services as accounts
from accounts.models import User
from audit.models import Entry
from liaison.models import Seat, Unit
from liaison.tests.factories import make_division, make_user

pytestmark = pytest.mark.django_db
NEW = "First-admin-2026"


def form(**changes):
    fields = {
        "division": "431021000000",
        "name": "李管理",
        "login": "liguanli",
        "new": NEW,
        "again": NEW,
    }
    return {**fields, **changes}


@pytest.fixture
def county():
    return make_division("桂阳县", "province", code="431021000000")


def test_first_administrator_is_made_with_the_code_and_signed_in(client, county):
    assert client.get("/setup/").status_code == 200
    sent = client.post("/setup/", form(code=accounts.make_setup_code()))
    assert sent.status_code == 302
    seat = Seat.objects.get()
    assert (seat.role, seat.user.login, seat.unit.kind) == ("admin", "liguanli", "platform")
    assert seat.unit.division == county
    assert not seat.user.must_change_password
    assert seat.user.check_password(NEW)
    assert client.get("/account/").status_code == 200
    assert client.get("/setup/").status_code == 404
    assert client.post("/setup/", form(code="x")).status_code == 404
    assert Entry.objects.filter(action="seat.open").count() == 1


def test_wrong_code_weak_password_and_unknown_place_are_told(client, county):
    code = accounts.make_setup_code()
    wrong = client.post("/setup/", form(code="0" * 16))
    assert "首装码不对" in wrong.content.decode()
    weak = client.post("/setup/", form(code=code, new="weak", again="weak"))
    assert "至少10位" in weak.content.decode()
    nowhere = client.post("/setup/", form(code=code, division="999999000000"))
    assert "没有这个区划代码" in nowhere.content.decode()
    assert "李管理" in nowhere.content.decode()
    assert not User.objects.exists()
    assert not Unit.objects.exists()
    assert client.post("/setup/", form(code=code)).status_code == 302


def test_no_page_where_there_is_an_account(client, county):
    make_user()
    assert client.get("/setup/").status_code == 404


def test_a_place_without_divisions_says_what_to_do(client):
    assert "import_divisions" in client.get("/setup/").content.decode()
