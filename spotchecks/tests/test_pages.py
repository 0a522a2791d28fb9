"""From the plan to the result at a browser and by the API; who sees which part of it."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from core.clock import today
from deadlines.models import Deadline
from files.models import StoredFile
from liaison.choices import Role
from liaison.tests.factories import county_fixture, signed_in
from spotchecks.choices import State
from spotchecks.models import SpotCheck
from spotchecks.tests.factories import VALUE, draw_now, later, make_answered, make_check
from suggestions.choices import State as Handling
from suggestions.tests.factories import deputy_seat, make_suggestion, unit_seat

pytestmark = pytest.mark.django_db
S = State


@pytest.fixture
def county():
    county = county_fixture()
    make_answered(county, 4)
    return county


def text(response) -> str:
    return response.content.decode()


def picture(name="现场.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def plan_form(**change):
    return {
        "name": "抽评一次",
        "year": today().year,
        "scope": "closed",
        "strata": "none",
        "size_rule": "number",
        "size": "2",
        "source_name": "双色球",
        "source_day": (today().replace(year=today().year + 1)).isoformat(),
    } | change


def test_from_the_plan_to_the_published_page(county):
    office = signed_in(county.seat(Role.OFFICE))
    assert "还没有做过抽评" in text(office.get("/spot-checks/"))
    assert office.get("/spot-checks/new/").status_code == 200
    counted = text(office.get("/spot-checks/count/", plan_form()))
    assert '<b class="big">4</b>' in counted
    assert '<b class="big">2</b>' in counted
    bad = office.post("/spot-checks/new/", plan_form(source_day=today().isoformat()))
    assert bad.status_code == 400
    assert "抽评一次" in text(bad)
    made = office.post("/spot-checks/new/", plan_form())
    check = SpotCheck.objects.get()
    assert made.url == f"/spot-checks/{check.pk}/"
    assert signed_in(county.seat(Role.LEADER)).get(made.url).status_code == 404
    assert office.get(f"{made.url}edit/").status_code == 200
    changed = office.post(f"{made.url}edit/", plan_form(size="3", version=check.version))
    assert changed.status_code == 302
    check.refresh_from_db()
    assert "公布以后" in text(office.get(f"{made.url}publish/"))
    assert office.post(f"{made.url}publish/", {"version": check.version}).status_code == 302
    check.refresh_from_db()
    assert (check.state, check.size, check.list_count) == (S.PUBLISHED, 3, 4)
    assert office.post(f"{made.url}edit/", plan_form()).status_code == 409
    page = text(office.get(made.url))
    assert check.list_hash in page
    assert "自己算一遍" in page
    leader = signed_in(county.seat(Role.LEADER))
    assert leader.get(made.url).status_code == 200
    assert leader.get(f"{made.url}list/").status_code == 200
    assert leader.get(f"{made.url}publish/").status_code == 403
    assert office.post(f"{made.url}cancel/", {"reason": ""}).status_code == 400
    check.refresh_from_db()
    gone = office.post(f"{made.url}cancel/", {"reason": "来源停了。", "version": check.version})
    assert gone.status_code == 302
    assert "来源停了" in text(leader.get(made.url))


def test_anybody_reads_what_was_published_and_nothing_else(county):
    make_suggestion(county, Handling.CLOSED, is_confidential=True, title="关于保密事项的建议")
    check = make_check(county, S.DRAWN, size_rule="share", size=100)
    anybody = Client()
    page = text(anybody.get(f"/draws/{check.code}/"))
    assert check.list_hash in page
    assert "李明" in page
    assert "养犬" not in page
    assert "保密事项" not in page
    body = anybody.get(f"/draws/{check.code}/file/").json()
    assert body["drawn"] == [row.number for row in check.cases.drawn()]
    assert anybody.get(f"/api/v1/public/spot-checks/{check.code}/").json()["seed"] == check.seed
    program = anybody.get("/draws/verify_draw.py").content
    assert b"def verify" in program
    assert anybody.get("/draws/NOTHING1/").status_code == 404
    assert anybody.get("/draws/-/").status_code == 404


FOUND = {
    "verdict": "partly",
    "visited_on": today().isoformat(),
    "place": "东街",
    "findings": "修了一半。",
}


def test_drawn_and_given_out(county):
    check = make_check(county)
    office = signed_in(county.seat(Role.OFFICE))
    page = f"/spot-checks/{check.pk}/"
    assert office.get(f"{page}draw/").status_code == 409
    with later():
        assert office.get(f"{page}draw/").status_code == 200
        bad = office.post(f"{page}draw/", {"value": "没有", "witnesses": "李明"})
        assert bad.status_code == 400
        sent = {"value": VALUE, "witnesses": "李明，县纪委\n\n罗桂兰，群众代表"}
        assert office.post(f"{page}draw/", sent).status_code == 302
        assert check.people.filter(part="witness").count() == 2
        assert county.deputies[2].name in text(office.get(f"{page}assign/"))
        cases = list(check.cases.drawn())
        chosen = {f"reviewer_{row.pk}": f"deputy:{county.deputies[2].pk}" for row in cases}
        own = chosen | {f"reviewer_{cases[0].pk}": f"deputy:{county.deputies[0].pk}"}
        assert office.post(f"{page}assign/", own).status_code == 400
        assert office.post(f"{page}assign/", chosen).status_code == 302
        reviewer = signed_in(deputy_seat(county, 2))
        assert "等您到现场评议" in text(reviewer.get(page))
        assert "现场评议" in text(reviewer.get("/todo/"))


def test_reviewed_on_the_spot_with_photos(county):
    check = make_check(county, S.REVIEWING)
    case = check.cases.drawn().first()
    reviewer = signed_in(deputy_seat(county, 2))
    page = f"/spot-checks/cases/{case.pk}/"
    with later():
        assert reviewer.get(f"{page}review/").status_code == 200
        short = reviewer.post(f"{page}review/", FOUND)
        assert short.status_code == 400
        assert "修了一半" in text(short)
        sent = FOUND | {"reason": "还有一半。", "photos": [picture()]}
        assert reviewer.post(f"{page}review/", sent).status_code == 302
    photo = StoredFile.objects.get(subject_type="spotcheckcase", subject_id=case.pk)
    assert str(photo.token) in text(reviewer.get(page))
    opened = reviewer.get(f"/files/{photo.token}/")
    assert opened.status_code == 200
    assert b"".join(opened.streaming_content)
    stranger = signed_in(unit_seat(county.departments[2]))
    assert stranger.get(page).status_code == 404
    assert stranger.get(f"/files/{photo.token}/").status_code == 404
    other = signed_in(deputy_seat(county, 1))
    assert other.get(f"{page}review/").status_code == 403
    office = signed_in(county.seat(Role.OFFICE))
    with later():
        assert office.get(f"/spot-checks/{check.pk}/conclude/").status_code == 409


def test_the_result_on_the_suggestion_and_what_the_office_makes_of_it(county):
    check = make_check(county, S.CONCLUDED)
    case = check.cases.drawn().first().suggestion
    office = signed_in(county.seat(Role.OFFICE))
    record = text(office.get(f"/suggestions/{case.pk}/"))
    assert "没有解决" in record
    assert "研究抽评结果" in record
    assert f'href="/spot-checks/cases/{case.checked_row}/"' in record
    assert case.title in text(office.get("/suggestions/?tab=all&checked=not"))
    assert case.title not in text(office.get("/suggestions/?tab=all&checked=solved"))
    deed = f"/suggestions/{case.pk}/follow_check/"
    assert office.get(deed).status_code == 200
    sent = {"rehandle": "yes", "words": "剩下一半限期办完。", "version": case.version}
    assert office.post(deed, sent).status_code == 302
    case.refresh_from_db()
    assert case.state == Handling.REHANDLING
    assert not Deadline.objects.open().filter(kind="follow_check").exists()


def test_a_unit_sees_its_own_after_the_draw(county):
    make_suggestion(county, Handling.CLOSED, units=county.departments[2:3])
    check = make_check(county, strata="unit", size=1)
    head = signed_in(unit_seat(county.departments[2]))
    page = f"/spot-checks/{check.pk}/"
    assert head.get(page).status_code == 404
    check = make_drawn(check, county)
    shown = text(head.get(page))
    assert "抽中本单位的" in shown
    own = check.cases.drawn().get(group_name=county.departments[2].name)
    others = check.cases.drawn().exclude(pk=own.pk)
    assert own.number in shown
    assert head.get(f"/spot-checks/cases/{own.pk}/").status_code == 200
    for row in others:
        assert head.get(f"/spot-checks/cases/{row.pk}/").status_code == 404
        assert f"/spot-checks/cases/{row.pk}/" not in shown
    assert head.get(f"{page}paper/pdf/").status_code == 404
    body = head.get(f"/api/v1/spot-checks/{check.pk}/").json()
    assert body["rates"] is None
    assert [row["id"] for row in body["cases"]] == [own.pk]


def make_drawn(check, county):
    draw_now(check, county)
    check.refresh_from_db()
    return check


def test_the_result_prints(county):
    check = make_check(county, S.CONCLUDED)
    leader = signed_in(county.seat(Role.LEADER))
    paper = leader.get(f"/spot-checks/{check.pk}/paper/pdf/")
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert "随机抽评结果表" in words
    assert "没有解决" in words
    assert leader.get(f"/spot-checks/{check.pk}/paper/docx/").status_code == 200
    assert leader.get(f"/spot-checks/{check.pk}/paper/txt/").status_code == 404


def test_the_whole_way_by_the_api(county):
    office = signed_in(county.seat(Role.OFFICE))

    def post(client, path, **body):
        return client.post(f"/api/v1/{path}", body, content_type="application/json")

    plan = {
        "name": "抽评",
        "year": today().year,
        "size_rule": "number",
        "size": 1,
        "source": "双色球",
        "source_day": (today().replace(year=today().year + 1)).isoformat(),
    }
    made = post(office, "spot-checks/", **plan)
    assert made.status_code == 201
    address = f"spot-checks/{made.json()['id']}/"
    assert {row["code"] for row in made.json()["actions"]} == {"edit", "publish", "cancel"}
    soon = plan | {"source_day": make_day()}
    assert post(office, f"{address}edit/", **soon).json()["source_day"] == make_day()
    assert post(office, f"{address}publish/").json()["state"] == "published"
    assert post(office, f"{address}publish/").status_code == 409
    with later():
        drawn = post(office, f"{address}draw/", value="07", witnesses=[{"name": "李明"}]).json()
        (case,) = drawn["cases"]
        given = [{"case": case["id"], "deputy": county.deputies[2].pk}]
        assert post(office, f"{address}assign/", reviewers=given).json()["state"] == "reviewing"
        reviewer = signed_in(deputy_seat(county, 2))
        found = {
            "visited_on": today().isoformat(),
            "place": "东街",
            "findings": "都好。",
            "verdict": "solved",
        }
        done = post(reviewer, f"spot-check-cases/{case['id']}/review/", **found).json()
        assert done["reviews"][0]["verdict"] == "solved"
        assert post(reviewer, f"{address}conclude/").status_code == 403
        ended = post(office, f"{address}conclude/", words="好。").json()
    assert ended["state"] == "concluded"
    assert ended["rates"]["solved"] == 1
    listed = reviewer.get("/api/v1/spot-checks/").json()["results"]
    assert [row["name"] for row in listed] == ["抽评"]
    row = office.get(f"/api/v1/suggestions/{case['suggestion']}/").json()
    assert row["checked_result"] == "solved"


def make_day() -> str:
    return (today() + dt.timedelta(days=2)).isoformat()
