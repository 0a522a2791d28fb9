"""The numbers of stations: a congress's own row, else the default one."""

from django.db.models import Q

from stations.models import StationRule


def rule_of(congress_id: int | None) -> StationRule:
    """The congress's rule; where it set none, the row without a congress holds for it."""
    rows = {
        row.congress_id: row
        for row in StationRule.objects.filter(
            Q(congress__isnull=True) | Q(congress_id=congress_id or 0)
        )
    }
    return rows.get(congress_id) or rows.get(None) or StationRule()
