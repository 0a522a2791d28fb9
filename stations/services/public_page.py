"""What the page behind a code says: who receives next and when, where, what came of others."""

from typing import Any

from django.db.models import Prefetch

from core.clock import today
from liaison.models import Deputy, Mandate
from liaison.querysets import open_on
from stations.choices import DutyState, RosterState
from stations.models import PublicNotice, RosterDay, RosterDuty, RosterNotice, Station
from stations.services.codes import Door

_COMING = frozenset({DutyState.ASKED, DutyState.CONFIRMED, DutyState.ATTENDED})
DAYS, DONE = 3, 4


def page_of(door: Door) -> dict[str, Any]:
    """One shape for the page and for the API; all of it is public already."""
    station = door.station
    days = coming_days(station, DAYS, deputy=door.deputy)
    return {
        "code": door.code.code,
        "station": station.name,
        "place": place_of(station),
        "deputy": _deputy(door.deputy) if door.deputy else None,
        "address": station.address,
        "phone": station.phone,
        "hours": station.hours,
        "days": days,
        "notices": notices_of(station),
        "done": [
            {"title": row.title, "on": row.published_at, "verdict": _verdict(row)}
            for row in published(station)[:DONE]
        ],
    }


def coming_days(
    station: Station, most: int, *, deputy: Deputy | None = None
) -> list[dict[str, Any]]:
    """Reception days are public from their notice on."""
    duties = RosterDuty.objects.filter(state__in=_COMING).select_related("deputy").order_by("id")
    rows = RosterDay.objects.filter(
        station=station, state=RosterState.NOTICED, held_on__gte=today()
    ).order_by("held_on", "starts_at")
    if deputy is not None:
        rows = rows.filter(duties__deputy=deputy, duties__state__in=_COMING)
    found = list(rows.prefetch_related(Prefetch("duties", duties))[:most])
    labels = _labels({duty.deputy_id for day in found for duty in day.duties.all()})
    return [
        {
            "on": day.held_on,
            "starts_at": day.starts_at,
            "ends_at": day.ends_at,
            "place": day.place,
            "deputies": [
                f"{duty.deputy.name}{labels.get(duty.deputy_id, '')}" for duty in day.duties.all()
            ],
        }
        for day in found
    ]


def _labels(ids: set[int]) -> dict[int, str]:
    """（县代表）: of which congresses each is a deputy now, the lowest first."""
    rows = (
        Mandate.objects.filter(open_on(today()), deputy_id__in=ids)
        .select_related("term__congress")
        .order_by("-term__congress__division__code", "id")
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        label = f"{row.term.congress.get_level_display()}代表"
        found.setdefault(row.deputy_id, []).append(label)
    return {pk: f"（{'、'.join(dict.fromkeys(labels))}）" for pk, labels in found.items()}


def _deputy(deputy: Deputy) -> dict[str, str]:
    label = _labels({deputy.pk}).get(deputy.pk, "").strip("（）")
    return {"name": deputy.name, "label": label}


def place_of(station: Station) -> str:
    names = [one.name for one in (station.county, station.township) if one is not None]
    return "".join(names)


def notices_of(station: Station) -> list[dict[str, Any]]:
    """公告: the last word on each coming reception day."""
    rows = (
        RosterNotice.objects.filter(
            day__station=station, day__state=RosterState.NOTICED, day__held_on__gte=today()
        )
        .order_by("day__held_on", "day_id", "-number")
        .distinct("day__held_on", "day_id")
    )
    return [{"words": row.words, "at": row.at} for row in rows[:DAYS]]


def published(station: Station) -> Any:
    """公示: what staff released and did not take down."""
    rows = PublicNotice.objects.filter(station=station, taken_down_at=None)
    return rows.select_related("opinion").order_by("-id")


def _verdict(row: PublicNotice) -> str:
    """Only a verdict that the voter gave is worth telling."""
    said = {"satisfied": "群众满意", "basic": "群众基本满意"}
    return said.get(row.opinion.satisfaction, "")
