"""A fictional county under a real prefecture of Hunan: places, bodies, congress, stations."""

import datetime as dt
import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from audit.services import SYSTEM
from liaison.choices import Level, UnitKind
from liaison.models import Congress, Division, Session, Term, Unit
from liaison.services.units import create_unit, scope_of
from stations.models import Station, StationKind
from stations.services.parents import put_under

PREFECTURE = "431000000000"
TOWNSHIPS = (
    ("清溪镇", "QX", ("上坪村", "下坪村", "石门村", "桥头社区", "老屋村")),
    ("石桥镇", "SQ", ("堤上村", "塘湾村", "新桥社区", "大垅村")),
    ("白沙镇", "BS", ("沙洲村", "渡口村", "圩上社区", "黄泥村")),
    ("枫林镇", "FL", ("枫树村", "温泉村", "岭背村", "老街社区")),
    ("云岭镇", "YL", ("云上村", "茶亭村", "水口村")),
    ("古樟镇", "GZ", ("古樟村", "祠堂村", "河背村")),
    ("双江乡", "SJ", ("江口村", "合水村", "龙虎村")),
    ("大塘乡", "DT", ("大塘村", "莲花村", "蛇形村")),
    ("青山乡", "QS", ("青山村", "竹山村", "百丈村")),
    ("龙潭乡", "LT", ("龙潭村", "瀑布村", "羊角村")),
    ("竹园乡", "ZY", ("竹园村", "笋塘村", "南坡村")),
)
DEPARTMENTS = (
    ("县发展和改革局", "fgj"),
    ("县教育局", "jyj"),
    ("县公安局", "unit"),
    ("县民政局", "mzj"),
    ("县司法局", "sfj"),
    ("县财政局", "czj"),
    ("县人力资源和社会保障局", "rsj"),
    ("县自然资源局", "zrj"),
    ("县住房和城乡建设局", "zjj"),
    ("县交通运输局", "jtj"),
    ("县水利局", "slj"),
    ("县农业农村局", "nyj"),
    ("县文化旅游广电体育局", "wlj"),
    ("县卫生健康局", "wjj"),
    ("县应急管理局", "yjj"),
    ("县市场监督管理局", "scj"),
    ("县医疗保障局", "ybj"),
    ("县林业局", "lyj"),
    ("县城市管理和综合执法局", "cgj"),
    ("县商务局", "swj"),
)
# In these villages the station is of another kind, and bears its own name.
OTHER_KINDS = {
    "新桥社区": ("新桥商圈联络站", "business"),
    "圩上社区": ("圩上片区联络站", "area"),
    "渡口村": ("渡口产业园联络站", "park"),
    "云上村": ("云上务工人员异地联络站", "away"),
}
TRADE_STATIONS = (
    ("康养旅游联络站", "KY", "康养旅游", "枫林镇"),
    ("红色文旅联络站", "HS", "红色文旅", "古樟镇"),
    ("中药材联络站", "YC", "中药材", "云岭镇"),
)


@dataclass
class County:
    """What the rest of the demo hangs on; bodies by name."""

    name: str
    short: str
    division: Division
    congress: Congress
    term: Term
    sessions: list[Session]
    townships: dict[str, Division] = field(default_factory=dict)
    villages: dict[str, list[Division]] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    stations: list[Station] = field(default_factory=list)
    township_congresses: dict[str, Congress] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        return self.sessions[-1]


def session_day(today: dt.date) -> dt.date:
    """Opening of the last yearly session: the second Monday of January that is past."""
    for year in (today.year, today.year - 1):
        first = dt.date(year, 1, 1)
        monday = first + dt.timedelta(days=(7 - first.weekday()) % 7 + 7)
        if monday < today:
            return monday
    raise ValueError(today)


def build(name: str, code: str, today: dt.date, *, small: bool = False) -> County:
    """The county with its bodies; `small` makes the second one, by which scope can be seen."""
    prefecture = Division.objects.get(code=PREFECTURE, valid_to=None)
    division = _division(f"{code}000000", name, Level.COUNTY, prefecture)
    congress = Congress.objects.create(
        name=f"{name}人民代表大会", short_name="县人大", level=Level.COUNTY, division=division
    )
    opens = session_day(today)
    term = Term.objects.create(
        congress=congress, number=18, starts_on=dt.date(opens.year - 4, 1, 10)
    )
    sessions = [
        Session.objects.create(
            term=term,
            number=5 - back,
            opens_on=session_day(dt.date(opens.year - back, 6, 1)),
            closes_on=session_day(dt.date(opens.year - back, 6, 1)) + dt.timedelta(days=3),
        )
        for back in range(4, -1, -1)
    ]
    county = County(name, name[:-1], division, congress, term, sessions)
    _places(county, code, TOWNSHIPS[:2] if small else TOWNSHIPS)
    _bodies(county, small=small)
    _stations(county, small=small)
    return county


