"""What the clock does for suggestions."""

from celery import shared_task

from suggestions.services.archive import batches
from suggestions.services.verdicts import rating


@shared_task(name="suggestions.tasks.close_silent")
def close_silent() -> int:
    """Joint suggestions wait for no verdict any longer than its time."""
    return rating.close_silent()


@shared_task(name=batches.TASK)
def carry_out_archive(pk: int) -> int:
    """Binds the volumes of a year that an office closed."""
    return batches.carry_out(pk)


@shared_task(name="suggestions.tasks.go_on_archiving")
def go_on_archiving() -> int:
    """Closings whose call was lost, or whose worker went away."""
    return batches.go_on()
