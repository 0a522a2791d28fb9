from celery import shared_task

from core.clock import now
from deadlines import sweep as sweeping
from deadlines.services import beat


@shared_task(name="deadlines.tasks.sweep")
def sweep() -> int:
    return sweeping.run(now())


@shared_task(name="deadlines.tasks.heartbeat")
def heartbeat() -> None:
    beat("beat")
