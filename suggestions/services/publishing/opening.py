"""With each answer comes the question whether it is made public; what becomes of it with the
answer, and with the deputy's word."""

from core.clock import today
from liaison.models import Seat
from suggestions.choices import PublicationState, PublicKind
from suggestions.models import Publication, Reply, Suggestion, rules_for
from suggestions.services.base.checks import refuse, require_choice
from suggestions.services.base.history import happened
from suggestions.services.publishing import frame
from suggestions.workflow import PUBLICATION_FATE

OBJECTED = "领衔代表不同意公开"
_LIVE = (PublicationState.WAITING, PublicationState.PUBLISHED)


def with_reply(case: Suggestion, reply: Reply, wish: str, reason: str, *, by: Seat) -> None:
    """The unit names it where the congress's rule says so; else full text is the default. The
    answer to a confidential suggestion is never public."""
    if case.is_confidential:
        if wish not in {"", PublicKind.NONE}:
            raise refuse("publication", "这件建议要求保密，答复不公开。")
        return
    if not wish and rules_for(case).publication_named:
        raise refuse("publication", "请写明公开属性：全文公开、摘要公开，或者不公开。")
    wish = wish or PublicKind.FULL
    require_choice("publication", wish, PublicKind)
    if wish != PublicKind.FULL and not reason.strip():
        raise refuse("publication_reason", "摘要公开或不公开的，请写明理由。")
    _open(case, reply, wish, reason.strip()[:300] if wish != PublicKind.FULL else "", by=by)


def with_copy(letter: Reply, copy: Reply, *, by: Seat) -> None:
    """What is answered as one file is reviewed for each proposer: each may not want it public."""
    own = Publication.objects.filter(reply=letter).first()
    if own is not None and not copy.suggestion.is_confidential:
        _open(copy.suggestion, copy, own.wish, own.wish_reason, by=by)


def _open(case: Suggestion, reply: Reply, wish: str, reason: str, *, by: Seat) -> None:
    objected = not case.consents_to_publish
    row = Publication.objects.create(
        suggestion=case,
        reply=reply,
        unit=reply.assignment.unit,
        unit_name=reply.assignment.unit_name,
        wish=wish,
        wish_reason=reason,
        opened_on=reply.replied_on,
        objected=objected,
        state=PublicationState.DECLINED if objected else PublicationState.WAITING,
        words=OBJECTED if objected else "",
        updated_by_name=by.person_name,
        **case.scope(),
    )
    if not objected:
        frame.start_review(row, by=by, from_on=reply.replied_on)


def lapse(reply: Reply, *, by: Seat, why: str = "答复已撤回") -> None:
    """The unit does not stand by this letter any more, or another took its place."""
    row = Publication.objects.filter(reply=reply).exclude(state=PublicationState.LAPSED).first()
    if row is None:
        return
    with frame.deed(row, "lapse", by=by, workflow=PUBLICATION_FATE, reason=why) as now:
        frame.drop_review(now, why)
        now.words = why


def heed(case: Suggestion, agrees: bool, *, by: Seat) -> None:
    """The lead's word in the verdict form: a no takes it down at once, a yes lets the office look
    again at what only the deputy had stopped."""
    rows = Publication.objects.filter(suggestion=case)
    if agrees:
        for row in rows.filter(objected=True).exclude(state=PublicationState.LAPSED):
            with frame.deed(row, "reopen", by=by, workflow=PUBLICATION_FATE) as now:
                now.objected, now.words = False, ""
                frame.start_review(now, by=by, from_on=today())
        return
    for row in rows.filter(state__in=_LIVE):
        was_public = row.state == PublicationState.PUBLISHED
        with frame.deed(row, "object", by=by, workflow=PUBLICATION_FATE, reason=OBJECTED) as now:
            frame.drop_review(now, OBJECTED)
            now.objected, now.words = True, OBJECTED
            now.state = PublicationState.TAKEN_DOWN if was_public else PublicationState.DECLINED
        if was_public:
            happened(case, "unpublished", f"{OBJECTED}，答复已从公开页撤下", by=by)
