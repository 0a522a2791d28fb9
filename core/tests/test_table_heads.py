"""Heads of tables: each name a column for those who listen, hidden where the eye needs none."""

from core.templatetags.liaison import heads


def test_names_become_columns():
    assert heads("编号", "题目") == (
        '<thead><tr><th scope="col">编号</th><th scope="col">题目</th></tr></thead>'
    )


def test_a_list_of_names_and_a_hidden_head():
    assert heads(["姓名"], hidden=True) == (
        '<thead class="visually-hidden"><tr><th scope="col">姓名</th></tr></thead>'
    )


def test_a_name_is_text_and_never_markup():
    assert "&lt;b&gt;" in heads("<b>")
