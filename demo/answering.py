"""Answers on their way inside a unit, numbered letters, and one that came back sealed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from core.clock import replay
from core.papers.pdf import letter_pdf
from core.problems import Conflict
from demo.calendar import Days
from demo.people import Cast
from files.services import store
from liaison.models import Seat
from suggestions import services
from suggestions.choices import AssignmentState, State
from suggestions.models import Reply, Suggestion
from suggestions.services.handling.letter_paper import reply_paper

DRAFTED = (
    "一、关于您提出的第一条，我局已会同有关单位实地查看，列出清单，分两批整改，第一批本月底前完成。\n"
    "二、关于您提出的第二条，所需经费已列入预算，下月招标，年底前投入使用。\n"
    "三、下一步，我局每季度向您通报一次进展，欢迎您现场监督。"
)


def signed(case: Suggestion, *, by: Seat, **given: Any) -> Suggestion:
    """The first answer of a unit begins its number sequence."""
    if not services.series_of(by.unit):
        services.set_series(by=by, prefix=f"{by.unit.short_name[1:3]}函")
    return services.reply(case, by=by, **given)


class Answering:
    """What lies on the desks of one unit today."""

    def __init__(self, cast: Cast, days: Days):
        self.days = days
        self.clerk, self.section = cast.seats["unit-clerk"], cast.seats["unit-section"]

    def play(self) -> None:
        cases = Suggestion.objects.filter(
            state=State.HANDLING,
            main_unit=self.clerk.unit,
            assignments__unit=self.clerk.unit,
            assignments__state=AssignmentState.HANDLING,
        ).order_by("id")
        for number, case in enumerate(cases[:2]):
            self._on(2, partial(self._draft, case))
            if number:
                self._on(1, partial(services.check_reply, case, by=self.section))
        self._on(1, self._seal)

    def _draft(self, case: Suggestion) -> None:
        services.draft_reply(
            case,
            by=self.clerk,
            hand_up=True,
            outcome="A",
            text=DRAFTED,
            contact_name=self.clerk.person_name,
            contact_phone="0735-0000110",
        )

    def _seal(self) -> None:
        """The unit's newest letter as it would be scanned; without a typeface there is none."""
        rows = Reply.objects.filter(
            assignment__unit=self.clerk.unit,
            recalled_on=None,
            suggestion__archived_on=None,
            suggestion__state__in=[State.REPLIED, State.CLOSED],
        )
        reply = rows.select_related("suggestion", "assignment", "letter").order_by("-id").first()
        if reply is None:
            return
        try:
            page = letter_pdf(reply_paper(reply.suggestion, reply))
        except Conflict:
            return
        upload = SimpleUploadedFile("盖章的答复函.pdf", page, content_type="application/pdf")
        scan = store(upload, by=self.clerk)
        services.add_scan(reply.suggestion, by=self.clerk, scan=scan, number=reply.letter_no)

    def _on(self, before: int, deed: Callable[[], object]) -> None:
        day = self.days.before(self.days.today, before)
        with replay(self.days.at(day, 200)):
            deed()
