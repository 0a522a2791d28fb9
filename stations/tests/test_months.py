"""The month of a station: each figure as its meaning says, the same on page, sheet and paper."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from core.clock import today
from core.problems import Invalid
from deadlines.models import Deadline
from liaison.tests.factories import signed_in
from stations import services
from stations.models import Station
from stations.services import Month, month_figures, percent
from stations.tests.factories import make_activity, make_opinion, make_reception, make_station

pytestmark = pytest.mark.django_db


def figures(station, month):
    return month_figures(Station.objects.filter(pk=station.pk), month)[station.pk]


def in_month(month, day):
    return dt.date(month.year, month.month, day)


@pytest.fixture
def may():
    return Month(2026, 5)


def test_a_month_is_read_as_people_write_it():
    assert Month.read("2026-05").last == dt.date(2026, 5, 31)
    assert Month(2026, 1).before == Month(2025, 12)
    assert Month(2025, 12).after == Month(2026, 1)
    for text in ("2026-13", "2026-5", "26-05", "二月", "2999-01", "1980-01", "2026-05-01"):
        with pytest.raises(Invalid):
            Month.read(text)


def test_visits_days_and_people(station, may):
    make_reception(station, held_on=in_month(may, 15), people=12)
    make_reception(station, held_on=in_month(may, 15))
    make_reception(station, held_on=in_month(may, 25), no_visitor=True)
    make_reception(station, held_on=dt.date(2026, 6, 1))
    found = figures(station, may)
    assert (found.days, found.visits, found.people) == (2, 2, 13)


def test_matters_by_where_they_were_raised_and_endings_by_when(county, station, may):
    later = make_station(county, 1)
    visit = make_reception(station, held_on=in_month(may, 10))
    told = make_opinion(
        station,
        "told",
        reception=visit,
        route="on_spot",
        handled_on=in_month(may, 10),
        told_on=in_month(may, 10),
    )
    told.tellings.create(told_on=in_month(may, 10), method="face", words="说清了")
    make_opinion(station, "handled", reception=visit, handled_on=dt.date(2026, 6, 3))
    moved = make_opinion(station, "routed", reception=visit)
    moved.station = later
    moved.save()
    here, there = figures(station, may), figures(later, may)
    assert (here.received, here.on_spot, here.handled, here.told) == (3, 1, 1, 1)
    assert here.waiting == 1
    assert (there.received, there.waiting) == (0, 1)
    assert figures(station, Month(2026, 6)).handled == 1


def test_who_could_not_be_reached_is_no_base_of_the_rate(station, may):
    for verdict in ("satisfied", "basic", "unsatisfied", "unreachable"):
        opinion = make_opinion(station, "told", satisfaction=verdict, told_on=in_month(may, 9))
        opinion.tellings.create(
            told_on=in_month(may, 9), method="phone", words="办好了", satisfaction=verdict
        )
    found = figures(station, may)
    assert (found.rated, found.well, found.well_rate) == (3, 2, "66.7%")
    assert figures(station, Month(2026, 4)).well_rate == "–"


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 3, "0.0%"), (1, 3, "33.3%"), (2, 3, "66.7%"), (3, 3, "100.0%"), (1, 2000, "0.1%")],
)
def test_rates_are_rounded_half_up(part, whole, words):
    assert percent(part, whole) == words


def duty(opinion, unit, day, **kw):
    return Deadline.objects.create(
        kind="route_opinion",
        subject_type="opinion",
        subject_id=opinion.pk,
        subject_label=opinion.number,
        owner_unit=unit,
        from_on=day,
        due_on=day,
        amber_on=day,
        **opinion.scope(),
        **kw,
    )


def test_what_fell_due_and_was_left_undone_is_not_in_time(county, station, may):
    opinion = make_opinion(station)
    day = in_month(may, 12)
    duty(opinion, station.unit, day, state="done", closed_on=day)
    duty(opinion, station.unit, day, ref="2", state="done", closed_on=day, late_days=3)
    duty(opinion, station.unit, day, ref="3")
    duty(opinion, county.departments[0], day, ref="4")
    duty(opinion, station.unit, day, ref="5", state="superseded", closed_on=day)
    found = figures(station, may)
    assert (found.duties, found.in_time, found.in_time_rate) == (3, 1, "33.3%")


def test_what_is_not_due_yet_is_no_base(county, station):
    opinion = make_opinion(station)
    duty(opinion, station.unit, today(), state="open")
    assert figures(station, Month.of(today())).in_time_rate == "–"


def test_a_matter_handled_once_more_waits_again(county, station):
    clerk = county.seat("clerk")
    opinion = make_opinion(station, "told", satisfaction="unsatisfied")
    services.reopen(opinion, by=clerk, route="station", reason="灯还是不亮")
    found = figures(station, Month.of(today()))
    assert (found.handled, found.waiting) == (0, 1)


def test_activities_and_deputies(county, station, may):
    deputy = county.deputies[0]
    held = make_activity(station, "closed", held_on=in_month(may, 6), deputies=[deputy])
    held.attendees.update(attended=True)
    make_activity(station, "cancelled", held_on=in_month(may, 7))
    make_reception(station, held_on=in_month(may, 8), deputies=[deputy])
    make_reception(station, held_on=in_month(may, 9), deputies=[deputy])
    found = figures(station, may)
    assert (found.activities, found.attended) == (1, 1)
    assert (found.receiving, found.deputies) == (1, 2)


def test_a_county_takes_as_many_queries_as_one_station(county, station, may):
    make_station(county, 1)
    with CaptureQueriesContext(connection) as one:
        figures(station, may)
    with CaptureQueriesContext(connection) as all_of_them:
        month_figures(Station.objects.all(), may)
    assert len(all_of_them) == len(one) <= 14


def test_page_sheet_and_paper_say_the_same(county, station, may):
    make_reception(station, held_on=in_month(may, 15), people=7)
    client = signed_in(county.seat("office"))
    page = client.get(f"/stations/{station.pk}/months/?month=2026-05").content.decode()
    assert "2026年5月工作月报" in page
    assert "来访7人次" in page
    table = client.get("/stations/months/?month=2026-05").content.decode()
    assert station.name in table
    sheet = client.post("/stations/months/sheet/", {"month": "2026-05"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0)
    head, line = rows.to_python()[1:3]
    assert line[head.index("来访人数")] == 7
    paper = client.get(f"/stations/{station.pk}/months/2026-05/docx/")
    assert paper.status_code == 200
    assert client.get(f"/stations/{station.pk}/months/2026-05/pdf/").content[:4] == b"%PDF"


def test_a_wrong_month_is_refused_kindly(county, station):
    client = signed_in(county.seat("office"))
    assert client.get("/stations/months/?month=2026-77").status_code == 400
    assert client.get(f"/stations/{station.pk}/months/2026-05/exe/").status_code == 404


def test_the_staff_see_their_own_station(county, station):
    make_station(county, 1)
    page = signed_in(county.seat("clerk")).get("/stations/months/").content.decode()
    assert f"/stations/{station.pk}/months/" in page
    assert "各站数字" not in page


def test_the_api_gives_the_same_numbers(county, station, may, acting):
    make_reception(station, held_on=in_month(may, 15), people=7)
    body = (
        acting(county.seat("office")).get(f"/api/v1/stations/{station.pk}/months/2026-05/").json()
    )
    assert body["month"] == "2026-05"
    assert body["people"] == 7
    assert body["well_rate"] == "–"


def test_nobody_reads_the_month_of_a_station_that_is_not_his_to_answer_for(county, station):
    """roles.md, deadlines and figures: the own station, the own area, in sum for a committee."""
    there = next(one for one in county.stations if one.township_id != station.township_id)
    far = make_station(county, county.stations.index(there))
    make_activity(far, "held", title="会诊黄精根腐病", held_on=Month.of(today()).first)
    readers = {"office", "leader", "committee"}
    for role, seat in county.seats().items():
        client = signed_in(seat)
        month = Month.of(today()).code
        answers = [
            client.get(f"/stations/{far.pk}/months/"),
            client.get(f"/stations/{far.pk}/months/{month}/docx/"),
            client.get(f"/api/v1/stations/{far.pk}/months/{month}/"),
        ]
        expected = 200 if role in readers else 404
        assert {answer.status_code for answer in answers} == {expected}, role
        sheet = client.post("/stations/months/sheet/")
        if role in readers:
            assert sheet.status_code == 200, role
            continue
        assert "会诊" not in client.get("/stations/months/").content.decode(), role
        assert (
            f"/stations/{far.pk}/months/" not in client.get(f"/stations/{far.pk}/").content.decode()
        )
        if sheet.status_code == 200:
            rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0)
            assert far.name not in str(rows.to_python()), role
        else:
            assert role not in {"clerk", "head", "presidium"}, role
