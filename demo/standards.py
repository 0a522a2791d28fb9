"""How the demo's stations stand against the standard, and who applied for stars."""

import datetime as dt
import random

from core.clock import replay
from demo.calendar import Days
from demo.people import Cast
from demo.places import County
from liaison.models import Seat
from stations import services
from stations.models import Station
from stations.services import Claim, Mark

WORDS = (
    "全年按安排接待，当场能答的当场答，其余按时交办，逐件回复来访人。",
    "每季度开展活动，第一议题学习不断档；群众意见有去有回。",
    "场所公开、设备齐全，代表信息和二维码都上墙，群众进得来、找得到。",
)


def play(county: County, cast: Cast, days: Days, rng: random.Random) -> None:
    """Most stations were looked at this autumn; five applied, each a step further."""
    looked = days.working(days.today - dt.timedelta(days=40))
    for number, place in enumerate(county.stations):
        if number % 9 == 8:
            continue
        with replay(days.at(looked + dt.timedelta(days=0), number % 60)):
            _check(place, _clerk(county, cast, place), rng, strict=number % 5)
    for stage, place in enumerate(county.stations[:6]):
        _apply(place, _clerk(county, cast, place), cast.seats["office"], days, stage)


def _clerk(county: County, cast: Cast, place: Station) -> Seat:
    number = county.stations.index(place)
    return cast.seats["clerk" if number == 0 else f"clerk{number + 1:02d}"]


def _check(place: Station, clerk: Seat, rng: random.Random, *, strict: int) -> None:
    items = list(services.checklist_of(place.congress_id).items.all())
    lacking = set(rng.sample(range(len(items)), strict))
    services.check_station(
        place,
        by=clerk,
        marks=[
            Mark(item, n not in lacking, "" if n not in lacking else "正在添置")
            for n, item in enumerate(items)
        ],
    )


def _apply(place: Station, clerk: Seat, office: Seat, days: Days, stage: int) -> None:
    """0 is being filled in, 1 waits for the office, 2 came back, the others are judged."""
    begun = days.before(days.today, 24 - stage)
    with replay(days.at(begun, 30)):
        case = services.start_application(place, days.today.year, by=clerk)
        claims = {
            row.item_id: Claim(row.claimed, "", f"/stations/{place.pk}/")
            for row in case.evidence.select_related("item")
        }
        services.fill_in(
            case, by=clerk, asked=3 + stage % 3, statement=WORDS[stage % 3], claims=claims
        )
    if stage == 0:
        return
    with replay(days.at(days.before(days.today, 15), 45)):
        services.apply_stars(case, by=clerk)
    if stage == 2:
        with replay(days.at(days.before(days.today, 8), 60)):
            services.send_back(case, by=office, reason="三季度的活动照片没有传，请补上再交。")
    if stage > 2:
        with replay(days.at(days.before(days.today, 5), 70)):
            services.grant(
                case,
                by=office,
                granted=3 + stage % 3,
                review_note="接待经常，办理反馈及时，材料真实。",
                points={row.item_id: row.claimed for row in case.evidence.all()},
            )
