"""A co-signer says after the handing in that the signature was not his or her own will."""

from typing import Any

from core.clock import today
from liaison.models import Deputy, Seat
from suggestions.choices import CONFIRM_WITHDRAWAL, Consent, SignerState
from suggestions.models import CoSigner, Suggestion
from suggestions.services.base import clocks, parties
from suggestions.services.base.attachments import attach
from suggestions.services.base.checks import check_given, refuse, require_words
from suggestions.services.base.consents import lapse
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened


def deny_cosign(
    case: Suggestion,
    *,
    by: Seat,
    reason: str,
    deputy: Deputy | None = None,
    given: str = "online",
    scan: Any = None,
    version: int | None = None,
) -> Suggestion:
    """Before assignment the name comes off; afterwards units have it in hand under that name, so it
    is noted. The number stays in any case."""
    require_words(reason=(reason, "请写明情况，领衔代表和代工委好核对。"))
    with deed(case, "deny_cosign", by=by, version=version, reason=reason) as now:
        own = by.deputy_id is not None
        row = _signed(now, by.deputy_id if own else getattr(deputy, "pk", None))
        _, entered = check_given(by, given, scan, is_own=own)
        attach(scan, now, f"denial:{row.pk}", by=by)
        row.denied_on, row.denial = today(), reason.strip()[:300]
        removed = is_before_assignment(now)
        if removed:
            row.state = SignerState.DECLINED
            parties.forget(now, [row.deputy])
        _stop_asking(now, row)
        row.save(update_fields=["denied_on", "denial", "state", "consent"])
        done = "已从联名代表中去掉" if removed else "已注明"
        sentence = f"{row.deputy.name}声明不是本人联名，{done}"
        note = f"{entered}代录。{row.denial}" if entered else row.denial
        happened(now, "cosign_denied", sentence, by=by, note=note)
    return case


def is_before_assignment(case: Suggestion) -> bool:
    """Neither it nor the file into which it went has been in a unit's hands."""
    file = case.merged_into
    return case.assigned_on is None and (file is None or file.assigned_on is None)


def _signed(case: Suggestion, deputy_id: int | None) -> CoSigner:
    rows = case.cosigners.filter(state=SignerState.CONFIRMED, denied_on=None)
    found: CoSigner | None = rows.filter(deputy_id=deputy_id or 0).select_related("deputy").first()
    if found is None:
        raise refuse("deputy", "请选明是哪位联名代表的声明。")
    return found


def _stop_asking(case: Suggestion, row: CoSigner) -> None:
    """Who is no signer need not agree to taking it back; the lead may ask the others anew."""
    if row.consent != Consent.ASKED:
        return
    clocks.done(case, CONFIRM_WITHDRAWAL, ref=f"withdrawal:{row.deputy_id}")
    row.consent = ""
    lapse(case, reason=f"{row.deputy.name}声明不是本人联名")
