"""Fifty counties: places, bodies, congresses, deputies, stations, posts and their tokens."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

import psycopg
from knox.crypto import create_token_string, hash_token
from knox.settings import CONSTANTS

from accounts.models import ClientToken, User
from bench.copying import Table, array
from bench.words import Words
from core.clock import now, today
from liaison.choices import Level, Role, UnitKind
from liaison.models import Congress, Deputy, Division, Mandate, Seat, Session, Term, Unit
from stations.models import Station, StationDeputy, StationKind

COUNTIES, TOWNSHIPS, DEPARTMENTS, DEPUTIES = 50, 12, 25, 200
PROVINCE_CODE = "98"


@dataclass
class County:
    """What a case needs to know of its county; scope is province, prefecture, county."""

    scope: tuple[int, int, int]
    congress: int
    terms: tuple[int, int]
    sessions: dict[int, list[int]] = field(default_factory=dict)
    office: int = 0
    government: int = 0
    townships: list[int] = field(default_factory=list)
    departments: list[int] = field(default_factory=list)
    deputies: list[int] = field(default_factory=list)
    stations: list[tuple[int, int, int, str]] = field(default_factory=list)
    serials: dict[Any, int] = field(default_factory=dict)
    first_serial: int = 0

    def next(self, key: Any) -> int:
        self.serials[key] = self.serials.get(key, self.first_serial) + 1
        return self.serials[key]


class Places:
    def __init__(self, words: Words, first_id: int):
        self.words = words
        self.ids = first_id
        self.counties: list[County] = []
        self.tokens: list[dict[str, Any]] = []
        self.since = today() - dt.timedelta(days=8 * 365)
        self.kind = StationKind.objects.get(congress=None, code="central").pk
        scope = ("province_id", "prefecture_id", "county_id", "township_id", "congress_id")
        self.t = {
            "division": Table(Division, "id", "code", "name", "level", "parent_id"),
            "congress": Table(Congress, "id", "name", "short_name", "level", "division_id"),
            "term": Table(Term, "id", "congress_id", "number", "starts_on", "ends_on"),
            "session": Table(Session, "id", "term_id", "number", "opens_on", "closes_on"),
            "unit": Table(
                Unit, "id", "kind", "name", "short_name", "division_id", "government_id", *scope
            ),
            "user": Table(User, "id", "login", "name", "password", "must_change_password"),
            "deputy": Table(Deputy, "id", "user_id", "name", "initials", "home_id"),
            "mandate": Table(
                Mandate,
                "id",
                "deputy_id",
                "term_id",
                "district",
                "card_no",
                "starts_on",
                "elected_in_id",
            ),
            "seat": Table(
                Seat, "id", "user_id", "role", "unit_id", "side", "deputy_id", "starts_on"
            ),
            "token": Table(
                ClientToken,
                "digest",
                "token_key",
                "user_id",
                "created",
                "expiry",
                "public_id",
                "seat_id",
                "device",
                "last_used_on",
            ),
            "station": Table(
                Station,
                *("id", "unit_id", "kept_by_id", "code", "name", "kind_id", "opened_on"),
                *scope,
            ),
            "attached": Table(StationDeputy, "id", "station_id", "deputy_id", "since"),
        }

    def make(self) -> None:
        province = self.division(PROVINCE_CODE.ljust(12, "0"), "测试省", Level.PROVINCE, None)
        for place in range(COUNTIES):
            if place % 10 == 0:
                code = f"{PROVINCE_CODE}{place // 10 + 1:02d}".ljust(12, "0")
                prefecture = self.division(code, f"测试{place // 10}市", Level.PREFECTURE, province)
            self.counties.append(self.county(place, province, prefecture))

    def id(self) -> int:
        self.ids += 1
        return self.ids

    def division(self, code: str, name: str, level: str, parent: int | None) -> int:
        number = self.id()
        self.t["division"].add(number, code, name, level, parent)
        return number

    def county(self, place: int, province: int, prefecture: int) -> County:
        code = f"{PROVINCE_CODE}{place // 10 + 1:02d}{place % 10 + 21:02d}"
        division = self.division(code.ljust(12, "0"), f"测试{place}县", Level.COUNTY, prefecture)
        congress = self.id()
        name = f"测试{place}县人民代表大会"
        self.t["congress"].add(congress, name, f"测试{place}县人大", Level.COUNTY, division)
        old, new = self.id(), self.id()
        turn = today() - dt.timedelta(days=3 * 365)
        self.t["term"].add(old, congress, 17, self.since, turn)
        self.t["term"].add(new, congress, 18, turn, None)
        here = County((province, prefecture, division), congress, (old, new))
        for term, start in ((old, self.since), (new, turn)):
            here.sessions[term] = [self.id() for _ in range(4)]
            for number, session in enumerate(here.sessions[term], 1):
                opens = start + dt.timedelta(days=(number - 1) * 365)
                self.t["session"].add(session, term, number, opens, opens + dt.timedelta(days=4))
        self.bodies(here, place, division, code)
        self.people(here, division)
        return here

    def unit(
        self, here: County, kind: str, name: str, division: int, township: int | None = None
    ) -> int:
        number = self.id()
        government = here.government or None
        if kind == UnitKind.GOVERNMENT:
            government = here.government = number
        self.t["unit"].add(
            number,
            kind,
            name,
            name[:40],
            division,
            government,
            *here.scope,
            township,
            here.congress,
        )
        return number

    def bodies(self, here: County, place: int, division: int, code: str) -> None:
        government = self.unit(here, UnitKind.GOVERNMENT, f"测试{place}县人民政府", division)
        here.office = self.unit(here, UnitKind.DEPUTY_WORK, f"测试{place}县人大代工委", division)
        office = self.unit(here, UnitKind.GOVERNMENT_OFFICE, f"测试{place}县政府办", division)
        self.post(Role.OFFICE, here.office, place, here.congress)
        self.post(Role.GOVOFFICE, office, place, government)
        for number in range(DEPARTMENTS):
            name = f"测试{place}县第{number + 1}局"
            unit = self.unit(here, UnitKind.DEPARTMENT, name, division)
            here.departments.append(unit)
            self.post(Role.UNIT, unit, place if number < 2 else None, unit)
            self.post(Role.UNIT_HEAD, unit, None, unit)
        for number in range(TOWNSHIPS):
            town = self.division(
                f"{code}{number + 101:03d}000", f"测试{place}{number}镇", Level.TOWNSHIP, division
            )
            here.townships.append(town)
            self.station(here, f"{place}{number}", place if number < 2 else None, town)

    def station(self, here: County, name: str, place: int | None, town: int) -> None:
        self.unit(here, UnitKind.PRESIDIUM, f"测试{name}镇人大主席团", town, town)
        unit = self.unit(here, UnitKind.STATION, f"测试{name}镇代表联络站", town, town)
        number = self.id()
        code = f"B{len(self.counties):02d}{len(here.stations):02d}"
        self.t["station"].add(
            number,
            unit,
            unit,
            code,
            f"测试{name}镇代表联络站",
            self.kind,
            self.since,
            *here.scope,
            town,
            here.congress,
        )
        here.stations.append((number, unit, town, code))
        self.post(Role.CLERK, unit, place, number)

    def people(self, here: County, division: int) -> None:
        unit = self.unit(here, UnitKind.CONGRESS, f"测试{len(self.counties)}县人大", division)
        for number in range(DEPUTIES):
            deputy, user, name = self.id(), self.user(), self.words.name()
            station, _, town, _ = here.stations[number % len(here.stations)]
            here.deputies.append(deputy)
            self.t["deputy"].add(deputy, user, name, array(["zz"]), town)
            self.t["mandate"].add(
                self.id(),
                deputy,
                here.terms[1],
                f"第{number}选区",
                f"{number:04d}",
                self.since,
                town,
            )
            self.t["attached"].add(self.id(), station, deputy, self.since)
            wanted = len(self.counties) if number < 4 else None
            self.seat(user, Role.DEPUTY, unit, wanted, deputy, deputy)

    def user(self) -> int:
        number = self.id()
        self.t["user"].add(number, f"bench{number}", self.words.name(), "!", "f")
        return number

    def post(self, role: str, unit: int, place: int | None, key: int) -> None:
        self.seat(self.user(), role, unit, place, None, key)

    def seat(
        self, user: int, role: str, unit: int, place: int | None, deputy: int | None, key: int
    ) -> None:
        """Whoever measures asks as those with a `place`; `key` is what their rows hang on."""
        number, token = self.id(), create_token_string()
        self.t["seat"].add(number, user, role, unit, "", deputy, self.since)
        self.t["token"].add(
            hash_token(token),
            token[: CONSTANTS.TOKEN_KEY_LENGTH],
            user,
            now(),
            now() + dt.timedelta(days=3650),
            uuid.uuid4(),
            number,
            "bench",
            today(),
        )
        if place is not None:
            caller = {"role": str(role), "token": token, "county": place, "key": key}
            self.tokens.append(caller | {"seat": number, "user": user, "unit": unit})

    def flush(self, connection: psycopg.Connection[Any]) -> None:
        for table in self.t.values():
            table.flush(connection)
