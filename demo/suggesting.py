"""A year and a half of suggestions, from the draft to the verdict, through the services."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.clock import replay
from demo import answering, promising
from demo.calendar import Days
from demo.people import Cast
from demo.places import County
from demo.texts import SuggestionText
from liaison.models import Deputy, Seat, Session, Unit
from stations.models import Opinion, Theme
from suggestions import services
from suggestions.choices import ContactForm, ContactStage, Rating
from suggestions.models import Suggestion
from suggestions.services.intake.merging import files_for

ONE = dt.timedelta(days=1)
NEVER = dt.date.max


@dataclass
class Plan:
    """When a case goes through its stations, in days after assignment; None = it does not."""

    submitted: dt.date
    assigned: dt.date  # NEVER when the story ends before
    session: Session | None = None
    signed: int | None = 2
    first_contact: int | None = 9
    co_opinion: int | None = 24
    second_contact: int | None = 45
    replied: int | None = 80
    rated: int | None = 7
    unsatisfied: bool = False
    rehandled: int | None = 25
    key: bool = False
    stop: str = ""  # a deed after which the story goes no further
    cosigners: int = 2
    ask: str = ""  # the unit asks for a return or an extension, and waits
    pressed: bool = False
    unit: str = ""  # only a text for this unit will do
    motion: str = ""  # a motion that the presidium turned into a suggestion
    denied: bool = False  # one of those who signed says that it was not his or her will
    returned: bool = False  # the main unit sends the co-handler's opinion back
    by_first: bool = False  # led by the deputy whose phone the demo shows


class Congress:
    """Plays suggestions of one county; `stop` and today end each story."""

    def __init__(self, county: County, cast: Cast, days: Days, rng: random.Random):
        self.county, self.cast, self.days, self.rng = county, cast, days, rng
        self.themes = {theme.name: theme for theme in Theme.objects.all()}
        self.office = cast.seats["office"]
        self.minute = 0
        self.keys = 0

    # ---- stages
    def play(
        self,
        text: SuggestionText,
        plan: Plan,
        lead: Deputy,
        opinions: list[Opinion] = [],  # noqa: B006
    ) -> Suggestion:
        """One case from its draft on; each deed on its day, none later than today."""
        case = self._draft(text, plan, lead, opinions)
        if plan.stop in {"draft", "cosigning"}:
            return case
        self._on(
            plan.submitted, lambda: services.submit(case, by=self.cast.seat_of(lead), version=None)
        )
        if plan.stop == "submit":
            return case
        if plan.stop == "withdraw":
            self._on(
                plan.submitted + 2 * ONE,
                lambda: services.withdraw(
                    case, by=self.cast.seat_of(lead), reason="情况已有变化，另行调研后再提。"
                ),
            )
            return case
        if plan.assigned != NEVER:
            self._review(case, plan, text)
        return case

    def _on(self, day: dt.date, deed: Callable[[], object]) -> bool:
        """Do it on the day, or not at all when that day has not come."""
        day = self.days.working(day)
        if day > self.days.today:
            return False
        self.minute = (self.minute + 23) % 420
        with replay(self.days.at(day, self.minute)):
            deed()
        return True

    def _draft(
        self, text: SuggestionText, plan: Plan, lead: Deputy, opinions: list[Opinion]
    ) -> Suggestion:
        seat = self.cast.seat_of(lead)
        day = self.days.before(plan.submitted, 1 if plan.stop == "cosigning" else 4)
        made: list[Suggestion] = []

        def start() -> None:
            made.append(
                services.start(
                    by=seat,
                    lead=lead,
                    title=text.title,
                    problem=text.problem,
                    proposal=text.proposal,
                    theme=self.themes.get(text.theme),
                    formed_by=text.formed_by,
                    wished_unit=self.county.units.get(text.unit),
                    opinions=opinions,
                    session=plan.session,
                )
            )

        self._on(day, start)
        case = made[0]
        others = [d for d in self.cast.deputies if d.pk != lead.pk]
        invited = self.rng.sample(others, plan.cosigners)
        if plan.stop == "cosigning" and lead != self.cast.deputies[0]:
            invited = [self.cast.deputies[0], *[d for d in invited if d != self.cast.deputies[0]]]
        if plan.stop != "draft" and invited:
            self._on(day, lambda: services.invite(case, by=seat, deputies=invited))
            for deputy in invited[1:] if plan.stop == "cosigning" else invited:
                by = self.cast.seat_of(deputy)
                self._on(day + ONE, partial(services.answer_cosign, case, by=by, agree=True))
        return case

    def _review(self, case: Suggestion, plan: Plan, text: SuggestionText) -> None:
        day = self.days.working(plan.submitted + 3 * ONE)
        if plan.stop == "send_back":
            reason = "建议内容涉及两件事，请按一事一议分开，各写一件再提交。"
            self._on(day, lambda: services.send_back(case, by=self.office, reason=reason))
            return
        if plan.stop == "refuse":
            reason = (
                "所提属正在审理的个案，按规定不作为代表建议受理，已转请当事人通过诉讼途径解决。"
            )
            self._on(day, lambda: services.refuse(case, by=self.office, reason=reason))
            return
        accept = partial(services.accept, case, by=self.office, first_number=plan.motion)
        done = self._on(day, accept)
        if done and plan.denied:
            self._deny(case, day)
        if done and plan.stop in {"split", "merge"}:
            self._on(day + ONE, partial(getattr(self, f"_{plan.stop}"), case))
        elif done and plan.stop != "accept":
            self._assign(case, plan, text)

    def _deny(self, case: Suggestion, day: dt.date) -> None:
        signed = case.cosigners.select_related("deputy").order_by("id").first()
        if signed is not None:
            by, reason = self.cast.seat_of(signed.deputy), "只听说过这件事，没有同意联名。"
            self._on(day + ONE, lambda: services.deny_cosign(case, by=by, reason=reason))

    def _split(self, case: Suggestion) -> None:
        """The last of what it proposes is another matter."""
        part = services.PartOf(
            title="关于加强宣传引导的建议",
            problem="不少群众不了解政策，有事不知道找谁。",
            proposal="在村组公示办事流程和联系电话，赶集日现场讲解。",
        )
        services.split(case, by=self.office, parts=[part])

    def _merge(self, case: Suggestion) -> None:
        """Into one of the same field that is being handled already."""
        files = files_for(case).filter(state="handling")
        into = files.filter(theme_id=case.theme_id).first() or files.first()
        if into is not None:
            services.merge(case, by=self.office, into=into, reason="反映同一件事，一并办理。")

    def _assign(self, case: Suggestion, plan: Plan, text: SuggestionText) -> None:
        units = self.county.units
        co = [units[name] for name in text.co if name in units]
        main = units[text.unit]
        done = self._on(
            plan.assigned, lambda: services.assign(case, by=self.office, main=main, co=co)
        )
        if not done:
            return
        if plan.key:
            self._make_key(case, plan)
        self._handle(case, plan, text, main, co)

    def _make_key(self, case: Suggestion, plan: Plan) -> None:
        seats = self.cast.seats
        self.keys += 1
        number = self.keys % 3
        supervisor = (seats["leader"], seats["chair"], seats["secretary"])[number]
        if "养犬" in case.title:
            supervisor = seats["leader"]
        self._on(
            plan.assigned + 3 * ONE,
            lambda: services.make_key(
                case,
                by=seats["chair"],
                grounds="群众反映集中，多名代表提出，列入今年常委会监督重点。",
                meeting=f"第{20 + number}次主任会议",
                decided_on=self.days.working(plan.assigned + 3 * ONE),
                supervisor=supervisor,
                handling_leader=(seats["mayor"], seats["vicemayor"])[self.keys % 2],
            ),
        )

    # ---- handling
    def _handle(
        self, case: Suggestion, plan: Plan, text: SuggestionText, main: Unit, co: list[Unit]
    ) -> None:
        head = self._head(main)
        if plan.signed is None:
            return
        for unit in [main, *co]:
            self._after(plan, plan.signed, partial(services.sign_for, case, by=self._head(unit)))
        if plan.ask == "return":
            self._ask_return(case, plan, head)
            return
        self._contact(case, plan, plan.first_contact, ContactStage.BEFORE, ContactForm.PHONE, head)
        self._co_opinions(case, plan, main, co)
        self._contact(
            case, plan, plan.second_contact, ContactStage.DURING, ContactForm.MEETING, head
        )
        if plan.ask == "extension":
            self._ask_extension(case, head)
        if plan.pressed:
            self._press(case)
        self._reply(case, plan, text, head, bool(co) and plan.co_opinion is None)

    def _co_opinions(self, case: Suggestion, plan: Plan, main: Unit, co: list[Unit]) -> None:
        if plan.co_opinion is None:
            return
        words = f"我单位职责范围内的工作已纳入计划，将配合{main.short_name}按时间节点办理。"
        for unit in co:
            by = self._head(unit)
            self._after(
                plan,
                plan.co_opinion,
                partial(services.give_co_opinion, case, by=by, text=words),
            )
        if plan.returned and co:
            reason = "没有写贵单位负责哪一段、什么时候办完，请补充。"
            by = self._head(main)
            self._on(
                self.days.before(self.days.today, 1),
                lambda: services.return_opinion(
                    case, by=by, reason=reason, assignment=case.assignments.get(unit=co[0])
                ),
            )

    def _press(self, case: Suggestion) -> None:
        words = "请抓紧答复，本周五前报进展。"
        self._on(
            self.days.before(self.days.today, 1),
            lambda: services.press(case, by=self.cast.seats["leader"], words=words),
        )

    def _ask_return(self, case: Suggestion, plan: Plan, head: Seat) -> None:
        reason = "建议所提事项按三定方案由应急管理部门牵头，我单位只负责配合，请予改办。"
        unit = self.county.units["县应急管理局"]
        self._after(
            plan,
            4,
            lambda: services.ask_return(case, by=head, reason=reason, proposed_unit=unit),
        )

    def _ask_extension(self, case: Suggestion, head: Seat) -> None:
        until = self.days.working(self.days.today + dt.timedelta(days=45))
        reason = "项目方案须报上级部门批复，批复预计下月底前下达，申请延期答复。"
        self._on(
            self.days.before(self.days.today, 2),
            lambda: services.ask_extension(case, by=head, until=until, reason=reason),
        )

    def _head(self, unit: Unit) -> Seat:
        return next(
            seat
            for key, seat in self.cast.seats.items()
            if key.endswith(":unit_head") and seat.unit_id == unit.pk
        )

    def _after(self, plan: Plan, count: int, deed: Callable[[], object]) -> bool:
        return self._on(plan.assigned + count * ONE, deed)

    def _contact(
        self,
        case: Suggestion,
        plan: Plan,
        count: int | None,
        stage: str,
        form: str,
        head: Seat,
    ) -> None:
        if count is None:
            return
        day = self.days.working(plan.assigned + count * ONE)
        words = {
            ContactStage.BEFORE: "听取代表对办理的要求，商定现场查看时间。",
            ContactStage.DURING: "介绍办理方案和资金安排，代表提出补充意见，双方意见一致。",
        }[ContactStage(stage)]
        self._on(
            day,
            lambda: services.log_contact(
                case, by=head, stage=stage, form=form, on=day, minutes=words
            ),
        )

    def _reply(
        self, case: Suggestion, plan: Plan, text: SuggestionText, head: Seat, missing: bool
    ) -> None:
        def reply(outcome: str, words: str) -> Callable[[], object]:
            return lambda: answering.signed(
                case,
                by=head,
                outcome=outcome,
                text=words,
                contact_name=head.person_name,
                contact_phone="0735-0000110",
                without_co_opinion="会办单位未按期送交意见，已电话商得一致。" if missing else "",
                **promising.promise_of(case, outcome, self.days),
                **self._public(case),
            )

        if plan.replied is None:
            return
        done = self._after(plan, plan.replied, reply(text.outcome, text.reply))
        if not done or plan.rated is None:
            return
        rated = plan.replied + plan.rated
        lead = self.cast.seat_of(case.lead)
        if not plan.unsatisfied:
            result = Rating.BASIC if case.pk % 5 == 0 else Rating.SATISFIED
            self._after(
                plan,
                rated,
                lambda: services.rate(
                    case, by=lead, attitude=Rating.SATISFIED, result=result, **self._said(case)
                ),
            )
            return
        reason = "答复只说了打算，没有时间和资金，请明确哪一段先修、什么时候修。"
        done = self._after(
            plan,
            rated,
            lambda: services.rate(
                case,
                by=lead,
                attitude=Rating.SATISFIED,
                result=Rating.UNSATISFIED,
                reason=reason,
            ),
        )
        if done and plan.stop != "study":
            self._rehandle(case, plan, rated + 4, reply, lead)

    def _public(self, case: Suggestion) -> dict[str, Any]:
        """Most in full; what concerns many places as an abstract."""
        if case.pk % 11:
            return {}
        return {"publication": "abstract", "publication_reason": "涉及面广，公开要点。"}

    def _said(self, case: Suggestion) -> dict[str, Any]:
        """The rest of the consultation form, as most deputies tick it."""
        solved = "yes" if case.outcome == "A" else "partly"
        return {"got_reply": True, "contact_before": "phone", "solved": solved}

    def _rehandle(
        self,
        case: Suggestion,
        plan: Plan,
        start: int,
        reply: Callable[[str, str], Callable[[], object]],
        lead: Seat,
    ) -> None:
        done = self._after(
            plan,
            start,
            lambda: services.study(
                case, by=self.office, rehandle=True, words="代表意见有理，请主办单位重新办理。"
            ),
        )
        if not done or plan.rehandled is None:
            return
        words = "经重新研究，已落实今年资金，分两段施工，年底前完成第一段，并请代表参加验收。"
        if self._after(plan, start + plan.rehandled, reply("B", words)):
            self._after(
                plan,
                start + plan.rehandled + 5,
                lambda: services.rate(
                    case, by=lead, attitude=Rating.SATISFIED, result=Rating.BASIC
                ),
            )
