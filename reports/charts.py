"""What the page draws of the figures: five cards on top, a bar for each month."""

from collections.abc import Sequence
from typing import Any

from reports.indicators import Figure, Month, Report

WIDTH, HEIGHT, LEFT, TOP, FOOT = 800, 244, 40, 22, 36
SHOWN = ("answered", "in_time", "solved", "satisfied")
SMALL = 0.05


def cards(found: Report) -> list[dict[str, Any]]:
    """The first look; formula and base stand in the table below."""
    shown = [figure for figure in found.figures if figure.now.code in SHOWN]
    return [
        {"label": "交办", "value": found.sums.assigned, "unit": "件"},
        *(_card(figure) for figure in shown),
    ]


def _card(figure: Figure) -> dict[str, Any]:
    points = figure.change.points
    card: dict[str, Any] = {
        "label": figure.now.label,
        "value": figure.now.words,
        "unit": f"{figure.now.numerator}/{figure.now.denominator}件",
    }
    if points is not None:
        card["change"] = f"{abs(points):.1f}个百分点" if abs(points) > SMALL else "与上年持平"
        card["dir"] = "up" if points > SMALL else "down" if points < -SMALL else ""
    return card


def chart(bars: Sequence[Month]) -> dict[str, Any]:
    """Heights in whole units of the drawing; the same numbers are a table for whoever reads it."""
    top = _round_up(max((bar.assigned for bar in bars), default=0))
    step = (WIDTH - LEFT) / max(len(bars), 1)
    wide = min(int(step * 0.5), 28)
    columns = []
    for number, bar in enumerate(bars):
        left = round(LEFT + step * number + (step - wide) / 2)
        columns.append(
            {
                "month": bar,
                "x": left,
                "middle": left + wide // 2,
                "wide": wide,
                "parts": _parts(bar, top),
            }
        )
    lines = [{"y": _y(top * share // 2, top), "n": top * share // 2} for share in range(3)]
    return {"columns": columns, "lines": lines, "width": WIDTH, "height": HEIGHT, "left": LEFT}


def _round_up(most: int) -> int:
    """An even number, so that the line in the middle is a whole one."""
    step = 2 if most <= 10 else 10 if most <= 100 else 100
    return max(2, -(-most // step) * step)


def _y(value: int, top: int) -> int:
    return round(TOP + (HEIGHT - TOP - FOOT) * (1 - value / top))


def _parts(bar: Month, top: int) -> list[dict[str, Any]]:
    """From the ground: solved, answered but not solved, not answered yet."""
    parts, below = [], 0
    for kind, count in (("solved", bar.solved), ("unsolved", bar.unsolved), ("open", bar.open)):
        if count:
            y = _y(below + count, top)
            parts.append({"kind": kind, "y": y, "high": _y(below, top) - y})
        below += count
    return parts
