"""The answer goes to every signer; that each has it can be seen on the case."""

import datetime as dt
from collections.abc import Iterable

from core.clock import now as this_moment
from liaison.choices import Role
from liaison.models import Deputy, Seat
from suggestions.choices import DeliveredBy, SignerState
from suggestions.models import Reply, ReplyRecipient, Suggestion
from suggestions.permissions.delivery import undelivered
from suggestions.services.base.checks import day_of_deed, refuse, require_choice
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened


def address(case: Suggestion, reply: Reply) -> None:
    """The lead and every confirmed signer, in office or not (case 41); who has a post here is told
    by notice, the others need it on paper."""
    signed = case.cosigners.filter(state=SignerState.CONFIRMED).order_by("id")
    ids = [case.lead_id, *signed.values_list("deputy_id", flat=True)]
    here = set(
        Seat.objects.open()
        .filter(role=Role.DEPUTY, deputy_id__in=ids)
        .values_list("deputy_id", flat=True)
    )
    ReplyRecipient.objects.bulk_create(
        ReplyRecipient(
            suggestion=case,
            reply=reply,
            deputy_id=pk,
            is_lead=pk == case.lead_id,
            in_system=pk in here,
        )
        for pk in ids
    )


def note_opened(case: Suggestion, by: Seat) -> None:
    """The signer reads it for the first time: no deed, but the case knows the day."""
    if by.role != Role.DEPUTY:
        return
    own = [
        row
        for row in case.recipients.all()
        if row.deputy_id == by.deputy_id and row.opened_at is None
    ]
    if not own:
        return
    moment = this_moment()
    for row in own:
        row.opened_at = moment
    ids = [row.pk for row in own]
    ReplyRecipient.objects.filter(pk__in=ids, opened_at=None).update(opened_at=moment)


def record_delivery(
    case: Suggestion,
    *,
    by: Seat,
    deputies: Iterable[Deputy],
    way: str,
    on: dt.date | None = None,
    note: str = "",
    version: int | None = None,
) -> Suggestion:
    """Brought by hand, sent by post, or passed on, as the unit or the office enters it."""
    require_choice("way", way, DeliveredBy)
    wanted = {deputy.pk for deputy in deputies}
    with deed(case, "record_delivery", by=by, version=version) as now:
        rows = [row for row in undelivered(now, by) if row.deputy_id in wanted]
        if not rows or wanted - {row.deputy_id for row in rows}:
            raise refuse("deputies", "请选还没有登记送达的领衔或联名代表。")
        replied = max(row.reply.replied_on for row in rows)
        day = day_of_deed(on, since=replied)
        for row in rows:
            row.way, row.delivered_on, row.note = way, day, note.strip()[:80]
            row.entered_by_name = by.person_name
            row.save(update_fields=["way", "delivered_on", "note", "entered_by_name"])
        names = "、".join(dict.fromkeys(row.deputy.name for row in rows))
        label = DeliveredBy(way).label
        happened(now, "delivered", f"答复{label}：{names}", by=by, note=note.strip())
    return case
