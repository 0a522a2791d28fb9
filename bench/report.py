"""The result as a table on the screen, for people."""

import unicodedata
from typing import Any

from bench.jobs import JOBS
from bench.measuring import Point

MB = 2**20


def table(head: list[str], lines: list[list[str]]) -> str:
    """Columns as wide as their widest cell; a Chinese character is two wide."""
    rows = [head, *lines]
    widths = [max(width(row[i]) for row in rows) for i in range(len(head))]
    return "\n".join(
        "  ".join(cell + " " * (widths[i] - width(cell)) for i, cell in enumerate(row)).rstrip()
        for row in rows
    )


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def requests(points: list[Point]) -> str:
    head = ["项目", "连接", "底线微秒", "服务端", "数据库", "合计", "倍数", "目标", "语句"]
    head += ["每秒", "p50", "p95毫秒", "字节", "邻居"]
    by = {(point.app, point.job, point.connections): point for point in points}
    lines = []
    for job in JOBS:
        for (app, name, count), point in by.items():
            if app != "product" or name != job.name:
                continue
            floor = by["floor", name, count]
            ratio = point.cpu_us / floor.cpu_us if floor.cpu_us else 0
            mark = "" if ratio <= job.goal else "，未达"
            failed = f"失败{point.failed}/{floor.failed}" if point.failed or floor.failed else ""
            lines.append(
                [
                    *(name, str(count), f"{floor.cpu_us:.0f}", f"{point.server_us:.0f}"),
                    *(f"{point.database_us:.0f}", f"{point.cpu_us:.0f}", f"{ratio:.2f}"),
                    *(f"≤{job.goal:g}{mark}", f"{point.statements:.1f}"),
                    *(f"{point.per_second:.0f}", f"{point.p50_ms:.1f}", f"{point.p95_ms:.1f}"),
                    *(str(point.bytes), f"{point.elsewhere:.0%}{failed}"),
                ]
            )
    return table(head, lines)


def growth(small: dict[str, Any], large: dict[str, Any]) -> str:
    """CPU a request in the larger database as a multiple of the smaller one."""
    head = ["项目", f"{small['rows']:,}件", f"{large['rows']:,}件", "增长", "底线增长"]
    lines = []
    for job in JOBS:
        one, two = cost(small, "product", job.name), cost(large, "product", job.name)
        low, high = cost(small, "floor", job.name), cost(large, "floor", job.name)
        lines.append(
            [job.name, f"{one:.0f}", f"{two:.0f}", f"{two / one:.2f}", f"{high / low:.2f}"]
        )
    return table(head, lines)


def cost(run: dict[str, Any], app: str, job: str) -> float:
    points = [p for p in run["points"] if p["app"] == app and p["job"] == job]
    most = max(points, key=lambda p: p["connections"])
    return float(most["server_us"] + most["database_us"]) or 1.0


def loading(facts: dict[str, Any]) -> str:
    lines = [
        [name, f"{count:,}", f"{total / MB:.0f}", f"{index / MB:.0f}"]
        for name, (count, total, index) in facts["sizes"]["tables"].items()
    ]
    whole = facts["sizes"]["database"] / MB
    return (
        f"{facts['rows']:,}件建议，数据库{whole:,.0f}MB，"
        f"装入{facts['copy_seconds']}秒，连同索引{facts['seconds']}秒\n"
        + table(["表", "行", "MB", "其中索引"], lines)
    )


def sweeping(found: dict[str, Any]) -> str:
    first, second = found["first_seconds"], found["second_seconds"]
    return (
        f"到期提醒：在办期限{found['open']:,}条，第一遍{found['first_rows']:,}条{first}秒"
        f"（每秒{found['first_rows'] / max(first, 0.01):,.0f}条），"
        f"再跑一遍{second}秒（{second / max(first, 0.01):.2f}倍）"
    )
