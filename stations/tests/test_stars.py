"""Stars: the station applies, the office judges as a whole, up and down; who may do what when."""

from typing import Any

import pytest

from audit.models import Entry
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from liaison.choices import STATION_ROLES, Role
from liaison.tests.factories import signed_in
from notifications.models import Notification
from stations import services
from stations.choices import StarState
from stations.models import StarApplication
from stations.services import Claim, Mark
from stations.tests.factories import make_star
from stations.workflow.stars import STARS

pytestmark = pytest.mark.django_db

S = StarState
FROM = {
    "fill_in": {S.DRAFT, S.RETURNED},
    "apply": {S.DRAFT, S.RETURNED},
    "withdraw": {S.APPLIED},
    "send_back": {S.APPLIED},
    "grant": {S.APPLIED},
    "regrade": {S.GRANTED},
}
STAFF, OFFICE = set(STATION_ROLES), {Role.OFFICE}
WHO = {
    "fill_in": STAFF,
    "apply": STAFF,
    "withdraw": STAFF,
    "send_back": OFFICE,
    "grant": OFFICE,
    "regrade": OFFICE,
}


def perform(step: str, case: StarApplication, seat: Any) -> Any:
    deeds: dict[str, Any] = {
        "fill_in": lambda: services.fill_in(case, by=seat, asked=3, statement="", claims={}),
        "apply": lambda: services.apply_stars(case, by=seat),
        "withdraw": lambda: services.withdraw_stars(case, by=seat),
        "send_back": lambda: services.send_back(case, by=seat, reason="缺照片"),
        "grant": lambda: services.grant(case, by=seat, granted=4, review_note="材料齐全"),
        "regrade": lambda: services.regrade(case, by=seat, granted=2, review_note="停了接待"),
    }
    return deeds[step]()


def test_the_matrix_names_every_step_of_the_table():
    assert set(FROM) == set(STARS.steps)


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("step", list(FROM))
def test_who_may_do_what_when(county, station, step, state):
    for number, role in enumerate(
        (*STATION_ROLES, Role.OFFICE, Role.PRESIDIUM, Role.LEADER, Role.DEPUTY, Role.UNIT)
    ):
        case = make_star(station, state, year=2000 + number)
        seat = county.seat(role)
        before = Entry.objects.count()
        if state in FROM[step] and role in WHO[step]:
            perform(step, case, seat)
            assert Entry.objects.count() > before
            continue
        refusal = Conflict if role in WHO[step] else Forbidden
        with pytest.raises(refusal):
            perform(step, case, seat)
        assert Entry.objects.count() == before


def test_an_application_opens_with_the_last_check(county, station):
    clerk = county.seat("clerk")
    item = services.checklist_of(station.congress_id).items.first()
    services.check_station(station, by=clerk, marks=[Mark(item, True)])
    case = services.start_application(station, today().year, by=clerk)
    assert case.evidence.get(item=item).claimed == item.weight
    assert sum(case.evidence.values_list("claimed", flat=True)) == item.weight
    with pytest.raises(Conflict):
        services.start_application(station, today().year, by=clerk)
    with pytest.raises(Forbidden):
        services.start_application(station, today().year - 1, by=county.seat("office"))


def test_more_points_than_the_item_has_are_refused_beside_it(county, station):
    case = make_star(station)
    row = case.evidence.select_related("item").first()
    with pytest.raises(Invalid) as refused:
        services.fill_in(
            case,
            by=county.seat("clerk"),
            asked=4,
            statement="",
            claims={row.item_id: Claim(row.item.weight + 1, link="https://elsewhere.example/")},
        )
    assert set(refused.value.errors) == {f"points_{row.item_id}", f"link_{row.item_id}"}


@pytest.mark.parametrize(
    "link",
    ["//evil.example/", "/\\evil.example/", "/\t/evil.example/", "javascript:alert(1)", "stars/"],
)
def test_evidence_never_leads_off_the_platform(county, station, link):
    case = make_star(station)
    row = case.evidence.first()
    claims = {row.item_id: Claim(0, link=link)}
    with pytest.raises(Invalid):
        services.fill_in(case, by=county.seat("clerk"), asked=4, statement="", claims=claims)
    claims = {row.item_id: Claim(0, link="/activities/12/")}
    services.fill_in(case, by=county.seat("clerk"), asked=4, statement="", claims=claims)


def test_it_is_not_handed_in_without_the_stations_own_words(county, station):
    case = make_star(station)
    services.fill_in(case, by=county.seat("clerk"), asked=4, statement=" ", claims={})
    with pytest.raises(Invalid):
        services.apply_stars(case, by=county.seat("clerk"))


