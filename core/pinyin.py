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


# As surnames these are read otherwise than in words.
_SURNAMES = {
    "曾": "zeng1",
    "单": "shan4",
    "解": "xie4",
    "仇": "qiu2",
    "任": "ren2",
    "区": "ou1",
    "查": "zha1",
    "朴": "piao2",
    "盖": "ge3",
    "华": "hua4",
    "覃": "qin2",
    "翟": "zhai2",
    "缪": "miao4",
    "乐": "yue4",
    "冼": "xian3",
    "燕": "yan1",
    "宁": "ning4",
    "种": "chong2",
    "员": "yun4",
    "召": "shao4",
    "折": "she2",
    "尉": "yu4",
    "万": "wan4",
    "繁": "po2",
    "占": "zhan1",
}


def sort_key(name: str) -> str:
    """Where the name stands in a list by pinyin: 曾 under Z, 单 under S."""
    parts = [part[0] for part in pinyin(name, style=Style.TONE3, errors="default")]
    if parts and name[:1] in _SURNAMES:
        parts[0] = _SURNAMES[name[0]]
    return " ".join(parts)
