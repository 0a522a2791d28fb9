"""合并: an opinion follows another one, and can be taken out again as it was."""

import datetime as dt

from django.db import transaction

from audit.services import Actor, name_of
from core.clock import now
from core.problems import Conflict, Invalid
from liaison.models import Seat
from stations import notices
from stations.choices import KEPT_ROUTES, ROUTE_OPINION, OpinionState
from stations.models import Folding, Opinion
from stations.services import summary
from stations.services.matching import require_other
from stations.workflow import LINKED

# What may still bring a result that others can follow.
LEADING = frozenset({OpinionState.RECORDED, OpinionState.ROUTED, OpinionState.SUGGESTED})


def fold(
    opinion: Opinion, *, by: Seat, into: Opinion, reason: str, version: int | None = None
) -> Opinion:
    """合并: its clocks stop; when the other one has a result, this voter is told it as well."""
    summary.require_words(reason=(reason, "请写明为什么是同一件事。"))
    with transaction.atomic():
        _lock(opinion, into)
        with summary.deed_on(
            opinion,
            "fold",
            by=by,
            version=version,
            reason=reason,
        ) as deed:
            case: Opinion = deed.case
            require_other(case, into, by, field="into")
            kept = Opinion.objects.get(pk=into.pk)
            if kept.state not in LEADING:
                words = (
                    f"{kept.number}现在是「{kept.get_state_display()}」，不能再并入；"
                    "可以关联为同一件事，直接回复来访人。"
                )
                raise Invalid(words, errors={"into": [words]})
            _follow(case, kept, by, reason)
    return opinion


def _lock(one: Opinion, other: Opinion) -> None:
    """Both, the older first: two people who fold them into each other wait, and one is refused."""
    ids = [one.pk, other.pk]
    rows = Opinion.objects.select_for_update(of=("self",), no_key=True)
    list(rows.filter(pk__in=ids).order_by("pk"))


def _follow(case: Opinion, kept: Opinion, by: Seat, reason: str) -> None:
    before = {"state": case.state, "route": case.route, "handler": case.handler_id}
    _end_rows(case, by.person_name, "重新合并")
    Folding.objects.create(
        kept=kept, folded=case, reason=reason.strip()[:300], before=before, by_name=by.person_name
    )
    words = f"并入{kept.number}"
    kind = summary.handling_kind(case.route) if case.route else ROUTE_OPINION.code
    summary.drop_duty(case, kind, reason=words)
    case.folded_into, case.state = kept, OpinionState.FOLDED
    summary.refresh(case)
    event = summary.happened(case, "fold", f"{words}一起办", by=by, note=reason.strip())
    summary.happened(kept, "fold", f"{case.number}并入本件一起办", by=by, note=reason.strip())
    notices.told_station(case, event, by=by)
    notices.told_deputies(case, event, by=by)
    notices.told_handler(case, event, by=by)


def unfold(
    opinion: Opinion,
    *,
    by: Seat,
    reason: str,
    version: int | None = None,
    on: dt.date | None = None,
) -> Opinion:
    """拆开: it stands where it stood before, and its clock begins anew on this day."""
    summary.require_words(reason=(reason, "请写明为什么拆开。"))
    day = summary.deed_day(on)
    with summary.deed_on(
        opinion,
        "unfold",
        by=by,
        version=version,
        reason=reason,
    ) as deed:
        _restore(deed.case, by, reason, day)
    return opinion


def let_go(kept: Opinion, *, by: Actor, reason: str, on: dt.date | None = None) -> int:
    """What follows an opinion that ends without a result (taken back) goes its own way again."""
    day = summary.deed_day(on)
    rows = list(Opinion.objects.filter(folded_into_id=kept.pk).order_by("pk"))
    for follower in rows:
        with summary.deed_on(
            follower,
            "let_go",
            by=by,
            workflow=LINKED,
            reason=reason,
        ) as deed:
            _restore(deed.case, by, reason, day)
    return len(rows)


def _restore(case: Opinion, by: Actor, reason: str, day: dt.date) -> None:
    row = Folding.objects.filter(folded=case, undone_at=None).select_related("kept").first()
    if row is None:
        raise Conflict("没有找到合并记录，请刷新后再看。")
    _end_rows(case, name_of(by), reason)
    case.folded_into = None
    case.state, case.route = row.before["state"], row.before["route"]
    case.handler_id = row.before["handler"]
    if case.route in KEPT_ROUTES and case.state == OpinionState.ROUTED:
        # The station that looks after it may be another one by now.
        case.handler = case.station.keeper
    if case.state == OpinionState.ROUTED and case.handler is not None:
        kind = summary.handling_kind(case.route)
        summary.open_duty(case, kind, case.handler, on=day, by=by)
    else:
        summary.start_routing(case, on=day, by=by)
    summary.refresh(case)
    words = f"从{row.kept.number}拆开，单独办理"
    event = summary.happened(case, "unfold", words, by=by, note=reason.strip())
    summary.happened(row.kept, "unfold", f"{case.number}从本件拆开", by=by, note=reason.strip())
    notices.told_station(case, event, by=by)
    notices.told_deputies(case, event, by=by)
    notices.told_handler(case, event, by=by)


def _end_rows(case: Opinion, name: str, why: str) -> None:
    Folding.objects.filter(folded=case, undone_at=None).update(
        undone_at=now(), undone_by_name=name, undone_why=why.strip()[:300]
    )
