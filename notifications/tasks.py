from celery import shared_task

from notifications import services

BATCHES = 50  # a run ends by itself; the next wake-up goes on


@shared_task(name="notifications.tasks.deliver")
def deliver() -> int:
    return services.deliver_all(BATCHES)
