"""Who raised an opinion, wherever the person left a name: at a visit or with a submission."""

from dataclasses import dataclass

from stations.models import Opinion, Submission


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
