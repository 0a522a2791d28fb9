"""Who is told what about an opinion; the sentence is the one of the timeline."""

from django.db.models import Q

from audit.services import Actor
from liaison.choices import STATION_ROLES, Role
from liaison.models import Unit
from stations.choices import OpinionPart
from stations.models import Opinion, OpinionEvent, OpinionParty
from stations.notices.telling import tell_of
from stations.permissions import office_of

_DEPUTIES = [OpinionPart.RECEIVED, OpinionPart.ADDRESSED, OpinionPart.ENTRUSTED]


def routed(opinion: Opinion, event: OpinionEvent, *, by: Actor) -> None:
    """The handling unit gets work; the deputies who received the voter hear of the move."""
    if opinion.handler_id and opinion.handler_id != opinion.station.kept_by_id:
        people = Q(unit_id=opinion.handler_id)
        tell(people, opinion, event, "请办理群众意见", by=by)
    told_deputies(opinion, event, by=by)


def told_station(opinion: Opinion, event: OpinionEvent, *, by: Actor) -> None:
    """A result, a return or a suggestion's news: the station goes on from here."""
    people = Q(unit_id=opinion.station.kept_by_id, role__in=STATION_ROLES)
    if opinion.station.is_left_alone:
        people = Q(unit=office_of(opinion), role=Role.OFFICE)
    tell(people, opinion, event, "群众意见有新进展", by=by)


def told_deputies(opinion: Opinion, event: OpinionEvent, *, by: Actor) -> None:
    """Each move is told to the deputies who received the voter or whom the voter addressed."""
    deputies = OpinionParty.objects.filter(opinion=opinion, part__in=_DEPUTIES, until=None).values(
        "deputy_id"
    )
    people = Q(role=Role.DEPUTY, deputy_id__in=deputies)
    tell(people, opinion, event, "您接待的群众意见有新进展", by=by)


def inherited(opinion: Opinion, event: OpinionEvent, heir: Unit, *, by: Actor) -> None:
    """A reform ended the unit: its heir has the work, the station and the deputies know."""
    tell(Q(unit_id=heir.pk), opinion, event, "机构改革，请承接办理群众意见", by=by)
    told_station(opinion, event, by=by)
    told_deputies(opinion, event, by=by)


def tell(
    people: Q, opinion: Opinion, event: OpinionEvent, heading: str, *, by: Actor, said: str = ""
) -> None:
    """The sentence after the opinion's number; `said` is what the voter added to it."""
    tell_of(
        people,
        opinion,
        event,
        heading,
        of="opinion",
        title=opinion.title,
        by=by,
        before=f"{opinion.number} ",
        after=said,
    )
