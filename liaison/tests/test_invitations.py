"""邀请码: single use, dated, revocable, recorded; the post sees what is given to its unit only."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid, TooOften
from liaison.choices import Role
from liaison.models import Invitation, Seat, Unit
from liaison.services import invitations as services
from liaison.services.invitations import Newcomer
from liaison.tests.factories import County, county_fixture, signed_in

pytestmark = pytest.mark.django_db
PERSON = Newcomer("lixm", "李晓明", "Guohe-shui-2026")


@pytest.fixture
def county() -> County:
    return county_fixture()


@pytest.fixture
def office(county: County) -> Seat:
    return county.seat(Role.OFFICE)


def new_unit(office: Seat, name: str = "国家税务总局示范县税务局") -> tuple[Invitation, str]:
    return services.invite_new_unit(by=office, name=name, kind="vertical", contact="办公室张某")


def test_a_code_opens_one_post_once(office):
    row, code = new_unit(office)
    assert code.replace("-", "") not in row.code_hash
    seat = services.accept_as_newcomer(code.lower(), PERSON, network="a")
    assert (seat.role, seat.unit_id) == (Role.UNIT_HEAD, row.unit_id)
    assert seat.unit.congress_id == office.unit.congress_id
    assert seat.unit.government_id is None
    with pytest.raises(Invalid):
        services.accept_as_newcomer(code, Newcomer("wang1", "王一", PERSON.password), network="a")
    opened = Entry.objects.get(action="seat.open", subject_id=seat.pk)
    assert opened.user_name == "李晓明"
    assert office.person_name in opened.reason


def test_a_code_that_is_over_revoked_or_replaced_opens_nothing(office):
    over, first = new_unit(office)
    Invitation.objects.filter(pk=over.pk).update(ends_on=today() - dt.timedelta(days=1))
    row, second = services.invite(over.unit, by=office, contact="张某")
    services.revoke(row, by=office)
    _, third = services.invite(over.unit, by=office, contact="张某")
    _, fourth = services.invite(over.unit, by=office, contact="李某")
    for code in (first, second, third):
        with pytest.raises(Invalid):
            services.find(code, network="a")
    assert services.find(fourth, network="a").contact == "李某"
    services.accept_as_newcomer(fourth, PERSON, network="a")
    with pytest.raises(Conflict):
        services.revoke(Invitation.objects.latest("pk"), by=office)


def test_guessing_is_stopped(office):
    _, code = new_unit(office)
    for _ in range(services.TRIES):
        with pytest.raises(Invalid):
            services.find("2222-2222-2222-2222", network="b")
    with pytest.raises(TooOften):
        services.find(code, network="b")
    assert services.find(code, network="c")


def test_who_may_invite_whom(county, office):
    for unit in (county.departments[0], county.court):
        with pytest.raises(Forbidden):
            services.invite(unit, by=office, contact="张某")
    with pytest.raises(Forbidden):
        services.invite_new_unit(
            by=county.seat(Role.UNIT_HEAD), name="某银行", kind="company", contact="张某"
        )
    row, code = new_unit(office)
    other = county_fixture("邻县").seat(Role.OFFICE)
    assert not Invitation.objects.visible_to(other).exists()
    services.accept_as_newcomer(code, PERSON, network="a")
    with pytest.raises(Forbidden):
        services.invite(row.unit, by=office, contact="张某")


def test_from_the_page_that_shows_the_code_to_the_first_page_of_the_invited(office):
    client = signed_in(office)
    shown = client.post(
        reverse("invitation_new_unit"),
        {
            "name": "示范县供电公司营业部",
            "kind": "company",
            "contact": "黄某",
            "idempotency_key": uuid.uuid4(),
        },
    )
    found = re.search(r"<code>([2-9A-Z-]{19})</code>", shown.content.decode())
    assert found
    assert found.group(1) not in client.get(reverse("invitations")).content.decode()
    stranger = Client()
    data = {"code": found.group(1), "name": PERSON.name, "login": PERSON.login, "phone": ""}
    wrong = stranger.post(reverse("join"), data | {"code": "错", "new": "x", "again": "y"})
    assert wrong.status_code == 400
    data |= {"new": PERSON.password, "again": PERSON.password}
    assert stranger.post(reverse("join"), data).status_code == 302
    assert stranger.get("/today/").status_code == 200
    unit = Unit.objects.get(name="示范县供电公司营业部")
    assert Seat.objects.get(unit=unit).user.login == PERSON.login
    assert stranger.get(reverse("invitations")).status_code == 404


def test_who_has_an_account_gets_one_post_more(county, office):
    _, code = new_unit(office)
    clerk = county.seat(Role.CLERK)
    client = signed_in(clerk)
    assert client.post(reverse("join"), {"code": code}).status_code == 302
    assert Seat.objects.filter(user=clerk.user, role=Role.UNIT_HEAD).count() == 1
    _, second = new_unit(office, "示范县农业银行")
    admin = county.seat(Role.ADMIN)
    refused = signed_in(admin).post(reverse("join"), {"code": second})
    assert refused.status_code == 400
    assert not Seat.objects.filter(user=admin.user, role=Role.UNIT_HEAD).exists()
