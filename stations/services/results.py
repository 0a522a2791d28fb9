"""A result is there: the clock for telling the voter starts, and that of every follower."""

import datetime as dt

from audit.services import Actor, perform
from stations import notices
from stations.choices import DispositionState, OpinionState
from stations.models import Opinion
from stations.services import summary
from stations.workflow import LINKED


def handled(case: Opinion, result: str, by: Actor, day: dt.date) -> None:
    """There is a result: the clock for telling the voter starts."""
    case.result, case.handled_on, case.state = result.strip(), day, OpinionState.HANDLED
    summary.start_telling(case, on=day, by=by)
    summary.refresh(case)
    carry(case, by, day)


def carry(kept: Opinion, by: Actor, day: dt.date) -> None:
    """Each opinion folded into this one has the result too; its own voter must be told."""
    rows = Opinion.objects.filter(folded_into_id=kept.pk).order_by("pk")
    for follower in rows:
        with perform(
            follower, "follow_result", by=by, workflow=LINKED, private=summary.PRIVATE
        ) as deed:
            case: Opinion = deed.case
            case.folded_into, case.route = None, case.route or kept.route
            summary.finish_disposition(case, f"随{kept.number}办结"[:300])
            handled(case, kept.result, by, day)
            event = summary.happened(
                case, "follow_result", f"并入的{kept.number}有了结果，等联络站回复来访人", by=by
            )
            notices.told_station(case, event, by=by)


def end_ways(case: Opinion, day: dt.date, words: str) -> None:
    """Every way beside the main one ends with the case; its clock stops."""
    for way in case.dispositions.filter(summary.WAYS_OPEN):
        summary.drop_duty(
            case, summary.handling_kind(way.route), reason=words[:300], ref=str(way.pk)
        )
        summary.end_way(case, way, on=day, state=DispositionState.MOVED, result=words)
