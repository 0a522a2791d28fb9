"""Who hears that an opinion takes a further way, gets more time, or waits for the office."""

from django.db.models import Q

from audit.services import Actor
from liaison.choices import STATION_ROLES, Role
from stations.models import Disposition, Opinion, OpinionEvent
from stations.notices.cases import tell, told_deputies
from stations.permissions import office_of


def also_routed(opinion: Opinion, event: OpinionEvent, way: Disposition, *, by: Actor) -> None:
    """The unit of the further way gets work; the deputies hear of it."""
    if way.unit_id is not None:
        tell(Q(unit_id=way.unit_id), opinion, event, "请办理群众意见", by=by)
    told_deputies(opinion, event, by=by)


def extension_asked(opinion: Opinion, event: OpinionEvent, *, by: Actor) -> None:
    """Whoever may grant it: the station's head, the presidium of the township or the office."""
    people = Q(unit_id=opinion.station.kept_by_id, role=Role.HEAD)
    if opinion.route == "township":
        people |= Q(role=Role.PRESIDIUM, unit__township_id=opinion.township_id)
    if opinion.route == "county":
        people |= Q(unit=office_of(opinion), role=Role.OFFICE)
    tell(people, opinion, event, "群众意见申请延期", by=by)


def extended(opinion: Opinion, event: OpinionEvent, way: Disposition, *, by: Actor) -> None:
    """The unit and the station plan anew; the deputies who received the voter know why."""
    people = Q(unit_id=opinion.station.kept_by_id, role__in=STATION_ROLES)
    if way.unit_id is not None:
        people |= Q(unit_id=way.unit_id)
    tell(people, opinion, event, "群众意见办理期限延长", by=by)
    told_deputies(opinion, event, by=by)


def extension_refused(opinion: Opinion, event: OpinionEvent, *, by: Actor) -> None:
    """Whoever handles it goes on by the old date; so does the station."""
    people = Q(unit_id=opinion.station.kept_by_id, role__in=STATION_ROLES)
    units = opinion.dispositions.filter(state="open").exclude(unit=None).values("unit_id")
    tell(people | Q(unit_id__in=units), opinion, event, "延期申请未获同意", by=by)


def told_office(opinion: Opinion, event: OpinionEvent, *, by: Actor) -> None:
    """It came back twice: the county's deputy-work office decides who handles it."""
    people = Q(unit=office_of(opinion), role=Role.OFFICE)
    tell(people, opinion, event, "群众意见两次退回，请确定办理单位", by=by)


def told_handler(opinion: Opinion, event: OpinionEvent, *, by: Actor) -> None:
    """The unit that has it now need not act for a while, or has to again."""
    if opinion.handler_id and opinion.handler_id != opinion.station.kept_by_id:
        tell(Q(unit_id=opinion.handler_id), opinion, event, "群众意见有变动", by=by)
