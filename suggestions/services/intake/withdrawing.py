"""撤回: in writing, as long and by whom the congress's rule says; and what ends a case early."""

from typing import Any

from core.clock import today
from liaison.models import Seat
from stations import services as stations
from stations.models import Opinion
from suggestions import permissions as may
from suggestions.choices import (
    CONFIRM_WITHDRAWAL,
    ENDED_STATES,
    OPEN_ASSIGNMENTS,
    Asked,
    AssignmentState,
    Consent,
    SignerState,
    State,
)
from suggestions.models import CoSigner, OpinionLink, Suggestion, rules_for
from suggestions.notices import Concerned
from suggestions.services.base import clocks
from suggestions.services.base.attachments import attach
from suggestions.services.base.checks import check_given, refuse, require_words
from suggestions.services.base.consents import lapse
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened
from suggestions.services.handling.shares import leave
from suggestions.services.intake.merging import drop_out, let_go


def withdraw(
    case: Suggestion,
    *,
    by: Seat,
    reason: str,
    scan: Any = None,
    version: int | None = None,
) -> Suggestion:
    """By the lead, or by the office from a letter. Where the rule wants all signers, the
    co-signers are asked first and the case goes on until each has agreed; a letter that all have
    signed (`scan`) needs no asking. A number once given is not used again."""
    require_words(reason=(reason, "请写明撤回的理由。"))
    with deed(case, "withdraw", by=by, version=version, reason=reason) as now:
        attach(scan, now, "withdrawal", by=by)
        signed = list(now.cosigners.filter(state=SignerState.CONFIRMED).select_related("deputy"))
        all_must = rules_for(now).withdrawn_by == Asked.ALL and now.submitted_on is not None
        if all_must and signed and (scan is None or may.is_lead(by, now)):
            _ask(now, signed, reason, by=by)
        else:
            _withdraw(now, reason, by=by)
    return case


def _ask(case: Suggestion, signed: list[CoSigner], reason: str, *, by: Seat) -> None:
    case.withdrawal_reason, case.withdrawal_asked_on = reason.strip()[:300], today()
    for row in signed:
        row.consent = Consent.ASKED
        row.save(update_fields=["consent"])
        clocks.start(case, CONFIRM_WITHDRAWAL, row.deputy, by=by, from_on=today(), ref=_ref(row))
    happened(
        case,
        "withdrawal_asked",
        f"{case.lead.name}提出撤回，请联名代表答复",
        by=by,
        note=reason,
        concerned=Concerned(deputies=[row.deputy for row in signed]),
    )


def _ref(row: CoSigner) -> str:
    return f"withdrawal:{row.deputy_id}"


def answer_withdrawal(
    case: Suggestion,
    *,
    by: Seat,
    agree: bool,
    deputy: Any = None,
    given: str = "online",
    scan: Any = None,
    version: int | None = None,
) -> Suggestion:
    """The last one to agree takes it back; one who does not agree keeps it going."""
    code = "agree_withdrawal" if agree else "refuse_withdrawal"
    with deed(case, code, by=by, version=version) as now:
        own = by.deputy_id is not None
        row = _asked(now, by.deputy_id if own else getattr(deputy, "pk", None))
        _, entered = check_given(by, given, scan, is_own=own)
        attach(scan, now, f"consent:{row.pk}", by=by)
        row.consent = Consent.AGREED if agree else Consent.REFUSED
        row.save(update_fields=["consent"])
        clocks.done(now, CONFIRM_WITHDRAWAL, ref=_ref(row))
        words = f"{row.deputy.name}{row.get_consent_display()}"
        note = f"{entered}代录" if entered else ""
        happened(now, "withdrawal_answered", words, by=by, note=note)
        if not agree:
            lapse(now, reason="有联名代表不同意撤回")
        elif not now.cosigners.filter(consent=Consent.ASKED).exists():
            _withdraw(now, now.withdrawal_reason, by=by)
    return case


def _asked(case: Suggestion, deputy_id: int | None) -> CoSigner:
    rows = case.cosigners.filter(consent=Consent.ASKED).select_related("deputy")
    found: CoSigner | None = rows.filter(deputy_id=deputy_id or 0).first()
    if found is None:
        raise refuse("deputy", "请选明是哪位联名代表的答复。")
    return found


def _withdraw(case: Suggestion, reason: str, *, by: Seat) -> None:
    case.title = case.title or "未写题目"
    case.closed_on, case.withdrawal_asked_on = today(), None
    let_go(case, by=by, reason=reason)
    drop_out(case, by=by, reason=reason)
    shares = case.assignments.filter(state__in=OPEN_ASSIGNMENTS).select_related("unit")
    units = [share.unit for share in shares]
    for share in shares:
        leave(case, share, AssignmentState.RECALLED, reason=f"建议已撤回：{reason}")
    end(case, by=by, reason=reason, words="建议已撤回")
    case.state = State.WITHDRAWN
    happened(
        case,
        "withdrawn",
        f"{case.lead.name}撤回建议",
        by=by,
        note=reason,
        concerned=Concerned(units=units),
    )


def end(case: Suggestion, *, by: Seat, reason: str, words: str) -> None:
    """Withdrawn or not admitted: no duty is left, and the voters' opinions are free again."""
    case.state_note = reason[:300]
    clocks.cancel_all(case, reason=f"{words}：{reason}")
    if case.submitted_on is None:
        return
    held = (
        OpinionLink.objects.filter(suggestion__submitted_on__isnull=False)
        .exclude(suggestion__state__in=ENDED_STATES)
        .exclude(suggestion=case)
        .values("opinion_id")
    )
    taken = Opinion.objects.filter(suggestion_links__suggestion=case).order_by("id")
    for opinion in taken.exclude(pk__in=held):
        stations.release(opinion, by=by, suggestion=case, reason=f"{words}：{reason}")
