"""接待日公告 as a poster for the station's door."""

from django.conf import settings
from django.urls import reverse

from core.display import cn_date, cn_date_week
from core.papers import QR, Big, Block, Paper, Text
from stations.models import RosterDay
from stations.services import roster_base as base


def poster(day: RosterDay) -> Paper:
    """When, where, whom; the station's own code, and which notice it is."""
    corrected = day.notice_number > 1
    lines = [
        f"时间：{cn_date_week(day.held_on)} {base.hours(day)}",
        f"地点：{base.place_of(day)}",
        f"接待代表：{base.names(base.receivers(day)) or '待定'}",
    ]
    if day.cancel_reason:
        lines = [f"原定{cn_date_week(day.held_on)}的接待日取消。", f"原因：{day.cancel_reason}"]
    elif day.moved_why and day.planned_on != day.held_on:
        lines.append(f"原定{cn_date(day.planned_on)}，{day.moved_why}。")
    blocks: list[Block] = [
        Big(cn_date_week(day.held_on), points=54, red=True),
        Text("\n".join(lines), indent=False),
        Text("欢迎前来反映意见和建议。请带上想说的事，不用带材料也可以来。", indent=False),
    ]
    blocks.append(QR(_address(day), "扫码看站点", millimetres=60))
    return Paper(
        title=day.station.name,
        subtitle="接待日公告" + (f"（更正，第{day.notice_number}次）" if corrected else ""),
        blocks=blocks,
        foot=(f"公告日期：{cn_date(day.noticed_at)}", day.station.phone),
        title_points=34,
    )


def _address(day: RosterDay) -> str:
    """Where the code leads: the page of the station."""
    page = reverse("stations:station", kwargs={"pk": day.station_id})
    return f"{settings.SITE_URL}{page}"
