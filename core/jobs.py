"""Queue a job after commit, with ids only: a job must never see a case that was rolled back."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def enqueue(name: str, *ids: int | str) -> None:
    """A wake-up call only. If the broker is away the sweeper finds the rows by itself."""

    def send() -> None:
        try:
            current_app.send_task(name, args=ids, retry=False)
        except (OperationalError, OSError):
            log.warning("broker away, %s left to the sweeper", name)

    transaction.on_commit(send)
