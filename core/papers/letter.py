"""An official letter (信函格式, GB/T 9704-2012 chapter 10), from which Word and PDF both come."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """What stands on it, from the top down.

    `mark` stands in the upper right corner, `number` under the red double line at the right,
    `copies` and the code of `token` at the foot of the last page. `token` says which letter this
    sheet is and nothing else.
    """

    office: str
    title: str
    addressees: str
    paragraphs: Sequence[str]
    signed: str
    day: str
    mark: str = ""
    number: str = ""
    contact: str = ""
    copies: str = ""
    token: str = ""
    note: str = ""  # a draft, or taken back: said at the upper left
