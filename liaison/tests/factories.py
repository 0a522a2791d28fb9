"""A small county with everything in it, for the tests of this app and of those above.

`county_fixture()` builds province → prefecture → county → two townships → two villages each,
congresses with term and session, and a body of every kind. `county.seat("office")` is that
county's office; a second `county_fixture("邻县")` shares the province and the prefecture.
"""

import datetime as dt
import itertools
from collections.abc import Iterator
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
    UnitName,
)
from liaison.services.seats import CHOSEN
from liaison.services.units import LONG_AGO, create_unit, scope_of

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
    Session.objects.bulk_create(_held(term))
    return term


def _held(term: Term) -> Iterator[Session]:
    for held in range(5):
        opens = term.starts_on + dt.timedelta(days=365 * held)
        yield Session(
            term=term, number=held + 1, opens_on=opens, closes_on=opens + dt.timedelta(days=3)
        )


def make_deputy(name: str = "", **kw: Any) -> Deputy:
    user = kw.get("user")
    deputy = _deputy(name or (user.name if user else person_name()), **kw)
    deputy.save()
    return deputy


def _deputy(name: str, **kw: Any) -> Deputy:
    kw.setdefault("phone", f"1380000{next_number() % 10_000:04d}")
    return Deputy(name=name, initials=initials(name), sort_key=sort_key(name), **kw)


def make_mandate(deputy: Deputy, term: Term, **kw: Any) -> Mandate:
    mandate = _mandate(deputy, term, **kw)
    mandate.save()
    return mandate


def _mandate(deputy: Deputy, term: Term, **kw: Any) -> Mandate:
    kw.setdefault("card_no", f"{next_number():05d}")
    kw.setdefault("district", "第1选区")
    kw.setdefault("delegation", "第一代表团")
    kw.setdefault("starts_on", term.starts_on)
    return Mandate(deputy=deputy, term=term, **kw)


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
    """One county with two townships, four villages, and a body of every kind.

    Written as the services write it, in few statements: nearly every test begins with one.
    `test_factories.py` compares.
    """
    province = _shared("湖南省", Level.PROVINCE, "430000000000", None)
    prefecture = _shared("郴州市", Level.PREFECTURE, "431000000000", province)
    county = County(province, prefecture, make_division(name, Level.COUNTY, prefecture))
    above = county.division
    county.townships = _places(Level.TOWNSHIP, [("东坪镇", above), ("西岭乡", above)])
    east, west = county.townships
    villages = [("青1山村", east), ("绿1水村", east), ("青2山村", west), ("绿2水村", west)]
    county.villages = _places(Level.VILLAGE, villages)
    _congresses(county)
    _county_bodies(county)
    _township_bodies(county)
    _people(county)
    return county


def _shared(name: str, level: str, code: str, parent: Division | None) -> Division:
    found = Division.objects.filter(code=code, valid_to=None).first()
    return found or make_division(name, level, parent, code=code)


def _places(level: str, named: list[tuple[str, Division]]) -> list[Division]:
    return Division.objects.bulk_create(
        Division(name=name, level=level, parent=above, code=f"4399{next_number():08d}")
        for name, above in named
    )


def _congresses(county: County) -> None:
    congresses = Congress.objects.bulk_create(
        Congress(
            name=f"{place.name}人民代表大会",
            short_name=f"{place.name}人大",
            level=place.level,
            division=place,
        )
        for place in (county.division, *county.townships)
    )
    starts_on = today() - dt.timedelta(days=60 + 4 * 365)
    terms = Term.objects.bulk_create(
        Term(congress=congress, number=number, starts_on=starts_on)
        for congress, number in zip(congresses, (18, 19, 19), strict=True)
    )
    sessions = Session.objects.bulk_create(session for term in terms for session in _held(term))
    county.congress, *county.township_congresses = congresses
    county.term, county.session = terms[0], sessions[4]


def _bodies(*units: Unit) -> list[Unit]:
    """With the scope and the name that `create_unit` gives them."""
    for unit in units:
        unit.short_name = unit.short_name or unit.name
        for column, place in scope_of(unit.division).items():
            setattr(unit, column, place)
    made = Unit.objects.bulk_create(units)
    UnitName.objects.bulk_create(
        UnitName(unit=unit, name=unit.name, valid_from=LONG_AGO) for unit in made
    )
    return made


