"""What was claimed beside what was found, and what everybody may read to recompute the draw."""

from dataclasses import dataclass
from typing import Any

from core.display import cn_date, full_day
from core.papers import Cell, Form, Paper, Signatures, Table, Text
from spotchecks.choices import PersonPart, State
from spotchecks.models import SpotCheck, SpotCheckCase
from spotchecks.services.population import size_words
from suggestions.choices import CheckResult, Tag

FORMAT = "liaison-draw-1"
DAY = "%Y-%m-%d"


@dataclass(frozen=True)
class Rates:
    """Of the drawn cases: how many replies claimed 已解决, and how many were found so."""

    drawn: int
    reviewed: int
    claimed: int
    solved: int
    partly: int
    not_solved: int
    overturned: int

    @property
    def claimed_rate(self) -> str:
        return _percent(self.claimed, self.drawn)

    @property
    def solved_rate(self) -> str:
        return _percent(self.solved, self.reviewed)

    @property
    def change(self) -> str:
        """In percentage points, once every drawn case was looked at."""
        if not self.drawn or self.reviewed < self.drawn:
            return ""
        points = (self.solved - self.claimed) * 100 / self.drawn
        return f"{abs(points):.1f}个百分点"


def _percent(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.1f}%" if whole else "—"


def rates_of(cases: list[SpotCheckCase]) -> Rates:
    found = [case.verdict for case in cases if case.verdict]
    claimed = [case for case in cases if case.claimed_tag == Tag.SOLVED]
    return Rates(
        drawn=len(cases),
        reviewed=len(found),
        claimed=len(claimed),
        solved=found.count(CheckResult.SOLVED),
        partly=found.count(CheckResult.PARTLY),
        not_solved=found.count(CheckResult.NOT),
        overturned=sum(bool(c.verdict) and c.verdict != CheckResult.SOLVED for c in claimed),
    )


def published(check: SpotCheck) -> dict[str, Any]:
    """The commitment and, after the draw, its result: numbers only, no title and no unit."""
    rows = list(check.cases.order_by("position").values_list("number", "group", "drawn_no"))
    drawn = sorted((no, number) for number, _, no in rows if no is not None)
    return {
        "format": FORMAT,
        "name": check.name,
        "population": check.wanted_text,
        "list": [[number, group] for number, group, _ in rows],
        "list_hash": check.list_hash,
        "size_rule": check.size_rule,
        "size": check.size,
        "source": check.source_name,
        "source_day": check.source_day.strftime(DAY),
        "published_at": check.published_at.isoformat() if check.published_at else None,
        "source_value": check.source_value or None,
        "seed": check.seed or None,
        "drawn": [number for _, number in drawn],
        "cancelled": check.cancel_reason or None,
    }


def result_paper(check: SpotCheck, cases: list[SpotCheckCase]) -> Paper:
    """抽评结果表: how it was drawn, each case with claim and finding, and who signs."""
    rates = rates_of(cases)
    lines = [[_no(n), *_line(case)] for n, case in enumerate(cases, start=1)]
    people = list(check.people.all())
    return Paper(
        title=str(check.congress),
        subtitle="建议办理随机抽评结果表",
        head=(check.name, _day(check)),
        blocks=[
            Form(
                [
                    [Cell("名单范围", check.wanted_text)],
                    [
                        Cell("名单", f"{check.list_count}件"),
                        Cell("抽取", size_words(check.strata, check.size_rule, check.size)),
                        Cell("抽中", f"{rates.drawn}件"),
                    ],
                    [
                        Cell(
                            "公开来源", f"{check.source_name}，数值{check.source_value or '未公布'}"
                        )
                    ],
                    [Cell("名单SHA-256", check.list_hash)],
                    [
                        Cell("解决率（答复所称）", rates.claimed_rate),
                        Cell("解决率（抽评所见）", rates.solved_rate),
                    ],
                ]
            ),
            Table(
                ["序号", "编号", "题目", "主办单位", "答复类别", "评议结论", "说明"],
                lines,
                widths=[1, 4, 6, 3, 2, 2, 5],
                align="cllllcl",
                empty="还没有抽取。",
            ),
            *([Text(check.conclusion, heading="结论")] if check.conclusion else []),
            Text(
                f"见证人：{_names(people, PersonPart.WITNESS)}。"
                f"评议人：{_names(people, PersonPart.REVIEWER)}。",
                small=True,
            ),
            Signatures(["见证人（签名）", "评议人（签名）", "组织单位（盖章）"]),
        ],
        foot=("按名单SHA-256和来源数值可以重新算出抽中的编号", ""),
        landscape=True,
        dense=True,
    )


def _no(number: int) -> str:
    return str(number)


def _day(check: SpotCheck) -> str:
    if check.concluded_on is None:
        return State(check.state).label
    return full_day(check.concluded_on)


def _names(people: list[Any], part: str) -> str:
    found = [
        f"{one.name}（{one.title}）" if one.title else one.name
        for one in people
        if one.part == part
    ]
    return "、".join(found) or "没有记录"


def _line(case: SpotCheckCase) -> list[str]:
    last = case.reviews.last()
    unit = case.suggestion.main_unit
    words = "" if last is None else last.reason or f"{cn_date(last.visited_on)}到{last.place}"
    return [
        case.number,
        case.suggestion.public_title,
        unit.short_name if unit else "",
        f"{case.claimed}类",
        case.get_verdict_display(),
        words,
    ]
