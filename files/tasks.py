from celery import shared_task

from files import services


@shared_task(name="files.tasks.tidy")
def tidy() -> int:
    return services.tidy()
