"""Drafts: every wording that was saved is kept, and a draft saves itself while it is written."""

import datetime as dt

import pytest

from core.clock import now, replay
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from suggestions import services
from suggestions.choices import State
from suggestions.tests.api import Client
from suggestions.tests.factories import deputy_seat, lead_seat, make_draft, make_suggestion
from suggestions.tests.pages import Browser, words

pytestmark = pytest.mark.django_db
S = State


@pytest.fixture
def county():
    return county_fixture()


def body(case, **changed):
    fields = {name: getattr(case, name) for name in ("title", "problem", "proposal", "version")}
    return fields | changed


def save(case, seat, **changed):
    url = f"/suggestions/{case.pk}/autosave/"
    return Browser(seat).client.post(url, body(case, **changed)).json()


def later(minutes):
    return replay(now() + dt.timedelta(minutes=minutes))


def test_another_wording_is_another_version_and_the_first_is_kept(county):
    case = make_draft(county, title="关于甲的建议")
    services.edit(case, by=lead_seat(county), title="关于乙的建议")
    with later(60):
        services.edit(case, by=lead_seat(county), title="关于丙的建议")
    titles = list(case.versions.values_list("number", "title"))
    assert titles == [(1, "关于甲的建议"), (2, "关于乙的建议"), (3, "关于丙的建议")]


def test_one_sitting_is_one_version(county):
    case = make_draft(county, title="关于甲的建议")
    for title in ("关于乙的建议", "关于丙的建议"):
        services.edit(case, by=lead_seat(county), title=title)
    assert list(case.versions.values_list("title", flat=True)) == ["关于甲的建议", "关于丙的建议"]


def test_what_the_office_read_stays_when_it_was_sent_back(county):
    case = make_suggestion(county, S.SENT_BACK, title="关于甲的建议")
    for title in ("关于乙的建议", "关于丙的建议"):
        services.edit(case, by=lead_seat(county), title=title)
    assert case.versions.count() == 3


def test_draft_saves_itself_and_says_from_which_version_to_go_on(county):
    case = make_draft(county)
    first = save(case, lead_seat(county), problem="写到一半")
    assert first["saved"]
    assert "已自动保存" in first["words"]
    case.refresh_from_db()
    assert (case.problem, case.state) == ("写到一半", S.DRAFT)
    again = save(case, lead_seat(county), problem="写到一大半", version=first["version"])
    assert again["saved"]


def test_it_never_writes_over_what_somebody_else_saved(county):
    case = make_draft(county)
    old = case.version
    services.edit(case, by=lead_seat(county), problem="另一台设备上写的")
    found = save(case, lead_seat(county), problem="这台设备上写的", version=old)
    assert not found["saved"]
    assert found["words"]
    case.refresh_from_db()
    assert case.problem == "另一台设备上写的"


def test_cosigners_are_not_asked_again_by_a_page_that_saves_itself(county):
    case = make_suggestion(county, S.COSIGNING)
    assert save(case, lead_seat(county), title="关于别的建议") == {"saved": False}
    page = Browser(lead_seat(county)).form(case, "edit").content.decode()
    assert "data-autosave=" not in page


def test_versions_are_for_the_authors(county):
    case = make_draft(county, title="关于甲的建议")
    with later(60):
        services.edit(case, by=lead_seat(county), title="关于乙的建议")
    page = words(Browser(lead_seat(county)).get("versions", pk=case.pk))
    assert "第2稿" in page
    services.submit(case, by=lead_seat(county))
    services.accept(case, by=county.seat(Role.OFFICE))
    for seat in (county.seat(Role.OFFICE), deputy_seat(county, 3)):
        assert Browser(seat).get("versions", pk=case.pk).status_code == 404
        assert Client(seat).get(f"{case.pk}/versions/").status_code == 404
    rows = Client(lead_seat(county)).get(f"{case.pk}/versions/").json()
    assert [row["title"] for row in rows] == ["关于甲的建议", "关于乙的建议"]
