"""What the clock does for the voters' own door and for reception days: one deed a task."""

from celery import shared_task

from core.apart import apart
from stations.services import attending, codes, planning, taking_in


@shared_task(name="stations.tasks.end_codes")
def end_codes() -> int:
    """Codes end with the mandate."""
    return codes.end_codes_of_former_deputies()


@shared_task(name="stations.tasks.forget_networks")
def forget_networks() -> int:
    """Marks of networks go when the limits no longer need them."""
    return taking_in.forget_networks()


@shared_task(name="stations.tasks.follow_days_off")
def follow_days_off() -> None:
    """Coming days follow the days off that were published since."""
    for year in planning.years_awaited():
        with apart("moving reception days by the days off of a year", year):
            planning.year_loaded(year)


@shared_task(name="stations.tasks.ask_coming")
def ask_coming() -> int:
    """The notice and the answers of coming reception days are asked for."""
    return attending.ask_coming()


@shared_task(name="stations.tasks.close_past")
def close_past() -> int:
    """Days gone by are held or missed."""
    return attending.close_past()
