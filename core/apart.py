"""One of many that goes wrong must not hold up the others: for the jobs of the clock."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

log = logging.getLogger(__name__)


@contextmanager
def logged(what: str, pk: int | None = None) -> Iterator[None]:
    """What fails is logged with its trace, and the caller goes on.

    Only for what the next run finds again by itself.
    """
    try:
        yield
    except Exception:
        log.exception("%s failed (%s), the others go on", what, pk)


@contextmanager
def apart(what: str, pk: int | None = None) -> Iterator[None]:
    """The same for one piece of a job: all of it is kept or nothing."""
    with logged(what, pk), transaction.atomic():
        yield
