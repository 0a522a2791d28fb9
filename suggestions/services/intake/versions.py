"""Every wording that was saved is kept; what one person types within a while is one version."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from audit.services import Actor, name_of
from core.clock import now
from suggestions.models import Suggestion, SuggestionVersion
from suggestions.services.base.sittings import goes_on

TEXTS = (("title", "题目"), ("problem", "反映的问题"), ("proposal", "具体建议"))


def keep(case: Suggestion, *, by: Actor, fresh: bool = False) -> None:
    """The text as it is now; `fresh` begins a new version, as after others have read the last."""
    last = case.versions.last()
    words = {name: getattr(case, name) for name, _ in TEXTS}
    if last is not None and words == {name: getattr(last, name) for name, _ in TEXTS}:
        return
    if last is not None and last.number > 1 and goes_on(last, by=by) and not fresh:
        SuggestionVersion.objects.filter(pk=last.pk).update(saved_at=now(), **words)
        return
    number = last.number + 1 if last is not None else 1
    SuggestionVersion.objects.create(
        suggestion=case, number=number, saved_at=now(), by_name=name_of(by), **words
    )


@dataclass(frozen=True)
class Piece:
    """Letters that stayed (same), came in (in) or went out (out)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Compared:
    version: SuggestionVersion
    fields: list[tuple[str, list[Piece]]]


def compared(versions: list[SuggestionVersion]) -> list[Compared]:
    """The newest first; of each what it changed in the one before, the first as it stands."""
    found = []
    for place, version in enumerate(versions):
        before = versions[place - 1] if place else None
        fields = []
        for name, label in TEXTS:
            old = getattr(before, name) if before else ""
            new = getattr(version, name)
            if before is None or old != new:
                fields.append((label, pieces_of(old, new) if before else [Piece("same", new)]))
        found.append(Compared(version, fields))
    return found[::-1]


def pieces_of(old: str, new: str) -> list[Piece]:
    pieces = []
    for code, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if code == "equal":
            pieces.append(Piece("same", new[c:d]))
            continue
        pieces += [Piece("out", old[a:b])] if b > a else []
        pieces += [Piece("in", new[c:d])] if d > c else []
    return pieces
