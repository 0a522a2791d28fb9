"""Two people who settle something for one congress do so one after the other."""

from liaison.models import Congress


def hold_rules(congress_id: int | None) -> None:
    """Until the end of the transaction; reading goes on."""
    rows = Congress.objects.select_for_update(no_key=True).filter(pk=congress_id or 0)
    list(rows.values_list("pk"))
