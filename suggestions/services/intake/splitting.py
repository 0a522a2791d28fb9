"""分件: a suggestion of several matters becomes one of each (一事一议)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from audit.services import record, snapshot
from core.clock import today
from core.text import grams
from liaison.models import Seat
from stations.models import Theme
from suggestions.choices import ASSIGN, SignerState, State
from suggestions.models import CoSigner, OpinionLink, Suggestion, SuggestionGrams
from suggestions.services.base import clocks, parties
from suggestions.services.base.checks import refuse
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened
from suggestions.services.intake import numbers, texts

_SAME = (
    "congress",
    "term",
    "session",
    "serial",
    "lead",
    "formed_by",
    "wished_unit",
    "consents_to_publish",
    "is_confidential",
    "wants_meeting",
    "drafted_by_name",
    "drafted_by_unit",
    "submitted_on",
    "accepted_on",
)


@dataclass(frozen=True)
class PartOf:
    """One matter taken out: its title and text; without a theme it keeps the original's."""

    title: str
    problem: str
    proposal: str
    theme: Theme | None = None


def split(
    case: Suggestion,
    *,
    by: Seat,
    parts: Sequence[PartOf],
    title: str = "",
    problem: str = "",
    proposal: str = "",
    version: int | None = None,
) -> Suggestion:
    """Each part is a suggestion of its own as 第0123-1号, with the same signers and sources; the
    original keeps its number and what is left of its text."""
    if not parts:
        raise refuse("parts", "请至少分出一件，写上它的题目和内容。")
    for part in parts:
        if not (part.title.strip() and part.problem.strip() and part.proposal.strip()):
            raise refuse("parts", "分出的每一件都要有题目、反映的问题和具体建议。")
    with deed(case, "split", by=by, version=version) as now:
        kept = {"title": title, "problem": problem, "proposal": proposal}
        if texts.put(now, {name: words for name, words in kept.items() if words.strip()}):
            texts.index(now)
        made = [_part(now, part, by=by) for part in parts]
        names = "、".join(one.number for one in made)
        happened(now, "split", f"一事一议，分出{len(made)}件：{names}", by=by)
    return case


def _part(case: Suggestion, part: PartOf, *, by: Seat) -> Suggestion:
    number = (case.parts.aggregate(last=Max("split_no"))["last"] or 0) + 1
    made = Suggestion(
        **{name: getattr(case, name) for name in _SAME},
        **case.scope(),
        split_from=case,
        split_no=number,
        number=numbers.text(case.term, case.session, case.serial or 0, number),
        state=State.ACCEPTED,
        created_on=today(),
        updated_by_name=by.person_name,
    )
    texts.put(
        made,
        {
            "title": part.title,
            "problem": part.problem,
            "proposal": part.proposal,
            "theme": part.theme or case.theme,
        },
    )
    made.cosigner_count = case.cosigner_count
    made.turn = case.turn
    made.save()
    _carry(case, made)
    clocks.start_at_office(made, ASSIGN, by=by)
    happened(made, "split_off", f"从{case.number}分出，编为{made.number}", by=by)
    record("suggestion.split_off", by=by, label="分件", subject=made, after=snapshot(made))
    return made


def _carry(case: Suggestion, made: Suggestion) -> None:
    """Signers, sources and readers are those of the original."""
    words = grams(f"{made.title} {made.problem} {made.proposal}")
    SuggestionGrams.objects.create(suggestion=made, grams=words)
    signed: Any = case.cosigners.filter(state=SignerState.CONFIRMED)
    CoSigner.objects.bulk_create(
        CoSigner(
            suggestion=made,
            deputy_id=row.deputy_id,
            state=row.state,
            given=row.given,
            entered_by_name=row.entered_by_name,
            answered_at=row.answered_at,
        )
        for row in signed
    )
    OpinionLink.objects.bulk_create(
        OpinionLink(suggestion=made, opinion_id=row.opinion_id) for row in case.opinion_links.all()
    )
    parties.copy(case, made)
