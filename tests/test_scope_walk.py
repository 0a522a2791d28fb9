"""Every address × every role × two counties: what is not yours is 404, listed or not.

Existence is information too: an id of the other county answers like one that never was. A new
address with an id must be entered in `CASES`, or this test fails.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from rest_framework.test import APIClient

from accounts.models import ClientToken
from core.clock import today
from deadlines.models import Deadline, DeadlineRule
from files.models import StoredFile
from liaison.choices import ADMIN_ROLES, Role
from liaison.services.invitations import invite_new_unit
from liaison.services.stand_ins import name_stand_in
from liaison.tests.factories import County, county_fixture, make_group, make_seat, signed_in
from notifications.services import notify
from spotchecks.tests.factories import make_check
from stations.models import StationMerge
from stations.services.kinds import add_kind
from stations.tests.door_factories import code_of, make_notice, make_submission
from stations.tests.factories import (
    make_activity,
    make_opinion,
    make_reception,
    make_star,
    make_station,
)
from stations.tests.roster_factories import make_pattern, make_roster_day
from suggestions.choices import State
from suggestions.models import ArchiveBatch, ArchiveVolume, RefusalGround
from suggestions.services import draft_reply, send_note
from suggestions.tests.factories import make_suggestion, unit_seat
from suggestions.tests.key_factories import make_key_item
from suggestions.tests.meeting_factories import make_meeting

pytestmark = pytest.mark.django_db

MARK = "对岸才有的标记"
# The first part of an address with an id → which object of the other county its id names.
CASES = {
    "suggestions": "suggestion",
    "suggestions/for-opinion": "opinion",
    "suggestions/grounds": "ground",
    "suggestions/drafts": "draft",
    "suggestions/promises": "promise",
    "suggestions/public": "suggestion",
    "suggestions/publications": "publication",
    "publications": "publication",
    "public/suggestions": "suggestion",
    "suggestions/meetings": "meeting",
    "assignment-meetings": "meeting",
    "suggestions/archive": "batch",
    "suggestions/archive/volumes": "volume",
    "archive-batches": "batch",
    "promises": "promise",
    "suggestions/key": "keyitem",
    "suggestions/key/notes": "keynote",
    "key-suggestions": "keyitem",
    "refusal-grounds": "ground",
    "spot-checks": "spotcheck",
    "spot-checks/cases": "spotcase",
    "spot-check-cases": "spotcase",
    "draws": "draw",
    "public/spot-checks": "draw",
    "opinions": "opinion",
    "receptions": "reception",
    "stations": "station",
    "stations/merges": "merge",
    "stations/kinds": "stationkind",
    "station-merges": "merge",
    "activities": "activity",
    "roster": "rosterday",
    "roster/stations": "station",
    "roster/patterns": "pattern",
    "ical": "rosterday",
    "stars": "star",
    "star-applications": "star",
    "s": "door",
    "public/stations": "door",
    "submissions": "submission",
    "codes": "code",
    "public-notices": "notice",
    "deadlines": "deadline",
    "deadlines/rules": "rule",
    "deadline-rules": "rule",
    "notifications": "notification",
    "files": "file",
    "deputies": "deputy",
    "mandates": "mandate",
    "groups": "group",
    "deputy-groups": "group",
    "units": "unit",
    "congresses": "congress",
    "terms": "term",
    "sessions": "session",
    "divisions": "division",
    "seats": "seat",
    "seats/units": "unit",
    "invitations": "invitation",
    "stand-ins": "standin",
    "tokens": "token",
    "account/devices": "token",
}
# The administrator of the platform keeps bodies, people and places of every county, and no case.
KEPT_BY_ADMIN = {
    "deputy", "mandate", "group", "unit", "congress", "term", "session", "division", "seat",
    "station", "standin",
}  # fmt: skip
# A place is no secret: its name is printed on every map.
PUBLIC = {"division", "door", "draw"}
CASES_OF_PEOPLE = {"suggestion", "opinion", "reception", "promise", "publication", "keyitem"}
# What hangs on the wall opens for everybody, signed in or not.
OPEN = {"door", "draw"}


def addresses() -> Iterator[str]:
    def walk(resolver: Any, prefix: str) -> Iterator[str]:
        for entry in resolver.url_patterns:
            here = prefix + str(entry.pattern)
            if isinstance(entry, URLPattern):
                yield here
            else:
                yield from walk(entry, here)

    yield from walk(get_resolver(), "")


def clean(address: str) -> str:
    """`^deadlines/(?P<pk>[^/.]+)/$` and `deadlines/<int:pk>/` are the same to us."""
    address = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", address)
    return address.replace("^", "").replace("$", "").replace("\\", "")


WITH_ID = sorted({clean(a) for a in addresses() if "<" in clean(a)})
LISTS = sorted({clean(a) for a in addresses() if "<" not in clean(a)})


def kind_of(address: str) -> str:
    head = address.removeprefix("api/v1/").split("<")[0].rstrip("/")
    return CASES[head]


def fill(address: str, county: dict[str, Any]) -> str:
    """The address with the ids of the other county; a deed's word is one that exists."""
    kind = kind_of(address)
    found = county[kind]
    value = {
        "token": getattr(found, "public_id", ""),
        "file": getattr(found, "token", ""),
        "door": getattr(found, "code", ""),
        "draw": getattr(found, "code", ""),
        "stationkind": getattr(found, "code", ""),
    }.get(kind) or found.pk

    def put(match: re.Match[str]) -> str:
        name = match.group(0).strip("<>").split(":")[-1]
        if name == "deed" and kind == "rosterday":
            return "cancel"
        if name == "form" and kind in {"suggestion", "draft", "keyitem", "keynote"}:
            return "docx"
        if name == "deed":
            word = {"suggestion": "press", "activity": "notice", "star": "grant"}
            word |= {"publication": "decline"}
            word |= {"stationkind": "retire", "promise": "strike_off", "spotcheck": "cancel"}
            word |= {"meeting": "hold"}
            word |= {"keyitem": "plan"}
            return word.get(kind, "route")
        return str(county[name].pk if name in {"deputy", "member", "person"} else value)

    return "/" + re.sub(r"<[^>]+>", put, address)


