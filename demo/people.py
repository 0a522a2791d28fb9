"""Fictional people of the demo county: deputies of four levels, groups, posts and sign-ins."""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import User
from audit.services import SYSTEM
from core.pinyin import initials, sort_key
from demo.places import DEPARTMENTS, PREFECTURE, County
from liaison.choices import Gender, GroupKind, Level, Role, Side, UnitKind
from liaison.models import (
    Congress,
    Deputy,
    DeputyGroup,
    Division,
    GroupMember,
    Mandate,
    Seat,
    Term,
    Unit,
)
from liaison.services.units import create_unit
from stations.models import StationDeputy

PASSWORD = "liaison-demo"
FAMILY = "黄李罗扶邓郭陈何方王刘张杨周吴胡朱林谢曾唐肖欧阳廖钟赖邝雷骆蒋"
GIVEN = [
    "志勇",
    "春梅",
    "小军",
    "玉兰",
    "建华",
    "晓兰",
    "卫东",
    "建平",
    "国强",
    "秋菊",
    "永红",
    "德明",
    "海燕",
    "文斌",
    "丽娟",
    "光明",
    "桂香",
    "世平",
    "爱民",
    "小英",
    "振宇",
    "雪梅",
    "长青",
    "美云",
    "立新",
    "志刚",
    "冬生",
    "凤英",
    "家旺",
    "红霞",
    "明亮",
    "金莲",
    "学文",
    "秀珍",
    "大勇",
    "翠萍",
    "克勤",
    "思远",
    "顺发",
    "月娥",
    "正国",
    "佳慧",
    "石生",
    "兰花",
    "承志",
    "巧玲",
    "友谊",
    "满秀",
    "劲松",
    "素贞",
]
WORK = (
    "{town}{village}党支部书记",
    "{town}中心小学教师",
    "{town}卫生院医师",
    "{village}村民，养殖户",
    "{village}村民，茶农",
    "{town}供销社主任",
    "{village}村民委员会主任",
    "{town}个体工商户",
    "{village}村民，货运司机",
    "{town}文化站站长",
)
SPECIALIST = (
    ("监察司法代表小组", "监察司法"),
    ("财政经济代表小组", "财政经济"),
    ("教科文卫代表小组", "教科文卫"),
    ("农业农村代表小组", "农业农村"),
    ("城建环资代表小组", "城建环资"),
)


@dataclass
class Cast:
    """Who plays: deputies in order of importance, seats by sign-in name."""

    deputies: list[Deputy] = field(default_factory=list)
    seats: dict[str, Seat] = field(default_factory=dict)

    def seat_of(self, deputy: Deputy) -> Seat:
        return self.seats[f"deputy:{deputy.pk}"]


def lives_in(person: Deputy, township: Division | None) -> bool:
    return person.home is not None and person.home.parent == township


