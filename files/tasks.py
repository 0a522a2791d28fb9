from celery import shared_task

from files import services


@shared_task(name="files.tasks.tidy")
def tidy() -> int:
    return services.tidy()


@shared_task(name="files.tasks.erase_lost")
def erase_lost() -> int:
    return services.erase_lost()
