from celery import shared_task

from accounts import quotas, services


@shared_task(name="accounts.tasks.tidy")
def tidy() -> None:
    services.tidy()


@shared_task(name="accounts.tasks.sweep_quotas")
def sweep_quotas() -> None:
    quotas.sweep()