class Casting:
    """Makes people for one county; the same seed makes the same people."""

    def __init__(self, county: County, rng: random.Random, prefix: str = ""):
        self.county, self.rng, self.prefix = county, rng, prefix
        self.cast = Cast()
        self.password = make_password(PASSWORD)
        self.used: set[str] = set()
        self.number = 0
        self.start = county.sessions[0].opens_on

    def all(self) -> Cast:
        self._deputies()
        self._groups()
        self._posts()
        self._station_staff()
        self._unit_staff()
        return self.cast

    def name(self) -> str:
        while True:
            family = self.rng.choice(FAMILY)
            if family in "欧阳":
                family = "欧阳"
            found = family + self.rng.choice(GIVEN)
            if found not in self.used:
                self.used.add(found)
                return found

    def user(self, login: str, name: str) -> User:
        self.number += 1
        self.used.add(name)
        return User.objects.create(
            login=f"{self.prefix}{login}",
            name=name,
            initials=initials(name),
            password=self.password,
            is_demo=True,
            must_change_password=False,
        )

    def seat(self, login: str, name: str, role: str, unit: Unit, **kw: Any) -> Seat:
        user = User.objects.filter(login=f"{self.prefix}{login}").first() or self.user(login, name)
        seat = Seat.objects.create(user=user, role=role, unit=unit, starts_on=self.start, **kw)
        self.cast.seats.setdefault(login, seat)
        self.cast.seats[f"{login}:{role}"] = seat
        return seat

    # ---- deputies
    def _deputies(self) -> None:
        small = bool(self.prefix)
        towns = list(self.county.townships)
        wanted = 12 if small else 148
        leading = [] if small else ["黄志勇", "李春梅", "罗小军", "扶玉兰", "邓建华"]
        for number in range(wanted):
            town = towns[number % len(towns)]
            name = leading[number] if number < len(leading) else self.name()
            self.used.add(name)
            login = "deputy" if number == 0 else f"deputy{number + 1:03d}"
            self._deputy(name, town, number, login)
        if not small:
            self._other_levels()

    def _deputy(self, name: str, town: str, number: int, login: str) -> Deputy:
        villages = self.county.villages[town]
        village = villages[number % len(villages)]
        work = WORK[number % len(WORK)].format(town=town, village=village.name)
        person = self._person(name, work, village)
        person.without_fixed_income = "村民" in work
        person.user = self.user(login, name)
        person.save(update_fields=["user", "without_fixed_income"])
        Mandate.objects.create(
            deputy=person,
            term=self.county.term,
            district=f"第{number // 2 + 1}选区",
            elected_in=self.county.townships[town],
            delegation=f"{town}代表团",
            card_no=f"X18{number + 1:03d}",
            starts_on=self.county.term.starts_on,
        )
        seat = Seat.objects.create(
            user=person.user,
            role=Role.DEPUTY,
            unit=self.county.units[f"{self.county.name}人民代表大会"],
            deputy=person,
            title="县人大代表",
            starts_on=self.start,
        )
        self.cast.deputies.append(person)
        self.cast.seats[f"deputy:{person.pk}"] = seat
        self.cast.seats.setdefault(login, seat)
        self._attach(person, town, number)
        return person

    def _person(self, name: str, work: str, home: Division) -> Deputy:
        self.number += 1
        return Deputy.objects.create(
            name=name,
            initials=initials(name),
            sort_key=sort_key(name),
            gender=Gender.FEMALE if name[-1] in "梅兰英云香娟霞珍萍娥玲花秀燕菊慧" else Gender.MALE,
            work=work,
            phone=f"1990000{self.number % 10000:04d}",
            home=home,
        )

    def _attach(self, person: Deputy, town: str, number: int) -> None:
        """To the central station of the township, every third also to a village station."""
        here = [s for s in self.county.stations if s.township_id == self.county.townships[town].pk]
        chosen = {here[0]} | ({here[number % len(here)]} if number % 3 == 0 else set())
        for station in chosen:
            StationDeputy.objects.create(station=station, deputy=person, since=self.start)

    def _other_levels(self) -> None:
        """Township, prefecture, province and national mandates: some people hold several."""
        for town, congress in list(self.county.township_congresses.items()):
            term = Term.objects.create(congress=congress, number=12, starts_on=self.start)
            for number in range(6):
                villages = self.county.villages[town]
                village = villages[number % len(villages)]
                person = (
                    next(d for d in self.cast.deputies if lives_in(d, village.parent))
                    if number == 0
                    else self._person(self.name(), f"{village.name}村民", village)
                )
                self._mandate(person, term, village.parent, f"{number + 1:03d}")
                if number:
                    self._attach(person, town, number)
        for level, count, number in (
            (Level.PREFECTURE, 9, 6),
            (Level.PROVINCE, 2, 14),
        ):
            term = self._higher_term(level, number)
            for index in range(count):
                self._mandate(
                    self.cast.deputies[7 * index + 3],
                    term,
                    self.county.division,
                    f"{level[:2].upper()}{index + 1:03d}",
                )

    def _higher_term(self, level: str, number: int) -> Term:
        place = Division.objects.get(code=PREFECTURE, valid_to=None)
        names = {
            Level.PREFECTURE: (place, f"{place.name}人民代表大会", "市人大"),
            Level.PROVINCE: (place.parent, "湖南省人民代表大会", "省人大"),
        }
        division, name, short = names[Level(level)]
        congress = Congress.objects.get_or_create(
            division=division, defaults={"name": name, "short_name": short, "level": level}
        )[0]
        return Term.objects.get_or_create(
            congress=congress, number=number, defaults={"starts_on": self.start}
        )[0]

    def _mandate(self, person: Deputy, term: Term, place: Division | None, card: str) -> None:
        Mandate.objects.create(
            deputy=person,
            term=term,
            district=place.name if place else "",
            elected_in=place,
            card_no=card,
            starts_on=term.starts_on,
        )

    def _groups(self) -> None:
        people = self.cast.deputies
        groups = [(name, GroupKind.SPECIALIST, f) for name, f in SPECIALIST]
        groups += [(f"{town}代表小组", GroupKind.AREA, town) for town in self.county.townships]
        if self.prefix:
            groups = groups[:1]
        for number, (name, kind, field_name) in enumerate(groups):
            group = DeputyGroup.objects.create(
                congress=self.county.congress,
                name=name,
                kind=kind,
                field=field_name,
                opened_on=self.start + dt.timedelta(days=60),
            )
            if kind == GroupKind.SPECIALIST:
                members = people[number::7][:14]
            else:
                place = self.county.townships[field_name]
                members = [d for d in people if lives_in(d, place)]
            GroupMember.objects.bulk_create(
                GroupMember(group=group, deputy=person, is_head=i == 0, since=group.opened_on)
                for i, person in enumerate(members)
            )

    # ---- posts
    def _posts(self) -> None:
        units, name = self.county.units, self.county.name
        names = ("方卫东", "刘建平", "陈立", "何永安", "谢文清") if not self.prefix else ()
        who = list(names) + [self.name() for _ in range(12)]
        committee, government = units[f"{name}人大常委会"], units[f"{name}人民政府"]
        self.seat("office", who[0], Role.OFFICE, units["县人大代工委"], title="代工委主任")
        leader = {"side": Side.CONGRESS, "title": "副主任"}
        self.seat("leader", who[1], Role.LEADER, committee, **leader)
        self.seat(
            "govoffice", who[2], Role.GOVOFFICE, units["县政府办（督查室）"], title="督查室主任"
        )
        head = {"side": Side.GOVERNMENT, "title": "县长"}
        self.seat("mayor", who[3], Role.LEADER, government, **head)
        vice = {"side": Side.GOVERNMENT, "title": "副县长"}
        self.seat("vicemayor", who[4], Role.LEADER, government, **vice)
        party = units[f"{name}委员会"]
        self.seat("secretary", who[5], Role.LEADER, party, side=Side.PARTY, title="县委书记")
        chair = {"side": Side.CONGRESS, "title": "主任"}
        self.seat("chair", who[6], Role.LEADER, committee, **chair)
        self.seat("committee", who[7], Role.COMMITTEE, units["县人大监察和司法委员会"])
        self.seat(
            "secretariat",
            who[8],
            Role.SECRETARIAT,
            units[f"{name}人民代表大会"],
            session=self.county.session,
        )
        town = next(iter(self.county.townships))
        self.seat("presidium", who[9], Role.PRESIDIUM, units[f"{town}人大主席团"], title="人大主席")
        for other in list(self.county.townships)[1:]:
            login = f"presidium-{len(self.cast.seats)}"
            self.seat(login, self.name(), Role.PRESIDIUM, units[f"{other}人大主席团"])
        for other in self.county.townships:
            login = f"town-{len(self.cast.seats)}"
            self.seat(login, self.name(), Role.UNIT_HEAD, units[f"{other}人民政府"])

    def _station_staff(self) -> None:
        for number, station in enumerate(self.county.stations):
            clerk = "clerk" if number == 0 else f"clerk{number + 1:02d}"
            name = "郭晓兰" if number == 0 and not self.prefix else self.name()
            self.seat(clerk, name, Role.CLERK, station.unit)
            head = "head" if number == 0 else f"head{number + 1:02d}"
            self.seat(head, self.name(), Role.HEAD, station.unit)

    def _unit_staff(self) -> None:
        """The head of a unit signs; where one person does both, two seats, one click apart."""
        logins = dict(DEPARTMENTS)
        kinds = {UnitKind.DEPARTMENT, UnitKind.COURT, UnitKind.PROCURATORATE, UnitKind.COMPANY}
        for unit in [u for u in self.county.units.values() if u.kind in kinds]:
            login = logins.get(unit.name, f"unit{unit.pk}")
            name = "王磊" if login == "unit" and not self.prefix else self.name()
            self.seat(login, name, Role.UNIT_HEAD, unit, title="分管负责人")
            self.seat(login, name, Role.UNIT, unit)
            if login == "unit" and not self.prefix:
                self.seat("unit-clerk", "何丽娟", Role.UNIT, unit)
                self.seat("unit-section", "蒋志强", Role.UNIT_SECTION, unit, title="法制科科长")


def administrators(password: str, start: dt.date) -> None:
    """三员分立: three people who see no case."""
    province = Division.objects.get(level=Level.PROVINCE, valid_to=None, code="430000000000")
    unit = create_unit(name="平台管理", kind=UnitKind.PLATFORM, division=province, by=SYSTEM)
    for login, name, role in (
        ("admin", "周明远", Role.ADMIN),
        ("security", "胡静仪", Role.SECURITY_ADMIN),
        ("auditor", "唐守正", Role.AUDITOR),
    ):
        user = User.objects.create(
            login=login,
            name=name,
            initials=initials(name),
            password=password,
            is_demo=True,
            must_change_password=False,
        )
        Seat.objects.create(user=user, role=role, unit=unit, starts_on=start)
