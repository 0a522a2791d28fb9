"""A merge of last spring with its history, and a small station that still has to be merged.

The hamlet of 老街口 had a station of its own until it went into that of its town. 河口临时联络站
has one deputy and little to do: on it a visitor of the demo can try a merge.
"""

import datetime as dt

from core.clock import replay
from demo.calendar import Days
from demo.people import Cast
from demo.places import County
from liaison.choices import Role
from liaison.models import Deputy, Seat
from stations import services
from stations.choices import Channel
from stations.models import Opinion, Station
from stations.services import codes
from stations.services.merging import merge

OLD, WAITING = ("老街口联络站", "LJK"), ("河口临时联络站", "HK")
GONE = ("晒谷坪联络站", "SGP")
GROUNDS = "县人大常委会主任会议决定，撤并服务人口少的站点"
TOLD = (
    ("老街口的消防栓没有水，摆在那里是个样子。", "水厂当天接通了水，试水正常。"),
    ("赶圩天三轮车乱停，救护车进不来。", "镇里划了停车线，圩日有人值守。"),
)
VISITORS = ("谢春生", "罗桂兰", "邓永平", "何玉梅", "曾海涛")
OPEN = "老街口到小学的巷子没有路灯，孩子晚自习回家看不见。"
STILL = (
    "河口的便桥桥板烂了两块，老人过河不放心。",
    "河口临时站一个月只开两次门，来了经常没人。",
)


class Merging:
    """`play` before the year's other stories, so that the town's station goes on with what it took
    over; `leave` after them, so that nobody else takes up what waits for the merge."""

    def __init__(self, county: County, cast: Cast, days: Days):
        self.county, self.cast, self.days = county, cast, days
        self.office: Seat = cast.seats["office"]
        self.town = county.stations[0]
        self.spring = days.working(days.today - dt.timedelta(days=220))

    def play(self) -> None:
        old = self._station(*OLD, opened=self.spring - dt.timedelta(days=600))
        people = self._deputies()
        clerk = self._clerk(old)
        self._attach(old, people[:2], self.spring - dt.timedelta(days=590))
        for number, (words, answer) in enumerate(TOLD):
            self._told(old, clerk, people[number], words, answer, 40 + 20 * number)
        case = self._visit(old, clerk, people[0], OPEN, 4)
        with replay(self.days.at(self.days.before(self.spring, 3))):
            codes.make_code(by=self.office, station=old)
            services.route(case, by=clerk, route="station")
        with replay(self.days.at(self.spring, 30)):
            merge(old, self.town, by=self.office, reason=GROUNDS)
        self._finish(case)
        self._close()
        self._move()

    def _close(self) -> None:
        """A small one that nobody used any more: closed without a merge, its code says so."""
        opened = self.spring - dt.timedelta(days=500)
        small = self._station(*GONE, opened=opened)
        with replay(self.days.at(self.days.working(opened), 10)):
            codes.make_code(by=self.office, station=small)
        with replay(self.days.at(self.spring, 90)):
            services.close_station(small, by=self.office, reason="长期无人来访，就近到镇中心站反映")

    def _move(self) -> None:
        """The station of a trade stood under one town before it went under that of its growers."""
        trade = next(row for row in self.county.stations if row.name == "中药材联络站")
        town = next(row for row in self.county.stations if row.name == "云岭镇中心联络站")
        for parent, back in ((self.town, 300), (town, 0)):
            with replay(self.days.at(self.days.working(self.spring - dt.timedelta(days=back)))):
                services.update_station(trade, by=self.office, parent=parent)
            trade.refresh_from_db()

    def _station(self, name: str, code: str, *, opened: dt.date) -> Station:
        place = self.town.unit.division
        with replay(self.days.at(self.days.working(opened))):
            return services.create_station(
                by=self.office,
                division=place,
                name=name,
                code=code,
                kind="village",
                parent=self.town,
                address=f"{place.name}{name.removesuffix('联络站')}",
                hours="圩日上午",
            )

    def _clerk(self, station: Station) -> Seat:
        """A clerk of the next village looked after the small ones as well."""
        own = self.cast.seats["clerk02"]
        return Seat.objects.create(
            user=own.user, role=Role.CLERK, unit=station.unit, starts_on=own.starts_on
        )

    def _deputies(self) -> list[Deputy]:
        rows = self.town.attachments.filter(until=None).select_related("deputy")
        return [row.deputy for row in rows.order_by("id")[:3]]

    def _attach(self, station: Station, people: list[Deputy], since: dt.date) -> None:
        with replay(self.days.at(self.days.working(since))):
            for deputy in people:
                services.attach(station, deputy, by=self.office)

    def _visit(
        self, station: Station, clerk: Seat, deputy: Deputy, words: str, before: int
    ) -> Opinion:
        """`before`: working days before the merge, or before today where none is to come."""
        end = self.spring if station.code == OLD[1] else self.days.today
        day = self.days.before(end, before)
        with replay(self.days.at(day)):
            done = services.record_reception(
                by=clerk,
                station=station,
                held_on=day,
                channel=Channel.RECEPTION_DAY,
                deputies=[deputy],
                visitor_name=VISITORS[before % len(VISITORS)],
                visitor_phone=f"1380001{before:04d}",
                opinions=[{"raw_text": words}],
            )
        return done.opinions.get()

    def _told(
        self, station: Station, clerk: Seat, deputy: Deputy, words: str, answer: str, before: int
    ) -> None:
        case = self._visit(station, clerk, deputy, words, before)
        with replay(self.days.at(self.days.before(self.spring, before - 2))):
            services.answer(case, by=clerk, words=answer, satisfaction="satisfied")

    def _finish(self, case: Opinion) -> None:
        """The town's station ended what the hamlet's had begun, within the same term."""
        clerk = self.cast.seats["clerk"]
        case = Opinion.objects.get(pk=case.pk)
        done = self.days.working(self.spring + dt.timedelta(days=6))
        with replay(self.days.at(done)):
            services.report_result(case, by=clerk, result="巷子装了六盏路灯，当晚亮灯。")
        told = self.days.working(done + dt.timedelta(days=2))
        with replay(self.days.at(told)):
            services.tell_back(
                case,
                by=clerk,
                told_on=told,
                method="visit",
                words="路灯装好了，请您去看看。",
                satisfaction="satisfied",
            )

    def leave(self) -> None:
        deputy = self._deputies()[2]
        small = self._station(*WAITING, opened=self.spring - dt.timedelta(days=400))
        clerk = self._clerk(small)
        self._attach(small, [deputy], self.spring - dt.timedelta(days=390))
        with replay(self.days.at(self.days.before(self.days.today, 30))):
            codes.make_code(by=self.office, station=small)
        for number, words in enumerate(STILL):
            case = self._visit(small, clerk, deputy, words, 9 - 8 * number)
            if not number:
                with replay(self.days.at(self.days.before(self.days.today, 8))):
                    services.route(case, by=clerk, route="station")
