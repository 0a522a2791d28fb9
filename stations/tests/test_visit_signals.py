"""At the desk: seen before, minors, danger, groups, late papers, corrections, signed sheets."""

import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from audit.models import Entry
from core.clock import now, today
from core.problems import Conflict, Forbidden, Invalid, Stale
from files.models import StoredFile
from liaison.tests.factories import make_seat, make_user
from notifications.models import Notification
from stations import services
from stations.choices import DutyState, PatternKind, RosterState
from stations.models import Reception, RosterDay, RosterPattern
from stations.services.reception_hints import SeenBefore, entry_mark
from stations.services.reception_later import add_sheets, correct_reception, open_sheet, sheets_of
from stations.services.rules import rule_of
from stations.tests.factories import make_reception, make_station

pytestmark = pytest.mark.django_db

NEW = "/receptions/new/"
PHONE = "13873505127"


def picture(name="王小虎签的名.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#eeeeee").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def visit(county, station, **kw):
    kw = {
        "visitor_name": "扶国强",
        "visitor_phone": PHONE,
        "opinions": [{"raw_text": "路塌了没人修"}],
        "deputies": county.deputies[:1],
        "held_on": today(),
    } | kw
    return services.record_reception(by=county.seat("clerk"), station=station, **kw)


def reception_day(station, *deputies, **kw):
    kw = {"held_on": today(), "starts_at": dt.time(9), "ends_at": dt.time(11, 30)} | kw
    kw |= {"planned_on": kw["held_on"], "notice_due_on": kw["held_on"]}
    day = RosterDay.objects.create(
        station=station, state=RosterState.PLANNED, place="村部会议室", **station.scope(), **kw
    )
    for deputy in deputies:
        day.duties.create(deputy=deputy, state=DutyState.CONFIRMED)
    return day


# The same paper twice


def test_the_second_clerk_is_shown_the_other_record_and_may_go_on(county, station):
    first = visit(county, station)

    with pytest.raises(SeenBefore) as refusal:
        visit(county, station, anyway=False)

    assert refusal.value.extra["reception"] == {"id": first.pk, "number": first.number}
    assert first.number in refusal.value.errors["anyway"][0]
    assert "扶国强" not in refusal.value.detail
    assert visit(county, station, anyway=True).number.endswith("-0002")


@pytest.mark.parametrize(
    ("kw", "seen"),
    [
        ({}, True),
        ({"visitor_name": "扶国祥"}, True),
        ({"visitor_phone": ""}, True),
        ({"visitor_phone": "13800000001"}, False),
        ({"visitor_name": "李四妹", "visitor_phone": ""}, False),
        ({"held_on": today() - dt.timedelta(days=1)}, False),
        ({"visitor_name": "", "visitor_phone": "", "is_anonymous": True}, False),
    ],
)
def test_which_visits_count_as_seen_before(county, station, kw, seen):
    visit(county, station)
    if seen:
        with pytest.raises(SeenBefore):
            visit(county, station, anyway=False, **kw)
    else:
        assert visit(county, station, anyway=False, **kw)


def test_another_station_is_not_looked_into(county, station):
    other = make_station(county, 1)
    make_reception(other, visitor_phone=PHONE, visitor_name="扶国强")

    assert visit(county, station, anyway=False)


def test_one_paper_number_is_one_record(county, station):
    first = visit(county, station, paper_number=" 2026-017 ")
    assert first.paper_number == "2026-017"

    with pytest.raises(Conflict) as refusal:
        visit(county, station, visitor_name="李四妹", visitor_phone="", paper_number="2026-017")

    assert "paper_number" in refusal.value.errors
    assert visit(county, station, visitor_phone="13800000002").paper_number == ""


def test_a_day_that_has_visitors_is_not_silently_a_day_without(county, station):
    visit(county, station)
    nobody = {"visitor_name": "", "visitor_phone": "", "opinions": [], "no_visitor": True}

    with pytest.raises(SeenBefore):
        visit(county, station, anyway=False, **nobody)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_the_same_moment_make_one_record(county, station):
    county.seat("clerk")

    def one(_):
        try:
            return visit(county, station, anyway=False, paper_number="17")
        except Conflict:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = [result for result in pool.map(one, range(2)) if result]

    assert len(made) == 1
    assert Reception.objects.count() == 1


def test_the_form_asks_shows_the_other_record_and_keeps_the_text(
    county, station, acting, reception_form
):
    client = acting(county.seat("clerk"))
    client.post(NEW, reception_form())
    first = Reception.objects.get()

    page = client.post(NEW, reception_form()).content.decode()

    assert f"/receptions/{first.pk}/" in page
    assert "不是同一次，仍要登记" in page
    assert page.count("是同一次就不用再登记") == 1
    assert "仍要登记</a>" not in page
    assert "还差一点" not in page
    assert "上坪村三组通组路塌方半个月没修" in page
    assert client.post(NEW, reception_form(anyway="on")).status_code == 302
    assert Reception.objects.count() == 2


