"""Who is told what about an opinion; the sentence is the one of the timeline."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from audit.services import Actor
from liaison.choices import STATION_ROLES, UNIT_ADMIN_ROLES, Role
from liaison.models import Seat
from notifications.services import notify
from stations.choices import OpinionPart
from stations.models import Opinion, OpinionEvent, OpinionParty


def routed(opinion: Opinion, event: OpinionEvent, *, by: Actor) -> None:
    """The handling unit gets work; the deputies who received the voter hear of the move."""
    if opinion.handler_id and opinion.handler_id != opinion.station.unit_id:
        people = _users(Q(unit_id=opinion.handler_id))
        _send(people, opinion, event, "请办理群众意见", by=by, part="handler")
    told_deputies(opinion, event, by=by)


def told_station(opinion: Opinion, event: OpinionEvent, *, by: Actor) -> None:
    """A result, a return or a suggestion's news: the station goes on from here."""
    people = _users(Q(unit_id=opinion.station.unit_id, role__in=STATION_ROLES))
    _send(people, opinion, event, "群众意见有新进展", by=by, part="station")


def told_deputies(opinion: Opinion, event: OpinionEvent, *, by: Actor) -> None:
    """Each move is told to the deputies who received the voter or whom the voter addressed."""
    deputies = OpinionParty.objects.filter(
        opinion=opinion, part__in=[OpinionPart.RECEIVED, OpinionPart.ADDRESSED], until=None
    ).values("deputy_id")
    people = _users(Q(role=Role.DEPUTY, deputy_id__in=deputies))
    _send(people, opinion, event, "您接待的群众意见有新进展", by=by, part="deputy")


def contact_seen(opinion: Opinion, event: OpinionEvent, *, by: Seat) -> None:
    """The administrator of the unit sees who looked at a voter's contact, and why."""
    people = _users(Q(unit_id=by.unit_id, role__in=UNIT_ADMIN_ROLES))
    _send(people, opinion, event, "有人查看了来访人联系方式", by=by, part="contact")


def _users(condition: Q) -> list[int]:
    return list(Seat.objects.open().filter(condition).values_list("user_id", flat=True).distinct())


def _send(
    people: Iterable[int],
    opinion: Opinion,
    event: OpinionEvent,
    heading: str,
    *,
    by: Actor,
    part: str,
) -> None:
    actor = by.identity().get("user_id")
    others = [user_id for user_id in people if user_id != actor]
    if not others:
        return
    notify(
        others,
        kind=f"opinion_{event.code}",
        title=f"{heading}：{opinion.title}"[:120],
        body=f"{opinion.number} {event.sentence}"[:400],
        url=reverse("stations:opinion", kwargs={"pk": opinion.pk}),
        subject=opinion,
        key=f"opinion.{opinion.pk}.{event.pk}.{part}",
    )
