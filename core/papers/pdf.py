"""The paper as PDF/A, set by Typst with fonts of our own: the machine needs none."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, cast

import segno
import typst
from django.conf import settings

from core.papers.letter import Letter
from core.papers.paper import QR, Paper, as_data
from core.problems import Conflict

LOOK = Path(__file__).with_name("paper.typ")
LETTER_LOOK = Path(__file__).with_name("letter.typ")
SONG = "Noto Serif SC"
# An office's own licensed fonts, where its administrator has put them into the fonts folder.
TITLE_FONTS = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", SONG)
BODY_FONTS = ("FangSong_GB2312", "FangSong", "仿宋_GB2312", "仿宋", SONG)
NO_FONTS = (
    "本机的中文字体还没有备好，暂时不能生成PDF。请先下载Word文件，或请系统管理员运行make setup。"
)
# Typst breaks no long run of letters by itself; a narrow cell would let it run over its neighbour.
_LONG_RUN = re.compile(r"[!-~]{24}(?=[!-~])")


def pdf(paper: Paper | Letter) -> bytes:
    """The file, made for keeping: PDF/A-2b with every font inside."""
    if isinstance(paper, Letter):
        return letter_pdf(paper)
    data = breakable(as_data(paper))
    for block, described in zip(paper.blocks, data["blocks"], strict=True):
        if isinstance(block, QR):
            described["svg"] = square(block.address)
    return _compiled(LOOK, data)


def letter_pdf(letter: Letter) -> bytes:
    """An official letter, likewise."""
    data = breakable(as_data(letter))
    if letter.token:
        data["svg"] = square(letter.token)
    return _compiled(LETTER_LOOK, data)


def _compiled(look: Path, data: dict[str, Any]) -> bytes:
    fonts = known_fonts()
    families = set(fonts.families())
    if SONG not in families:
        known_fonts.cache_clear()
        raise Conflict(NO_FONTS)
    data["fonts"] = {
        "title": [name for name in TITLE_FONTS if name in families],
        "body": [name for name in BODY_FONTS if name in families],
    }
    compiler = typst.Compiler(
        look.read_bytes(), font_paths=fonts, sys_inputs={"paper": json.dumps(data)}
    )
    return cast(bytes, compiler.compile(format="pdf", pdf_standards="a-2b"))


@cache
def known_fonts() -> typst.Fonts:
    """Read once a process: only file names and tables, the outlines when they are used."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[Path(settings.PAPER_FONTS)],
    )


def square(words: str) -> str:
    """The code as drawing: sharp at every size."""
    return segno.make(words, error="m").svg_inline(border=2)


def breakable(value: Any) -> Any:
    """Long runs of letters and digits may be parted by the edge of a cell."""
    if isinstance(value, dict):
        return {key: breakable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [breakable(item) for item in value]
    return _LONG_RUN.sub("\\g<0>\u200b", value) if isinstance(value, str) else value
