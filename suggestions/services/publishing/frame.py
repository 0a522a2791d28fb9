"""The frame of every deed on a publication, and the office's clock."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from audit.services import Actor, perform
from core.workflow import Workflow
from deadlines import services as deadlines
from liaison.models import Seat
from suggestions.choices import REVIEW_PUBLICATION
from suggestions.models import Publication
from suggestions.services.base.clocks import office_of
from suggestions.workflow import PUBLICATION


@contextmanager
def deed(
    publication: Publication,
    code: str,
    *,
    by: Seat,
    version: int | None = None,
    reason: str = "",
    workflow: Workflow = PUBLICATION,
) -> Iterator[Publication]:
    """Yields the locked row; its history stands on the case."""
    with perform(
        publication, code, by=by, workflow=workflow, version=version, reason=reason[:300]
    ) as allowed:
        locked: Publication = allowed.case
        yield locked


def start_review(publication: Publication, *, by: Actor, from_on: dt.date) -> None:
    """A duty on the publication itself: the case's own due date is not about it."""
    case = publication.suggestion
    deadlines.open_(
        publication,
        kind=REVIEW_PUBLICATION.code,
        owner=office_of(case),
        from_on=from_on,
        scope=publication.scope(),
        label=case.label,
        by=by,
    )


def end_review(publication: Publication) -> None:
    deadlines.close(publication, REVIEW_PUBLICATION.code)


def drop_review(publication: Publication, reason: str) -> None:
    deadlines.supersede(publication, REVIEW_PUBLICATION.code, reason=reason)
