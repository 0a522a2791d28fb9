"""Opinions that went on in more than one way: a few of each, among those already recorded."""

import datetime as dt
from collections.abc import Callable

from django.db.models import QuerySet

from core.clock import replay
from demo.calendar import Days
from demo.people import Cast
from demo.places import County
from liaison.models import Seat
from stations import services
from stations.choices import Channel, Route, Satisfaction, TellMethod
from stations.models import Opinion

TICKETS = ("20251118-3307", "20251120-1182", "20251121-0459")
# How many days ago, who, which way, in whose words.
FOLDED = (
    (11, "何玉莲", Route.TOWNSHIP, "农贸市场后门的下水道堵了，污水漫到路上，买菜要踮着脚走。"),
    (8, "罗长生", Route.STATION, "菜市场后面那条沟满出来了，臭得开不了窗，请找人来疏通。"),
    (6, "谢小妹", Route.STATION, "农贸市场后门污水流到我店门口，客人都不肯进来。"),
)
ASKED = (10, "李桂生", "", "中学门口放学的时候堵得动不了，能不能有人指挥，划个临时停车的地方。")
LINKED = (
    (33, "黄国胜", Route.STATION, "村口公交站牌倒在地上，老人不知道在哪里等车。"),
    (4, "邓细英", "", "村口等车的地方没有遮雨的，下雨天老人小孩淋着等公交。"),
)


