"""What people type: numbers, names and phones in every writing."""

import pytest

from core import text


@pytest.mark.parametrize(
    ("typed", "serial"),
    [
        ("31", 31),
        ("0031", 31),
        ("００３１", 31),
        ("第31号", 31),
        ("第0031号", 31),
        ("闭会第31号", 31),
        ("十八届五次会议第0031号", 31),
        ("第三十一号", 31),
        ("第一百二十三号", 123),
        ("一二三", 123),
        ("第〇〇三一号", 31),
        ("停车难", None),
        ("31路公交", None),
        ("", None),
        ("99999999999", None),
    ],
)
def test_a_number_in_any_writing(typed, serial):
    assert text.serial_in(typed) == serial


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("黄 志 勇", "黄志勇"),
        ("  李春梅　", "李春梅"),
        ("John Smith", "John Smith"),
    ],
)
def test_the_separator_in_names_is_u00b7(typed, name):
    assert text.normal_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "phone", "valid"),
    [
        ("138 0013 8000", "13800138000", True),
        ("１３８００１３８０００", "13800138000", True),
        ("+86 13800138000", "13800138000", True),
        ("0735-1234567", "07351234567", True),
        ("+852 5123 4567", "+85251234567", True),
        ("1380013800", "1380013800", False),
        ("12345", "12345", False),
    ],
)
def test_phones(typed, phone, valid):
    assert text.normal_phone(typed) == phone
    assert text.is_phone(phone) is valid


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        ("13800138000", ""),
        ("1387350512", "手机号是11位，还差1位，请核对。"),
        ("1387350512799", "手机号是11位，多了2位，请核对。"),
        ("12345", "电话号码不对，请填11位手机号，或带区号的座机。"),
    ],
)
def test_what_is_wrong_with_a_number_is_said(phone, words):
    assert text.phone_fault(phone) == words


def test_two_letter_pieces_find_every_two_letter_word():
    long = text.grams("城区停车难的问题")
    assert set(text.grams("停车")) <= set(long)
    assert set(text.grams("车难")) <= set(long)
    assert not set(text.grams("停难")) <= set(long)
    assert all(-(2**31) <= piece < 2**31 for piece in long)


@pytest.mark.parametrize(
    "number",
    ["13873505127", "138 7350 5127", "138-7350-5127", "１３８７３５０５１２７", "0735-3522110",
     "07353522110", "431026198001011234", "43102619800101123X"],
)  # fmt: skip
def test_numbers_of_a_person_are_left_out(number):
    words = text.without_contacts(f"我电话{number}，请打给我。")
    assert words == "我电话（号码略），请打给我。"


@pytest.mark.parametrize(
    "words", ["2026-11-24塌的，赔了1200000元", "编号20251120-02", "12345打过3次", "110报警"]
)
def test_numbers_of_the_matter_stay(words):
    assert text.without_contacts(words) == words
