"""The list, the opinion's page, its deeds by form, the export and the registry."""

import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from audit.models import Entry
from liaison.tests.factories import make_seat
from stations.models import Opinion, Station
from stations.tests.factories import make_opinion, make_reception, make_station

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(county, station, acting):
    return acting(county.seat("clerk"))


def text(response) -> str:
    return response.content.decode()


def test_tabs_hold_what_they_say(county, station, clerk):
    waiting = make_opinion(station, words="等着分办的一件")
    away = make_opinion(station, "routed", handler=county.departments[0], words="单位在办的一件")
    told = make_opinion(station, "told", words="已经回复的一件")

    mine = text(clerk.get("/opinions/"))
    assert waiting.title in mine
    assert away.title not in mine
    assert away.title in text(clerk.get("/opinions/?tab=routed"))
    assert told.title in text(clerk.get("/opinions/?tab=told"))
    everything = text(clerk.get("/opinions/?tab=all"))
    for opinion in (waiting, away, told):
        assert opinion.title in everything


def test_who_has_nothing_waiting_begins_with_everything(county, station, acting):
    opinion = make_opinion(station, "told")

    for role in ("clerk", "office", "leader", "deputy"):
        page = text(acting(county.seat(role)).get("/opinions/"))
        assert opinion.title in page, role


def test_the_list_shows_light_and_turn_and_searches(county, station, clerk):
    opinion = make_opinion(station, words="村口的桥栏杆断了", turn="东坪镇站·分办")
    page = text(clerk.post("/opinions/", {"tab": "all", "q": "栏杆"}, follow=True))

    assert opinion.number in page
    assert "东坪镇站·分办" in page
    assert "搜索：栏杆" in page
    dated = text(clerk.get("/opinions/?tab=all&received_after=2025-02-03&received_before=x"))
    assert "反映日期从：2025年2月3日" in dated
    assert "反映日期到：日期不对" in dated
    assert opinion.number not in text(
        clerk.post("/opinions/", {"tab": "all", "q": "自来水"}, follow=True)
    )


@pytest.mark.parametrize("url", ["/opinions/?tab=all", "/opinions/", "/receptions/"])
def test_a_list_costs_the_same_for_one_row_and_many(county, station, clerk, url):
    make_opinion(station)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert clerk.get(url).status_code == 200
        return len(found)

    queries()
    few = queries()
    for _ in range(6):
        make_opinion(station)
    assert queries() == few
    assert few <= 14


def test_the_page_shows_the_words_masks_the_visitor_and_offers_the_deeds(county, station, clerk):
    opinion = make_opinion(station, words="村口的桥栏杆断了，<b>危险</b>")
    page = text(clerk.get(f"/opinions/{opinion.pk}/"))

    assert "村口的桥栏杆断了，&lt;b&gt;危险&lt;/b&gt;" in page
    assert "扶**" in page
    assert opinion.reception.visitor_phone not in page
    for deed in ("answer", "route", "decline", "add", "reveal", "issue_slip"):
        assert f"/opinions/{opinion.pk}/{deed}/" in page
    for deed in ("tell_back", "bounce", "report_result"):
        assert f"/opinions/{opinion.pk}/{deed}/" not in page
    assert f"/suggestions/new/?opinion={opinion.pk}" in page
    assert f"/suggestions/for-opinion/{opinion.pk}/" in page


FORMS = {
    "answer": ("recorded", {"words": "当场说清了", "satisfaction": "satisfied"}, "told"),
    "route": ("recorded", {"route": "township"}, "routed"),
    "decline": ("recorded", {"advice": "请到县人民法院"}, "told"),
    "reroute": ("routed", {"route": "county", "reason": "是县道"}, "routed"),
    "report_result": ("routed", {"result": "路通了"}, "handled"),
    "tell_back": (
        "handled",
        {"method": "phone", "words": "路通了", "satisfaction": "basic", "told_on": "today"},
        "told",
    ),
    "add": ("told", {"text": "又塌了"}, "told"),
    "also_route": ("routed", {"route": "hotline", "contact": "20251124-3307"}, "routed"),
    "ask_extension": ("routed", {"reason": "等检测报告"}, "routed"),
    "try_contact": (
        "handled",
        {"method": "phone", "note": "号码停机", "tried_on": "today"},
        "handled",
    ),
    "classify": ("recorded", {"nature": "help"}, "recorded"),
    "reopen": ("told", {"route": "station", "reason": "只清了一半"}, "routed"),
}


@pytest.mark.parametrize("deed", list(FORMS))
def test_each_deed_by_its_form(county, station, clerk, deed):
    state, data, after = FORMS[deed]
    handler = county.township_governments[0] if state in {"routed", "handled"} else None
    opinion = make_opinion(station, state, handler=handler)
    if deed == "reopen":
        Opinion.objects.update(satisfaction="unsatisfied")
    url = f"/opinions/{opinion.pk}/{deed}/"
    today = opinion.received_on.isoformat()
    data = {name: today if value == "today" else value for name, value in data.items()}
    assert clerk.get(url).status_code == 200

    empty = clerk.post(url, {"version": opinion.version})
    assert empty.status_code == 200
    assert "errorlist" in text(empty)
    body = data | {"version": opinion.version, "idempotency_key": str(uuid.uuid4())}
    first, second = clerk.post(url, body), clerk.post(url, body)

    assert first["Location"] == second["Location"] == f"/opinions/{opinion.pk}/"
    opinion.refresh_from_db()
    assert opinion.state == after
    assert opinion.events.filter(code=deed).count() == 1


