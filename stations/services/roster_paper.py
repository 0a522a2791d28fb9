"""接待日公告 as a poster for the station's door."""

from core.display import cn_date, cn_date_week
from core.papers import QR, Big, Block, Paper
from stations.models import PublicCode, RosterDay
from stations.services import roster_base as base
from stations.services.codes import address_of


def poster(day: RosterDay) -> Paper:
    """When, where, whom; the station's own code, and which notice it is."""
    corrected = day.notice_number > 1
    lines = [
        f"时间：{base.hours(day)}",
        f"地点：{base.place_of(day)}",
        f"接待代表：{base.names(base.receivers(day)) or '待定'}",
    ]
    if day.cancel_reason:
        lines = [f"原定{cn_date_week(day.held_on)}的接待日取消。", f"原因：{day.cancel_reason}"]
    elif day.moved_why and day.planned_on != day.held_on:
        lines.append(f"原定{cn_date(day.planned_on)}，{day.moved_why}。")
    blocks: list[Block] = [
        Big(cn_date_week(day.held_on), points=54, red=True),
        *(Big(line, points=24) for line in lines),
        Big("欢迎前来反映意见和建议", points=24),
    ]
    code = PublicCode.objects.filter(station_id=day.station_id, revoked_at=None).first()
    if code is not None:
        blocks.append(
            QR(address_of(code), "来不了，也可以扫码留言", millimetres=60, caption_points=18)
        )
    return Paper(
        title=day.station.name,
        subtitle="接待日公告" + (f"（更正，第{day.notice_number}次）" if corrected else ""),
        blocks=blocks,
        foot=(f"公告日期：{cn_date(day.noticed_at)}", day.station.phone),
        title_points=34,
    )