@pytest.fixture
def two() -> tuple[County, County, dict[str, Any]]:
    """Here and over there; over there every text carries the mark."""
    here, there = county_fixture("此县"), county_fixture("彼县")
    make_station(here)
    station = make_station(there)
    station.name = f"{MARK}站"
    station.save()
    deputy = there.deputies[0]
    deputy.name = f"{MARK}人"
    deputy.save()
    reception = make_reception(station, visitor_name=f"{MARK}来访人")
    opinion = make_opinion(station, reception=reception, title=f"{MARK}意见", words=f"{MARK}原话。")
    rosterday = make_roster_day(station, place=f"{MARK}会议室", asked=deputy)
    pattern = make_pattern(station, place=f"{MARK}会议室")
    activity = make_activity(station, "noticed", deputies=[deputy], title=f"{MARK}活动")
    star = make_star(station, statement=f"{MARK}自评")
    code = code_of(station)
    submission = make_submission(station, raw_text=f"{MARK}来件。", deputy=deputy)
    notice = make_notice(station, title=f"{MARK}公示")
    merge = StationMerge.objects.create(
        old=make_station(there, 1),
        new=station,
        merged_on=today(),
        reason=f"{MARK}会议",
        reversible_until=today(),
        by_name=f"{MARK}人",
    )
    suggestion = make_suggestion(there, State.HANDLING, title=f"关于{MARK}的建议")
    make_suggestion(here, State.HANDLING)
    draft_reply(suggestion, by=unit_seat(there.departments[0], Role.UNIT), text=f"{MARK}稿")
    promise = make_suggestion(there, State.REPLIED).promises.get()
    promise.what = f"{MARK}的承诺"
    promise.save()
    make_suggestion(there, State.CLOSED, title=f"关于{MARK}的建议")
    spotcheck = make_check(there, "drawn", name=f"{MARK}抽评", size=1)
    seat = there.seat(Role.OFFICE)
    keyitem = make_key_item(there, "decided", title=f"{MARK}的督办件")
    keynote = send_note(keyitem, by=seat, unit=there.departments[0], text=f"{MARK}的督办意见。")
    batch = ArchiveBatch.objects.create(
        congress=there.congress, year=2020, label=f"{MARK}年", total=1, seat=seat, by_name=MARK
    )
    volume = ArchiveVolume.objects.create(
        suggestion=suggestion, pages=1, sha256="0" * 64, contents=[], archived_on=today()
    )
    notify([seat.user], kind="press", title=f"{MARK}通知", key="there")
    token, _ = ClientToken.objects.create(user=seat.user, seat_id=seat.pk, device=f"{MARK}手机")
    file = StoredFile.objects.create(
        name=f"{MARK}.pdf",
        extension="pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        content="none",
        subject_type="suggestion",
        subject_id=suggestion.pk,
        uploaded_by=seat.user,
    )
    colleague = make_seat(Role.OFFICE, seat.unit)
    standin = name_stand_in(
        seat, colleague, starts_on=today(), ends_on=today(), reason=f"{MARK}休假", by=seat
    )
    rule = DeadlineRule.objects.create(
        congress=there.congress, kind="rate_reply", amount=9, unit="days", reminders=[1]
    )
    mandate = deputy.mandates.first()
    group = make_group(there.congress, f"{MARK}小组")
    return (
        here,
        there,
        {
            "suggestion": suggestion,
            "draft": suggestion.reply_drafts.get(),
            "promise": promise,
            "publication": promise.reply.publication,
            "meeting": make_meeting(there, 0, title=f"{MARK}交办会"),
            "keyitem": keyitem,
            "keynote": keynote,
            "spotcheck": spotcheck,
            "batch": batch,
            "volume": volume,
            "spotcase": spotcheck.cases.drawn().first(),
            "draw": spotcheck,
            "opinion": opinion,
            "reception": reception,
            "station": station,
            "activity": activity,
            "merge": merge,
            "stationkind": add_kind(by=there.seat(Role.OFFICE), name=f"{MARK}种类"),
            "rosterday": rosterday,
            "pattern": pattern,
            "star": star,
            "person": activity.attendees.first(),
            "door": code,
            "code": code,
            "submission": submission,
            "notice": notice,
            "deadline": Deadline.objects.filter(congress=there.congress).first(),
            "rule": rule,
            "standin": standin,
            "notification": seat.user.notification_set.first(),
            "file": file,
            "deputy": deputy,
            "mandate": mandate,
            "group": group,
            "member": there.group.members.first(),
            "unit": there.departments[0],
            "congress": there.congress,
            "term": there.term,
            "ground": RefusalGround.objects.create(
                congress=there.congress, code="own-1", label=f"{MARK}情形", remedy="none"
            ),
            "session": there.session,
            "division": there.division,
            "seat": seat,
            "invitation": invite_new_unit(
                by=there.seat(Role.OFFICE),
                name=f"{MARK}税务局",
                kind="vertical",
                contact=f"{MARK}人",
            )[0],
            "token": token,
        },
    )


