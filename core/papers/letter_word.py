"""The official letter as a Word file, for an office that prints it with its own fonts and seal."""

import io
from typing import Any

import docx
import segno
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from core.papers.letter import Letter
from core.papers.paper import plain
from core.papers.word import (
    BODY_FONT,
    CENTER,
    LEFT,
    SIDES,
    describe,
    font_of,
    number_field,
    put_words,
)

RED = RGBColor(0xD8, 0x28, 0x1F)
BODY, TITLE, SMALL = 16, 22, 14
LINE = 28.95
CODE_MM = 16
# The red lines are 170 mm long, the text block 156 mm and not in the middle.
_OUT_LEFT, _OUT_RIGHT = 8, 6


def letter_word(letter: Letter) -> bytes:
    """The same words in the same order as the PDF."""
    file = docx.Document()
    section = _page(file, letter)
    _head(section, letter)
    _foot(section)
    _line(file, letter.number, align=SIDES["r"], before=14)
    _line(file, "")
    for line in plain(letter.title).split("\n"):
        put_words(_spaced(file.add_paragraph(), 35), line, align=CENTER, size=TITLE, bold=True)
    _line(file, "")
    _line(file, letter.addressees)
    for text in letter.paragraphs:
        for line in plain(text).split("\n"):
            _line(file, line, indent=2)
    _line(file, "")
    _line(file, letter.signed, align=SIDES["r"], right=max(0, 4 - _shift(letter)), keep=True)
    _line(file, letter.day, align=SIDES["r"], right=4, keep=True)
    if letter.contact:
        _line(file, f"（{letter.contact}）", indent=2)
    _last(file, letter)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _page(file: Any, letter: Letter) -> Any:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(19), Mm(18)
    section.different_first_page_header_footer = True
    normal = file.styles["Normal"]
    normal.font.size = Pt(BODY)
    font_of(normal.font, normal.element.get_or_add_rPr(), BODY_FONT)
    normal.paragraph_format.space_after = Pt(0)
    describe(file, letter.title)
    return section


def _spaced(paragraph: Any, points: float = LINE) -> Any:
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(points)
    return paragraph


def _line(
    holder: Any,
    text: str,
    *,
    align: Any = LEFT,
    indent: int = 0,
    right: float = 0,
    before: float = 0,
    keep: bool = False,
) -> Any:
    paragraph = _spaced(holder.add_paragraph())
    shape = paragraph.paragraph_format
    shape.first_line_indent = Pt(BODY * indent) if indent else None
    shape.right_indent = Pt(BODY * right) if right else None
    shape.space_before = Pt(before)
    shape.keep_with_next = keep
    put_words(paragraph, text, align=align, size=BODY)
    return paragraph


def _shift(letter: Letter) -> float:
    """How far a long name reaches beyond the day, so that it stands over its middle."""
    return (len(letter.signed) - len(letter.day) * 0.72) / 2


def _head(section: Any, letter: Letter) -> None:
    """Mark, office and the red double line stand in the header of the first page."""
    header = section.first_page_header
    header.is_linked_to_previous = False
    mark = header.paragraphs[0]
    if letter.note:
        put_words(mark, f"{plain(letter.note)}　", size=BODY, color=RED)
    put_words(mark, letter.mark, align=SIDES["r"], size=BODY, bold=True)
    office = header.add_paragraph()
    size = min(34, 34 * 13 / max(1, len(letter.office)))
    put_words(office, letter.office, align=CENTER, size=size, bold=True, color=RED)
    _ruled(_spaced(header.add_paragraph(), 6), "w:bottom", "thickThinSmallGap")


def _foot(section: Any) -> None:
    """No number on the first page, but the second double line; — 2 — on those that follow."""
    first = section.first_page_footer
    first.is_linked_to_previous = False
    _ruled(_spaced(first.paragraphs[0], 2), "w:bottom", "thinThickSmallGap")
    others = section.footer
    others.is_linked_to_previous = False
    line = others.paragraphs[0]
    put_words(line, "— ", align=CENTER, size=SMALL)
    number_field(line, "PAGE", size=SMALL)
    put_words(line, " —", align=CENTER, size=SMALL)


def _ruled(paragraph: Any, side: str, kind: str) -> None:
    shape = paragraph.paragraph_format
    shape.left_indent, shape.right_indent = Mm(-_OUT_LEFT), Mm(-_OUT_RIGHT)
    borders = OxmlElement("w:pBdr")
    border = OxmlElement(side)
    for name, value in (("val", kind), ("sz", "18"), ("space", "1"), ("color", str(RED))):
        border.set(qn(f"w:{name}"), value)
    borders.append(border)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _last(file: Any, letter: Letter) -> None:
    """抄送 and the code, held at the bottom of the text block of the last page."""
    if letter.copies:
        copies = file.add_paragraph()
        copies.paragraph_format.left_indent = Pt(SMALL * 4)
        copies.paragraph_format.first_line_indent = Pt(-SMALL * 3)
        put_words(copies, f"抄送：{plain(letter.copies)}", size=SMALL)
        _held(copies)
    if letter.token:
        picture = io.BytesIO()
        segno.make(letter.token, error="m").save(picture, kind="png", scale=12, border=2)
        code = file.add_paragraph()
        code.alignment = SIDES["r"]
        code.add_run().add_picture(picture, width=Mm(CODE_MM))
        _held(code)


def _held(paragraph: Any) -> None:
    """Neighbours with the same frame are one frame, at the foot of the page where they begin."""
    frame = OxmlElement("w:framePr")
    shape = {"w": "8845", "wrap": "around", "vAnchor": "margin", "hAnchor": "margin"}
    for name, value in (shape | {"xAlign": "left", "yAlign": "bottom"}).items():
        frame.set(qn(f"w:{name}"), value)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        frame, "w:widowControl", "w:numPr", "w:pBdr", "w:shd", "w:tabs", "w:spacing", "w:ind",
        "w:jc", "w:rPr",
    )  # fmt: skip
