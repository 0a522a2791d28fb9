"""The page numbers of a volume, one transparent page each, to be laid over its pages."""

import io
import json
from functools import lru_cache
from typing import cast

import typst
from pypdf import PageObject, PdfReader

from core.papers.pdf import BODY_FONTS, known_fonts

# At the outer upper corner, where archives number their pages.
_LOOK = b"""
#let said = json(bytes(sys.inputs.said))
#set page(width: 60mm, height: 20mm, margin: (top: 6mm, right: 9mm, rest: 2mm), fill: none)
#set text(font: said.fonts, size: 10.5pt)
#for n in range(said.count) {
  if n > 0 { pagebreak() }
  align(top + right, str(n + 1))
}
"""


@lru_cache(maxsize=8)
def _numbered(count: int) -> bytes:
    fonts = known_fonts()
    names = [name for name in BODY_FONTS if name in set(fonts.families())]
    said = json.dumps({"count": count, "fonts": names})
    compiler = typst.Compiler(_LOOK, font_paths=fonts, sys_inputs={"said": said})
    return cast(bytes, compiler.compile(format="pdf"))


def stamps(count: int) -> list[PageObject]:
    """Rounded up to whole tens, so that few are set and many are used again."""
    whole = -(-count // 10) * 10
    return list(PdfReader(io.BytesIO(_numbered(whole))).pages)[:count]
