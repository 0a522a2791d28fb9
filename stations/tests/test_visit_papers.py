"""接待选民登记表 and 接待日登记簿: every field, masked unless a reason was given."""

import io

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from audit.models import Entry
from core.clock import today
from liaison.tests.factories import make_seat, make_user
from stations import services
from stations.services.reception_later import correct_reception
from stations.tests.factories import make_station

pytestmark = pytest.mark.django_db

NAME, PHONE, ADDRESS, FRIEND = "扶喆昇", "13873505127", "三组最里头", "李四妹"
WORK = "清溪镇大樟供销社"
WORDS = '#import "路" $塌了$ *没人修* \\ 孩子绕行四公里'
FIELDS = [
    "登记编号",
    "接待日期",
    "起止时间",
    "接待地点",
    "接待形式",
    "接待代表",
    "记录人",
    "录入时间",
    "来访人",
    "联系电话",
    "性别",
    "年龄段",
    "住址",
    "单位",
    "本选区选民",
    "要求保密",
    "来访人数",
    "同来人员",
    "监护人",
    "情况危急",
    "类别",
    "涉及地点",
    "附件",
    "反映内容",
    "代表现场答复",
    "办理去向",
    "承办单位",
    "交办时间",
    "办理期限",
    "办理结果",
    "办结时间",
    "回复来访人",
    "满意度",
    "归档号",
]


@pytest.fixture
def reception(county, station):
    make_seat("unit", county.township_governments[0])
    return services.record_reception(
        by=county.seat("clerk"),
        station=station,
        held_on=today(),
        deputies=county.deputies[:2],
        visitor_name=NAME,
        visitor_phone=PHONE,
        visitor_address=ADDRESS,
        visitor_workplace=WORK,
        visitor_age="minor",
        guardian_name="扶大成",
        people=2,
        companions=FRIEND,
        opinions=[
            {"raw_text": WORDS, "route": "township", "place_text": "三组路口"},
            {
                "raw_text": "医保在哪缴",
                "route": "on_spot",
                "words": "村里便民点能缴",
                "satisfaction": "satisfied",
            },
        ],
    )


def said(response) -> str:
    content = response.content
    if response["Content-Type"] == "application/pdf":
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    else:
        file = docx.Document(io.BytesIO(content))
        text = "".join(part.text or "" for part in file.element.body.iter(qn("w:t")))
    return "".join(text.split())


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_every_field_stands_on_it_and_nobody_can_be_told_from_it(county, reception, acting, form):
    response = acting(county.seat("clerk")).get(f"/receptions/{reception.pk}/paper/{form}/")
    text = said(response)

    for field in FIELDS:
        assert field in text, field
    assert "".join(WORDS.split()) in text
    assert "村里便民点能缴" in text
    for deputy in county.deputies[:2]:
        assert deputy.name in text
    for secret in (NAME, PHONE, ADDRESS, WORK, FRIEND, "扶大成"):
        assert secret not in text
    assert "扶**" in text
    assert "%E6%8E%A5%E5%BE%85%E9%80%89%E6%B0%91" in response["Content-Disposition"]
    assert reception.number in response["Content-Disposition"]
    assert not Entry.objects.filter(action="reception.reveal").exists()


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_with_name_and_phone_only_after_a_reason(county, reception, acting, form):
    client = acting(county.seat("clerk"))
    url = f"/receptions/{reception.pk}/paper/{form}/whole/"

    asked = client.post(url, {"reason_code": "correct", "words": ""})
    assert "text/html" in asked["Content-Type"]
    assert not Entry.objects.filter(action="reception.reveal").exists()
    text = said(client.post(url, {"reason_code": "correct", "words": "打印签名"}))

    for private in (NAME, PHONE, ADDRESS, WORK, FRIEND, "扶大成"):
        assert private in text
    assert Entry.objects.get(action="reception.reveal").reason == "核对登记内容：打印签名"


def test_a_leader_gets_the_masked_one_alone(county, reception, acting):
    client = acting(county.seat("leader"))

    assert client.get(f"/receptions/{reception.pk}/paper/pdf/").status_code == 200
    refused = client.get(f"/receptions/{reception.pk}/paper/pdf/whole/")
    assert refused.status_code == 403


def test_the_paper_of_another_station_does_not_exist(county, reception, acting):
    other = make_station(county, 1)
    client = acting(make_seat("clerk", other.unit, user=make_user("邻站联络员")))

    for rest in ("paper/pdf/", "paper/pdf/whole/", "add/", "sheet/", "print/"):
        assert client.get(f"/receptions/{reception.pk}/{rest}").status_code == 404
    assert (
        acting(county.seat("clerk")).get(f"/receptions/{reception.pk}/paper/exe/").status_code
        == 404
    )


def test_the_print_page_says_the_same(county, reception, acting):
    correct_reception(reception, by=county.seat("clerk"), text="住四组，不是三组。")
    page = acting(county.seat("clerk")).get(f"/receptions/{reception.pk}/print/").content.decode()

    for words in ("三组路口", "村里便民点能缴", "住四组，不是三组。", "监护人同意"):
        assert words in page
    for secret in (NAME, PHONE, ADDRESS, WORK, FRIEND):
        assert secret not in page
    assert '<span class="box on"></span>接待日' in page


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_register_of_the_day(county, station, reception, acting, form):
    response = acting(county.seat("clerk")).get(f"/receptions/daily/{form}/?day={today()}")
    text = said(response)

    assert "接待日登记簿" in text
    assert reception.number in text
    assert "医保在哪缴" in text
    assert NAME not in text
    assert PHONE not in text


def test_a_day_without_anybody_has_a_register_too(county, station, acting):
    services.record_reception(
        by=county.seat("clerk"), station=station, held_on=today(), no_visitor=True
    )
    client = acting(county.seat("clerk"))

    assert "当日无人来访" in said(client.get("/receptions/daily/pdf/"))
    assert "这一天没有登记接待。" in said(client.get("/receptions/daily/docx/?day=2020-01-01"))
    assert client.get("/receptions/daily/exe/").status_code == 404
