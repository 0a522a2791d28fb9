"""The numbers of stations: a congress's own row, else the default one."""

from stations.models import StationRule


def rule_of(congress_id: int | None) -> StationRule:
    """The congress's rule; where it set none, the row without a congress holds for it."""
    own = StationRule.objects.filter(congress_id=congress_id).first()
    return own or StationRule.objects.filter(congress_id=None).first() or StationRule()
