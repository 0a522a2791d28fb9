"""What the imports of people and of bodies share: places by name, and the account they give."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from liaison.choices import Level
from liaison.models import Division

_BODY = re.compile(r"(村民委员会|居民委员会|村委会|居委会|街道办事处|办事处|人民政府)$")
_KIND = re.compile(r"(自治州|自治县|街道|社区|省|市|州|县|区|镇|乡|村)$")
_ORDER = list(Level)


@dataclass
class Done:
    """What an import did. `returned` is the annotated file with the rows that were not taken."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    bad: int = 0
    returned: bytes = b""
    reminders: list[str] = field(default_factory=list)


def short(name: str) -> str:
    """桂东 for 桂东县, 青山 for 青山村委会; a single character stays whole."""
    base = _BODY.sub("", name)
    base = base if len(base) >= 2 else name
    bare = _KIND.sub("", base)
    return bare if len(bare) >= 2 else base


class Places:
    """Finds a place inside an area by what people call it: 桂东 and 桂东县 are one."""

    def __init__(self, divisions: Iterable[Division]):
        self.full: dict[str, list[Division]] = defaultdict(list)
        self.bare: dict[str, list[Division]] = defaultdict(list)
        known = {division.pk: division for division in divisions}
        for division in known.values():
            above = known.get(division.parent_id or 0)
            self.full[division.name].append(division)
            self.full[division.code].append(division)
            self.bare[short(division.name)].append(division)
            if above is not None:
                self.full[above.name + division.name].append(division)
                self.bare[short(above.name) + short(division.name)].append(division)
                self.bare[above.name + short(division.name)].append(division)

    def find(self, text: str) -> Division | str:
        """The place, or the words that tell why it is not clear which."""
        text = re.sub(r"\s", "", text)
        found = self.full.get(text) or self.bare.get(short(text)) or self.bare.get(text) or []
        if not found:
            return f"没有找到「{text}」，请填本地的全称，如东坪镇、东坪镇青山村"
        # 东坪 alone means the town, not the village of that name inside it.
        top = min(_ORDER.index(Level(place.level)) for place in found)
        best = {place.pk: place for place in found if _ORDER.index(Level(place.level)) == top}
        if len(best) > 1:
            return f"有{len(best)}个「{text}」，请写上乡镇，如东坪镇青山村"
        return next(iter(best.values()))


def places_in(division: Division) -> Places:
    """The place itself and all below it, in force today."""
    return Places(Division.objects.current().within(division.pk))
