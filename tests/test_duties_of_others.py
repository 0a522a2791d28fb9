"""A duty counts in its area; whose case it is, is read by those alone who may read the case."""

import datetime as dt

import pytest

from audit.services import SYSTEM
from core.clock import today
from deadlines.services import open_
from liaison.choices import Role
from liaison.tests.factories import county_fixture, signed_in
from stations.services import summary
from stations.tests.factories import make_opinion, make_station
from suggestions.choices import COSIGN
from suggestions.tests.factories import make_suggestion

pytestmark = pytest.mark.django_db
API = "/api/v1/deadlines/"


@pytest.fixture
def county():
    return county_fixture()


def duties(seat, **query):
    rows = signed_in(seat).get(API, {"state": "all", **query}).json()["results"]
    return [row["subject"] for row in rows]


def test_a_committee_counts_duties_on_opinions_and_reads_none(county):
    opinion = make_opinion(make_station(county), title="扶家的水管又断了")
    duty = summary.first_duty(opinion, on=today())
    duty.reason = "扶家又打电话来问"
    duty.save()
    seat = county.seat(Role.COMMITTEE)
    (subject,) = duties(seat, subject_type="opinion")
    assert (subject["label"], subject["url"]) == ("群众意见", "")
    whole = signed_in(seat).get(f"{API}{duty.pk}/").json()
    assert whole["subject"]["label"] == "群众意见"
    assert "扶家" not in str(whole)
    (subject,) = duties(county.seat(Role.OFFICE), subject_type="opinion")
    assert subject["label"] == opinion.title


def test_nobody_reads_in_a_duty_what_is_still_being_signed(county):
    case = make_suggestion(county, "cosigning", title="关于一件还没有提出的事的建议")
    open_(
        case,
        kind=COSIGN.code,
        owner=county.deputies[1],
        from_on=today() - dt.timedelta(days=60),
        due_on=today() - dt.timedelta(days=30),
        scope=county.government.scope() | {"congress_id": county.congress.pk},
        label=case.label,
        by=SYSTEM,
    )
    for role in (Role.LEADER, Role.COMMITTEE):
        seat = county.seat(role)
        assert {one["label"] for one in duties(seat, kind=COSIGN.code)} == {"代表建议"}, role
        assert case.title not in signed_in(seat).get("/today/").content.decode(), role
    office = duties(county.seat(Role.OFFICE), kind=COSIGN.code)
    assert case.title in {one["label"] for one in office}
