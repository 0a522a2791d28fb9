"""When a year's days off are published, the dates in lists move with the duties."""

import datetime as dt

import pytest
import time_machine

from audit.services import SYSTEM
from core.clock import BEIJING
from deadlines import services as deadlines
from deadlines.models import Deadline
from liaison.services.calendar import load_calendar_year, read_year
from liaison.tests.factories import county_fixture
from suggestions.tests.factories import make_suggestion

YEAR_2027 = "2027-01-01,holiday,元旦\n2027-03-01,holiday,调休\n2027-10-01,holiday,国庆节"


@pytest.mark.django_db
def test_the_case_shows_the_new_date():
    with time_machine.travel(dt.datetime(2026, 11, 30, 10, 0, tzinfo=BEIJING), tick=False):
        case = make_suggestion(county_fixture(), "assigned")
    case.refresh_from_db()
    version = case.version
    assert case.reply_due_on == dt.date(2027, 3, 1)
    load_calendar_year(read_year(YEAR_2027.encode()), by=SYSTEM)
    assert deadlines.recompute_provisional(2027) >= 1
    case.refresh_from_db()
    assert case.reply_due_on == dt.date(2027, 3, 2)
    assert case.version == version
    shares = case.assignments.filter(part="main").values_list("due_on", flat=True)
    replies = Deadline.objects.open().filter(subject_id=case.pk, kind="reply")
    assert set(shares) == set(replies.values_list("due_on", flat=True))


@pytest.mark.django_db
def test_a_date_that_stays_may_turn_amber_on_another_day():
    """The list and the to-do page show the same light."""
    with time_machine.travel(dt.datetime(2026, 11, 30, 10, 0, tzinfo=BEIJING), tick=False):
        case = make_suggestion(county_fixture(), "handling")
    duties = Deadline.objects.open().filter(subject_id=case.pk, subject_type="suggestion")
    duty = duties.earliest("due_on", "id")
    due_on, wrong = duty.due_on, duty.amber_on - dt.timedelta(days=3)
    Deadline.objects.filter(pk=duty.pk).update(amber_on=wrong)
    type(case).objects.filter(pk=case.pk).update(amber_on=wrong)
    days = "2027-01-01,holiday,元旦\n2027-10-01,holiday,国庆节"
    load_calendar_year(read_year(days.encode()), by=SYSTEM)
    deadlines.recompute_provisional(2027)
    case.refresh_from_db()
    duty.refresh_from_db()
    assert (duty.state, duty.due_on) == ("open", due_on)
    assert duty.amber_on == wrong + dt.timedelta(days=3)
    assert case.amber_on == duty.amber_on
