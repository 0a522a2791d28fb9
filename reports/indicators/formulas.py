"""Each rate: numerator ÷ denominator, with its formula in words. 办结 is not 解决."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from suggestions.choices import CheckResult, Rating, SatisfiedBase, Silence, Tag

NO_DATA = "无数据"


@dataclass(frozen=True)
class Switches:
    """The congress's formula, or what the reader chose on the page."""

    basic_counts: bool = True
    silence: str = Silence.LEFT_OUT
    base: str = SatisfiedBase.RATED
    first: bool = False


@dataclass
class Sums:
    """Counted cases; every rate is a quotient of two of these."""

    assigned: int = 0
    answered: int = 0
    in_time: int = 0
    overdue: int = 0
    contacted: int = 0
    rated: int = 0
    satisfied: int = 0
    basic: int = 0
    unsatisfied: int = 0
    silent: int = 0
    key: int = 0
    checked: int = 0
    checked_solved: int = 0
    checked_claimed: int = 0
    tags: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Tag.values, 0))

    def add(self, row: dict[str, Any]) -> None:
        n = row["n"]
        answered = bool(row["answered"])
        self.assigned += n
        self.key += n * bool(row["is_key"])
        self.contacted += n * bool(row["contacted"])
        self.overdue += n * (bool(row["late"]) and not answered)
        if row["checked"]:
            self.checked += n
            self.checked_solved += n * (row["checked"] == CheckResult.SOLVED)
            self.checked_claimed += n * (row["claimed"] == Tag.SOLVED)
        if not answered:
            return
        self.answered += n
        self.in_time += n * (not row["late"])
        if row["outcome"] in self.tags:
            self.tags[row["outcome"]] += n
        if row["rating"]:
            self.rated += n
            self._add_rating(row["rating"], n)
        elif row["silent"]:
            self.silent += n

    def _add_rating(self, rating: str, n: int) -> None:
        self.satisfied += n * (rating == Rating.SATISFIED)
        self.basic += n * (rating == Rating.BASIC)
        self.unsatisfied += n * (rating == Rating.UNSATISFIED)


@dataclass(frozen=True)
class Indicator:
    """One rate as it is shown: on the page, in the sheet and in the API alike."""

    code: str
    label: str
    numerator: int
    denominator: int
    formula: str
    notes: tuple[str, ...] = ()

    @property
    def value(self) -> float | None:
        """Percent with one decimal; a share of nothing is no share, not zero."""
        if not self.denominator:
            return None
        return round(self.numerator * 100 / self.denominator, 1)

    @property
    def words(self) -> str:
        return NO_DATA if self.value is None else f"{self.value}%"


def summed(rows: Iterable[dict[str, Any]]) -> Sums:
    sums = Sums()
    for row in rows:
        sums.add(row)
    return sums


def indicators(sums: Sums, switches: Switches) -> list[Indicator]:
    due = sums.answered + sums.overdue
    answered, solved = sums.answered, sums.tags[Tag.SOLVED]
    return [
        Indicator(
            "answered",
            "办结率",
            answered,
            sums.assigned,
            "已答复÷已交办",
            ("办结指已经答复，不等于问题已经解决。",),
        ),
        Indicator("in_time", "按期率", sums.in_time, due, "按期答复÷（已答复＋逾期未答复）"),
        Indicator("contacted", "沟通率", sums.contacted, sums.assigned, "有沟通记录÷已交办"),
        Indicator(
            "solved",
            "解决率（承办单位答复）",
            solved,
            answered,
            "答复为已解决÷已答复",
            ("按答复的类别，多个单位答复的按最差的一类。",),
        ),
        Indicator(
            "solved_checked",
            "解决率（抽查核实）",
            sums.checked_solved,
            sums.checked,
            "核实已解决÷抽查件数",
            (_checked_note(sums),),
        ),
        _satisfied(sums, switches),
    ]


def _checked_note(sums: Sums) -> str:
    """Beside what was found, what the same answers had claimed."""
    if not sums.checked:
        return "没有抽查结果，不能计算。"
    claimed = f"承办单位答复为已解决的{sums.checked_claimed}件"
    return f"抽查{sums.checked}件里，{claimed}，核实已解决{sums.checked_solved}件。"


def _satisfied(sums: Sums, switches: Switches) -> Indicator:
    happy = sums.satisfied + (sums.basic if switches.basic_counts else 0)
    word = "（满意＋基本满意）" if switches.basic_counts else "满意"
    which = "首次评价" if switches.first else "最近一次评价"
    notes = [f"按代表对办理结果的{which}。"]
    if switches.base == SatisfiedBase.ANSWERED:
        return Indicator(
            "satisfied", "满意率", happy, sums.answered, f"{word}÷已答复", tuple(notes)
        )
    if switches.silence == Silence.COUNTED:
        base, text = sums.rated + sums.silent, f"{word}÷（已评价＋逾期未评）"
    else:
        base, text = sums.rated, f"{word}÷已评价"
        if sums.silent:
            notes.append(f"逾期未评{sums.silent}件，不计入基数。")
    return Indicator("satisfied", "满意率", happy, base, text, tuple(notes))


@dataclass(frozen=True)
class Change:
    """Against the year before, two ways that must not be taken for each other (38.1% of what?)."""

    points: float | None
    relative: float | None

    @property
    def words(self) -> str:
        if self.points is None:
            return ""
        text = f"同比{self.points:+.1f}个百分点"
        return text if self.relative is None else f"{text}，相对变化{self.relative:+.1f}%"


def change(now: Indicator, before: Indicator) -> Change:
    """Reckoned from the whole numbers, not from the rounded percents."""
    if not now.denominator or not before.denominator:
        return Change(None, None)
    a, b = now.numerator / now.denominator, before.numerator / before.denominator
    return Change(round((a - b) * 100, 1), round((a - b) / b * 100, 1) if b else None)
