"""The deeds on a spot check. `services.draw(check, by=seat, …)`: each is atomic and audited."""

from spotchecks.services.planning import (
    Plan,
    Reviewers,
    cancel,
    edit,
    list_of,
    plan_check,
    publish,
)
from spotchecks.services.population import Wanted, population, size_words
from spotchecks.services.results import published, rates_of, result_paper
from spotchecks.services.reviewing import (
    MOST_PHOTOS,
    Finding,
    Witness,
    assign,
    conclude,
    draw,
    proposal,
    review,
)

__all__ = [
    "MOST_PHOTOS",
    "Finding",
    "Plan",
    "Reviewers",
    "Wanted",
    "Witness",
    "assign",
    "cancel",
    "conclude",
    "draw",
    "edit",
    "list_of",
    "plan_check",
    "population",
    "proposal",
    "publish",
    "published",
    "rates_of",
    "result_paper",
    "review",
    "size_words",
]
