"""One table says who may do what when; a refusal says what to do next."""

from dataclasses import dataclass

import pytest

from core.problems import Conflict, Forbidden
from core.workflow import Step, Workflow


@dataclass
class Case:
    state: str
    filled: bool = True


TABLE = Workflow(
    [("open", "办理中"), ("shut", "已办结")],
    [
        Step(
            "close",
            "办结",
            frozenset({"open"}),
            "shut",
            lambda seat, case: seat == "office",
            ready=lambda case: case.filled,
            not_ready="先填结果。",
        )
    ],
)


def test_allowed():
    assert TABLE.check(Case("open"), "close", "office").target == "shut"
    assert TABLE.codes(Case("open"), "office") == ["close"]


def test_wrong_person_is_told_so_whatever_the_state():
    for state in ("open", "shut"):
        with pytest.raises(Forbidden, match="您的岗位不能办结"):
            TABLE.check(Case(state), "close", "clerk")


def test_wrong_state_names_the_state():
    with pytest.raises(Conflict, match="现在是「已办结」"):
        TABLE.check(Case("shut"), "close", "office")


def test_what_is_missing_is_said():
    with pytest.raises(Conflict, match="先填结果"):
        TABLE.check(Case("open", filled=False), "close", "office")


def test_a_table_with_an_unknown_state_does_not_start():
    with pytest.raises(ValueError, match="close"):
        Workflow(
            [("open", "办理中")],
            [Step("close", "办结", frozenset({"open"}), "gone", lambda s, c: True)],
        )
