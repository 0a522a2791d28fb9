"""The draw as arithmetic: no clock, no database, no chance; docs/domain/spot-checks.md says it too.

`tools/verify_draw.py` does the same without a line of this module.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

Line = tuple[str, int]
_BITS = 64
_KEPT = re.compile(r"[0-9A-Z.]+")


def in_order(lines: Sequence[Line]) -> list[Line]:
    """By the bytes of the number, so that every computer sorts alike."""
    return sorted(lines, key=lambda line: line[0].encode())


def list_text(lines: Sequence[Line]) -> str:
    """One line a case: number, tab, group, line feed; nothing before, between or after."""
    return "".join(f"{number}\t{group}\n" for number, group in lines)


def hash_of(lines: Sequence[Line]) -> str:
    return hashlib.sha256(list_text(lines).encode()).hexdigest()


def normal(value: str) -> str:
    """Digits, letters and points of what the source published, parted by single blanks.

    Full-width signs, commas and line breaks are how a paper prints it, not what was drawn.
    """
    return " ".join(_KEPT.findall(unicodedata.normalize("NFKC", value).upper()))


def seed_of(list_hash: str, value: str) -> str:
    return hashlib.sha256(f"{list_hash}\n{normal(value)}".encode()).hexdigest()


def size_of(rule: str, size: int, members: int) -> int:
    """How many of a group: so many, or so many per cent, rounded up to the next whole case."""
    wanted = -(-members * size // 100) if rule == "share" else size
    return min(wanted, members)


class Numbers:
    """SHA-256 of seed and counter, its first 64 bits; what favours small numbers is left out."""

    def __init__(self, seed: str):
        self.seed = bytes.fromhex(seed)
        self.counter = 0

    def below(self, bound: int) -> int:
        limit = (1 << _BITS) - (1 << _BITS) % bound
        while True:
            block = self.seed + self.counter.to_bytes(8, "big")
            self.counter += 1
            found = int.from_bytes(hashlib.sha256(block).digest()[: _BITS // 8], "big")
            if found < limit:
                return found % bound


def draw(lines: Sequence[Line], seed: str, rule: str, size: int) -> list[int]:
    """Places in the list, in the order drawn: group after group, each by Fisher–Yates."""
    numbers = Numbers(seed)
    found: list[int] = []
    for group in sorted({group for _, group in lines}):
        places = [place for place, line in enumerate(lines) if line[1] == group]
        for first in range(size_of(rule, size, len(places))):
            other = first + numbers.below(len(places) - first)
            places[first], places[other] = places[other], places[first]
            found.append(places[first])
    return found
