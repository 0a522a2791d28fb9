"""Party rows: through them deputies, units and stations see what is theirs, from and until when."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from core.clock import today
from liaison.models import Deputy, Unit
from stations.models import Opinion
from suggestions.choices import Part
from suggestions.models import Party, Suggestion


def join(
    case: Suggestion,
    part: Part | str,
    *,
    unit: Unit | None = None,
    deputy: Deputy | None = None,
    since: dt.date | None = None,
) -> None:
    Party.objects.get_or_create(
        suggestion=case,
        part=part,
        unit=unit,
        deputy=deputy,
        until=None,
        defaults={
            "since": since or today(),
            "government_id": unit.government_id if unit else None,
        },
    )


def leave(case: Suggestion, part: Part | str, *, unit: Unit, on: dt.date | None = None) -> None:
    """A past party sees the case until its end date."""
    Party.objects.filter(suggestion=case, part=part, unit=unit, until=None).update(
        until=on or today()
    )


def forget(case: Suggestion, deputies: Iterable[Deputy]) -> None:
    """Who declined to sign is no party: the row goes, not only its end."""
    Party.objects.filter(suggestion=case, part=Part.COSIGNER, deputy__in=list(deputies)).delete()


def join_stations(case: Suggestion) -> None:
    """Stations whose voters' opinions it took up read it from the day it is handed in."""
    units: Any = Opinion.objects.filter(suggestion_links__suggestion=case)
    for opinion in units.select_related("station__unit"):
        join(case, Part.ORIGIN, unit=opinion.station.keeper)
