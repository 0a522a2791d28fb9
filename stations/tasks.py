"""What the clock does for the voters' own door and for reception days."""

from celery import shared_task

from stations.services import attending, codes, planning, taking_in


@shared_task(name="stations.tasks.tidy_door")
def tidy_door() -> None:
    """Codes end with the mandate; marks of networks go when the limits no longer need them."""
    codes.end_codes_of_former_deputies()
    taking_in.forget_networks()


@shared_task(name="stations.tasks.roster")
def roster() -> None:
    """Every morning: newly published days off are followed, answers asked, past days closed."""
    for year in planning.years_awaited():
        planning.year_loaded(year)
    attending.ask_coming()
    attending.close_past()
