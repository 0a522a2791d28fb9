"""The answer to every signer: who opened it here, who had it on paper, who has it not yet."""

import pytest

from core.clock import today
from core.problems import Forbidden, Invalid
from liaison.choices import Role
from liaison.models import Seat
from liaison.tests.factories import county_fixture
from suggestions import services
from suggestions.choices import State
from suggestions.models import ReplyRecipient
from suggestions.tests.api import Client
from suggestions.tests.factories import (
    answer,
    deputy_seat,
    lead_seat,
    make_draft,
    make_suggestion,
    unit_seat,
)
from suggestions.tests.pages import Browser, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def joint(county):
    """Answered; of its two co-signers one has no post here any more."""
    case = make_draft(county)
    services.invite(case, by=lead_seat(county), deputies=county.deputies[1:3])
    for number in (1, 2):
        services.answer_cosign(case, by=deputy_seat(county, number), agree=True)
    services.submit(case, by=lead_seat(county))
    services.accept(case, by=county.seat(Role.OFFICE))
    services.assign(case, by=county.seat(Role.OFFICE), main=county.departments[0])
    services.sign_for(case, by=unit_seat(county.departments[0]))
    Seat.objects.filter(deputy=county.deputies[2]).update(ends_on=today())
    return answer(case, county.departments[0], outcome="A")


def of(case, county, number):
    return case.recipients.get(deputy=county.deputies[number])


def test_every_signer_is_a_recipient_the_lead_first(county, joint):
    rows = list(joint.recipients.all())
    assert [row.deputy for row in rows] == county.deputies[:3]
    assert [row.is_lead for row in rows] == [True, False, False]
    assert not any(row.has_it for row in rows)


def test_opened_here_is_known_by_the_day_once(county, joint):
    Browser(deputy_seat(county, 1)).get("suggestion", pk=joint.pk)
    first = of(joint, county, 1).opened_at
    assert first is not None
    Client(deputy_seat(county, 1)).get(f"{joint.pk}/")
    assert of(joint, county, 1).opened_at == first
    Browser(lead_seat(county)).form(joint, "rate")
    assert of(joint, county, 0).opened_at is not None
    Browser(county.seat(Role.OFFICE)).get("suggestion", pk=joint.pk)
    assert of(joint, county, 2).opened_at is None
    page = words(Browser(county.seat(Role.OFFICE)).get("suggestion", pk=joint.pk))
    assert "送达3位代表中的2位" in page
    assert "在平台打开" in page


def test_on_paper_as_the_unit_or_the_office_enters_it(county, joint):
    unit, deputy = unit_seat(county.departments[0], Role.UNIT), county.deputies[2]
    due = joint.due_on
    services.record_delivery(joint, by=unit, deputies=[deputy], way="hand", note="本人签收")
    row = of(joint, county, 2)
    assert (row.way, row.delivered_on, row.note) == ("hand", today(), "本人签收")
    assert row.entered_by_name == unit.person_name
    assert joint.events.latest("id").sentence == f"答复当面送达：{deputy.name}"
    assert joint.due_on == due
    with pytest.raises(Invalid):
        services.record_delivery(joint, by=unit, deputies=[deputy], way="hand")
    with pytest.raises(Invalid):
        services.record_delivery(joint, by=unit, deputies=county.deputies[3:4], way="post")
    for seat in (lead_seat(county), unit_seat(county.departments[2])):
        with pytest.raises(Forbidden):
            services.record_delivery(joint, by=seat, deputies=county.deputies[:1], way="post")


def test_each_answer_has_its_own_recipients(county):
    file = make_suggestion(county, State.HANDLING)
    member = make_suggestion(county, State.ACCEPTED)
    services.merge(member, by=county.seat(Role.OFFICE), into=file, reason="同一件事。")
    answer(file, county.departments[0])
    assert ReplyRecipient.objects.filter(suggestion=file).count() == 1
    assert ReplyRecipient.objects.filter(suggestion=member).count() == 1
    services.recall_reply(file, by=unit_seat(county.departments[0]), reason="有误。")
    answer(file, county.departments[0])
    assert file.recipients.count() == 2


def test_by_api(county, joint):
    office = Client(county.seat(Role.OFFICE))
    body = {"deputies": [county.deputies[2].pk], "way": "post", "note": "EMS123"}
    done = office.deed(joint.pk, "record-delivery", **body).json()
    rows = done["replies"][0]["recipients"]
    assert [row["delivered_on"] for row in rows] == [None, None, today().isoformat()]
    other = Client(deputy_seat(county, 3)).get(f"{joint.pk}/").json()
    assert other["replies"][0]["recipients"] == []
