"""How a paper leaves the house: under a Chinese file name, and kept by no cache."""

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from core.papers.paper import Paper, plain
from core.papers.pdf import pdf
from core.papers.word import word

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = {"docx": (word, DOCX), "pdf": (pdf, "application/pdf")}
# What Windows refuses in a name, and what a header must not carry.
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')


def paper_response(paper: Paper, name: str, form: str) -> HttpResponse:
    """The file under `name`, which says what it is and which one, never whom it is about."""
    write, kind = FORMATS[form]
    stem = _NOT_IN_NAMES.sub("-", plain(name)).strip("-.") or "文件"
    reply = HttpResponse(write(paper), content_type=kind)
    reply.headers["Content-Disposition"] = str(content_disposition_header(True, f"{stem}.{form}"))
    reply["Cache-Control"] = "private, no-store"
    reply["X-Content-Type-Options"] = "nosniff"
    return reply
