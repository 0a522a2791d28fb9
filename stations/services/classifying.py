"""归类: theme of two levels and nature; a suggestion of a unit from past routes."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max

from core.clock import today
from core.problems import Invalid
from liaison.models import Seat, Unit
from liaison.querysets import standing_on
from stations.choices import DispositionState, Nature, Route
from stations.models import Disposition, Opinion, Theme
from stations.services.summary import deed_on, happened

_YEARS = 2


def classify(
    opinion: Opinion,
    *,
    by: Seat,
    theme: Theme | None = None,
    nature: str = "",
    summary: str | None = None,
    version: int | None = None,
) -> Opinion:
    """The words stay the voter's; theme, nature and the short wording are the staff's."""
    if theme is None and not nature:
        words = "请选主题或性质。"
        raise Invalid(words, errors={"theme": [words]})
    if nature and nature not in Nature.values:
        words = "没有这种性质，请重选。"
        raise Invalid(words, errors={"nature": [words]})
    with deed_on(opinion, "classify", by=by, version=version) as deed:
        case: Opinion = deed.case
        case.theme, case.nature = theme or case.theme, nature or case.nature
        if summary is not None:
            case.summary = summary.strip()
        label = case.theme.name if case.theme else case.get_nature_display()
        happened(case, "classify", f"归类为{label}", by=by)
    return opinion


@dataclass(frozen=True)
class PastUnit:
    """A unit that handled the like before: how often, and the latest example."""

    unit: Unit
    route: str
    times: int
    example: Opinion | None


def past_unit(opinion: Opinion, seat: Seat) -> PastUnit | None:
    """Where opinions of this theme and township went in the last two years: a hint for a person,
    who clicks or does not. The example is one that this post may see."""
    if opinion.theme_id is None:
        return None
    since = today() - dt.timedelta(days=365 * _YEARS)
    rows = Disposition.objects.filter(
        standing_on(today(), "unit__"),
        state__in=[DispositionState.OPEN, DispositionState.DONE],
        route__in=[Route.TOWNSHIP, Route.COUNTY],
        unit__isnull=False,
        opinion__theme_id=opinion.theme_id,
        opinion__county_id=opinion.county_id,
        opinion__township_id=opinion.township_id,
        opinion__received_on__gte=since,
    ).exclude(opinion=opinion)
    best = (
        rows.values("unit_id", "route")
        .annotate(times=Count("id"), last=Max("opinion_id"))
        .order_by("-times", "-last")
        .first()
    )
    if best is None:
        return None
    seen = Opinion.objects.visible_to(seat).filter(pk=best["last"]).first()
    unit = Unit.objects.get(pk=best["unit_id"])
    return PastUnit(unit, best["route"], best["times"], seen)
