"""Co-signers: invited by the lead, each confirms that it is his or her true will, or declines."""

from collections.abc import Iterable
from typing import Any

from audit.services import Actor
from core.clock import now as this_moment
from core.clock import today
from liaison.models import Deputy, Seat
from suggestions import permissions as may
from suggestions.choices import COSIGN, Part, SignerState, State
from suggestions.models import CoSigner, Suggestion
from suggestions.notices import Concerned
from suggestions.services.base import clocks, parties
from suggestions.services.base.attachments import attach
from suggestions.services.base.checks import check_given, mandate_of, refuse
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened


def invite(
    case: Suggestion, *, by: Seat, deputies: Iterable[Deputy], version: int | None = None
) -> Suggestion:
    """Ask deputies of the same congress to sign; each gets the text and a day to answer."""
    asked = list({deputy.pk: deputy for deputy in deputies}.values())
    if not asked:
        raise refuse("deputies", "请至少选一位代表。")
    with deed(case, "invite", by=by, version=version) as now:
        known = set(now.cosigners.exclude(state=SignerState.DECLINED).values_list("deputy_id"))
        for deputy in asked:
            if deputy.pk == now.lead_id:
                raise refuse("deputies", "领衔代表不用再邀请自己联名。")
            if (deputy.pk,) in known:
                raise refuse("deputies", f"{deputy.name}已经邀请过了。")
            mandate_of(deputy, now.congress_id, field="deputies")
            _ask(now, deputy, by=by)
        now.state = State.COSIGNING
        names = "、".join(deputy.name for deputy in asked)
        happened(now, "invited", f"邀请{names}联名", by=by, concerned=Concerned(deputies=asked))
    return case


def _ask(case: Suggestion, deputy: Deputy, *, by: Actor) -> None:
    CoSigner.objects.update_or_create(
        suggestion=case,
        deputy=deputy,
        defaults={
            "state": SignerState.INVITED,
            "answered_at": None,
            "given": "",
            "entered_by_name": "",
        },
    )
    parties.join(case, Part.COSIGNER, deputy=deputy)
    clocks.start(case, COSIGN, deputy, by=by, from_on=today(), ref=_ref(deputy))


def _ref(deputy: Deputy) -> str:
    return f"deputy:{deputy.pk}"


def answer_cosign(
    case: Suggestion,
    *,
    by: Seat,
    agree: bool,
    deputy: Deputy | None = None,
    given: str = "online",
    scan: Any = None,
    version: int | None = None,
) -> Suggestion:
    """The deputy's own answer, or one on paper (with the scan) or by phone that staff enter."""
    code = "confirm_cosign" if agree else "decline_cosign"
    with deed(case, code, by=by, version=version) as now:
        own = may.is_invited(by, now)
        row = _invited(now, by.deputy if own else deputy)
        way, entered = check_given(by, given, scan, is_own=own)
        if agree:
            mandate_of(row.deputy, now.congress_id, field="deputy")
        row.state = SignerState.CONFIRMED if agree else SignerState.DECLINED
        row.given, row.entered_by_name, row.answered_at = way, entered, this_moment()
        row.save(update_fields=["state", "given", "entered_by_name", "answered_at"])
        clocks.done(now, COSIGN, ref=_ref(row.deputy))
        if not agree:
            parties.forget(now, [row.deputy])
        attach(scan, now, f"cosign:{row.pk}", by=by)
        words = "同意联名" if agree else "不联名"
        note = f"{entered}代录（{row.get_given_display()}）" if entered else ""
        happened(
            now,
            "confirmed" if agree else "declined",
            f"{row.deputy.name}{words}",
            by=by,
            note=note,
        )
    return case


def _invited(case: Suggestion, deputy: Deputy | None) -> CoSigner:
    rows = case.cosigners.filter(state=SignerState.INVITED).select_related("deputy")
    if deputy is None:
        waiting = list(rows[:2])
        if len(waiting) == 1:
            return waiting[0]
        raise refuse("deputy", "请选明是哪位代表的意见。")
    found = rows.filter(deputy=deputy).first()
    if found is None:
        raise refuse("deputy", f"{deputy.name}没有等待确认的联名邀请。")
    return found


def ask_again(case: Suggestion, *, by: Actor) -> None:
    """They agreed to another text: each is asked again (联名须是本人真实意思)."""
    signed = list(
        case.cosigners.filter(state=SignerState.CONFIRMED).select_related("deputy").order_by("id")
    )
    if not signed:
        return
    for row in signed:
        _ask(case, row.deputy, by=by)
    case.state = State.COSIGNING
    happened(
        case,
        "asked_again",
        "内容有改动，请联名代表重新确认",
        by=by,
        concerned=Concerned(deputies=[row.deputy for row in signed]),
    )


def drop_unanswered(case: Suggestion, *, by: Actor) -> None:
    """Handed in without those who did not answer: they are no co-signers and no parties."""
    rows = list(
        case.cosigners.filter(state=SignerState.INVITED).select_related("deputy").order_by("id")
    )
    if not rows:
        return
    deputies = [row.deputy for row in rows]
    for deputy in deputies:
        clocks.drop(case, COSIGN, ref=_ref(deputy), reason="建议已提交")
    parties.forget(case, deputies)
    case.cosigners.filter(pk__in=[row.pk for row in rows]).delete()
    names = "、".join(deputy.name for deputy in deputies)
    happened(
        case,
        "dropped",
        f"{names}未确认，不再联名",
        by=by,
        concerned=Concerned(deputies=deputies),
    )
