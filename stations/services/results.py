"""A result is there: the clock for telling the voter starts, and that of every follower."""

import datetime as dt

from audit.services import Actor
from stations import notices
from stations.choices import TELL_VOTER, DispositionState, OpinionState
from stations.models import Opinion
from stations.services import public_notices, summary
from stations.workflow import ANSWERED, LINKED


def handled(case: Opinion, result: str, by: Actor, day: dt.date) -> None:
    """There is a result: the clock for telling the voter starts; a notice of the last one that
    nobody released yet says too little."""
    public_notices.drop_draft(case, "又有新的办理结果")
    case.result, case.handled_on, case.state = result.strip(), day, OpinionState.HANDLED
    summary.start_telling(case, on=day, by=by)
    summary.refresh(case)
    carry(case, by, day)


def carry(kept: Opinion, by: Actor, day: dt.date) -> None:
    """Each opinion folded into this one has the result too; its own voter must be told."""
    rows = Opinion.objects.filter(folded_into_id=kept.pk).order_by("pk")
    for follower in rows:
        with summary.deed_on(follower, "follow_result", by=by, workflow=LINKED) as deed:
            case: Opinion = deed.case
            case.folded_into, case.route = None, case.route or kept.route
            summary.finish_disposition(case, f"随{kept.number}办结"[:300])
            handled(case, kept.result, by, day)
            event = summary.happened(
                case, "follow_result", f"并入的{kept.number}有了结果，等联络站回复来访人", by=by
            )
            notices.told_station(case, event, by=by)


def take_back(
    case: Opinion, state: OpinionState, code: str, prefix: str, *, by: Actor, why: str
) -> None:
    """The result does not hold any more: what waits for it waits again, and so does each follower.

    The station is told; where the voter has heard the words, that they were taken back.
    """
    was_told, words = case.state == OpinionState.TOLD, case.result
    public_notices.withdraw_notices(case, "答复已撤回")
    if not was_told:
        summary.drop_duty(case, TELL_VOTER.code, reason="答复已撤回")
    case.result, case.state, case.handled_on, case.told_on = "", state, None, None
    summary.reopen_disposition(case)
    summary.refresh(case)
    sentence = f"{prefix}代表建议的答复已撤回，等新的答复"
    if was_told:
        sentence += "；来访人听到的答复已不作数，请告诉来访人"
    event = summary.happened(case, code, sentence, by=by, note=why.strip())
    notices.told_station(case, event, by=by)
    notices.told_deputies(case, event, by=by)
    _take_back_followers(case, words, by, why)


def _take_back_followers(kept: Opinion, words: str, by: Actor, why: str) -> None:
    rows = Opinion.objects.filter(
        folded_by__kept=kept, folded_by__undone_at=None, state__in=ANSWERED, result=words
    )
    for follower in rows.order_by("pk"):
        with summary.deed_on(follower, "follow_recall", by=by, workflow=LINKED) as deed:
            case: Opinion = deed.case
            case.folded_into = kept
            prefix = f"并入的{kept.number}："
            take_back(case, OpinionState.FOLDED, "follow_recall", prefix, by=by, why=why)


def end_ways(case: Opinion, day: dt.date, words: str) -> None:
    """Every way beside the main one ends with the case; its clock stops."""
    for way in case.dispositions.filter(summary.WAYS_OPEN):
        summary.drop_duty(
            case, summary.handling_kind(way.route), reason=words[:300], ref=str(way.pk)
        )
        summary.end_way(case, way, on=day, state=DispositionState.MOVED, result=words)
