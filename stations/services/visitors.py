"""Who raised an opinion, wherever the person left a name: at a visit or with a submission."""

from collections.abc import Callable
from dataclasses import dataclass

from core.text import without_contacts
from liaison.models import Seat
from stations.models import Opinion, Reception, Submission
from stations.permissions import may_reveal, may_see_contact
from stations.permissions.public import may_see_sender


@dataclass(frozen=True)
class Contact:
    """What is shown for one answer only and stored nowhere else."""

    name: str
    phone: str


NOBODY = Contact("", "")


def submission_of(opinion: Opinion) -> Submission | None:
    """What came in by a code, for an opinion that began so."""
    if opinion.reception_id is not None:
        return None
    return Submission.objects.filter(opinion_id=opinion.pk).first()


def contact_of(opinion: Opinion) -> Contact:
    """Name and phone in clear: for the deed that reveals them and for masking."""
    visit = opinion.reception
    if visit is not None:
        return Contact(visit.visitor_name, visit.visitor_phone)
    sent = submission_of(opinion)
    return NOBODY if sent is None else Contact(sent.visitor_name, sent.visitor_phone)


def wording_for(seat: Seat, opinion: Opinion) -> Callable[[str], str]:
    """How texts of the case are put to this post: who may not ask for the voter's phone does not
    find it in what the voter or the staff said either (roles.md, unit)."""
    return str if may_reveal(seat, opinion) else without_contacts


def wording_of_sent(seat: Seat, submission: Submission) -> Callable[[str], str]:
    """The same of what came in by a code."""
    return str if may_see_sender(seat, submission) else without_contacts


def wording_of_visit(seat: Seat, visit: Reception) -> Callable[[str], str]:
    """The same of a visit."""
    return str if may_see_contact(seat, visit) else without_contacts
