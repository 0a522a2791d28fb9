"""The parts of an opinion's page about its ways and about other opinions on the same matter."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from core.display import cn_date, days_ago
from deadlines.lights import Light, light_of
from deadlines.models import Deadline
from liaison.models import Seat
from stations import services
from stations.choices import DispositionState, OpinionState
from stations.models import Disposition, Opinion
from stations.permissions import is_staff_of


def asked_of(case: Opinion, actions: list[dict[str, Any]]) -> dict[str, Any] | None:
    """延期申请 that waits: who asked, who decides, since when; who may decide does it from here."""
    asked = services.pending(case)
    if asked is None:
        return None
    who = "或".join(asked.deciders)
    when = f"{cn_date(asked.at)}（{days_ago(asked.at)}）"
    return {
        "text": f"{asked.by_unit}{when}申请延期，等{who}决定。",
        "reason": asked.reason,
        "url": _address(actions, "extend"),
        "refuse_url": _address(actions, "refuse_extension"),
    }


def _address(actions: list[dict[str, Any]], code: str) -> str:
    return next((one["url"] for one in actions if one["code"] == code), "")


def ways_of(case: Opinion, seat: Seat) -> list[dict[str, Any]]:
    """Each way it took, the newest first; nothing where the facts have said it all."""
    rows = list(case.dispositions.select_related("unit").order_by("-id"))
    if len(rows) == 1 and not (rows[0].contact or rows[0].extended):
        return []
    lights = _lights(case)
    may_finish = services.may_end(case, seat)
    return [
        {
            "where": row.unit.name if row.unit else row.get_route_display(),
            "contact": row.contact,
            "is_main": row.is_main,
            "state": row.get_state_display(),
            "when": _when(row),
            "reason": row.reason,
            "result": row.result if row.result != case.result else "",
            "result_label": "结果" if row.state == DispositionState.DONE else "原因",
            "light": lights.get("" if row.is_main else str(row.pk)) if _open(row) else None,
            "finish_url": _finish(case, row)
            if _open(row) and not row.is_main and (may_finish or row.unit_id == seat.unit_id)
            else "",
        }
        for row in rows
    ]


def _open(row: Disposition) -> bool:
    return row.state == DispositionState.OPEN


def _when(row: Disposition) -> str:
    ended = f"{cn_date(row.ended_at)}{row.get_state_display()}" if row.ended_at else ""
    return "，".join(part for part in (f"延期{row.extended}次" * bool(row.extended), ended) if part)


def _finish(case: Opinion, row: Disposition) -> str:
    url = reverse("stations:opinion-deed", kwargs={"pk": case.pk, "deed": "finish_route"})
    return f"{url}?disposition={row.pk}"


def _lights(case: Opinion) -> dict[str, Light]:
    """The clock of each way by its reference; the main one has none."""
    rows = Deadline.objects.open().filter(
        subject_type="opinion", subject_id=case.pk, kind__startswith="handle_opinion"
    )
    return {
        ref: light_of(due, amber)
        for ref, due, amber in rows.values_list("ref", "due_on", "amber_on")
    }


def same_of(case: Opinion, seat: Seat) -> dict[str, Any]:
    """Linked ones, what it was folded into and what follows it; of hidden ones the number only."""
    linked = services.same_as(case)
    around = Q(pk__in=linked) | Q(folded_into_id=case.pk)
    if case.folded_into_id is not None:
        around |= Q(pk=case.folded_into_id)
    rows = list(
        Opinion.objects.visible_to(seat).filter(around).select_related("station", "handler")
    )
    seen = {row.pk for row in rows}
    waiting = [row for row in (case, *rows) if row.state == OpinionState.HANDLED]
    to_tell = [row.pk for row in waiting if is_staff_of(seat, row)]
    return {
        "to_tell": to_tell if len(to_tell) > 1 and case.pk in to_tell else [],
        "linked": [row for row in rows if row.pk in linked],
        "followers": [row for row in rows if row.folded_into_id == case.pk],
        "kept": next((row for row in rows if row.pk == case.folded_into_id), None),
        "hidden": len(set(linked) - seen),
    }
