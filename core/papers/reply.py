"""How a paper leaves the house: under a Chinese file name, and kept by no cache."""

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from core.papers.letter import Letter
from core.papers.letter_word import letter_word
from core.papers.paper import Paper, plain
from core.papers.pdf import pdf
from core.papers.word import word

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = {"docx": DOCX, "pdf": "application/pdf"}
# What Windows refuses in a name, and what a header must not carry.
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')


def written(paper: Paper | Letter, form: str) -> bytes:
    if form == "pdf":
        return pdf(paper)
    return letter_word(paper) if isinstance(paper, Letter) else word(paper)


def paper_response(paper: Paper | Letter, name: str, form: str) -> HttpResponse:
    """The file under `name`, which says what it is and which one, never whom it is about."""
    stem = _NOT_IN_NAMES.sub("-", plain(name)).strip("-.") or "文件"
    return private_file(written(paper, form), FORMATS[form], f"{stem}.{form}")


def private_file(data: bytes, content_type: str, name: str) -> HttpResponse:
    """For this person alone: no cache keeps it, no browser guesses what else it might be."""
    reply = HttpResponse(data, content_type=content_type)
    reply["Content-Disposition"] = str(content_disposition_header(True, name))
    reply["Cache-Control"] = "private, no-store"
    reply["X-Content-Type-Options"] = "nosniff"
    return reply
