"""What the page behind a code says: who receives next and when, where, what came of others."""

from typing import Any

from core.clock import today
from deadlines.choices import PeriodUnit
from deadlines.services import terms_for
from liaison.models import Deputy, Mandate
from stations.choices import ACKNOWLEDGE_VOTER, DutyState, RosterState
from stations.models import PublicNotice, RosterDay, RosterNotice, Station
from stations.services.attending import next_days
from stations.services.codes import Door

_COMING = frozenset({DutyState.ASKED, DutyState.CONFIRMED, DutyState.ATTENDED})
DAYS, DONE, MOST = 4, 4, 12


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
        "within": answered_within(station),
        "days": [day for day in days if not day["called_off"]],
        "called_off": [
            {"on": day["on"], "reason": day["called_off"]} for day in days if day["called_off"]
        ],
        "notices": notices_of(station),
        "done": [
            {"title": row.title, "on": row.published_at, "verdict": _verdict(row)}
            for row in published(station)[:DONE]
        ],
    }


def coming_days(
    station: Station, most: int, *, deputy: Deputy | None = None
) -> list[dict[str, Any]]:
    """Reception days are public from their notice on, also those called off since."""
    found = [(day, _receivers(day)) for day in next_days(station, MOST)]
    if deputy is not None:
        found = [(day, people) for day, people in found if deputy in people]
    found = found[:most]
    labels = _labels({one.pk for _, people in found for one in people})
    return [
        {
            "on": day.held_on,
            "starts_at": day.starts_at,
            "ends_at": day.ends_at,
            "place": day.place,
            "called_off": day.cancel_reason if day.state == RosterState.CANCELLED else "",
            "deputies": [f"{one.name}{labels.get(one.pk, '')}" for one in people],
        }
        for day, people in found
    ]


def _receivers(day: RosterDay) -> list[Deputy]:
    """Who is to be there; `next_days` has fetched them."""
    return [duty.deputy for duty in day.duties.all() if duty.state in _COMING]


def _labels(ids: set[int]) -> dict[int, str]:
    """（县代表）: of which congresses each is a deputy now, the lowest first."""
    rows = (
        Mandate.objects.in_force()
        .filter(deputy_id__in=ids)
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


def answered_within(station: Station) -> str:
    """3个工作日: how long taking in may last here, as the congress set it."""
    terms = terms_for(ACKNOWLEDGE_VOTER.code, station.congress_id, today())
    label = {PeriodUnit.WORKING_DAYS: "个工作日", PeriodUnit.MONTHS: "个月"}
    return f"{terms.amount}{label.get(PeriodUnit(terms.unit), '天')}"


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
    """公示: what staff released and did not take down, also at stations that went into this one:
    their codes lead here, and whoever was told by notice must still find it."""
    rows = PublicNotice.objects.live().filter(station__kept_by_id=station.kept_by_id)
    return rows.select_related("opinion").order_by("-id")


def _verdict(row: PublicNotice) -> str:
    """Only a verdict that the voter gave is worth telling."""
    said = {"satisfied": "群众满意", "basic": "群众基本满意"}
    return said.get(row.opinion.satisfaction, "")
