"""Suggestions of an earlier year that came from a sheet count in the figures of that year."""

import datetime as dt

import pytest

from core.exports import xlsx
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from reports.indicators import Narrowing, report, year_tables
from suggestions import services
from suggestions.services.archive.import_rows import COLUMNS

pytestmark = pytest.mark.django_db


def row(county, number, **kw):
    said = {
        "number": f"闭会第{number}号",
        "title": f"关于第{number}件事的建议",
        "lead": county.deputies[0].name,
        "main": county.departments[number % 2].name,
        "submitted_on": "2025.1.11",
        "assigned_on": "2025.2.10",
        "replied_on": "2025.4.20",
        "outcome": "A",
    } | kw
    return [said.get(column.key, "") for column in COLUMNS]


def test_an_imported_year_has_its_figures(past_office):
    office = past_office
    found = report(office, as_of=dt.date(2025, 12, 31), narrowing=Narrowing(year=2025))
    figures = {one.now.code: (one.now.numerator, one.now.denominator) for one in found.figures}
    assert found.sums.assigned == 3
    assert figures["answered"] == (3, 3)
    assert figures["in_time"] == (2, 3)
    assert figures["satisfied"] == (1, 2)
    before = report(office, as_of=dt.date(2025, 4, 1), narrowing=Narrowing(year=2025))
    assert {one.now.code: one.now.numerator for one in before.figures}["answered"] == 0
    assert year_tables(office, as_of=dt.date(2025, 12, 31), narrowing=Narrowing(year=2025))


@pytest.fixture
def past_office():
    county = county_fixture()
    office = county.seat(Role.OFFICE)
    rated = {"result": "满意", "rated_on": "2025.6.1"}
    bad = {"result": "不满意", "reason": "没有办。", "rated_on": "2025.6.1"}
    rows = [row(county, 1, **rated), row(county, 2, replied_on="2025.5.28", **bad), row(county, 3)]
    heads = [(column.heading, 14) for column in COLUMNS]
    done = services.import_past(xlsx("往年建议", heads, rows), term=county.term, by=office)
    assert (done.added, done.bad) == (3, 0)
    return office
