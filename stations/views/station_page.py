"""What a station's page says besides its deputies: next reception days, standard, star, desk."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from core.clock import today
from core.display import cn_date_week
from liaison.models import Seat
from stations import services
from stations.models import Activity, Station
from stations.permissions.standards import may_check
from stations.services.attending import next_days


def more_of(request: HttpRequest, place: Station) -> dict[str, Any]:
    """Cards of the page, each with its next step; none for a station that was closed."""
    seat = request.seat
    return {
        "next_days": [] if place.closed_on else _days(place),
        "standard": None if place.closed_on else _standard(place),
        "star": _star(place),
        "coming": _coming(place, seat),
        "links": _links(place, seat),
        "may_check": may_check(seat, place),
    }


def _days(place: Station) -> list[dict[str, str]]:
    """As the public reads them: announced, from today on."""
    days = next_days(place, 3)
    return [
        {
            "when": f"{cn_date_week(day.held_on)} {day.starts_at:%H:%M}至{day.ends_at:%H:%M}",
            "who": "、".join(
                duty.deputy.name for duty in day.duties.all() if duty.state != "on_leave"
            ),
            "off": day.cancel_reason,
        }
        for day in days
    ]


def _standard(place: Station) -> dict[str, Any]:
    standing = services.standing_of(place)
    checked = [mark.checked_on for _, mark, _ in standing.rows if mark]
    return {
        "points": standing.points,
        "whole": standing.whole,
        "missing": len(standing.missing),
        "checked_on": max(checked) if checked else None,
    }


def _star(place: Station) -> str:
    """The star of the last year that was judged, with its year."""
    row = place.stars.filter(granted__isnull=False).order_by("-year").first()
    if row is None or row.granted is None:
        return ""
    return f"{row.year}年{services.stars_of(row.granted)}"


def _coming(place: Station, seat: Seat) -> list[Activity]:
    rows = Activity.objects.visible_to(seat).filter(station=place, held_on__gte=today())
    return list(rows.exclude(state="cancelled").order_by("held_on", "id")[:3])


def _links(place: Station, seat: Seat) -> list[dict[str, str]]:
    """The desk's papers, for those who work with them."""
    if not Station.objects.worked_by(seat).filter(pk=place.pk).exists():
        return []
    pk = {"pk": place.pk}
    found: tuple[tuple[str, str], ...] = (
        ("工作月报", reverse("stations:station-month", kwargs=pk)),
        ("活动", f"{reverse('stations:activities')}?tab=all&station={place.pk}"),
    )
    code = place.codes.live().first() if not place.closed_on else None
    if code is not None:
        found += (("二维码", reverse("stations:code", kwargs={"pk": code.pk})),)
    return [{"label": label, "url": url} for label, url in found]
