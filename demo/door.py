"""The voters' own door in the demo: every station has its code, and things came in by them."""

import datetime as dt
import hashlib
import io
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from core.clock import replay
from demo.calendar import Days
from demo.people import Cast
from demo.places import County
from liaison.models import Seat
from stations import services
from stations.models import Opinion, Station, Submission, VoterQuestion
from stations.services import asking, codes, public_notices, submitting, taking_in, voters
from stations.services.codes import Door
from stations.services.public_forms import PROOF_BITS, PublicForm


@dataclass(frozen=True)
class Letter:
    """`back`: working days ago; `then`: what became of it."""

    words: str
    back: int
    then: str = ""
    place: str = ""
    name: str = ""
    phone: str = ""
    photo: bool = False
    scripts: bool = True
    title: str = ""
    reason: str = ""


LETTERS = (
    Letter(
        "上坪村三组的通组路塌方半个月没修，孩子上学要绕四公里。",
        0,
        place="上坪村三组",
        name="扶先生",
        phone="13800005127",
        photo=True,
    ),
    Letter("我在家里经常挨打，真的活不下去了，不知道找谁。", 0, phone="13800006218"),
    Letter("菜市场门口的下水道堵了，一下雨就漫到路上。", 1, photo=True),
    Letter("老年卡在镇上的便民中心办不了，要跑到县里去。", 5, phone="13800003344"),
    Letter("村里的健身器材坏了两样，能不能修一下。", 1, scripts=False),
    Letter(
        "幼儿园门口早晚堵车，没有人管。",
        24,
        "told",
        name="李女士",
        phone="13800007781",
        title="幼儿园门口早晚拥堵",
    ),
    Letter(
        "自来水一到下雨就浑，烧开了锅底一层黄泥。",
        9,
        "asked",
        place="东边老街",
        phone="13800002093",
        photo=True,
        title="下雨天自来水浑浊",
    ),
    Letter(
        "我和邻居的宅基地官司判了，我不服，请代表给法院说一声。",
        12,
        "refused",
        phone="13800009450",
        reason="已经判决的案件，代表不能过问办案。不服判决的，请在上诉期内向市中级人民法院上诉，"
        "不懂的可以到县法律援助中心问，电话12348。",
    ),
    Letter("路灯的事我弄错了，已经修好了。", 7, "withdrawn"),
)
TO_A_DEPUTY = Letter("黄精今年烂根多，想请代表带专家来看看。", 0, phone="13800001166")


def play(county: County, cast: Cast, days: Days) -> None:
    """The letters go to the demo clerk's own station, one to the demo deputy."""
    office = cast.seats["office"]
    opened = days.before(days.today, 60)
    with replay(days.at(opened)):
        doors = [_door(office, station) for station in county.stations]
    clerk = cast.seats["clerk"]
    for letter in LETTERS:
        _play(doors[0], letter, clerk, days)
    with replay(days.at(opened)):
        own = codes.make_code(by=office, deputy=cast.deputies[0])
    _send(codes.open_door(own.code), TO_A_DEPUTY, days)


def _door(office: Seat, station: Station) -> Door:
    code = codes.make_code(by=office, station=station)
    return Door(code, station)


def _play(door: Door, letter: Letter, clerk: Seat, days: Days) -> None:
    sent = _send(door, letter, days)
    moments = _moments(letter, days)
    if letter.then == "withdrawn":
        with replay(next(moments)):
            taking_in.take_back(sent)
    elif letter.then == "refused":
        with replay(next(moments)):
            taking_in.refuse(sent, by=clerk, reason=letter.reason)
    elif letter.then:
        with replay(next(moments)):
            opinion = taking_in.accept(sent, by=clerk, title=letter.title)
        _go_on(opinion, letter, clerk, moments)


def _moments(letter: Letter, days: Days) -> Iterator[dt.datetime]:
    """One working day after the other."""
    for step in range(letter.back - 1, -1, -1):
        yield days.at(days.before(days.today, step), 60)


def _go_on(opinion: Opinion, letter: Letter, clerk: Seat, moments: Iterator[dt.datetime]) -> None:
    with replay(next(moments)):
        services.route(opinion, by=clerk, route="township", reason="属于镇里的事。")
    moment = next(moments)
    with replay(moment):
        question = asking.ask(opinion, by=clerk, text="具体是哪一段、什么时候最严重？")
    VoterQuestion.objects.filter(pk=question.pk).update(asked_at=moment)
    if letter.then != "told":
        return
    found = voters.Followed(opinion.submission, opinion)
    with replay(next(moments)):
        voters.reply(found, question_id=question.pk, text="早上7点半到8点，校门往南一百米。")
    later = list(moments)
    with replay(later[8]):
        services.report_result(
            opinion, by=clerk, result="镇里安排志愿者和协管员早晚到岗，划了即停即走区。"
        )
    with replay(later[10]):
        services.tell_back(
            opinion,
            by=clerk,
            method="follow",
            words="已安排人员早晚到岗，校门南侧划了即停即走区。",
            satisfaction="unrated",
        )
    with replay(later[12]):
        voters.rate(found, satisfaction="satisfied", remark="现在好走多了。")
    with replay(later[13]):
        public_notices.publish(
            opinion,
            by=clerk,
            title="幼儿园门口不堵了",
            words="群众反映幼儿园门口早晚拥堵。已安排人员早晚到岗，校门南侧划了即停即走区。",
        )


def _send(door: Door, letter: Letter, days: Days) -> Submission:
    moment = days.at(days.before(days.today, letter.back) if letter.back else days.today)
    message = submitting.Message(
        raw_text=letter.words,
        place_text=letter.place,
        visitor_name=letter.name,
        visitor_phone=letter.phone,
        photos=[_photo()] if letter.photo else [],
    )
    form = _form(door, letter)
    with replay(moment):
        row = submitting.submit(
            door, message, form=form, proof=_proof(form) if letter.scripts else ""
        ).submission
    # The database writes its own clock; the demo lives a past day.
    Submission.objects.filter(pk=row.pk).update(sent_at=moment)
    row.refresh_from_db()
    return row


def _form(door: Door, letter: Letter) -> PublicForm:
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{door.code.station_id} {letter.words}")
    return PublicForm(key, door.code.pk, int(time.time()) - 60, f"demo-{key}")


def _proof(form: PublicForm) -> str:
    """What the browser of a voter works out beside the page."""
    number = 0
    while True:
        digest = hashlib.sha256(f"{form.token}.{number}".encode()).digest()
        if int.from_bytes(digest[:8], "big") >> (64 - PROOF_BITS) == 0:
            return str(number)
        number += 1


def _photo() -> SimpleUploadedFile:
    """A road, a slope and earth on the road: drawn, so that it shows nobody."""
    picture = Image.new("RGB", (960, 720), "#b9c7d3")
    pen = ImageDraw.Draw(picture)
    pen.polygon([(0, 300), (520, 180), (960, 420), (960, 720), (0, 720)], fill="#7c8a63")
    pen.polygon([(300, 720), (470, 400), (560, 400), (760, 720)], fill="#8d8b86")
    pen.polygon([(360, 560), (560, 470), (720, 600), (560, 680), (380, 650)], fill="#7a5a3c")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return SimpleUploadedFile("photo.jpg", out.getvalue(), content_type="image/jpeg")
