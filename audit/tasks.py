from celery import shared_task

from audit import chain


@shared_task(name="audit.tasks.seal")
def seal() -> int:
    return chain.seal()


@shared_task(name="audit.tasks.seal_all")
def seal_all() -> int:
    return chain.seal_all()
