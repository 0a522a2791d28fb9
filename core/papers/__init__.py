"""Printed papers: described once, given as Word and as PDF."""

from core.papers.letter import Letter
from core.papers.paper import (
    QR,
    Big,
    Block,
    Cell,
    Form,
    Paper,
    Signatures,
    Table,
    Text,
    for_page,
    plain,
    ticks,
)
from core.papers.pdf import pdf
from core.papers.reply import DOCX, FORMATS, paper_response, private_file
from core.papers.word import word

__all__ = [
    "DOCX",
    "FORMATS",
    "QR",
    "Big",
    "Block",
    "Cell",
    "Form",
    "Letter",
    "Paper",
    "Signatures",
    "Table",
    "Text",
    "for_page",
    "paper_response",
    "pdf",
    "plain",
    "private_file",
    "ticks",
    "word",
]
