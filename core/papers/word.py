"""The paper as a Word file that an office opens, corrects and prints with its own fonts."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import docx
import segno
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from core.clock import now
from core.papers.paper import QR, Big, Cell, Form, Paper, Signatures, Table, Text, plain

TITLE_FONT, BODY_FONT, LATIN_FONT = "方正小标宋简体", "仿宋_GB2312", "Times New Roman"
RED = RGBColor(0xB3, 0x17, 0x1D)
LABEL_MM, LEAST_MM = 25, 7
BODY_POINTS, DENSE_POINTS, FOOT_POINTS = 12, 10.5, 9.5
# Word insists on the order of what stands in a run's properties.
AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang")
SIZES = {"a4": (210, 297), "a3": (297, 420)}
SIDES = {
    "l": WD_ALIGN_PARAGRAPH.LEFT,
    "c": WD_ALIGN_PARAGRAPH.CENTER,
    "r": WD_ALIGN_PARAGRAPH.RIGHT,
}
LEFT, CENTER = SIDES["l"], SIDES["c"]


def word(paper: Paper) -> bytes:
    """The same words in the same order as the PDF."""
    file = docx.Document()
    width = _page(file, paper)
    points = paper.title_points
    put_words(file.add_paragraph(), paper.title, align=CENTER, size=points, bold=True, color=RED)
    if paper.subtitle:
        put_words(
            file.add_paragraph(), paper.subtitle, align=CENTER, size=points - 4, bold=True, spread=4
        )
    if any(paper.head):
        _sides(file, paper.head, width)
    for block in paper.blocks:
        WRITERS[type(block)](file, block, width)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _page(file: Any, paper: Paper) -> float:
    """Size, margins, fonts, foot; gives back the width of the text in millimetres."""
    section = file.sections[0]
    short, long = SIZES[paper.size]
    across, down = (long, short) if paper.landscape else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if paper.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(across), Mm(down)
    top, bottom, left, right = (18, 18, 22, 22) if paper.dense else (26, 24, 26, 24)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    normal = file.styles["Normal"]
    normal.font.size = Pt(DENSE_POINTS if paper.dense else BODY_POINTS)
    properties = normal.element.get_or_add_rPr()
    font_of(normal.font, properties, BODY_FONT)
    normal.paragraph_format.space_after = Pt(0)
    describe(file, paper.title)
    foot = section.footer.paragraphs[0]
    foot.style = normal
    width = across - left - right
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(width / 2), WD_TAB_ALIGNMENT.CENTER)
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
    put_words(foot, f"{plain(paper.foot[0])}\t", size=FOOT_POINTS)
    if not any(isinstance(block, Big) for block in paper.blocks):  # no number on a poster
        _page_number(foot)
    put_words(foot, f"\t{plain(paper.foot[1])}", size=FOOT_POINTS)
    return width


def describe(file: Any, title: str) -> None:
    """Language and title; nobody's name, and no program's."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    # Else some programs set Chinese punctuation as Taiwan does.
    language.set(qn("w:eastAsia"), "zh-CN")
    file.styles["Normal"].element.get_or_add_rPr().append(language)
    about = file.core_properties
    about.title, about.author, about.comments = plain(title), "", ""
    about.last_modified_by, about.created, about.modified = "", now(), now()


def _page_number(foot: Any) -> None:
    """第1页　共2页, as the PDF has it; Word counts by itself, also after somebody's corrections."""
    for before, field, after in (("第", "PAGE", "页　"), ("共", "NUMPAGES", "页")):
        put_words(foot, before, size=FOOT_POINTS)
        number_field(foot, field, size=FOOT_POINTS)
        put_words(foot, after, size=FOOT_POINTS)


def number_field(line: Any, field: str, *, size: float) -> None:
    _mark(line, "w:fldChar", "begin")
    _mark(line, "w:instrText", f" {field} ")
    _mark(line, "w:fldChar", "separate")
    put_words(line, "1", size=size, align=line.alignment)
    _mark(line, "w:fldChar", "end")


def _mark(paragraph: Any, name: str, value: str) -> None:
    """A part of a field: where it begins and ends, and what it counts."""
    mark = OxmlElement(name)
    if name == "w:fldChar":
        mark.set(qn("w:fldCharType"), value)
    else:
        mark.text = value
    paragraph.add_run()._r.append(mark)


def font_of(font: Any, properties: Any, name: str) -> None:
    """Chinese and Latin letters take their own fonts; Word asks for both by name."""
    font.name = LATIN_FONT
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)


def put_words(
    paragraph: Any,
    text: object,
    *,
    align: Any = LEFT,
    size: float = 0,  # the paper's own
    bold: bool = False,
    color: RGBColor | None = None,
    spread: float = 0,
) -> None:
    run = paragraph.add_run(plain(text))
    paragraph.alignment = align
    run.bold = bold
    if size:
        run.font.size = Pt(size)
    font_of(run.font, run._r.get_or_add_rPr(), TITLE_FONT if bold else BODY_FONT)
    if color is not None:
        run.font.color.rgb = color
    if spread:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(int(spread * 20)))
        run._r.get_or_add_rPr().insert_element_before(spacing, *AFTER_SPACING)


