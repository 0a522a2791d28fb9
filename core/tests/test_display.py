"""Dates, numbers and names as readers see them; the icons that templates ask for exist."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from core import display
from core.templatetags.liaison import sprite

DAY = date(2025, 11, 24)
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2025, 11, 24), "11月24日"),
        (date(2024, 2, 9), "2024年2月9日"),
        (datetime(2025, 11, 23, 16, 30, tzinfo=UTC), "11月24日"),
        (datetime(2024, 12, 31, 16, 30, tzinfo=UTC), "1月1日"),
        ("随建议", "随建议"),
        (None, ""),
    ],
)
def test_a_day_has_its_year_only_when_it_is_another(value, words):
    assert display.cn_date(value, DAY) == words


def test_a_day_with_its_weekday():
    assert display.cn_date_week(DAY, DAY) == "11月24日 星期一"
    assert display.cn_date_week(date(2026, 11, 24), date(2026, 1, 1)) == "11月24日 星期二"


def test_an_instant_is_shown_in_beijing_time():
    instant = datetime(2025, 11, 24, 1, 30, tzinfo=UTC)
    assert display.cn_datetime(instant, DAY) == "11月24日 09:30"
    assert display.cn_datetime(DAY, DAY) == "11月24日"
    assert display.cn_datetime(None) == ""


@pytest.mark.parametrize(
    ("day", "words"),
    [(24, "今天"), (23, "昨天"), (21, "3天前"), (25, "明天"), (27, "3天后")],
)
def test_how_long_ago(day, words):
    assert display.days_ago(date(2025, 11, day), DAY) == words


def test_a_late_evening_in_utc_is_already_tomorrow_in_beijing():
    assert display.days_ago(datetime(2025, 11, 23, 17, 0, tzinfo=UTC), DAY) == "今天"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (5, "五"),
        (10, "十"),
        (18, "十八"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (123, "一百二十三"),
        (1005, "一千零五"),
        (10010, "一万零一十"),
        (120000, "十二万"),
        ("18", "十八"),
        ("第一", "第一"),
        (None, ""),
        (-3, "-3"),
    ],
)
def test_numbers_in_words(number, words):
    assert display.cn_num(number) == words


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800001234", "138****1234"),
        ("07358612311", "073****2311"),
        ("8612311", "86****11"),
        ("12345", "*****"),
        ("", ""),
        (None, ""),
    ],
)
def test_phones_are_masked(phone, masked):
    assert display.mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王磊", "王*"),
        ("黄志勇", "黄**"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),
        ("阿依古丽·买买提", "阿**"),
        ("", ""),
        (None, ""),
    ],
)
def test_names_are_masked(name, masked):
    assert display.mask_name(name) == masked


def render(source, **context):
    return Template(source).render(Context(context))


def test_filters_are_there_for_templates():
    assert render("{{ day|cn_date }}", day=date(2001, 5, 4)) == "2001年5月4日"
    assert render("{{ name|initial }}{{ n|cn_num }}", name="黄志勇", n=18) == "黄十八"


def test_an_icon_is_hidden_from_screen_readers():
    drawn = render('{% icon "sun" %}')
    assert 'aria-hidden="true"' in drawn
    assert "img/icons" in drawn
    assert "#sun" in drawn


def test_each_form_gets_its_own_key_and_keeps_it_after_an_error():
    first, second = render("{% once_key %}"), render("{% once_key %}")
    assert first != second
    assert UUID(re.search(r'value="([^"]+)"', first)[1])
    assert 'value="kept"' in render("{% once_key key %}", key="kept")


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ('{% query tab="mine" %}', "?tab=mine&amp;unit=3"),
        ("{% query unit=None %}", "?tab=all"),
        ('{% query unit="" tab=None %}', "?"),
    ],
)
def test_query_changes_the_address_of_a_list(source, address):
    request = RequestFactory().get("/suggestions/", {"tab": "all", "unit": "3"})
    assert render(source, request=request) == address


def test_every_icon_that_a_template_names_is_in_the_sprite():
    asked = {
        name
        for page in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon(?:_inline)? "([\w-]+)"', page.read_text(encoding="utf-8"))
    }
    assert asked <= sprite().keys()
