"""One description of a printed paper, from which the Word file and the PDF both come."""

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

# What neither XML nor a printer can hold: control characters, lone surrogates, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
TICKED = "☑"
UNTICKED = "□"


def plain(value: object) -> str:
    """What a person typed, as text that every format can hold; never as markup."""
    return _UNPRINTABLE.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))


def ticks(options: Iterable[str] | Mapping[Any, str], chosen: object = None) -> str:
    """A line of boxes as on a paper form: ☑是　□否."""
    named = dict(options.items()) if isinstance(options, Mapping) else {o: o for o in options}
    return "　".join(
        f"{TICKED if key == chosen else UNTICKED}{label}" for key, label in named.items()
    )


@dataclass(frozen=True)
class Cell:
    """A label and what is written beside it; without a label the value has the row to itself."""

    label: str
    value: object = ""
    tall: int = 0  # least height in millimetres, so that there is room for a pen
    indent: bool = False  # running text: each paragraph begins two characters in


@dataclass(frozen=True)
class Form:
    """The ruled table of a registration form: each row is one to three cells."""

    kind: ClassVar[str] = "form"
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Table:
    """A list with a heading line, which repeats on every page."""

    kind: ClassVar[str] = "table"
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    widths: Sequence[int] = ()  # shares of the width, equal when left out
    align: str = ""  # one letter a column: l, c or r
    title: str = ""
    empty: str = "没有记录。"


@dataclass(frozen=True)
class Text:
    """A heading and running text; blank lines part paragraphs."""

    kind: ClassVar[str] = "text"
    text: object
    heading: str = ""
    small: bool = False
    indent: bool = True


@dataclass(frozen=True)
class Signatures:
    """Lines to sign on, side by side."""

    kind: ClassVar[str] = "signatures"
    labels: Sequence[str]


@dataclass(frozen=True)
class Big:
    """A line that is read from across a room."""

    kind: ClassVar[str] = "big"
    text: object
    points: int = 40
    red: bool = False
    bold: bool = True


@dataclass(frozen=True)
class QR:
    """A square code that opens an address, with a sentence below it."""

    kind: ClassVar[str] = "qr"
    address: str
    caption: str = ""
    millimetres: int = 40
    caption_points: int = 12


Block = Form | Table | Text | Signatures | Big | QR


@dataclass(frozen=True)
class Paper:
    """Office over title, a line above, blocks in order, a line at the foot of the page."""

    title: str
    subtitle: str = ""
    head: tuple[str, str] = ("", "")  # left and right, above the first block
    blocks: Sequence[Block] = ()
    foot: tuple[str, str] = ("", "")
    landscape: bool = False
    size: str = "a4"  # or "a3"
    title_points: int = 24
    dense: bool = False  # a form with many rows, so that it stays on one sheet


def as_data(value: Any) -> Any:
    """The paper as plain strings, numbers and lists, each text made printable."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {f.name: as_data(getattr(value, f.name)) for f in dataclasses.fields(value)}
        kind = getattr(value, "kind", None)
        return named | ({"kind": kind} if kind else {})
    if isinstance(value, list | tuple):
        return [as_data(item) for item in value]
    if isinstance(value, bool | int):
        return value
    return plain("" if value is None else value)


def for_page(paper: Paper) -> dict[str, Any]:
    """The same paper for a print page: spans of cells worked out, boxes apart from words."""
    page: dict[str, Any] = as_data(paper)
    for block, shown in zip(paper.blocks, page["blocks"], strict=True):
        if isinstance(block, Form):
            pairs = max(1, *(sum(1 for cell in row if cell.label) for row in block.rows), 1)
            shown["rows"] = [_spanned(row, 2 * pairs) for row in shown["rows"]]
    return page


def _spanned(row: list[dict[str, Any]], columns: int) -> list[dict[str, Any]]:
    used = 0
    for number, cell in enumerate(row):
        used += 1 if cell["label"] else 0
        cell["span"] = columns - used if number == len(row) - 1 else 1
        cell["lines"] = [_parts(line) for line in str(cell["value"]).split("\n")]
        used += cell["span"]
    return row


def _parts(line: str) -> list[dict[str, Any]]:
    """Each box with the words that it ticks, which stay together."""
    found = re.split(f"((?:{TICKED}|{UNTICKED})[^　]*)", line)
    return [
        {
            "box": part.startswith((TICKED, UNTICKED)),
            "on": part.startswith(TICKED),
            "text": part.lstrip(TICKED + UNTICKED),
        }
        for part in found
        if part.strip("　") or len(found) == 1
    ]
