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


def copy(case: Suggestion, made: Suggestion) -> None:
    """Who is a party of the original today is one of what was taken out of it."""
    rows = Party.objects.filter(suggestion=case, until=None)
    Party.objects.bulk_create(_as_of(row, made) for row in rows)


_UNITS = (Part.MAIN, Part.CO, Part.SEPARATE)


def copy_units(file: Suggestion, member: Suggestion) -> None:
    """Who handles the file handles what went into it."""
    rows = Party.objects.filter(suggestion=file, part__in=_UNITS, until=None)
    Party.objects.bulk_create((_as_of(row, member) for row in rows), ignore_conflicts=True)


def leave_units(member: Suggestion) -> None:
    """Out of the file: its units were parties until today."""
    rows = Party.objects.filter(suggestion=member, part__in=_UNITS, until=None)
    rows.update(until=today())


def _as_of(row: Party, case: Suggestion) -> Party:
    return Party(
        suggestion=case,
        part=row.part,
        unit_id=row.unit_id,
        deputy_id=row.deputy_id,
        government_id=row.government_id,
        since=today(),
    )
