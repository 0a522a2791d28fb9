"""A small county with everything in it, for the tests of this app and of those above.

`county_fixture()` builds province → prefecture → county → two townships → two villages each,
congresses with term and session, and a body of every kind. `county.seat("office")` is that
county's office; a second `county_fixture("邻县")` shares the province and the prefecture.
"""

import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from accounts.models import User
from audit.services import SYSTEM
from core.clock import today
from core.pinyin import initials, sort_key
from liaison.choices import ADMIN_ROLES, GroupKind, Level, Role, Side, UnitKind
from liaison.models import (
    Congress,
    Deputy,
    DeputyGroup,
    Division,
    GroupMember,
    Mandate,
    Seat,
    Session,
    Term,
    Unit,
)
from liaison.services.seats import CHOSEN
from liaison.services.units import create_unit

PASSWORD = "Test-pass-2026"
_numbers = itertools.count(1)
_GIVEN = ("建国", "秀英", "志强", "丽华", "文军", "桂兰", "永平", "玉梅", "海涛", "春生", "晓东")
_FAMILY = tuple("王李张刘陈杨黄周吴徐孙胡朱高林何郭罗郑谢曾邓肖唐")


def next_number() -> int:
    return next(_numbers)


def person_name(number: int | None = None) -> str:
    n = next_number() if number is None else number
    return _FAMILY[n % len(_FAMILY)] + _GIVEN[n // len(_FAMILY) % len(_GIVEN)]


def make_division(
    name: str = "", level: str = Level.COUNTY, parent: Division | None = None, **kw: Any
) -> Division:
    n = next_number()
    kw.setdefault("code", f"4399{n:08d}")
    return Division.objects.create(name=name or f"第{n}地", level=level, parent=parent, **kw)


def make_unit(name: str, kind: str, division: Division, **kw: Any) -> Unit:
    return create_unit(name=name, kind=kind, division=division, by=SYSTEM, **kw)


def make_user(name: str = "", login: str = "", **kw: Any) -> User:
    n = next_number()
    name = name or person_name(n)
    kw.setdefault("must_change_password", False)
    user = User(login=login or f"user{n}", name=name, initials=initials(name), **kw)
    user.set_password(PASSWORD)
    user.save()
    return user


def make_seat(role: str, unit: Unit, *, user: User | None = None, **kw: Any) -> Seat:
    """A seat open since last year; a deputy's gets its person, a leader's its side."""
    if role == Role.DEPUTY and kw.get("deputy") is None:
        kw["deputy"] = make_deputy(user=user or make_user())
    if kw.get("deputy") is not None and user is None:
        user = kw["deputy"].user
        if user is None:
            user = make_user(kw["deputy"].name)
            kw["deputy"].user = user
            kw["deputy"].save(update_fields=["user"])
    if role == Role.LEADER:
        kw.setdefault("side", Side.CONGRESS)
    if role == Role.SECRETARIAT and "session" not in kw:
        kw["session"] = Session.objects.filter(term__congress=unit.congress).latest("opens_on")
    kw.setdefault("starts_on", today() - dt.timedelta(days=400))
    return Seat.objects.create(user=user or make_user(), role=role, unit=unit, **kw)


def signed_in(seat: Seat, client: Client | None = None) -> Client:
    """A client that is signed in and acts in this seat."""
    client = client or Client()
    client.force_login(seat.user, backend="accounts.backends.NameOrPhone")
    session = client.session
    session[CHOSEN] = seat.pk
    session.save()
    return client


def make_congress(division: Division, *, number: int = 18) -> Congress:
    """A congress with its current term and a session held this year."""
    name = f"{division.name}人民代表大会"
    congress = Congress.objects.create(
        name=name, short_name=f"{division.name}人大", level=division.level, division=division
    )
    make_term(congress, number)
    return congress


def make_term(congress: Congress, number: int = 18, starts_on: dt.date | None = None) -> Term:
    """Five yearly sessions, the last of them two months ago unless the start is given."""
    starts_on = starts_on or today() - dt.timedelta(days=60 + 4 * 365)
    term = Term.objects.create(congress=congress, number=number, starts_on=starts_on)
    for held in range(5):
        opens = starts_on + dt.timedelta(days=365 * held)
        Session.objects.create(
            term=term, number=held + 1, opens_on=opens, closes_on=opens + dt.timedelta(days=3)
        )
    return term


def make_deputy(name: str = "", **kw: Any) -> Deputy:
    user = kw.get("user")
    name = name or (user.name if user else person_name())
    kw.setdefault("phone", f"1380000{next_number() % 10_000:04d}")
    return Deputy.objects.create(name=name, initials=initials(name), sort_key=sort_key(name), **kw)


def make_mandate(deputy: Deputy, term: Term, **kw: Any) -> Mandate:
    kw.setdefault("card_no", f"{next_number():05d}")
    kw.setdefault("district", "第1选区")
    kw.setdefault("delegation", "第一代表团")
    kw.setdefault("starts_on", term.starts_on)
    return Mandate.objects.create(deputy=deputy, term=term, **kw)


def make_group(congress: Congress, name: str = "", **kw: Any) -> DeputyGroup:
    kw.setdefault("kind", GroupKind.AREA)
    kw.setdefault("opened_on", dt.date(today().year - 2, 1, 1))
    return DeputyGroup.objects.create(
        congress=congress, name=name or f"第{next_number()}代表小组", **kw
    )


def add_to_group(group: DeputyGroup, deputy: Deputy, *, is_head: bool = False) -> GroupMember:
    return GroupMember.objects.create(
        group=group, deputy=deputy, is_head=is_head, since=group.opened_on
    )


@dataclass
class County:
    """What `county_fixture` built, by name; seats are made when first asked for."""

    province: Division
    prefecture: Division
    division: Division
    townships: list[Division] = field(default_factory=list)
    villages: list[Division] = field(default_factory=list)
    congress: Congress = None  # type: ignore[assignment]
    township_congresses: list[Congress] = field(default_factory=list)
    term: Term = None  # type: ignore[assignment]
    session: Session = None  # type: ignore[assignment]
    congress_unit: Unit = None  # type: ignore[assignment]
    township_congress_units: list[Unit] = field(default_factory=list)
    standing_committee: Unit = None  # type: ignore[assignment]
    office: Unit = None  # type: ignore[assignment]
    committee: Unit = None  # type: ignore[assignment]
    party: Unit = None  # type: ignore[assignment]
    government: Unit = None  # type: ignore[assignment]
    govoffice: Unit = None  # type: ignore[assignment]
    departments: list[Unit] = field(default_factory=list)
    court: Unit = None  # type: ignore[assignment]
    company: Unit = None  # type: ignore[assignment]
    township_governments: list[Unit] = field(default_factory=list)
    presidiums: list[Unit] = field(default_factory=list)
    stations: list[Unit] = field(default_factory=list)
    platform: Unit = None  # type: ignore[assignment]
    deputies: list[Deputy] = field(default_factory=list)
    group: DeputyGroup = None  # type: ignore[assignment]
    _seats: dict[str, Seat] = field(default_factory=dict)

    def seat(self, role: str) -> Seat:
        """The one seat of that role here; `leader:government` names a side."""
        if role not in self._seats:
            self._seats[role] = self._make(role)
        return self._seats[role]

    def seats(self) -> dict[str, Seat]:
        """A seat of every role."""
        return {role: self.seat(role) for role in Role.values}

    def _make(self, role: str) -> Seat:
        role, _, side = role.partition(":")
        unit = self.home_of(role, side)
        if role == Role.DEPUTY:
            return make_seat(role, unit, deputy=self.deputies[0])
        return make_seat(role, unit, **({"side": side} if side else {}))

    def home_of(self, role: str, side: str = "") -> Unit:
        """The body on which such a seat sits (roles.md)."""
        if role in ADMIN_ROLES:
            return self.platform
        if role == Role.LEADER:
            sides = {Side.GOVERNMENT: self.government, Side.PARTY: self.party}
            return (
                sides.get(Side(side), self.standing_committee)
                if side
                else (self.standing_committee)
            )
        return {
            Role.CLERK: self.stations[0],
            Role.HEAD: self.stations[0],
            Role.DEPUTY: self.congress_unit,
            Role.PRESIDIUM: self.presidiums[0],
            Role.OFFICE: self.office,
            Role.COMMITTEE: self.committee,
            Role.GOVOFFICE: self.govoffice,
            Role.SECRETARIAT: self.congress_unit,
        }.get(Role(role), self.departments[0])


def county_fixture(name: str = "示范县") -> County:
    """One county with two townships, four villages, and a body of every kind."""
    province = _shared("湖南省", Level.PROVINCE, "430000000000", None)
    prefecture = _shared("郴州市", Level.PREFECTURE, "431000000000", province)
    county = County(province, prefecture, make_division(name, Level.COUNTY, prefecture))
    for number, town in enumerate(("东坪镇", "西岭乡")):
        township = make_division(town, Level.TOWNSHIP, county.division)
        county.townships.append(township)
        for village in ("青山村", "绿水村"):
            county.villages.append(
                make_division(f"{village[:1]}{number + 1}{village[1:]}", Level.VILLAGE, township)
            )
    _congresses(county)
    _county_bodies(county)
    _township_bodies(county)
    _people(county)
    return county


def _shared(name: str, level: str, code: str, parent: Division | None) -> Division:
    found = Division.objects.filter(code=code, valid_to=None).first()
    return found or make_division(name, level, parent, code=code)


def _congresses(county: County) -> None:
    county.congress = make_congress(county.division)
    county.term = county.congress.terms.get()
    county.session = county.term.sessions.latest("opens_on")
    county.township_congresses = [make_congress(place, number=19) for place in county.townships]


def _county_bodies(county: County) -> None:
    place, name = county.division, county.division.name
    kinds = UnitKind
    county.congress_unit = make_unit(f"{name}人民代表大会", kinds.CONGRESS, place)
    county.standing_committee = make_unit(f"{name}人大常委会", kinds.STANDING_COMMITTEE, place)
    above = county.standing_committee
    county.office = make_unit(
        f"{name}人大常委会代表工作委员会",
        kinds.DEPUTY_WORK,
        place,
        short_name="代工委",
        parent=above,
    )
    county.committee = make_unit(
        f"{name}人大社会建设委员会", kinds.COMMITTEE, place, short_name="社会委", parent=above
    )
    county.party = make_unit(f"中共{name}委员会", kinds.PARTY_COMMITTEE, place)
    county.government = make_unit(f"{name}人民政府", kinds.GOVERNMENT, place)
    county.govoffice = make_unit(
        f"{name}人民政府办公室",
        kinds.GOVERNMENT_OFFICE,
        place,
        short_name="政府办",
        parent=county.government,
    )
    county.departments = [
        make_unit(
            f"{name}{what}",
            kinds.DEPARTMENT,
            place,
            short_name=f"县{what}",
            parent=county.government,
        )
        for what in ("公安局", "住房和城乡建设局", "交通运输局")
    ]
    county.court = make_unit(f"{name}人民法院", kinds.COURT, place)
    county.company = make_unit(f"{name}供电公司", kinds.COMPANY, place)
    county.platform = make_unit(f"{name}平台管理", kinds.PLATFORM, place)


def _township_bodies(county: County) -> None:
    for township in county.townships:
        name = township.name
        kinds = UnitKind
        county.township_congress_units.append(
            make_unit(f"{name}人民代表大会", kinds.CONGRESS, township)
        )
        county.township_governments.append(make_unit(f"{name}人民政府", kinds.GOVERNMENT, township))
        county.presidiums.append(make_unit(f"{name}人大主席团", kinds.PRESIDIUM, township))
        county.stations.append(
            make_unit(f"{name}人大代表联络站", kinds.STATION, township, short_name=f"{name}站")
        )


def _people(county: County) -> None:
    """Four county deputies, two from each township; the first also sits in the township's."""
    county.group = make_group(county.congress, "第一代表小组")
    for number in range(4):
        township = county.townships[number // 2]
        deputy = make_deputy(home=township, work="村民委员会主任")
        make_mandate(
            deputy,
            county.term,
            elected_in=township,
            district=f"第{number + 1}选区",
            delegation=f"{township.name}代表团",
        )
        county.deputies.append(deputy)
    make_mandate(
        county.deputies[0],
        county.township_congresses[0].terms.get(),
        elected_in=county.villages[0],
        district="第1选区",
    )
    add_to_group(county.group, county.deputies[0], is_head=True)
    add_to_group(county.group, county.deputies[1])