def _paragraphs(
    holder: Any, text: object, *, indent: bool = False, size: float = 0, align: Any = LEFT
) -> None:
    """Line by line; a fresh table cell has one empty paragraph that is used first."""
    for number, line in enumerate(plain(text).split("\n")):
        first = number == 0 and hasattr(holder, "vertical_alignment")
        paragraph = holder.paragraphs[0] if first else holder.add_paragraph()
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(2 * (size or BODY_POINTS))
        put_words(paragraph, line, size=size, align=align)


def _grid(file: Any, rows: int, widths: Sequence[float], *, ruled: bool = True) -> Any:
    grid = file.add_table(rows=rows, cols=len(widths))
    grid.autofit = False
    if ruled:
        grid.style = "Table Grid"
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return grid


def _sides(file: Any, words: tuple[str, str], width: float) -> None:
    paragraph = file.add_paragraph()
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
    put_words(paragraph, f"{plain(words[0])}\t{plain(words[1])}")


def _form(file: Any, form: Form, width: float) -> None:
    pairs = max(1, *(sum(1 for cell in row if cell.label) for row in form.rows), 1)
    share = width / pairs - LABEL_MM
    grid = _grid(file, len(form.rows), [LABEL_MM, share] * pairs)
    for row, cells in zip(grid.rows, form.rows, strict=True):
        _form_row(row, cells, 2 * pairs)
    file.add_paragraph()


def _form_row(row: Any, cells: Sequence[Cell], columns: int) -> None:
    places, used = row.cells, 0
    tall = max((cell.tall for cell in cells), default=0)
    row.height, row.height_rule = Mm(tall or LEAST_MM), WD_ROW_HEIGHT_RULE.AT_LEAST
    for number, cell in enumerate(cells):
        if cell.label:
            places[used].vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            _paragraphs(places[used], cell.label, align=CENTER)
            used += 1
        end = columns if number == len(cells) - 1 else used + 1
        place = places[used].merge(places[end - 1]) if end - used > 1 else places[used]
        if not (cell.tall or cell.indent):
            place.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        _paragraphs(place, cell.value, indent=cell.indent)
        used = end


def _heading(file: Any, words: str) -> None:
    """Never alone at the foot of a page."""
    line = file.add_paragraph()
    line.paragraph_format.keep_with_next = True
    put_words(line, words, size=13, bold=True)


def _table(file: Any, table: Table, width: float) -> None:
    if table.title:
        _heading(file, table.title)
    count = len(table.heads)
    shares = table.widths if len(table.widths) == count else [1] * count
    grid = _grid(file, 1 + len(table.rows), [width * share / sum(shares) for share in shares])
    for place, head in zip(grid.rows[0].cells, table.heads, strict=True):
        put_words(place.paragraphs[0], head, align=CENTER, size=10.5, bold=True)
    repeat = OxmlElement("w:tblHeader")
    grid.rows[0]._tr.get_or_add_trPr().append(repeat)
    for line, values in zip(list(grid.rows)[1:], table.rows, strict=True):
        for number, (place, value) in enumerate(zip(line.cells, values, strict=True)):
            side = SIDES.get(table.align[number : number + 1], LEFT)
            _paragraphs(place, "" if value is None else value, size=10.5, align=side)
    if not table.rows:
        places = grid.add_row().cells
        _paragraphs(places[0].merge(places[-1]), table.empty, size=10.5, align=CENTER)
    file.add_paragraph()


def _text(file: Any, text: Text, width: float) -> None:
    if text.heading:
        _heading(file, text.heading)
    _paragraphs(file, text.text, indent=text.indent, size=10 if text.small else 0)


def _signatures(file: Any, signatures: Signatures, width: float) -> None:
    share = width / len(signatures.labels)
    grid = _grid(file, 1, [share] * len(signatures.labels), ruled=False)
    for place, label in zip(grid.rows[0].cells, signatures.labels, strict=True):
        line = place.paragraphs[0]
        stops = line.paragraph_format.tab_stops
        stops.add_tab_stop(Mm(share - 6), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
        line.paragraph_format.space_before = Pt(14)
        put_words(line, f"{plain(label)}：\t")


def _big(file: Any, big: Big, width: float) -> None:
    color = RED if big.red else None
    put_words(
        file.add_paragraph(), big.text, align=CENTER, size=big.points, bold=big.bold, color=color
    )


def _qr(file: Any, qr: QR, width: float) -> None:
    picture = io.BytesIO()
    segno.make(qr.address, error="m").save(picture, kind="png", scale=12, border=2)
    paragraph = file.add_paragraph()
    paragraph.alignment = CENTER
    paragraph.add_run().add_picture(picture, width=Mm(qr.millimetres))
    if qr.caption:
        put_words(file.add_paragraph(), qr.caption, align=CENTER, size=qr.caption_points)


WRITERS: dict[type, Callable[[Any, Any, float], None]] = {
    Form: _form,
    Table: _table,
    Text: _text,
    Signatures: _signatures,
    Big: _big,
    QR: _qr,
}
