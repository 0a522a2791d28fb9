"""交办会: this year's session as it was handed over in one meeting, the next one being prepared."""

import datetime as dt
from collections import Counter

from core.clock import replay
from demo.calendar import Days
from demo.people import Cast
from liaison.models import Deputy
from suggestions import services
from suggestions.choices import LIVE_ASSIGNMENTS, MeetingState, PlannedState
from suggestions.models import AssignmentMeeting, PlannedCase, PlannedShare, Suggestion
from suggestions.services.meetings.frame import happened

# What is accepted and waits for the next meeting, besides what the story left waiting.
WAITING = (
    ("关于在城东增设公交站点的建议", "城东新区三千多户，最近的公交站要走二十分钟。"),
    ("关于清理河道采砂尾堆的建议", "上游两处采砂尾堆堵住河道，汛期漫水进田。"),
    ("关于延长乡镇政务大厅周六服务的建议", "外出务工的人平日回不来，办事要请假。"),
    ("关于修缮农村小学旱厕的建议", "还有四所村小用旱厕，冬天又冷又滑。"),
    ("关于规范高山蔬菜收购秩序的建议", "旺季压级压价，菜农每年少收不少。"),
    ("关于加装国道急弯处护栏的建议", "三处急弯没有护栏，去年出了五起事故。"),
    ("关于扶持返乡青年办家庭农场的建议", "贷款要抵押，年轻人拿不出来。"),
    ("关于公开村级公益岗位名额的建议", "公益岗位怎么定、给了谁，群众不清楚。"),
)
PLANNED = 4


class Meetings:
    """`play` after the year's suggestions: the table shows what their assignment was."""

    def __init__(self, cast: Cast, days: Days):
        self.cast, self.days = cast, days
        self.office = cast.seats["office"]
        self.congress = self.office.unit.congress_id or 0

    def play(self) -> None:
        self._held()
        self._prepared()

    def _held(self) -> None:
        """All that was handed over on the day on which most of one session was."""
        cases = Suggestion.objects.filter(congress_id=self.congress, session__isnull=False)
        counted = Counter(
            cases.exclude(assigned_on=None).values_list("session_id", "assigned_on")
        ).most_common(1)
        if not counted:
            return
        (session, day), _ = counted[0]
        found = list(cases.filter(session_id=session, assigned_on=day).order_by("serial", "id"))
        with replay(self.days.at(day, 20)):
            meeting = services.call_meeting(
                by=self.office,
                title=f"{day.year}年代表建议交办会",
                day=day,
                place="县政府三楼会议室",
                session=found[0].session,
            )
            self._keep(meeting, found, day)
            meeting.state, meeting.held_on = MeetingState.HELD, day
            meeting.held_by_name = self.office.person_name
            meeting.save()
            happened(meeting, "held", f"交办{len(found)}件", by=self.office)

    def _keep(self, meeting: AssignmentMeeting, found: list[Suggestion], day: dt.date) -> None:
        """The lines as they were: each share is the assignment that the story made."""
        rows = PlannedCase.objects.bulk_create(
            PlannedCase(
                meeting=meeting, suggestion=case, state=PlannedState.ASSIGNED, assigned_on=day
            )
            for case in found
        )
        by_case = {row.suggestion_id: row for row in rows}
        shares = {}
        for case in found:
            for one in case.assignments.filter(assigned_on=day, state__in=LIVE_ASSIGNMENTS):
                shares[case.pk, one.unit_id] = PlannedShare(
                    planned=by_case[case.pk], unit_id=one.unit_id, part=one.part, assignment=one
                )
        PlannedShare.objects.bulk_create(shares.values())

    def _prepared(self) -> None:
        """Ten lines or so for a coming day, some with a unit, all with hints."""
        day = self.days.working(self.days.today + dt.timedelta(days=6))
        with replay(self.days.at(self.days.before(self.days.today, 1), 30)):
            for lead, (title, problem) in zip(self._leads(), WAITING, strict=False):
                self._accepted(lead, title, problem)
            meeting = services.call_meeting(
                by=self.office, title="闭会期间代表建议交办会", day=day, place="县人大二楼会议室"
            )
            cases = services.waiting_for_meeting(meeting, self.office)
            services.put_in(meeting, by=self.office, cases=cases)
            rows = meeting.rows.select_related("suggestion__wished_unit").order_by("id")
            for row in rows[:PLANNED]:
                routes = services.routes_of(row.suggestion, by=self.office)
                unit = row.suggestion.wished_unit or (routes[0].unit if routes else None)
                if unit is not None:
                    services.plan(row, by=self.office, main=[unit])

    def _leads(self) -> list[Deputy]:
        found = Deputy.objects.in_office(self.congress or 0).order_by("sort_key", "id")
        return list(found[3::7][: len(WAITING)])

    def _accepted(self, lead: Deputy, title: str, problem: str) -> None:
        case = services.start(
            by=self.office,
            lead=lead,
            title=title,
            problem=problem,
            proposal="请有关单位到现场看一看，拿出办法，定下时间。",
        )
        services.submit(case, by=self.office)
        services.accept(case, by=self.office)
