"""A phone number among the words is a phone number: who may not ask for it does not read it."""

import pytest

from core.papers import for_page
from liaison.choices import Role
from stations.models import OpinionParty, Reception
from stations.services import summary
from stations.services.reception_paper import visit_paper
from stations.tests.door_factories import make_submission
from stations.tests.factories import make_opinion, make_reception

pytestmark = pytest.mark.django_db
PHONE = "13873505127"
WORDS = f"水管断了，打我电话{PHONE}或者138-7350-5127，11月2日起就没水。"


@pytest.fixture
def opinion(county, station, acting):
    deputy = county.deputies[0]
    visit = make_reception(station, visitor_phone=PHONE, deputies=[deputy])
    case = make_opinion(
        station,
        "routed",
        reception=visit,
        words=WORDS,
        title="水管断了",
        handler=county.departments[0],
    )
    summary.add_party(case, "received", since=case.received_on, deputy=deputy)
    OpinionParty.objects.filter(opinion=case).exclude(until=None).update(until=None)
    clerk = county.seat(Role.CLERK)
    summary.happened(case, "add", "补充了情况", by=clerk, note=f"又打来，号码{PHONE}")
    case.addenda.create(text=f"家里电话0735-3522110，{PHONE}", by_name="郭晓兰")
    return case


def read(client, case):
    return (
        client.get(f"/opinions/{case.pk}/").content.decode(),
        client.get(f"/api/v1/opinions/{case.pk}/").content.decode(),
    )


@pytest.mark.parametrize("role", [Role.UNIT, Role.LEADER])
def test_the_handler_and_the_leader_read_the_matter_without_the_number(
    county, acting, opinion, role
):
    for shown in read(acting(county.seat(role)), opinion):
        assert "11月2日起就没水" in shown
        assert "（号码略）" in shown
        for number in (PHONE, "138-7350-5127", "3522110"):
            assert number not in shown


@pytest.mark.parametrize("role", [Role.CLERK, Role.DEPUTY, Role.OFFICE])
def test_who_may_ask_for_the_phone_reads_the_words_as_they_were_said(county, acting, opinion, role):
    for shown in read(acting(county.seat(role)), opinion):
        assert WORDS in shown


def test_a_paper_whose_phone_is_hidden_hides_it_everywhere(opinion):
    visit = Reception.objects.get(pk=opinion.reception_id)
    rows = type(opinion).objects.filter(pk=opinion.pk)
    assert PHONE not in str(for_page(visit_paper(visit, rows)))
    assert WORDS in str(for_page(visit_paper(visit, rows, in_clear=True)))


def test_a_leader_reads_what_came_in_without_the_number(county, station, acting):
    sent = make_submission(station, raw_text=WORDS, place_text=f"问{PHONE}")
    for role, hidden in ((Role.LEADER, True), (Role.CLERK, False), (Role.OFFICE, False)):
        client = acting(county.seat(role))
        for address in (
            "/submissions/",
            f"/submissions/{sent.pk}/",
            "/api/v1/submissions/",
            f"/api/v1/submissions/{sent.pk}/",
        ):
            assert (PHONE not in client.get(address).content.decode()) == hidden, (role, address)


def test_a_leader_reads_a_correction_without_the_number(county, station, acting):
    visit = make_reception(station, visitor_phone=PHONE)
    visit.addenda.create(text=f"电话登记错了，应为{PHONE}", by_name="郭晓兰")
    for role, hidden in ((Role.LEADER, True), (Role.CLERK, False), (Role.OFFICE, False)):
        client = acting(county.seat(role))
        for address in (f"/receptions/{visit.pk}/", f"/api/v1/receptions/{visit.pk}/"):
            shown = client.get(address).content.decode()
            assert "电话登记错了" in shown
            assert (PHONE not in shown) == hidden, (role, address)
