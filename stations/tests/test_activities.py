"""Activities: who may do what when, one told from plan to summary, who sees it, pages, API."""

import datetime as dt
import io
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from deadlines.models import Deadline
from files.tests.test_files import picture
from liaison.choices import STATION_ROLES, Role
from liaison.tests.factories import signed_in
from notifications.models import Notification
from stations import services
from stations.choices import ActivityState
from stations.models import Activity, Opinion
from stations.tests.factories import make_activity, make_station
from stations.workflow.activities import ACTIVITY

pytestmark = pytest.mark.django_db

S = ActivityState
BEFORE = {S.PLANNED, S.NOTICED}
FROM = {
    "notice": {S.PLANNED},
    "hold": BEFORE,
    "sum_up": {S.HELD},
    "find": BEFORE | {S.HELD},
    "add_photos": set(S) - {S.CANCELLED},
    "invite": BEFORE,
    "take_out": BEFORE,
    "change": BEFORE,
    "cancel": BEFORE,
}
RUNNERS = set(STATION_ROLES) | {Role.PRESIDIUM, Role.OFFICE}
WHO = dict.fromkeys(FROM, RUNNERS) | {
    "find": RUNNERS | {Role.DEPUTY},
    "add_photos": RUNNERS | {Role.DEPUTY},
}


def test_the_matrix_names_every_step_of_the_table():
    assert set(FROM) == set(ACTIVITY.steps)


def perform(step: str, activity: Activity, seat: Any, county: Any) -> Any:
    person = activity.attendees.first()
    deeds: dict[str, Any] = {
        "notice": lambda: services.send_notice(activity, by=seat),
        "hold": lambda: services.hold_activity(activity, by=seat, attended=[person]),
        "sum_up": lambda: services.sum_up(activity, by=seat, summary="看了两处基地"),
        "find": lambda: services.add_finding(activity, by=seat, text="排水沟堵了"),
        "add_photos": lambda: services.add_activity_photos(activity, by=seat, photos=[photo()]),
        "invite": lambda: services.invite(activity, by=seat, deputies=[county.deputies[2]]),
        "take_out": lambda: services.take_out(activity, person, by=seat),
        "change": lambda: services.change_activity(activity, by=seat, title="改了名字"),
        "cancel": lambda: services.cancel_activity(activity, by=seat, reason="下大雨"),
    }
    return deeds[step]()


