"""Square codes on photos and scanned pages, read back."""

import threading
from collections.abc import Iterator
from typing import IO

import pypdfium2
import zxingcpp
from PIL import Image

DOTS_PER_INCH = 200
LONGEST_SIDE = 4000
# Of a long file the first and the last pages: a letter carries its code on the last one.
PAGES_EACH_END = 4
# The library that draws the pages must not be used by two threads at once.
_DRAWING = threading.Lock()
_SQUARE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def codes_in(content: IO[bytes], content_type: str) -> list[str]:
    """The words of every square code found; nothing where the file cannot be drawn."""
    content.seek(0)
    try:
        pictures = _pages(content) if content_type == "application/pdf" else _picture(content)
        return [words for picture in pictures for words in _read(picture)]
    except (pypdfium2.PdfiumError, OSError, ValueError, Image.DecompressionBombError):
        return []
    finally:
        content.seek(0)


def _read(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture, formats=_SQUARE)
    return [code.text for code in found]


def _picture(content: IO[bytes]) -> Iterator[Image.Image]:
    with Image.open(content) as picture:
        yield picture.convert("L")


def _pages(content: IO[bytes]) -> Iterator[Image.Image]:
    with _DRAWING:
        file = pypdfium2.PdfDocument(content.read())
        try:
            count = len(file)
            ends = [*range(min(PAGES_EACH_END, count)), *range(count - PAGES_EACH_END, count)]
            for number in sorted({n for n in ends if n >= 0}, reverse=True):
                yield _drawn(file[number])
        finally:
            file.close()


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    """At the sharpness of an office scanner; a page as large as a wall is drawn smaller."""
    scale = min(DOTS_PER_INCH / 72, LONGEST_SIDE / max(*page.get_size(), 1))
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    page.close()
    return picture
