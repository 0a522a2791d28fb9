"""The county's texts: what voters said and what deputies wrote; each is used once."""

import json
from dataclasses import dataclass, field
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class SuggestionText:
    """One suggestion as a deputy of a mountain county would write it, with its answer."""

    title: str
    problem: str
    proposal: str
    unit: str
    theme: str
    town: str
    reply: str
    outcome: str = "A"
    formed_by: str = "study"
    co: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpinionText:
    """One matter in the voter's own words, and what came of it."""

    title: str
    words: str
    theme: str
    nature: str
    route: str
    result: str
    town: str = ""
    unit: str = ""
    urgent: bool = field(default=False)


def suggestions() -> list[SuggestionText]:
    rows = json.loads((DATA / "suggestions.json").read_text(encoding="utf-8"))
    return [SuggestionText(**row | {"co": tuple(row.get("co", ()))}) for row in rows]


def opinions() -> list[OpinionText]:
    rows = json.loads((DATA / "opinions.json").read_text(encoding="utf-8"))
    return [OpinionText(**row) for row in rows]