def test_the_hint_while_typing_names_no_visitor(county, station, acting):
    first = make_reception(station, visitor_phone=PHONE, visitor_name="扶国强")
    sent = {"visitor_phone": PHONE, "visitor_name": "扶国强", "held_on": today().isoformat()}

    page = acting(county.seat("clerk")).post("/receptions/returning/", sent).content.decode()

    assert first.number in page
    assert "本站登记过1次" in page
    assert "扶国强" not in page
    other = make_station(county, 1)
    stranger = make_seat("clerk", other.unit, user=make_user("邻站联络员"))
    assert acting(stranger).post("/receptions/returning/", sent).content.decode().strip() == ""


# Minors, danger, groups


def test_danger_makes_every_matter_urgent_and_tells_the_head_at_once(county, station):
    head = make_seat("head", station.unit, user=make_user("站长"))

    reception = visit(county, station, in_crisis=True)

    assert reception.opinions.get().is_urgent
    told = Notification.objects.get(user=head.user, kind="reception_crisis")
    assert "扶国强" not in told.title + told.body
    assert reception.number in told.body
    assert told.url == reverse("stations:reception", kwargs={"pk": reception.pk})


def test_without_a_head_the_presidium_hears_of_the_danger(county, station):
    presidium = county.seat("presidium")

    visit(county, station, in_crisis=True)

    assert Notification.objects.filter(user=presidium.user, kind="reception_crisis").exists()


def test_the_form_says_what_to_do_and_notes_the_guardian(county, station, acting, reception_form):
    client = acting(county.seat("clerk"))
    page = client.get(NEW).content.decode()
    for number in ("110", "120", "12345", "12356"):
        assert f"tel:{number}" in page
    assert "《个人信息保护法》第三十一条" in page

    client.post(NEW, reception_form(is_minor="on", guardian_name="扶大成", guardian_consents="on"))

    reception = Reception.objects.get()
    assert (reception.visitor_age, reception.guardian_name) == ("minor", "扶大成")
    assert reception.guardian_consents
    shown = client.get(f"/receptions/{reception.pk}/").content.decode()
    assert "扶大成" not in shown
    assert "还没有记下监护人同意" not in shown


def test_a_minor_without_a_guardian_is_recorded_and_the_page_says_what_is_missing(
    county, station, acting, reception_form
):
    client = acting(county.seat("clerk"))

    page = client.post(NEW, reception_form(is_minor="on"), follow=True).content.decode()

    assert "还没有记下监护人。" in page
    assert "记监护人" in page


def test_the_guardian_stays_out_of_the_audit(county, station):
    visit(county, station, visitor_age="minor", guardian_name="扶大成", guardian_consents=True)

    for entry in Entry.objects.all():
        assert "扶大成" not in f"{entry.before}{entry.after}{entry.reason}"


def test_companions_one_a_line_count_the_group(county, station, acting, reception_form):
    names = "\n".join(f"同村人{n}" for n in range(7))
    client = acting(county.seat("clerk"))

    page = client.post(NEW, reception_form(companions=names), follow=True).content.decode()

    assert Reception.objects.get().people == 8
    assert "《信访工作条例》第二十条" in page
    assert "同村人3" not in page


# The day and the hour


def test_todays_reception_day_fills_the_form_in(county, station, acting):
    deputies = county.deputies[2:4]
    away = county.deputies[1]
    day = reception_day(station, *deputies)
    day.duties.create(deputy=away, state=DutyState.ON_LEAVE, leave_reason="出差")

    page = acting(county.seat("clerk")).get(NEW).content.decode()

    assert "村部会议室" in page
    for deputy in deputies:
        box = page.partition(f'data-name="{deputy.name}"')[2]
        assert box.partition(">")[0].strip() == "checked"
    assert "checked" not in page.partition(f'data-name="{away.name}"')[2].partition(">")[0]


def test_on_a_market_day_the_form_says_so(county, station, acting):
    pattern = RosterPattern.objects.create(
        station=station,
        kind=PatternKind.MARKET,
        days=[2, 5, 8],
        starts_at=dt.time(9),
        ends_at=dt.time(11),
        moves_on_holiday=False,
        moves_on_weekend=False,
        since=today(),
    )
    reception_day(station, pattern=pattern)

    page = acting(county.seat("clerk")).get(NEW).content.decode()

    assert '<option value="market_day" selected>' in page


