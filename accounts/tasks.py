from celery import shared_task

from accounts import services


@shared_task(name="accounts.tasks.tidy")
def tidy() -> None:
    services.tidy()