def _county_bodies(county: County) -> None:
    name, kinds = county.division.name, UnitKind
    here = {"division": county.division, "congress": county.congress}
    above, government = _bodies(
        Unit(name=f"{name}人大常委会", kind=kinds.STANDING_COMMITTEE, **here),
        Unit(name=f"{name}人民政府", kind=kinds.GOVERNMENT, **here),
    )
    government.government = government
    government.save(update_fields=["government"])
    county.standing_committee, county.government = above, government
    led = here | {"parent": government, "government": government}
    departments = [
        Unit(name=f"{name}{what}", short_name=f"县{what}", kind=kinds.DEPARTMENT, **led)
        for what in ("公安局", "住房和城乡建设局", "交通运输局")
    ]
    made = _bodies(
        Unit(name=f"{name}人民代表大会", kind=kinds.CONGRESS, **here),
        Unit(
            name=f"{name}人大常委会代表工作委员会",
            short_name="代工委",
            kind=kinds.DEPUTY_WORK,
            parent=above,
            **here,
        ),
        Unit(
            name=f"{name}人大社会建设委员会",
            short_name="社会委",
            kind=kinds.COMMITTEE,
            parent=above,
            **here,
        ),
        Unit(name=f"中共{name}委员会", kind=kinds.PARTY_COMMITTEE, **here),
        Unit(
            name=f"{name}人民政府办公室",
            short_name="政府办",
            kind=kinds.GOVERNMENT_OFFICE,
            **led,
        ),
        *departments,
        Unit(name=f"{name}人民法院", kind=kinds.COURT, **here),
        Unit(name=f"{name}供电公司", kind=kinds.COMPANY, **here),
        Unit(name=f"{name}平台管理", kind=kinds.PLATFORM, **here),
    )
    county.congress_unit, county.office, county.committee, county.party, county.govoffice = made[:5]
    county.departments = made[5:8]
    county.court, county.company, county.platform = made[8:]


def _township_bodies(county: County) -> None:
    kinds = UnitKind
    units = []
    for place, congress in zip(county.townships, county.township_congresses, strict=True):
        name, here = place.name, {"division": place, "congress": congress}
        units += [
            Unit(name=f"{name}人民代表大会", kind=kinds.CONGRESS, **here),
            Unit(
                name=f"{name}人民政府",
                kind=kinds.GOVERNMENT,
                government=county.government,
                **here,
            ),
            Unit(name=f"{name}人大主席团", kind=kinds.PRESIDIUM, **here),
            Unit(
                name=f"{name}人大代表联络站",
                short_name=f"{name}站",
                kind=kinds.STATION,
                **here | {"congress": county.congress},
            ),
        ]
    made = _bodies(*units)
    county.township_congress_units, county.township_governments = made[::4], made[1::4]
    county.presidiums, county.stations = made[2::4], made[3::4]


def _people(county: County) -> None:
    """Four county deputies, two from each township; the first also sits in the township's."""
    county.group = make_group(county.congress, "第一代表小组")
    homes = [county.townships[number // 2] for number in range(4)]
    county.deputies = Deputy.objects.bulk_create(
        _deputy(person_name(), home=home, work="村民委员会主任") for home in homes
    )
    elected = {"district": "第1选区", "elected_in": county.villages[0]}
    Mandate.objects.bulk_create(
        [
            *(
                _mandate(
                    deputy,
                    county.term,
                    elected_in=home,
                    district=f"第{number}选区",
                    delegation=f"{home.name}代表团",
                )
                for number, (deputy, home) in enumerate(zip(county.deputies, homes, strict=True), 1)
            ),
            _mandate(county.deputies[0], county.township_congresses[0].terms.get(), **elected),
        ]
    )
    GroupMember.objects.bulk_create(
        GroupMember(
            group=county.group, deputy=deputy, is_head=not place, since=county.group.opened_on
        )
        for place, deputy in enumerate(county.deputies[:2])
    )
