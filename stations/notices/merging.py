"""Who hears of a merge: the staff of both stations and the deputies who go along."""

from django.db.models import Q
from django.urls import reverse

from audit.services import Actor
from core.clock import today
from core.display import cn_date
from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from liaison.querysets import standing_on
from notifications.services import notify_seats
from stations.choices import MoveKind
from stations.models import StationDeputy, StationMerge


def merged(merge: StationMerge, *, by: Actor) -> None:
    """The new station has more to do; the deputies have another station."""
    words = f"「{merge.old.name}」已并入「{merge.new.name}」"
    _tell(merge, "merged", words, f"合并日期{cn_date(merge.merged_on)}，依据：{merge.reason}", by)


def merge_reversed(merge: StationMerge, *, by: Actor) -> None:
    words = f"「{merge.old.name}」已从「{merge.new.name}」恢复"
    _tell(merge, "reversed", words, f"原因：{merge.reversed_why}", by)


def _tell(merge: StationMerge, what: str, title: str, body: str, by: Actor) -> None:
    moved = merge.moves.filter(kind=MoveKind.DEPUTY).values("object_id")
    deputies = StationDeputy.objects.filter(pk__in=moved).values("deputy_id")
    units = [merge.old.unit_id, merge.new.unit_id]
    seats = Seat.objects.open().filter(
        Q(role__in=STATION_ROLES, unit_id__in=units) | Q(role=Role.DEPUTY, deputy_id__in=deputies)
    )
    actor = by.identity().get("user_id")
    notify_seats(
        seats.filter(standing_on(today(), "unit__")).exclude(user_id=actor).order_by("id"),
        kind=f"station_{what}",
        title=title[:120],
        body=body[:400],
        url=reverse("stations:station", kwargs={"pk": merge.new_id}),
        subject=merge.new,
        key=f"stationmerge.{merge.pk}.{what}",
    )