def test_the_hour_of_opening_the_form_holds_for_today_only(county, station, acting, reception_form):
    client = acting(county.seat("clerk"))
    client.post(NEW, reception_form(starts_at="09:05", **{"initial-starts_at": "09:05"}))
    assert Reception.objects.get().starts_at == dt.time(9, 5)

    yesterday = (today() - dt.timedelta(days=1)).isoformat()
    sent = {"starts_at": "09:05", "initial-starts_at": "09:05", "held_on": yesterday}
    client.post(NEW, reception_form(**sent))
    assert Reception.objects.latest("id").starts_at is None
    client.post(NEW, reception_form(**sent | {"starts_at": "10:00", "anyway": "on"}))
    assert Reception.objects.latest("id").starts_at == dt.time(10)


def test_late_is_what_the_congress_says(county, station, acting):
    rule = rule_of(station.congress_id)
    on_time = visit(county, station, held_on=today())
    few = visit(county, station, held_on=today() - dt.timedelta(days=rule.late_entry_days))
    many = visit(county, station, held_on=today() - dt.timedelta(days=rule.late_entry_days + 1))

    assert [entry_mark(row, rule) for row in (on_time, few, many)] == ["", "补录", "迟录"]
    page = acting(county.seat("clerk")).get("/receptions/").content.decode()
    assert page.count('<span class="tag">补录</span>') == 1
    assert page.count('<span class="tag">迟录</span>') == 1


# Afterwards


def test_a_correction_stands_beside_the_first_entry(county, station, acting):
    reception = visit(county, station, visitor_address="三组")
    before = Reception.objects.filter(pk=reception.pk).values("visitor_address", "place").get()

    row = correct_reception(reception, by=county.seat("clerk"), text="来访人住四组。", version=1)

    assert (row.text, row.by_name) == ("来访人住四组。", county.seat("clerk").user.name)
    after = Reception.objects.filter(pk=reception.pk).values("visitor_address", "place").get()
    assert after == before
    entry = Entry.objects.get(action="reception.add")
    assert "四组" not in f"{entry.before}{entry.after}"
    page = acting(county.seat("clerk")).get(f"/receptions/{reception.pk}/").content.decode()
    assert "来访人住四组。" in page
    with pytest.raises(Stale):
        correct_reception(reception, by=county.seat("clerk"), text="又改", version=1)


@pytest.mark.parametrize("role", ["deputy", "presidium", "office"])
def test_only_the_station_corrects(county, station, role):
    reception = visit(county, station)

    with pytest.raises(Forbidden):
        correct_reception(reception, by=county.seat(role), text="改")
    with pytest.raises(Forbidden):
        add_sheets(reception, by=county.seat(role), scans=[picture()])


def test_the_signed_sheet_is_kept_under_our_name_and_opened_with_a_reason(county, station, acting):
    reception = visit(county, station)
    client = acting(county.seat("clerk"))
    url = f"/receptions/{reception.pk}/sheet/"
    assert client.get(url).status_code == 200

    assert client.post(url, {"scans": [picture()], "version": "1"}).status_code == 302

    sheet = StoredFile.objects.get()
    assert sheet.name == f"签名表-{reception.number}-1.jpg"
    assert "王小虎" not in "".join(f"{entry.after}" for entry in Entry.objects.all())
    assert client.get(f"/files/{sheet.token}/").status_code == 404
    assert client.get(f"/files/{sheet.token}/thumb/").status_code == 404
    opening = f"{url}{sheet.token}/"
    assert client.get(opening).status_code == 200
    assert "具体说明" in client.post(opening, {"reason_code": "verify"}).content.decode()
    opened = client.post(opening, {"reason_code": "verify", "words": "核对签名"})
    assert b"".join(opened.streaming_content).startswith(b"\xff\xd8")
    assert "no-store" in opened["Cache-Control"]
    assert Entry.objects.get(action="reception.reveal").reason == "核实情况：核对签名"


def test_what_is_no_scan_is_refused_and_leaves_nothing(county, station):
    reception = visit(county, station)
    wrong = SimpleUploadedFile("表.jpg", b"nothing like a picture")

    with pytest.raises(Invalid):
        add_sheets(reception, by=county.seat("clerk"), scans=[wrong])
    with pytest.raises(Invalid):
        add_sheets(reception, by=county.seat("clerk"), scans=[])
    with pytest.raises(Invalid):
        add_sheets(reception, by=county.seat("clerk"), scans=[picture() for _ in range(7)])
    assert not StoredFile.objects.exists()


def test_a_leader_sees_the_visit_and_never_the_sheet(county, station):
    reception = visit(county, station)
    add_sheets(reception, by=county.seat("clerk"), scans=[picture()])
    token = sheets_of(reception).get().token

    with pytest.raises(Forbidden):
        open_sheet(reception, token, by=county.seat("leader"), reason_code="verify", words="看看")


def test_entered_at_is_the_servers_hour(county, station):
    reception = visit(county, station, held_on=today() - dt.timedelta(days=3))

    assert abs((now() - reception.entered_at).total_seconds()) < 60
    assert reception.is_backdated
