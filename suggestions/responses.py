"""Files that pages and API hand out alike: a volume of papers, the rows that an import returned."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from core.exports import XLSX
from core.papers import private_file
from files.responses import send
from files.services import safe_name, store
from liaison.models import Seat
from liaison.services.importing import Done
from suggestions import permissions as may
from suggestions import services
from suggestions.models import Suggestion


def volume_of(request: HttpRequest, case: Suggestion, seat: Seat) -> HttpResponseBase | None:
    """Whoever sees what is inner gets the file that was kept; other parties what the case shows
    them; who is no party nothing."""
    if not may.sees_all(seat, case):
        return None
    inner = may.sees_inner(seat, case)
    kept = case.volumes.filter(opened_on=None).first() if inner else None
    stored = services.volume_file(kept) if kept else None
    if stored is not None:
        return send(request, stored)
    bound = services.bound_for(case, inner=inner)
    name = safe_name(f"{case.number or '未编号'}案卷.pdf", "pdf")
    return private_file(bound.data, "application/pdf", name)


def returned_file(done: Done, seat: Seat) -> str:
    """The annotated rows, a private file of this person; empty when all were taken."""
    if not done.returned:
        return ""
    upload = SimpleUploadedFile("没有导入的建议.xlsx", done.returned, content_type=XLSX)
    return reverse("file", args=[store(upload, by=seat, purpose="import").token])