def test_applied_judged_and_moved_down_later(county, station):
    for role in ("office", "head"):
        county.seat(role)
    clerk, office = county.seat("clerk"), county.seat("office")
    case = make_star(station)
    services.apply_stars(case, by=clerk)
    assert Notification.objects.filter(user=office.user, title__contains="请评定").exists()
    services.send_back(case, by=office, reason="缺活动照片")
    services.apply_stars(case, by=clerk)
    row = case.evidence.first()
    services.grant(
        case, by=office, granted=5, review_note="接待经常，群众满意", points={row.item_id: 4}
    )
    row.refresh_from_db()
    assert (case.state, case.granted, row.reviewed) == ("granted", 5, 4)
    services.regrade(case, by=office, granted=3, review_note="下半年停了两个月")
    assert case.granted == 3
    words = list(case.events.values_list("sentence", flat=True))
    assert words[-2:] == ["评定为五星", "重新评定为三星"]


def test_another_county_does_not_see_it(county, station, other_county):
    case = make_star(station)
    for role in ("clerk", "office", "leader"):
        assert StarApplication.objects.visible_to(county.seat(role)).filter(pk=case.pk).exists()
        client = signed_in(other_county.seat(role))
        assert client.get(f"/stars/{case.pk}/").status_code == 404
        assert client.post(f"/stars/{case.pk}/grant/", {}).status_code == 404


def test_the_pages_from_start_to_star(county, station):
    clerk, office = signed_in(county.seat("clerk")), signed_in(county.seat("office"))
    assert "申报" in clerk.get("/stars/").content.decode()
    started = clerk.post("/stars/start/")
    case = StarApplication.objects.get()
    assert started.url == f"/stars/{case.pk}/fill_in/"
    form = clerk.get(started.url).content.decode()
    assert "自评各项" in form
    rows = list(case.evidence.select_related("item"))
    data = {"asked": "4", "statement": "全年接待两百次。", "version": case.version}
    data |= {f"points_{row.item_id}": row.item.weight for row in rows}
    data |= {f"link_{rows[0].item_id}": f"/stations/{station.pk}/"}
    assert clerk.post(started.url, data).status_code == 302
    case.refresh_from_db()
    page = f"/stars/{case.pk}/"
    assert clerk.post(f"{page}apply/", {"version": case.version}).status_code == 302
    case.refresh_from_db()
    judged = {"granted": "4", "review_note": "材料齐全", "version": case.version}
    judged |= {f"points_{row.item_id}": 1 for row in rows}
    assert office.post(f"{page}grant/", judged).status_code == 302
    assert "四星" in clerk.get(page).content.decode()
    assert "4星" in office.get("/stars/?tab=granted").content.decode()
    late = clerk.post(f"{page}apply/", {"version": case.version})
    assert late.status_code == 409


def test_the_api_from_start_to_star(county, station, acting):
    clerk, office = acting(county.seat("clerk")), acting(county.seat("office"))

    def post(client, path, body):
        return client.post(f"/api/v1/{path}", body, content_type="application/json")

    item = services.checklist_of(station.congress_id).items.first()
    standard = post(
        clerk, f"stations/{station.pk}/standard/", {"marks": [{"item": item.pk, "is_met": True}]}
    )
    assert standard.json()["points"] == item.weight
    wrong = post(clerk, f"stations/{station.pk}/standard/", {"marks": [{"item": 0}]})
    assert wrong.status_code == 400
    made = post(clerk, "star-applications/", {"year": today().year}).json()
    deeds = f"star-applications/{made['id']}/"
    assert {row["code"] for row in made["actions"]} == {"fill_in", "apply"}
    assert post(clerk, f"{deeds}apply/", {}).status_code == 400
    filled = {"asked": 4, "statement": "两百次", "claims": [{"item": item.pk, "points": 2}]}
    assert post(clerk, f"{deeds}fill-in/", filled).json()["evidence"][0]["claimed"] == 2
    assert post(clerk, f"{deeds}apply/", {}).json()["state"] == "applied"
    assert post(clerk, f"{deeds}grant/", {"granted": 4, "review_note": "好"}).status_code == 403
    judged = post(office, f"{deeds}grant/", {"granted": 4, "review_note": "好"})
    assert judged.json()["granted"] == 4
    assert office.get("/api/v1/star-applications/?state=granted").json()["results"][0]["id"]
