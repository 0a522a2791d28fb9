"""Visits that show what the desk must be ready for: a group, a minor, danger, an old paper."""

import datetime as dt
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from core.clock import replay
from demo.calendar import Days
from demo.people import Cast
from demo.places import County
from stations import services
from stations.choices import AgeBand, Channel, Route, Satisfaction, TellMethod
from stations.models import Opinion, Reception
from stations.services.reception_later import add_sheets, correct_reception

GROUP = {
    "back": 24,
    "visitor_name": "李满秀",
    "visitor_phone": "13873500461",
    "people": 8,
    "companions": "扶玉兰\n黄国庆\n邓桂英\n何满生\n李春和\n扶建国\n黄秋莲",
    "opinions": [
        {
            "raw_text": "我们八户的菜地在新修的排洪沟下面，一下大雨水就漫进来，今年淹了三回。"
            "我们不要赔钱，就要把沟口改一下方向。",
            "route": Route.TOWNSHIP,
        }
    ],
}
MINOR = {
    "back": 15,
    "visitor_name": "扶小雨",
    "visitor_phone": "13873500462",
    "visitor_age": AgeBand.MINOR,
    "guardian_name": "扶建华",
    "guardian_consents": True,
    "opinions": [
        {
            "raw_text": "学校门口放学的时候车很多，我和同学过马路害怕，能不能画一条斑马线。",
            "route": Route.STATION,
        }
    ],
}
DANGER = {
    "back": 9,
    "visitor_name": "邓秋生",
    "visitor_phone": "13873500463",
    "in_crisis": True,
    "keep_secret": True,
    "opinions": [
        {
            "raw_text": "屋后的山裂了一条缝，昨天夜里又掉石头，我娘走不动，不敢再住了。",
            "route": Route.ON_SPOT,
            "words": "当场报镇政府和自然资源所，当天下午母子两人转到村部住下，屋后拉了警戒线。",
            "satisfaction": Satisfaction.SATISFIED,
        }
    ],
}
PAPER = {
    "back": 26,
    "entered": 12,
    "visitor_name": "何桂香",
    "visitor_phone": "13873500464",
    "paper_number": "纸-017",
    "channel": Channel.VISIT,
    "opinions": [
        {
            "raw_text": "村里的卫生室星期天不开门，老人拿降压药要坐车去镇上。",
            "route": Route.STATION,
        }
    ],
}
NAMELESS = {
    "back": 16,
    "is_anonymous": True,
    "opinions": [
        {
            "raw_text": "河边步道的护栏断了两截，晚上散步的老人看不见，前天有人差点踩空。",
            "route": Route.STATION,
        }
    ],
}
PLAYS: tuple[dict[str, Any], ...] = (GROUP, MINOR, DANGER, PAPER, NAMELESS)


def play(county: County, cast: Cast, days: Days) -> None:
    """At the demo's own station, each on its day; the last one from paper, two weeks late."""
    for number, what in enumerate(PLAYS):
        _record(dict(what), number, county, cast, days)
    _afterwards(cast, days)


def _record(what: dict[str, Any], number: int, county: County, cast: Cast, days: Days) -> None:
    station = county.stations[0]
    day = days.working(days.today - dt.timedelta(days=what.pop("back")))
    entered = days.working(days.today - dt.timedelta(days=what.pop("entered", 0)))
    entered = entered if "paper_number" in what else day
    what.setdefault("channel", Channel.APPOINTMENT)
    receivers = [row.deputy for row in station.attachments.select_related("deputy")[number:][:2]]
    with replay(days.at(entered, 20 + 7 * number)):
        services.record_reception(
            by=cast.seats["clerk"], station=station, held_on=day, deputies=receivers, **what
        )


def _afterwards(cast: Cast, days: Days) -> None:
    """The old paper is corrected, its signed sheet is kept; the school's matter is told back;
    the answer to somebody without a name waits to be made public."""
    clerk = cast.seats["clerk"]
    paper = Reception.objects.get(paper_number=PAPER["paper_number"])
    minor = Reception.objects.get(guardian_name=MINOR["guardian_name"])
    later = days.working(days.today - dt.timedelta(days=11))
    with replay(days.at(later, 30)):
        correct_reception(
            paper, by=clerk, text="纸上写的是星期天不开门，打电话核对，是星期六和星期天都不开门。"
        )
        add_sheets(paper, by=clerk, scans=[_scan()])
    crossing = minor.opinions.get()
    done = days.working(days.today - dt.timedelta(days=8))
    with replay(days.at(done, 60)):
        services.report_result(
            crossing, by=clerk, result="和交警中队、学校看了现场，校门口画了斑马线，放学有人值守。"
        )
        services.tell_back(
            crossing,
            by=clerk,
            told_on=done,
            method=TellMethod.PHONE,
            words="斑马线画好了，放学时有老师和家长志愿者值守。",
            satisfaction=Satisfaction.SATISFIED,
        )
    railing = Opinion.objects.get(raw_text=NAMELESS["opinions"][0]["raw_text"])  # type: ignore[index]
    with replay(days.at(days.working(days.today - dt.timedelta(days=3)), 60)):
        services.report_result(railing, by=clerk, result="社区换了两截护栏，装了夜间反光条。")
        services.tell_back(
            railing,
            by=clerk,
            method=TellMethod.NOTICE,
            words="护栏已经换好，夜间有反光条。还有别的地方不安全的，请再告诉我们。",
            satisfaction=Satisfaction.UNREACHABLE,
        )


def _scan() -> SimpleUploadedFile:
    """A sheet with ruled lines and nobody's name."""
    page = Image.new("RGB", (620, 877), "#fbfaf6")
    pen = ImageDraw.Draw(page)
    pen.rectangle((60, 120, 560, 800), outline="#444444", width=2)
    for top in range(180, 800, 48):
        pen.line((60, top, 560, top), fill="#777777", width=1)
    pen.line((180, 120, 180, 800), fill="#777777", width=1)
    pen.line((400, 770, 430, 742, 460, 772, 505, 748), fill="#223366", width=3)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=80)
    return SimpleUploadedFile("sheet.jpg", out.getvalue(), content_type="image/jpeg")
