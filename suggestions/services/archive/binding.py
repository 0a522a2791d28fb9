"""Binds papers and scans into one PDF: cover, list of contents with page numbers, everything."""

import io
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, ImageOps
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.errors import PyPdfError

from core.display import full_day
from core.papers import Cell, Form, Paper, Table, Text, pdf
from files.models import StoredFile
from suggestions.choices import Rating
from suggestions.models import Suggestion
from suggestions.services.archive.papers import sheets_of
from suggestions.services.archive.stamps import stamps
from suggestions.services.intake.form_paper import congress_line

log = logging.getLogger(__name__)

# A picture becomes a page of A4 at 150 points an inch: sharp enough to read, small enough to keep.
_A4 = (1240, 1754)
_MARGIN = 60
_LARGEST_SCAN = 500  # pages; more is no letter


@dataclass
class Bound:
    """The whole volume; `contents` are (name, day, first page); what is only listed is `apart`."""

    data: bytes
    pages: int
    contents: list[list[Any]]
    apart: list[str]


@dataclass
class _Piece:
    name: str
    day: str
    pages: list[PageObject] = field(default_factory=list)


def bind(case: Suggestion, *, inner: bool, archived_on: Any = None) -> Bound:
    """`case` was filled. Page numbers run through the volume, the cover is page 1."""
    pieces = [
        _Piece(sheet.name, sheet.day, _pages(pdf(sheet.paper)))
        for sheet in sheets_of(case, inner=inner)
    ]
    scans, apart = _scans(case)
    pieces += scans
    draft = [[piece.name, piece.day, 888] for piece in pieces]
    # The list names the pages behind it, so it is set twice: first to know how long it is.
    count = 2 + len(_pages(pdf(_contents(case, draft, apart))))
    contents = []
    for piece in pieces:
        contents.append([piece.name, piece.day, count])
        count += len(piece.pages)
    leaves = _pages(pdf(_cover(case, count - 1, archived_on)))
    leaves += _pages(pdf(_contents(case, contents, apart)))
    return _bound(leaves, pieces, contents, apart)


def _bound(
    leaves: list[PageObject], pieces: list[_Piece], contents: list[list[Any]], apart: list[str]
) -> Bound:
    writer = PdfWriter()
    for page in (*leaves, *(page for piece in pieces for page in piece.pages)):
        writer.add_page(page)
    total = len(writer.pages)
    for page, stamp in zip(writer.pages, stamps(total), strict=True):
        page.transfer_rotation_to_content()
        box = page.mediabox
        shift = Transformation().translate(
            float(box.right) - float(stamp.mediabox.right),
            float(box.top) - float(stamp.mediabox.top),
        )
        page.merge_transformed_page(stamp, shift)
    for name, _, first in contents:
        writer.add_outline_item(title=name, page_number=first - 1)
    out = io.BytesIO()
    writer.write(out)
    return Bound(out.getvalue(), total, contents, apart)


def _pages(data: bytes) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(data)).pages)


def _cover(case: Suggestion, pages: int, archived_on: Any) -> Paper:
    rows = [
        [
            Cell("编号", case.number or "未编号"),
            Cell("保密", "保密件" if case.is_confidential else ""),
        ],
        [Cell("标题", case.title)],
        [Cell("领衔代表", case.lead.name), Cell("联名人数", case.cosigner_count)],
        [Cell("承办单位", case.handler_text)],
        [
            Cell("结果类别", f"{case.outcome}类" if case.outcome else ""),
            Cell("代表评价", dict(Rating.choices).get(case.result_rating, "")),
        ],
        [
            Cell("提交日期", full_day(case.submitted_on)),
            Cell("办结日期", full_day(case.closed_on)),
        ],
        [
            Cell("最后状态", case.get_state_display()),
            Cell("归档日期", full_day(archived_on) or "未归档"),
        ],
        [Cell("本卷页数", f"共{pages}页")],
    ]
    if case.imported_on:
        rows.append([Cell("来源", f"{full_day(case.imported_on)}由表格导入的往年建议")])
    office = f"{case.congress.short_name}常委会代表工作机构" if case.congress else ""
    foot = (office, "")
    return Paper(
        congress_line(case), "代表建议案卷", blocks=[Form(rows)], foot=foot, title_points=20
    )


def _contents(case: Suggestion, contents: list[list[Any]], apart: list[str]) -> Paper:
    rows = [[n, name, day, page] for n, (name, day, page) in enumerate(contents, 1)]
    heads = ["序号", "材料名称", "日期", "页号"]
    blocks: list[Any] = [Table(heads, rows, widths=[1, 7, 3, 1], align="clcc")]
    if apart:
        words = "\n".join(f"{n}. {name}" for n, name in enumerate(apart, 1))
        blocks.append(Text(words, heading="另存的附件（不能装订，存在平台里）", indent=False))
    return Paper("卷内目录", head=(case.number, ""), blocks=blocks, title_points=20)


def _scans(case: Suggestion) -> tuple[list[_Piece], list[str]]:
    """Letters with the seal and other attachments: PDFs and pictures are bound, others listed."""
    pieces, apart = [], []
    for file in _files(case):
        pages = _scanned(file)
        name = f"附件：{file.name}"
        if pages:
            pieces.append(_Piece(name, full_day(file.created_at), pages))
        else:
            apart.append(file.name)
    return pieces, apart


def _files(case: Suggestion) -> Iterable[StoredFile]:
    """Of the case itself and, as evidence, of its promises."""
    promises = [row.pk for row in case.promises.all()]
    evidence = StoredFile.objects.filter(subject_type="promise", subject_id__in=promises)
    own = case.kept_files  # type: ignore[attr-defined]
    return [*own, *evidence.order_by("id")]


def _scanned(file: StoredFile) -> list[PageObject]:
    """Its pages, or none where it cannot be bound; a spoilt file must not stop the archive."""
    try:
        with file.content.open("rb") as content:
            data = content.read()
        if file.is_image:
            data = _as_page(data)
        elif file.content_type != "application/pdf":
            return []
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted or len(reader.pages) > _LARGEST_SCAN:
            return []
        return list(reader.pages)
    except (OSError, PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        log.warning("file %s cannot be bound, it is listed", file.pk)
        return []


def _as_page(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((_A4[0] - 2 * _MARGIN, _A4[1] - 2 * _MARGIN))
    sheet = Image.new("RGB", _A4, "white")
    sheet.paste(upright, ((_A4[0] - upright.width) // 2, _MARGIN))
    out = io.BytesIO()
    sheet.save(out, "PDF", resolution=150, quality=82)
    return out.getvalue()