def _division(code: str, name: str, level: str, parent: Division) -> Division:
    return Division.objects.create(code=code, name=name, level=level, parent=parent)


def _places(county: County, code: str, townships: tuple) -> None:
    for number, (town, _, villages) in enumerate(townships):
        kind = 100 + number if town.endswith("镇") else 200 + number
        place = _division(f"{code}{kind:03d}000", town, Level.TOWNSHIP, county.division)
        county.townships[town] = place
        county.villages[town] = [
            _division(f"{code}{kind:03d}{200 + i:03d}", village, Level.VILLAGE, place)
            for i, village in enumerate(villages)
        ]


def _unit(county: County, name: str, kind: str, place: Division | None = None, **kw: Any) -> Unit:
    opened = county.sessions[0].opens_on
    unit = create_unit(
        name=name, kind=kind, division=place or county.division, by=SYSTEM, opened_on=opened, **kw
    )
    county.units[name] = unit
    return unit


def _bodies(county: County, *, small: bool) -> None:
    name = county.name
    _unit(county, f"{name}人民代表大会", UnitKind.CONGRESS, short_name="县人大")
    _unit(county, f"{name}委员会", UnitKind.PARTY_COMMITTEE, short_name="县委")
    committee = _unit(
        county, f"{name}人大常委会", UnitKind.STANDING_COMMITTEE, short_name="县人大常委会"
    )
    _unit(
        county,
        "县人大代工委",
        UnitKind.DEPUTY_WORK,
        parent=committee,
        short_name="代工委",
    )
    for field_name in ("监察和司法委员会", "财政经济委员会", "教科文卫委员会"):
        _unit(county, f"县人大{field_name}", UnitKind.COMMITTEE, parent=committee)
    government = _unit(county, f"{name}人民政府", UnitKind.GOVERNMENT, short_name="县政府")
    _unit(county, "县政府办（督查室）", UnitKind.GOVERNMENT_OFFICE, parent=government)
    for department, _ in DEPARTMENTS[2:5] if small else DEPARTMENTS:
        _unit(county, department, UnitKind.DEPARTMENT, parent=government)
    if not small:
        _unit(county, f"{name}人民法院", UnitKind.COURT, short_name="县法院")
        _unit(county, f"{name}人民检察院", UnitKind.PROCURATORATE, short_name="县检察院")
        _unit(county, f"{name}供电公司", UnitKind.COMPANY, short_name="县供电公司")
    for town, place in county.townships.items():
        congress = Congress.objects.create(
            name=f"{name}{town}人民代表大会",
            short_name=f"{town}人大",
            level=Level.TOWNSHIP,
            division=place,
        )
        county.township_congresses[town] = congress
        _unit(county, f"{town}人大主席团", UnitKind.PRESIDIUM, place, congress=congress)
        _unit(county, f"{town}人民政府", UnitKind.GOVERNMENT, place)


def _stations(county: County, *, small: bool) -> None:
    codes = {town: code for town, code, _ in TOWNSHIPS}
    for town, place in county.townships.items():
        central = _station(county, f"{town}中心联络站", codes[town], "central", place)
        wanted = 1 if small else 3 if town in {"清溪镇", "石桥镇", "白沙镇"} else 2
        for number, village in enumerate(county.villages[town][:wanted], start=1):
            name, kind = OTHER_KINDS.get(village.name, (f"{village.name}联络站", "village"))
            _station(county, name, f"{codes[town]}{number}", kind, village, parent=central)
    if small:
        return
    for name, code, trade, town in TRADE_STATIONS:
        _station(county, name, code, "trade", county.townships[town], trade=trade)


def _station(
    county: County,
    name: str,
    code: str,
    kind: str,
    place: Division,
    *,
    parent: Station | None = None,
    trade: str = "",
) -> Station:
    unit = _unit(county, name, UnitKind.STATION, place)
    prefix = "" if county.short == "示范" else "B"
    station = Station.objects.create(
        unit=unit,
        code=f"{prefix}{code}",
        name=name,
        kind=StationKind.objects.get(congress=None, code=kind),
        trade=trade,
        address=f"{place.name}便民服务中心一楼" if kind != "trade" else f"{place.name}",
        hours="工作日9:00至11:30，14:30至17:00；圩日上午照常",
        opened_on=county.sessions[0].opens_on,
        congress=county.congress,
        **scope_of(place),
    )
    station.latitude, station.longitude = _somewhere(len(county.stations))
    station.save(update_fields=["latitude", "longitude"])
    put_under(station, parent, on=station.opened_on)
    county.stations.append(station)
    return station


def _somewhere(number: int) -> tuple[Decimal, Decimal]:
    """Spread like sunflower seeds over some forty kilometres: no real place is meant."""
    angle, reach = number * 2.39996, 0.028 * math.sqrt(number)
    north, east = reach * math.sin(angle), reach * math.cos(angle)
    return round(Decimal(25.81 + north), 6), round(Decimal(113.42 + east), 6)