def api_client(seat: Any) -> APIClient:
    _, token = ClientToken.objects.create(user=seat.user, seat_id=seat.pk, device="试")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def may_see(role: str, kind: str) -> bool:
    return kind in PUBLIC or (role == Role.ADMIN and kind in KEPT_BY_ADMIN)


@pytest.mark.parametrize("role", Role.values)
def test_an_id_of_the_other_county_is_not_there(two, role):
    here, _, objects = two
    seat = here.seat(role)
    page, api = signed_in(seat), api_client(seat)
    open_doors = []
    for address in WITH_ID:
        if may_see(role, kind_of(address)):
            continue
        client = api if address.startswith("api/") else page
        url = fill(address, objects)
        for method in ("get", "post"):
            response = getattr(client, method)(url, {} if method == "post" else None)
            # 403: the whole page is for another post; 405: the address knows no such method.
            if response.status_code not in {403, 404, 405}:
                open_doors.append(f"{method} {url} {response.status_code}")
            elif MARK in response.content.decode(errors="ignore"):
                open_doors.append(f"{method} {url} names it")
    assert not open_doors, "\n".join(open_doors)


@pytest.mark.parametrize("role", Role.values)
def test_no_list_names_what_is_over_there(two, role):
    here, _, _ = two
    seat = here.seat(role)
    page, api = signed_in(seat), api_client(seat)
    # The searcher's own words are echoed; only the mark as part of a name is a leak.
    names = ("来访人", "意见", "原话", "的建议", "通知", "来件", "公示", "的承诺", "交办会")
    names = ("来访人", "意见", "原话", "的建议", "的督办", "通知", "来件", "公示", "的承诺")
    if role not in {Role.ADMIN, Role.AUDITOR}:
        names += ("站", "人", "小组")
    leaks = []
    for address in LISTS:
        client, more = (api, ()) if address.startswith("api/") else (page, ("?tab=all",))
        for query in ("", f"?q={MARK}", *more):
            text = client.get(f"/{address}{query}", follow=True).content.decode(errors="ignore")
            if any(f"{MARK}{what}" in text for what in names):
                leaks.append(f"/{address}{query}")
    assert not leaks, "\n".join(leaks)


def test_nobody_sees_more_without_signing_in(two):
    _, _, objects = two
    for address in [*WITH_ID, *LISTS]:
        if "<" in address and kind_of(address) in OPEN:
            continue
        url = fill(address, objects) if "<" in address else f"/{address}"
        response = Client().get(url)
        text = response.content.decode(errors="ignore")
        assert MARK not in text, url
        assert response.status_code in {200, 302, 401, 404, 405}, f"{url} {response.status_code}"


def test_administrators_of_the_platform_see_no_case(two):
    _, there, objects = two
    for role in ADMIN_ROLES:
        page, api = signed_in(there.seat(role)), api_client(there.seat(role))
        for address in WITH_ID:
            if kind_of(address) in CASES_OF_PEOPLE:
                client = api if address.startswith("api/") else page
                status = client.get(fill(address, objects)).status_code
                assert status in {403, 404, 405}, f"{role} {address} {status}"
