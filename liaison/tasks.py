from celery import shared_task

from liaison.services import watch


@shared_task(name="liaison.tasks.watch_the_door")
def watch_the_door() -> int:
    return watch.warn_of_guessing()
