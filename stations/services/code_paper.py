"""海报 with the QR code of a station or deputy: to be printed on A4 and hung up."""

from core.clock import today
from core.display import cn_date, cn_date_week
from core.papers import QR, Big, Paper, Text
from stations.services.codes import Door, address_of
from stations.services.public_page import answered_within, coming_days

_HOW = (
    "1. 用手机扫一扫，写下什么事、在哪里，可以拍照。\n"
    "2. 不用注册，不留电话也行；请记住查询码。\n"
    "3. {within}内有人受理，办到哪一步都能查。"
)


def poster(door: Door) -> Paper:
    """The next reception day is printed with the day of printing, so that an old poster shows."""
    station = door.station
    title = f"有话对{door.deputy.name}代表说" if door.deputy else "有话对代表说"
    return Paper(
        title=title,
        subtitle=station.name,
        blocks=[
            QR(address_of(door.code), "扫码留言，不用注册", millimetres=85, caption_points=20),
            Text(_HOW.format(within=answered_within(station)), indent=False),
            *_next_day(door),
            Text(_where(door), indent=False),
        ],
        foot=(f"编号 {door.code.code}", f"{cn_date(today())}印制，急事请打110、119、120"),
    )


def _next_day(door: Door) -> list[Big | Text]:
    days = coming_days(door.station, 4, deputy=door.deputy)
    day = next((one for one in days if not one["called_off"]), None)
    if day is None:
        return []
    hours = f"{day['starts_at']:%H:%M}–{day['ends_at']:%H:%M}"
    return [Big(f"下次接待 {cn_date_week(day['on'])} {hours}", points=22, red=True)]


def _where(door: Door) -> str:
    station = door.station
    lines = [
        f"地址：{station.address}" if station.address else "",
        f"电话：{station.phone}" if station.phone else "",
        "二维码由人大统一制作，不收钱，不要身份证号、银行卡号和验证码。",
    ]
    return "\n".join(line for line in lines if line)
