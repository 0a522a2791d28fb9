"""Names are found by initials in every reading of the surname."""

import pytest

from core.pinyin import initials


@pytest.mark.parametrize(
    ("name", "expected"),
    [("黄志勇", "hzy"), ("曾国强", "zgq"), ("解小军", "xxj"), ("单秀英", "sxy"), ("区建华", "ojh")],
)
def test_the_surname_reading_is_among_them(name, expected):
    assert expected in initials(name)


def test_a_name_without_characters_has_none():
    assert initials("") == []
