"""The duties of a suggestion: who owes what by when, with whom it climbs when it is late."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from audit.services import Actor
from core.clock import today
from core.display import cn_date
from deadlines import arithmetic
from deadlines import services as deadlines
from deadlines.choices import Kind
from deadlines.models import Deadline
from liaison.calendar import calendar_of
from liaison.choices import Role, UnitKind
from liaison.models import Deputy, Scoped, Seat, Unit
from liaison.models.scope import SCOPE_COLUMNS
from suggestions.choices import (
    CO_OPINION,
    CO_REDO,
    CONTACT,
    LEGAL_LIMIT,
    REHANDLE,
    REPLY,
    RETURN_WINDOW,
    SIGN_FOR,
    AssignmentPart,
    Part,
)
from suggestions.models import Assignment, Suggestion
from suggestions.services.base.checks import refuse


def start(
    case: Suggestion,
    kind: Kind,
    owner: Unit | Deputy,
    *,
    by: Actor,
    from_on: dt.date,
    ref: str = "",
    due_on: dt.date | None = None,
) -> Deadline:
    """A duty begins; a late one of a government unit climbs to its government's office, a key
    item's to its supervising leader."""
    return deadlines.open_(
        case,
        kind=kind.code,
        owner=owner,
        from_on=from_on,
        scope=case.scope(),
        label=case.label,
        ref=ref,
        due_on=due_on,
        government=owner.government if isinstance(owner, Unit) else None,
        supervisor=supervisor_of(case),
        by=by,
    )


def done(
    case: Suggestion, kind: Kind, *, ref: str = "", on: dt.date | None = None
) -> Deadline | None:
    return deadlines.close(case, kind.code, ref=ref, on=on)


def drop(case: Suggestion, *kinds: Kind, ref: str = "", reason: str) -> None:
    for kind in kinds:
        deadlines.supersede(case, kind.code, ref=ref, reason=reason)


def drop_kind(case: Suggestion, kind: Kind, *, reason: str) -> None:
    """All open duties of one kind, whoever owes them."""
    for ref in _rows(case).filter(kind=kind.code).values_list("ref", flat=True):
        deadlines.supersede(case, kind.code, ref=ref, reason=reason)


def open_one(case: Suggestion, kind: Kind, *, ref: str = "") -> Deadline | None:
    return _rows(case).filter(kind=kind.code, ref=ref).first()


def _rows(case: Suggestion) -> QuerySet[Deadline]:
    return Deadline.objects.open().filter(subject_type="suggestion", subject_id=case.pk)


def ref_of(share: Assignment) -> str:
    return f"assignment:{share.pk}"


def supervisor_of(case: Suggestion) -> Seat | None:
    if not case.is_key:
        return None
    row = (
        case.key_leaders.filter(part=Part.SUPERVISOR, until=None)
        .select_related("seat__unit")
        .first()
    )
    return row.seat if row else None


def office_of(case: Scoped) -> Unit:
    """Where the office's people sit: 代工委 (or the standing committee), a township's presidium."""
    own = Unit.objects.open().filter(congress_id=case.congress_id)
    seated = Seat.objects.open().filter(role=Role.OFFICE).values("unit_id")
    found: Unit | None = own.filter(pk__in=seated).order_by("id").first()
    for kind in (UnitKind.DEPUTY_WORK, UnitKind.PRESIDIUM, UnitKind.STANDING_COMMITTEE):
        found = found or own.filter(kind=kind).order_by("id").first()
    if found is None:
        raise refuse("lead", "这一级人大还没有登记代工委或主席团，请先请系统管理员登记。")
    return found


def start_at_office(case: Suggestion, kind: Kind, *, by: Actor) -> None:
    """The office's own next duty; of a case of a session it begins when the session has closed."""
    begins = max(today(), case.session.closes_on) if case.session else today()
    start(case, kind, office_of(case), by=by, from_on=begins)


def govoffice_of(government_id: int) -> Unit | None:
    return (
        Unit.objects.open()
        .filter(government_id=government_id, kind=UnitKind.GOVERNMENT_OFFICE)
        .order_by("id")
        .first()
    )


def start_share(case: Suggestion, share: Assignment, *, by: Actor, on: dt.date) -> None:
    """The inner clocks of a share: sign for it, make contact, or give the co-handling opinion."""
    start_signing(case, share, by=by, on=on)
    ref = ref_of(share)
    inner = CO_OPINION if share.part == AssignmentPart.CO else CONTACT
    start(case, inner, share.unit, by=by, from_on=on, ref=ref)


def start_signing(case: Suggestion, share: Assignment, *, by: Actor, on: dt.date) -> None:
    start(case, SIGN_FOR, share.unit, by=by, from_on=on, ref=ref_of(share))


def start_reply(
    case: Suggestion,
    share: Assignment,
    *,
    by: Actor,
    from_on: dt.date,
    due_on: dt.date | None = None,
) -> Deadline:
    """代表法 art. 51: three months from assignment, or the day that the office fixed."""
    return start(case, REPLY, share.unit, by=by, from_on=from_on, ref=ref_of(share), due_on=due_on)


def drop_share(case: Suggestion, share: Assignment, *, reason: str) -> None:
    """A unit that leaves the case owes nothing of it any more."""
    kinds = (SIGN_FOR, CONTACT, CO_OPINION, CO_REDO, REPLY, REHANDLE)
    drop(case, *kinds, ref=ref_of(share), reason=reason)


def require_lawful(
    case: Suggestion, due_on: dt.date, assigned_on: dt.date, *, field: str = "due_on"
) -> None:
    """Nobody may put an answer off beyond six months from assignment (代表法 art. 51)."""
    if due_on <= assigned_on:
        raise refuse(field, f"期限要在交办（{cn_date(assigned_on)}）之后，请另选日期。")
    limit = arithmetic.compute(assigned_on, *LEGAL_LIMIT, calendar_for(case)).due_on
    if due_on > limit:
        raise refuse(
            field,
            f"依代表法第五十一条，答复最迟不超过交办后6个月，请选{cn_date(limit)}或以前的日期。",
        )


def is_past_return_window(case: Suggestion, share: Assignment, on: dt.date) -> bool:
    """By the congress's rule of the day of assignment."""
    terms = deadlines.terms_for(RETURN_WINDOW.code, case.congress_id, share.assigned_on)
    return on > terms.calculate(share.assigned_on, calendar_for(case)).due_on


def calendar_for(case: Suggestion) -> Any:
    return calendar_of(getattr(case, column) for column in SCOPE_COLUMNS)


def cancel_all(case: Suggestion, *, reason: str) -> None:
    deadlines.cancel_all(case, reason=reason[:300])


def reopen_reply(case: Suggestion, share: Assignment, *, by: Actor) -> None:
    """A recalled reply is owed again by the same day as before, be it over or not."""
    kind = REPLY if case.round == 1 else REHANDLE
    last = (
        Deadline.objects.filter(
            subject_type="suggestion", subject_id=case.pk, kind=kind.code, ref=ref_of(share)
        )
        .order_by("-id")
        .first()
    )
    if last is None:
        start(case, kind, share.unit, by=by, from_on=share.assigned_on, ref=ref_of(share))
        return
    start(
        case,
        kind,
        share.unit,
        by=by,
        from_on=last.from_on,
        ref=ref_of(share),
        due_on=last.due_on,
    )
