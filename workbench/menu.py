"""The frame's menu: by the person's post, with counts only where they ask for action."""

from dataclasses import asdict, dataclass
from typing import Any

from liaison.choices import ADMIN_ROLES, STATION_ROLES, UNIT_ADMIN_ROLES, UNIT_ROLES, Role
from liaison.models import Seat

_NOT_ADMINS = frozenset(Role) - ADMIN_ROLES
_OFFICES = frozenset({Role.OFFICE, Role.PRESIDIUM})
_TERRITORIAL = _OFFICES | {Role.LEADER, Role.COMMITTEE}


@dataclass
class Item:
    """`key` names the count shown beside it."""

    label: str
    url: str
    icon: str
    roles: frozenset[str]
    key: str = ""
    short: str = ""
    count: int = 0
    hot: bool = False
    on: bool = False


def _sections() -> list[tuple[str, list[Item]]]:
    opinion_roles = STATION_ROLES | _OFFICES | UNIT_ROLES | {Role.LEADER, Role.DEPUTY}
    return [
        (
            "工作",
            [
                Item("今日", "/today/", "sun", frozenset(Role), short="今日"),
                Item("待办", "/todo/", "checklist", _NOT_ADMINS, key="todo"),
                Item("通知", "/notifications/", "bell", frozenset(Role), key="unread"),
                Item("操作记录", "/record/", "history", frozenset({Role.AUDITOR}), short="记录"),
            ],
        ),
        (
            "联络站",
            [
                Item("站点", "/stations/", "map-pin", _NOT_ADMINS),
                Item(
                    "接待日",
                    "/roster/",
                    "calendar",
                    STATION_ROLES | _OFFICES | {Role.LEADER, Role.DEPUTY},
                ),
                Item(
                    "接待选民",
                    "/receptions/",
                    "users",
                    STATION_ROLES | _OFFICES | {Role.LEADER, Role.DEPUTY},
                    short="接待",
                ),
                Item(
                    "扫码来件",
                    "/submissions/",
                    "inbox",
                    STATION_ROLES | _OFFICES | {Role.LEADER, Role.DEPUTY},
                    key="submissions",
                    short="来件",
                ),
                Item(
                    "群众意见",
                    "/opinions/",
                    "message-2",
                    opinion_roles | {Role.GOVOFFICE},
                    short="意见",
                ),
                Item(
                    "活动",
                    "/activities/",
                    "users-group",
                    STATION_ROLES | _OFFICES | UNIT_ROLES | {Role.LEADER, Role.DEPUTY},
                ),
                Item("建站标准", "/stations/standards/", "checkbox", STATION_ROLES | _TERRITORIAL),
                Item("星级申报", "/stars/", "star", STATION_ROLES | _OFFICES | {Role.LEADER}),
                Item("工作月报", "/stations/months/", "chart-bar", STATION_ROLES | _TERRITORIAL),
            ],
        ),
        (
            "代表建议",
            [
                Item("建议", "/suggestions/", "file-text", _NOT_ADMINS),
                Item(
                    "交办会",
                    "/suggestions/meetings/",
                    "users-group",
                    _TERRITORIAL | UNIT_ROLES | {Role.GOVOFFICE},
                ),
                Item(
                    "承诺台账",
                    "/suggestions/promises/",
                    "clipboard-check",
                    _TERRITORIAL | UNIT_ROLES | {Role.GOVOFFICE, Role.DEPUTY},
                    short="承诺",
                ),
                Item(
                    "重点督办",
                    "/suggestions/key/",
                    "flag-3",
                    _TERRITORIAL | UNIT_ROLES | {Role.GOVOFFICE, Role.DEPUTY},
                    short="重点",
                ),
                Item(
                    "随机抽评",
                    "/spot-checks/",
                    "dice-5",
                    _TERRITORIAL | UNIT_ROLES | {Role.GOVOFFICE, Role.DEPUTY},
                    short="抽评",
                ),
                Item(
                    "建议归档",
                    "/suggestions/archive/",
                    "file-check",
                    _OFFICES,
                    short="归档",
                ),
                Item(
                    "办理统计",
                    "/figures/",
                    "chart-bar",
                    _TERRITORIAL | UNIT_ROLES | {Role.GOVOFFICE, Role.DEPUTY},
                    short="统计",
                ),
            ],
        ),
        (
            "机构与人员",
            [
                Item(
                    "代表与小组",
                    "/deputies/",
                    "id-badge-2",
                    _NOT_ADMINS | {Role.ADMIN},
                    short="代表",
                ),
                Item("单位", "/units/", "building", _NOT_ADMINS | {Role.ADMIN}),
                Item("本单位岗位", "/seats/", "key", UNIT_ADMIN_ROLES, short="岗位"),
                Item("发文字号", "/suggestions/letter-series/", "writing", UNIT_ROLES),
                Item("届次与会议", "/congresses/", "calendar-event", _OFFICES | {Role.ADMIN}),
                Item("行政区划", "/divisions/", "map-2", frozenset({Role.ADMIN})),
            ],
        ),
        (
            "期限",
            [
                Item("期限和规则", "/deadlines/rules/", "book-2", _NOT_ADMINS, short="规则"),
                Item("期限计算", "/deadlines/calculator/", "clock-exclamation", _NOT_ADMINS),
                Item("节假日", "/calendar/", "calendar", _OFFICES | {Role.ADMIN}),
            ],
        ),
    ]


_BOTTOM = {
    Role.DEPUTY: ["/today/", "/suggestions/", "/opinions/", "/notifications/"],
    Role.CLERK: ["/today/", "/receptions/", "/opinions/", "/todo/"],
    Role.HEAD: ["/today/", "/receptions/", "/opinions/", "/todo/"],
    Role.LEADER: ["/today/", "/suggestions/key/", "/suggestions/", "/notifications/"],
}
_BOTTOM_DEFAULT = ["/today/", "/todo/", "/suggestions/", "/notifications/"]


def build(seat: Seat, path: str, counts: dict[str, int]) -> dict[str, Any]:
    """`menu` and `bottom_nav` for the frame; the longest address that fits the path is on."""
    sections = []
    everything: list[Item] = []
    for title, items in _sections():
        allowed = [item for item in items if seat.role in item.roles]
        if seat.stands_in_for:
            allowed = [item for item in allowed if item.url != "/seats/"]
        for item in allowed:
            item.count = counts.get(item.key, 0)
            item.hot = item.key == "todo" and item.count > 0
        everything += allowed
        if allowed:
            sections.append({"title": title, "items": allowed})
    here = max(
        (item for item in everything if path.startswith(item.url)),
        key=lambda item: len(item.url),
        default=None,
    )
    if here:
        here.on = True
    return {"menu": sections, "bottom_nav": _bottom(seat, everything)}


def _bottom(seat: Seat, everything: list[Item]) -> list[dict[str, Any]]:
    by_url = {item.url: item for item in everything}
    wanted = _BOTTOM.get(Role(seat.role), _BOTTOM_DEFAULT)
    chosen = [by_url[url] for url in wanted if url in by_url]
    bar = [asdict(item) | {"label": item.short or item.label} for item in chosen]
    known = any(item["on"] for item in bar)
    bar.append({"label": "更多", "url": "#menu", "icon": "menu-2", "on": not known})
    return bar