def test_the_second_of_two_clerks_keeps_the_text(county, station, clerk, acting):
    opinion = make_opinion(station, "routed", handler=county.township_governments[0])
    url = f"/opinions/{opinion.pk}/report_result/"
    started_from = opinion.version
    clerk.post(f"/opinions/{opinion.pk}/add/", {"text": "又塌了", "version": started_from})

    response = acting(county.seat("head")).post(
        url, {"result": "写了很久的结果", "version": started_from}
    )

    assert response.status_code == 409
    assert "写了很久的结果" in text(response)
    assert county.seat("clerk").user.name in text(response)
    opinion.refresh_from_db()
    assert opinion.state == "routed"


def test_a_step_that_its_state_forbids_is_409_with_the_reason(station, clerk):
    opinion = make_opinion(station, "told")
    url = f"/opinions/{opinion.pk}/answer/"

    for response in (
        clerk.get(url),
        clerk.post(url, {"words": "再说一次", "satisfaction": "satisfied"}),
    ):
        assert response.status_code == 409
        assert "已回复来访人" in text(response)
    assert clerk.get(f"/opinions/{opinion.pk}/sleep/").status_code == 404


def test_the_contact_is_shown_for_one_answer_only(station, clerk):
    opinion = make_opinion(station)
    url = f"/opinions/{opinion.pk}/reveal/"
    assert opinion.reception.visitor_phone not in text(clerk.get(url))

    response = clerk.post(url, {"reason_code": "verify", "words": "核实门牌"})

    assert opinion.reception.visitor_phone in text(response)
    assert "no-store" in response["Cache-Control"]
    assert opinion.reception.visitor_phone not in text(clerk.get(f"/opinions/{opinion.pk}/"))


def test_the_contact_of_a_visit_needs_a_reason_too(county, station, clerk, acting):
    visit = make_reception(station)
    url = f"/receptions/{visit.pk}/reveal/"
    assert url in text(clerk.get(f"/receptions/{visit.pk}/"))

    refused = clerk.post(url, {"reason_code": "verify", "words": " "})
    assert visit.visitor_phone not in text(refused)
    shown = clerk.post(url, {"reason_code": "verify", "words": "核实门牌"})

    assert visit.visitor_phone in text(shown)
    assert Entry.objects.get(action="reception.reveal").reason == "核实情况：核实门牌"
    assert acting(county.seat("leader")).get(url).status_code == 403


def test_the_export_holds_what_is_seen_and_is_recorded(county, station, clerk):
    seen = make_opinion(station, words="=HYPERLINK(1)村口的桥")
    make_opinion(make_station(county, 1))

    assert clerk.get("/opinions/export/").status_code == 405
    response = clerk.post("/opinions/export/", {"tab": "all"})

    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[2:]] == [seen.number]
    assert "扶国强" not in str(rows)
    entry = Entry.objects.get(action="opinion.export")
    assert entry.after["count"] == 1


def test_more_than_a_hundred_rows_need_a_narrower_filter(station, clerk):
    template = make_opinion(station)
    rows = []
    for number in range(100):
        row = Opinion.objects.get(pk=template.pk)
        row.pk, row.number = None, f"{station.code}-20250101-{number:03d}"
        rows.append(row)
    Opinion.objects.bulk_create(rows)

    response = clerk.post("/opinions/export/", {"tab": "all"})

    assert response.status_code == 400
    assert "100" in text(response)
    assert not Entry.objects.filter(action="opinion.export").exists()


def test_a_unit_reads_what_it_handles(county, station, acting):
    opinion = make_opinion(station, "routed", handler=county.departments[0], route="county")
    unit = acting(make_seat("unit", county.departments[0]))

    page = text(unit.get(f"/opinions/{opinion.pk}/"))

    assert f"/opinions/{opinion.pk}/report_result/" in page
    assert "查看联系方式" not in page
    assert "这次接待" not in page


def test_the_registry(county, station, acting):
    office, head = acting(county.seat("office")), acting(county.seat("head"))
    assert station.name in text(office.get("/stations/"))
    assert county.deputies[0].name in text(office.get(f"/stations/{station.pk}/"))

    made = office.post(
        "/stations/new/",
        {
            "name": "中药材产业联络站",
            "code": "zyc",
            "division": county.townships[1].pk,
            "kind": "trade",
            "trade": "中药材",
            "opened_on": "2025-03-01",
        },
    )
    new = Station.objects.get(code="ZYC")
    assert made["Location"] == f"/stations/{new.pk}/"
    assert new.township == county.townships[1]
    again = office.post("/stations/new/", {"name": "另一个", "code": "ZYC"})
    assert again.status_code == 200
    assert head.get("/stations/new/").status_code == 403

    assert head.get(f"/stations/{new.pk}/change/").status_code == 403
    changed = {"kind": "central", "phone": "0735-1234567"}
    assert head.post(f"/stations/{station.pk}/change/", changed).status_code == 302
    station.refresh_from_db()
    assert station.phone == "0735-1234567"


def test_deputies_in_and_out(county, station, acting):
    head = acting(county.seat("head"))
    newcomer = county.deputies[3]
    data = {"deputy": newcomer.pk, "since": "2025-05-01"}

    assert head.post(f"/stations/{station.pk}/attach/", data).status_code == 302
    assert head.post(f"/stations/{station.pk}/attach/", data).status_code == 200
    assert station.attachments.filter(deputy=newcomer, until=None).count() == 1
    assert head.post(f"/stations/{station.pk}/detach/{newcomer.pk}/").status_code == 302
    assert not station.attachments.filter(deputy=newcomer, until=None).exists()
    assert head.post(f"/stations/{station.pk}/detach/{newcomer.pk}/").status_code == 409
    clerk = acting(county.seat("clerk"))
    assert clerk.post(f"/stations/{station.pk}/attach/", data).status_code == 403