class Matters:
    """Takes what the stations recorded and moves it on, through the services of the staff."""

    def __init__(self, county: County, cast: Cast, days: Days):
        self.county, self.cast, self.days = county, cast, days
        self.taken: set[int] = set()
        self.minute = 300

    def play(self) -> None:
        self._several_ways()
        self._for_a_suggestion_too()
        self._same_matter()
        self._followers()
        self._more_time()
        self._asked_for_more()
        self._returned_twice()
        self._out_of_reach()
        self._not_satisfied()

    def _rows(self, state: str, **which: object) -> QuerySet[Opinion]:
        """Fresh ones of the county that no other scene has used."""
        rows = Opinion.objects.filter(county=self.county.division, state=state, **which)
        return rows.exclude(pk__in=self.taken).exclude(title__contains="犬").order_by("-id")

    def _take(self, state: str, count: int, **which: object) -> list[Opinion]:
        found = list(self._rows(state, **which)[:count])
        self.taken |= {one.pk for one in found}
        return found

    def _clerk(self, opinion: Opinion) -> Seat:
        number = self.county.stations.index(opinion.station)
        return self.cast.seats["clerk" if number == 0 else f"clerk{number + 1:02d}"]

    def _at(
        self, opinion: Opinion, after: int, deed: Callable[..., object], **what: object
    ) -> None:
        """So many days after it was raised, never before its last step and never later than now."""
        last = opinion.events.latest("at").at
        day = self.days.working(opinion.received_on + dt.timedelta(days=after))
        self.minute = (self.minute + 1) % 400
        now = self.days.at(self.days.today, self.minute)
        with replay(min(max(self.days.at(day, self.minute), last), now)):
            deed(opinion, **what)

    def _several_ways(self) -> None:
        rows = self._take("routed", 3)
        for ticket, opinion in zip(TICKETS, rows, strict=False):
            self._at(
                opinion,
                2,
                services.also_route,
                by=self._clerk(opinion),
                route=Route.HOTLINE,
                contact=ticket,
                reason="日常管养的部分转热线。",
            )
        for opinion in rows[-1:]:
            self._at(
                opinion,
                4,
                services.finish_route,
                by=self._clerk(opinion),
                disposition=None,
                result="热线答复：已派养护班到现场，三天内处理。",
            )

    def _for_a_suggestion_too(self) -> None:
        """当场答复 and 拟提建议: the voter was answered, the cause is still to be taken up."""
        for opinion in self._take("told", 2, route=Route.ON_SPOT):
            self._at(
                opinion,
                1,
                services.also_route,
                by=self._clerk(opinion),
                route=Route.SUGGESTION,
                reason="同类问题多，请代表调研。",
            )

    def _visit(self, told: tuple[int, str, str, str]) -> Opinion:
        """At the demo's own station, so many days ago."""
        back, name, route, words = told
        station = self.county.stations[0]
        day = self.days.working(self.days.today - dt.timedelta(days=back))
        self.minute = (self.minute + 1) % 400
        with replay(self.days.at(day, self.minute)):
            visit = services.record_reception(
                by=self.cast.seats["clerk"],
                station=station,
                held_on=day,
                channel=Channel.VISIT,
                deputies=[row.deputy for row in station.attachments.all()[:1]],
                visitor_name=name,
                visitor_phone=f"1387350{7000 + self.minute}",
                opinions=[{"raw_text": words, "route": route}],
            )
        opinion: Opinion = visit.opinions.get()
        self.taken.add(opinion.pk)
        return opinion

    def _same_matter(self) -> None:
        """Answered last month, and somebody else speaks of it again: each is answered."""
        clerk = self.cast.seats["clerk"]
        one, other = map(self._visit, LINKED)
        self._at(one, 6, services.report_result, by=clerk, result="村里换了新站牌，加了一条长凳。")
        self._at(
            one,
            8,
            services.tell_back,
            by=clerk,
            method=TellMethod.PHONE,
            words="站牌换好了，还加了一条长凳。",
            satisfaction=Satisfaction.SATISFIED,
        )
        self._at(other, 1, services.link_same, by=clerk, other=one)

    def _followers(self) -> None:
        """Three neighbours on one blocked drain: two follow the first, and each will be told."""
        kept, *followers = map(self._visit, FOLDED)
        for follower in followers:
            self._at(
                follower,
                1,
                services.fold,
                by=self.cast.seats["clerk"],
                into=kept,
                reason="同一条下水道，前一件镇里正在办。",
            )

    def _more_time(self) -> None:
        for opinion in self._take("routed", 2, route=Route.COUNTY, due_on__gte=self.days.today):
            due_on = opinion.due_on or self.days.today
            self._at(
                opinion,
                20,
                services.extend,
                by=self.cast.seats["office"],
                due_on=due_on + dt.timedelta(days=10),
                reason="要等项目资金下达，已向来访人说明。",
            )

    def _asked_for_more(self) -> None:
        """A unit asked and nobody has decided yet."""
        worker = self.cast.seats["unit"]
        clerk, opinion = self.cast.seats["clerk"], self._visit(ASKED)
        county = {"route": Route.COUNTY, "unit": worker.unit}
        self._at(opinion, 1, services.route, by=clerk, **county)
        reason = "要和交通局一起看现场、定方案，大约还要十天。"
        self._at(opinion, 6, services.ask_extension, by=worker, reason=reason)

    def _returned_twice(self) -> None:
        """Nobody wants it: the office has to decide."""
        worker = self.cast.seats["unit"]
        for opinion in self._take("recorded", 1):
            for reason in ("不属于本单位职责。", "权属在另一家，请县里协调。"):
                self._at(
                    opinion,
                    1,
                    services.route,
                    by=self._clerk(opinion),
                    route=Route.COUNTY,
                    unit=worker.unit,
                )
                self._at(opinion, 2, services.bounce, by=worker, reason=reason)

    def _out_of_reach(self) -> None:
        for opinion in self._take("handled", 1, reception__is_anonymous=False):
            for note in ("电话没人接。", "号码已停机。", "到家两次，没有人。"):
                self._at(
                    opinion,
                    40,
                    services.try_contact,
                    by=self._clerk(opinion),
                    method=TellMethod.PHONE,
                    note=note,
                )

    def _not_satisfied(self) -> None:
        for opinion in self._take("told", 1, satisfaction="unsatisfied"):
            self._at(
                opinion,
                30,
                services.reopen,
                by=self._clerk(opinion),
                route=Route.STATION,
                reason="来访人说只办了一半。",
            )
