"""Who hears of what voters send, answer and think; no notice names or quotes a contact."""

from django.db.models import Q
from django.urls import reverse

from core.display import cn_date
from core.text import without_numbers
from liaison.choices import STATION_ROLES, Role
from liaison.models import Seat
from notifications.services import notify_seats, settle
from stations.models import Opinion, OpinionEvent, Submission
from stations.notices.cases import tell
from stations.permissions.public import VOTER


def submitted(submission: Submission) -> None:
    """The station's people, and the deputy to whom it was sent, have something to look at."""
    urgent = submission.in_crisis
    people = Q(unit_id=submission.station.kept_by_id, role__in=STATION_ROLES)
    if submission.deputy_id:
        people |= Q(role=Role.DEPUTY, deputy_id=submission.deputy_id)
    notify_seats(
        Seat.objects.open().filter(people),
        kind="submission_urgent" if urgent else "submission",
        title="扫码来件情况危急，请马上看" if urgent else "有新的扫码来件",
        body=f"{submission.station.name}，{cn_date(submission.due_on)}前受理并告知来访人。",
        url=reverse("stations:submission", kwargs={"pk": submission.pk}),
        subject=submission,
        key=f"submission.{submission.pk}.new",
    )


def settled(submission: Submission) -> None:
    """Taken in, refused or taken back: the unread notices no longer call."""
    settle(f"submission.{submission.pk}.new")


def voter_said(
    opinion: Opinion,
    event: OpinionEvent,
    heading: str,
    *,
    said: str = "",
    heads_only: bool = False,
) -> None:
    """An answer, a verdict or a withdrawal by the voter: the station goes on from here."""
    roles = {Role.HEAD} if heads_only else STATION_ROLES
    people = Q(unit_id=opinion.station.kept_by_id, role__in=roles)
    if not heads_only and opinion.handler_id:
        people |= Q(unit_id=opinion.handler_id)
    tell(people, opinion, event, heading, by=VOTER, said=_quoted(said))


def _quoted(words: str) -> str:
    """The voter's remark without numbers by which somebody could be reached."""
    return f"：{without_numbers(words)}" if words else ""
