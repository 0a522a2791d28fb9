"""The draw is arithmetic that everybody can do again, and it favours nobody."""

import hashlib
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from spotchecks.services import drawing

TOOL = Path(settings.BASE_DIR) / "tools" / "verify_draw.py"
numbers = st.text(
    st.characters(min_codepoint=48, max_codepoint=0x9FFF, categories=["Lo", "Nd"]),
    min_size=1,
    max_size=8,
)
lists = st.lists(
    st.tuples(numbers, st.integers(1, 4)), min_size=1, max_size=40, unique_by=lambda x: x[0]
)
values = st.text(st.sampled_from("0123456789 ，,+０１２３ABab．."), min_size=1, max_size=30).filter(
    lambda text: bool(drawing.normal(text))
)


def file_of(lines, rule, size, value, drawn):
    rows = [lines[place] for place in drawn]
    return {
        "list": [list(line) for line in lines],
        "list_hash": drawing.hash_of(lines),
        "size_rule": rule,
        "size": size,
        "source": "双色球",
        "source_day": "2026-12-01",
        "source_value": value,
        "drawn": [number for number, _ in rows],
    }


def verify(tmp_path, published, *arguments):
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(published), encoding="utf-8")
    return subprocess.run(  # noqa: S603
        [sys.executable, "-I", str(TOOL), str(file), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@how(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=lists, rule=st.sampled_from(["number", "share"]), size=st.integers(1, 100), value=values
)
def test_the_tool_that_stands_alone_finds_the_same(tmp_path, lines, rule, size, value):
    lines = drawing.in_order(lines)
    seed = drawing.seed_of(drawing.hash_of(lines), value)
    found = drawing.draw(lines, seed, rule, size)
    done = verify(tmp_path, file_of(lines, rule, size, "", found), value)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "与公布的抽取结果一致" in done.stdout


@how(max_examples=200, deadline=None)
@given(
    lines=lists, rule=st.sampled_from(["number", "share"]), size=st.integers(1, 100), value=values
)
def test_as_many_as_were_to_be_drawn_each_once(lines, rule, size, value):
    lines = drawing.in_order(lines)
    found = drawing.draw(lines, drawing.seed_of(drawing.hash_of(lines), value), rule, size)
    assert len(set(found)) == len(found)
    members = Counter(group for _, group in lines)
    drawn = Counter(lines[place][1] for place in found)
    for group, count in members.items():
        assert drawn[group] == drawing.size_of(rule, size, count)


def test_what_was_changed_is_noticed(tmp_path):
    lines = drawing.in_order([(f"闭会第{n}号", 1) for n in range(1, 30)])
    found = drawing.draw(lines, drawing.seed_of(drawing.hash_of(lines), "07"), "number", 5)
    published = file_of(lines, "number", 5, "07", found)
    assert verify(tmp_path, published).returncode == 0
    assert verify(tmp_path, published, "08").returncode == 1
    assert verify(tmp_path, published | {"list": published["list"][:-1]}).returncode == 1
    assert verify(tmp_path, published | {"drawn": published["drawn"][::-1]}).returncode == 1
    assert verify(tmp_path, {"list": []}).returncode == 2
    waiting = published | {"source_value": None, "drawn": []}
    assert "来源公布后" in verify(tmp_path, waiting).stdout


def test_a_value_is_read_as_it_was_drawn_not_as_it_was_printed():
    assert drawing.normal("０３、０９，15\n21  ＋07 ") == "03 09 15 21 07"
    assert drawing.normal(" 3851.76点 ") == "3851.76"
    assert drawing.normal("第二十期") == ""


def test_the_bytes_that_are_hashed():
    lines = [("十八届五次会议第0001号", 1), ("十八届闭会第15号", 2)]
    assert drawing.list_text(lines) == "十八届五次会议第0001号\t1\n十八届闭会第15号\t2\n"
    assert drawing.hash_of([("1", 1)]) == hashlib.sha256(b"1\t1\n").hexdigest()


def test_nobody_is_favoured():
    """Each of ten is drawn three times in ten; a bound of 2^63 + 1 rejects nearly half."""
    lines = [(f"{n:02d}", 1) for n in range(10)]
    drawn = Counter()
    for value in range(3000):
        seed = drawing.seed_of("0" * 64, str(value))
        drawn.update(drawing.draw(lines, seed, "number", 3))
    assert set(drawn) == set(range(10))
    assert all(800 < count < 1000 for count in drawn.values()), drawn
    numbers = drawing.Numbers("0" * 64)
    found = [numbers.below(2**63 + 1) for _ in range(200)]
    assert max(found) < 2**63 + 1
    assert numbers.counter > 300


@pytest.mark.parametrize(
    ("rule", "size", "members", "drawn"),
    [
        ("number", 3, 10, 3),
        ("number", 30, 10, 10),
        ("share", 10, 11, 2),
        ("share", 1, 5, 1),
        ("share", 100, 7, 7),
    ],
)
def test_sizes(rule, size, members, drawn):
    assert drawing.size_of(rule, size, members) == drawn
