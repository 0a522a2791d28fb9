"""What the clock does for the voters' own door."""

from celery import shared_task

from stations.services import codes, taking_in


@shared_task(name="stations.tasks.tidy_door")
def tidy_door() -> None:
    """Codes end with the mandate; marks of networks go when the limits no longer need them."""
    codes.end_codes_of_former_deputies()
    taking_in.forget_networks()
