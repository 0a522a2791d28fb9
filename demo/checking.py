"""随机抽评: one of last year's suggestions with its result, one that waits for its source's day."""

import datetime as dt

from core.clock import replay
from demo.calendar import Days
from demo.people import Cast
from demo.places import County
from spotchecks import services
from spotchecks.models import SpotCheck, SpotCheckCase
from spotchecks.services import Finding, Plan, Reviewers, Wanted, Witness
from suggestions import services as suggestions

SAMPLE = 6
VALUE = "05 11 17 20 26 33 09"
# What each visit of the concluded check found, in the order drawn.
FOUND = (
    ("solved", "路面已经修好，路灯亮着，沿线住户都说方便了。", ""),
    ("solved", "现场查看设施在用，管护有人，台账齐全。", ""),
    ("partly", "主管道已经换完，尾段三户还在用老管。", "尾段三户没有接通，要定下接通的日子。"),
    ("partly", "问了十户，六户知道到哪里办，其余没听说过。", "宣传没有到户，还要逐户告知。"),
    ("not", "牌子挂了，门没有开，附近群众说一直没人。", "服务点没有开门，答复说的人员没有到位。"),
    ("solved", "整治以后没有反弹，夜里去看也是这样。", ""),
)


class Checks:
    """`play` after the year's suggestions, because it draws from those that were answered."""

    def __init__(self, county: County, cast: Cast, days: Days):
        self.county, self.cast, self.days = county, cast, days
        self.office = cast.seats["office"]
        self.year = (days.today - dt.timedelta(days=200)).year

    def play(self) -> None:
        self._concluded()
        self._waiting()

    def _members(self, year: int) -> int:
        congress = self.office.unit.congress_id
        found = services.population(
            congress, Wanted(year), strata="none", rule="number", size=SAMPLE
        )
        return len(found.members)

    def _concluded(self) -> None:
        year = next((y for y in (self.year - 1, self.year) if self._members(y) >= SAMPLE), None)
        if year is None:
            return
        published = self.days.before(self.days.today, 32)
        source_day = published + dt.timedelta(days=3)
        plan = Plan(
            name=f"{year}年建议办理随机抽评",
            wanted=Wanted(year),
            size_rule="number",
            size=SAMPLE,
            source_name="福利彩票双色球当晚开奖号码",
            source_day=source_day,
        )
        with replay(self.days.at(published, 40)):
            check = services.plan_check(plan, by=self.office, reviewers=self._reviewers())
            services.publish(check, by=self.office)
        with replay(self.days.at(self.days.working(source_day + dt.timedelta(days=1)), 20)):
            people = [
                Witness("谭国强", "县纪委监委"),
                Witness("罗桂兰", "群众代表"),
                Witness("何海涛", "县公证处"),
            ]
            services.draw(check, by=self.office, value=VALUE, witnesses=people)
            given = {
                pk: person.deputy or person.seat for pk, person in services.proposal(check).items()
            }
            services.assign(check, by=self.office, given=given)  # type: ignore[arg-type]
        self._review(check)
        with replay(self.days.at(self.days.before(self.days.today, 3), 60)):
            words = (
                "抽中6件，3件确实解决；没有完全解决的3件请代工委研究，答复和现场不一致的要说明。"
            )
            services.conclude(check, by=self.office, words=words)
        self._follow(check)

    def _reviewers(self) -> Reviewers:
        seats = [seat for key, seat in self.cast.seats.items() if seat.role == "committee"][:1]
        return Reviewers(self.cast.deputies[:3], seats)

    def _review(self, check: SpotCheck) -> None:
        cases = list(check.cases.drawn().select_related("suggestion__main_unit"))
        for number, case in enumerate(cases):
            verdict, words, reason = FOUND[number % len(FOUND)]
            day = self.days.before(self.days.today, 18 - 2 * number)
            with replay(self.days.at(day, 200)):
                found = Finding(
                    visited_on=day,
                    place=self._place(case),
                    findings=words,
                    verdict=verdict,
                    reason=reason,
                    people="承办单位、提建议的代表、附近群众各一人",
                )
                services.review(case, found, by=self.office)

    def _place(self, case: SpotCheckCase) -> str:
        names = [place.name for place in self.county.townships.values()]
        return f"{names[case.position % len(names)]}现场"

    def _follow(self, check: SpotCheck) -> None:
        """One is explained; the others still wait for the office."""
        case = check.cases.drawn().filter(verdict="partly").first()
        if case is None or not case.suggestion.check_pending:
            return
        with replay(self.days.at(self.days.before(self.days.today, 1), 90)):
            words = "尾段三户列入下月施工，由主办单位每周报进度，不另行重新办理。"
            suggestions.follow_check(case.suggestion, by=self.office, rehandle=False, words=words)

    def _waiting(self) -> None:
        if not self._members(self.year):
            return
        plan = Plan(
            name=f"{self.year}年建议办理随机抽评（按单位）",
            wanted=Wanted(self.year),
            size_rule="share",
            size=10,
            source_name="上证指数当日收盘点位",
            source_day=self.days.working(self.days.today + dt.timedelta(days=2)),
            strata="unit",
        )
        with replay(self.days.at(self.days.before(self.days.today, 1), 120)):
            check = services.plan_check(plan, by=self.office, reviewers=self._reviewers())
            services.publish(check, by=self.office)
