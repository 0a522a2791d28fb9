"""Reads a transition table. Pages, API and tests ask the same table, so they cannot disagree."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from core.problems import Conflict, Forbidden

Predicate = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Step:
    """One arrow of the table.

    `sources`: states it starts from. `target`: state it ends in, None when the state stays or
    the service decides. `may(seat, case)`: who. `ready(case)`: what must be true besides the
    state, with `not_ready` as the sentence that tells the person why. `primary`: the deed that
    a page puts first. `on_sealed`: also on a case that is closed to all other deeds.
    """

    code: str
    label: str
    sources: frozenset[str]
    target: str | None
    may: Predicate
    ready: Callable[[Any], bool] = field(default=lambda case: True)
    not_ready: str = ""
    primary: bool = False
    on_sealed: bool = False


class Workflow:
    """The states of one kind of case and every arrow between them.

    `sealed(case)`: why the whole case is read-only now, in a sentence; empty when it is not.
    """

    def __init__(
        self,
        states: Iterable[tuple[str, str]],
        steps: Iterable[Step],
        sealed: Callable[[Any], str] = lambda case: "",
    ):
        self.sealed = sealed
        self.labels = dict(states)
        self.steps = {step.code: step for step in steps}
        for step in self.steps.values():
            unknown = (step.sources | ({step.target} if step.target else set())) - set(self.labels)
            if unknown:
                raise ValueError(f"{step.code}: unknown states {unknown}")

    def available(self, case: Any, seat: Any) -> list[Step]:
        """The deeds that would be accepted from this seat now."""
        return [step for step in self.steps.values() if self.refusal(case, step, seat) is None]

    def codes(self, case: Any, seat: Any) -> list[str]:
        return [step.code for step in self.available(case, seat)]

    def refusal(self, case: Any, step: Step, seat: Any) -> Forbidden | Conflict | None:
        if case.state not in step.sources:
            label = self.labels[case.state]
            return Conflict(
                f"现在是「{label}」，不能{step.label}。请刷新后再看。", state=case.state
            )
        if not step.may(seat, case):
            return Forbidden(f"您的岗位不能{step.label}，请找有权办理的人。")
        if not step.on_sealed and (words := self.sealed(case)):
            return Conflict(words, state=case.state)
        if not step.ready(case):
            return Conflict(step.not_ready or f"还不能{step.label}。", state=case.state)
        return None

    def check(self, case: Any, code: str, seat: Any) -> Step:
        """The step, or the refusal raised: 403 when the person may not, 409 when the case may not.

        Who may not do it at all is told so before the state is mentioned.
        """
        step = self.steps[code]
        if case.state not in step.sources and not step.may(seat, case):
            raise Forbidden(f"您的岗位不能{step.label}，请找有权办理的人。")
        refusal = self.refusal(case, step, seat)
        if refusal is not None:
            raise refusal
        return step