def docx_words(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    return "\n".join(cell.text for table in file.tables for cell in table._cells)


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("现场.jpg", picture(), content_type="image/jpeg")


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("step", list(FROM))
def test_who_may_do_what_when(county, station, step, state):
    for role in (*STATION_ROLES, Role.PRESIDIUM, Role.OFFICE, Role.DEPUTY, Role.LEADER, Role.UNIT):
        activity = make_activity(station, state, deputies=[county.deputies[0]])
        seat = county.seat(role)
        before = Entry.objects.count()
        if state in FROM[step] and role in WHO[step]:
            perform(step, activity, seat, county)
            assert Entry.objects.count() > before
            continue
        refusal = Conflict if role in WHO[step] else Forbidden
        with pytest.raises(refusal):
            perform(step, activity, seat, county)
        assert Entry.objects.count() == before


def plan(county, station, **changes):
    for role in ("deputy", "unit"):
        county.seat(role)
    details = {
        "kind": "clinic",
        "title": "黄精种植专家会诊",
        "held_on": today(),
        "agenda": ["看基地", "会诊"],
        "deputies": county.deputies[:2],
        "guests": [
            services.Guest("expert", "何建平", "农科所研究员"),
            services.Guest("department", "", unit=county.departments[0]),
        ],
    }
    return services.plan_activity(by=county.seat("clerk"), station=station, **details | changes)


def test_the_first_item_is_the_study(county, station):
    activity = plan(county, station)
    titles = list(activity.agenda.values_list("title", "is_first_item"))
    assert titles == [(services.FIRST_ITEM, True), ("看基地", False), ("会诊", False)]


def test_a_first_item_typed_by_hand_is_not_doubled(county, station):
    activity = plan(county, station, agenda=["第一议题：学习监督法", "座谈"])
    assert list(activity.agenda.values_list("title", "is_first_item")) == [
        ("第一议题：学习监督法", True),
        ("座谈", False),
    ]


def test_an_activity_from_plan_to_summary(county, station):
    clerk = county.seat("clerk")
    activity = plan(county, station)
    services.send_notice(activity, by=clerk)
    told = set(Notification.objects.values_list("user_id", flat=True))
    assert county.seat("deputy").user_id in told
    assert county.seat("unit").user_id in told

    here = list(activity.attendees.all()[:2])
    item = activity.agenda.first()
    services.hold_activity(
        activity, by=clerk, attended=here, voters=8, minutes={item.pk: "学习监督法第三章。"}
    )
    duty = Deadline.objects.get(subject_type="activity", subject_id=activity.pk)
    assert (duty.kind, duty.state) == ("sum_up_activity", "open")
    solved = services.add_finding(
        activity, by=county.seat("deputy"), text="喷灌头堵了", solved_how="专家当场教怎样清"
    )
    waiting = services.add_finding(
        activity, by=clerk, text="进基地的路塌了一段", route="township", photos=[photo()]
    )

    assert solved.opinion is None
    opinion = waiting.opinion
    assert (opinion.state, opinion.route, opinion.activity_id) == (
        "routed",
        "township",
        activity.pk,
    )
    clock = Deadline.objects.open().get(subject_type="opinion", subject_id=opinion.pk)
    assert clock.kind == "handle_opinion_township"
    assert opinion.parties.filter(deputy=county.deputies[0], part="received").exists()

    services.sum_up(activity, by=clerk, summary="会诊一处基地，现场解决一件，转镇一件。")
    duty.refresh_from_db()
    assert duty.state == "done"
    assert activity.state == "closed"


def test_what_was_solved_on_the_spot_is_not_routed_as_well(county, station):
    activity = plan(county, station)
    with pytest.raises(Invalid) as refused:
        services.add_finding(
            activity, by=county.seat("clerk"), text="堵", solved_how="通了", route="township"
        )
    assert "route" in refused.value.errors
    assert not Opinion.objects.exists()


def test_nothing_is_found_before_the_day(county, station):
    activity = plan(county, station, held_on=today() + dt.timedelta(days=1))
    with pytest.raises(Conflict):
        services.add_finding(activity, by=county.seat("clerk"), text="堵了")


def test_a_new_day_is_told_to_those_who_knew_the_old_one(county, station):
    activity = plan(county, station, held_on=today() + dt.timedelta(days=5))
    services.send_notice(activity, by=county.seat("clerk"))
    services.change_activity(
        activity, by=county.seat("clerk"), held_on=today() + dt.timedelta(days=6)
    )
    moved = Notification.objects.filter(title__startswith="活动有变动")
    assert {row.user_id for row in moved} == {
        county.seat("deputy").user_id,
        county.seat("unit").user_id,
    }
    services.change_activity(activity, by=county.seat("clerk"), purpose="只改目的")
    assert moved.count() == 2


def test_minutes_survive_a_changed_agenda(county, station):
    activity = plan(county, station)
    item = activity.agenda.get(title="看基地")
    item.minutes = "看了三处"
    item.save()
    services.change_activity(
        activity, by=county.seat("clerk"), agenda=["看基地", "座谈"], with_first_item=True
    )
    assert activity.agenda.get(title="看基地").minutes == "看了三处"


def test_who_sees_an_activity(county, station, other_county):
    activity = plan(county, station)

    def sees(seat):
        return Activity.objects.visible_to(seat).filter(pk=activity.pk).exists()

    for role in ("clerk", "head", "presidium", "office", "leader"):
        assert sees(county.seat(role)), role
    assert not sees(county.seat("deputy"))
    services.send_notice(activity, by=county.seat("clerk"))
    assert sees(county.seat("deputy"))
    assert sees(county.seat("unit"))
    for role in ("clerk", "office", "deputy", "unit", "leader"):
        assert not sees(other_county.seat(role)), role


def test_the_pages_from_new_to_paper(county, station):
    client = signed_in(county.seat("clerk"))
    sent = client.post(
        "/activities/new/",
        {
            "station": station.pk,
            "kind": "seminar",
            "title": "夏季用水座谈",
            "held_on": today().isoformat(),
            "agenda": "谈用水\n定办法",
            "with_first_item": "on",
            "deputies": [county.deputies[0].pk],
            "departments": [county.departments[0].pk],
            "experts": "何建平，农科所研究员\n罗春",
        },
    )
    activity = Activity.objects.get()
    assert sent.url == f"/activities/{activity.pk}/"
    assert list(activity.attendees.filter(role="expert").values_list("name", "post")) == [
        ("何建平", "农科所研究员"),
        ("罗春", ""),
    ]
    page = client.get(sent.url).content.decode()
    assert "夏季用水座谈" in page
    assert "第一议题" in page
    assert client.post(f"{sent.url}notice/", {"version": activity.version}).status_code == 302
    form = client.get(f"{sent.url}find/").content.decode()
    assert "现场怎样解决的" in form
    found = client.post(f"{sent.url}find/", {"text": "水表不准", "photos": photo()})
    assert found.status_code == 302
    assert Opinion.objects.get().activity_id == activity.pk
    people = list(activity.attendees.values_list("pk", flat=True))
    held = client.post(f"{sent.url}hold/", {"attended": people, "voters": "3"})
    assert held.status_code == 302
    assert client.post(f"{sent.url}sum_up/", {"summary": "谈了用水。"}).status_code == 302
    paper = client.get(f"{sent.url}paper/docx/")
    assert paper.status_code == 200
    assert "水表不准" in docx_words(paper.content)
    assert client.get(f"{sent.url}paper/exe/").status_code == 404
    assert "夏季用水座谈" in client.get("/activities/?tab=closed").content.decode()


def test_an_older_form_is_told_who_changed_what(county, station):
    activity = plan(county, station)
    services.change_activity(activity, by=county.seat("head"), purpose="看苗情")
    client = signed_in(county.seat("clerk"))
    answer = client.post(f"/activities/{activity.pk}/cancel/", {"version": 1, "reason": "下雨了"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "下雨了" in page
    assert "刚办了「修改」" in page


def test_lists_take_few_queries(county, station):
    for n in range(12):
        make_activity(station, S.PLANNED, deputies=county.deputies[:2], title=f"活动{n}")
    client = signed_in(county.seat("office"))
    client.get("/activities/?tab=all")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/activities/?tab=all")
    assert len(few) <= 14


def test_api_from_plan_to_summary(county, station, acting):
    client = acting(county.seat("clerk"))

    def post(path, body):
        return client.post(f"/api/v1/activities/{path}", body, content_type="application/json")

    made = post(
        "",
        {
            "kind": "clinic",
            "title": "会诊",
            "held_on": today().isoformat(),
            "deputies": [county.deputies[0].pk],
            "guests": [{"role": "expert", "name": "何建平"}],
        },
    )
    assert made.status_code == 201, made.json()
    body = made.json()
    assert body["agenda"][0]["is_first_item"]
    assert "notice" in [row["code"] for row in body["actions"]]
    pk = body["id"]
    assert "take_out" in [row["code"] for row in body["actions"]]
    expert = next(row["id"] for row in body["attendees"] if row["role"] == "expert")
    assert post(f"{pk}/take-out/", {"attendee": 999_999}).status_code == 400
    left = post(f"{pk}/take-out/", {"attendee": expert}).json()
    assert expert not in [row["id"] for row in left["attendees"]]
    assert post(f"{pk}/notice/", {}).json()["state"] == "noticed"
    found = post(f"{pk}/find/", {"text": "沟堵了", "route": "station"}).json()
    assert found["findings"][0]["state"] == "routed"
    people = [row["id"] for row in found["attendees"]]
    assert post(f"{pk}/hold/", {"attended": people, "voters": 2}).json()["state"] == "held"
    assert post(f"{pk}/sum-up/", {"summary": "好"}).json()["state"] == "closed"
    assert post(f"{pk}/sum-up/", {"summary": "好"}).status_code == 409
    assert client.get("/api/v1/activities/?state=closed").json()["results"][0]["id"] == pk
    assert (
        post("", {"kind": "clinic", "title": "x", "held_on": "2025-01-01", "boss": 1}).status_code
        == 400
    )


def test_another_countys_activity_is_not_there(county, station, other_county, acting):
    activity = plan(county, station)
    client = acting(other_county.seat("office"))
    assert client.get(f"/api/v1/activities/{activity.pk}/").status_code == 404
    assert (
        signed_in(other_county.seat("office")).get(f"/activities/{activity.pk}/").status_code == 404
    )
    elsewhere = make_station(other_county)
    answer = acting(county.seat("office")).post(
        "/api/v1/activities/",
        {"station": elsewhere.pk, "kind": "study", "title": "x", "held_on": today().isoformat()},
        content_type="application/json",
    )
    assert answer.status_code == 400
