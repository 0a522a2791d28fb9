"""Initials of names, with every reading of the first character: 曾 is zeng for a surname."""

from itertools import product

from pypinyin import Style, pinyin


def initials(name: str) -> list[str]:
    """All initial strings of a name, e.g. 单小军 → ['sxj', 'dxj', 'cxj'] (at most 16)."""
    readings = pinyin(name, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    if not readings:
        return []
    first, rest = readings[0], [reading[:1] for reading in readings[1:]]
    found = ["".join(parts) for parts in product(first, *rest)]
    return sorted(set(found))[:16]


def sort_key(name: str) -> str:
    return " ".join(part[0] for part in pinyin(name, style=Style.TONE3, errors="default"))
