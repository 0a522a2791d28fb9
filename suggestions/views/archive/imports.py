"""往年建议 from a sheet: template, upload, what came of it with the rows that were not taken."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import once
from core.exports import XLSX
from core.problems import Forbidden
from core.web import attempt
from liaison.forms.bodies import UploadForm
from liaison.models import Seat, Term
from liaison.permissions import is_congress_office
from liaison.services.importing import Done
from liaison.services.sheets import LARGEST, refuse
from suggestions import services
from suggestions.responses import returned_file

RESULT = "past_import_result"


class PastForm(UploadForm):
    """Which term the numbers belong to, and the sheet."""

    term = forms.ModelChoiceField(
        Term.objects.none(), label="导入到哪一届", empty_label=None, help_text="编号按这一届算。"
    )
    field_order = ("term", "file")

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any):
        super().__init__(*args, **kwargs)
        own = Term.objects.filter(congress_id=seat.unit.congress_id or 0)
        self.fields["term"].queryset = own.select_related("congress").order_by("-number")  # type: ignore[attr-defined]


def _office(request: HttpRequest) -> Seat:
    seat: Seat = request.seat
    if not is_congress_office(seat):
        raise Forbidden("往年建议由本级人大的代工委（乡镇人大主席团）导入，请联系他们。")
    return seat


@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    _office(request)
    response = HttpResponse(services.import_template(), content_type=XLSX)
    header = content_disposition_header(True, "往年建议导入模板.xlsx")
    response["Content-Disposition"] = str(header)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def import_past(request: HttpRequest) -> HttpResponse:
    seat = _office(request)
    posted = request.POST if request.method == "POST" else None
    form = PastForm(posted, request.FILES if posted is not None else None, seat=seat)
    if posted is not None and attempt(form, lambda data: _take(request, seat, data)):
        return redirect("suggestions:import-done")
    context = {
        "form": form,
        "title": "导入往年建议",
        "above": "建议归档",
        "sub": "以前年度办完的建议，先下载模板填写。对的行收下并归档，不对的标好原因退给您。",
        "back": reverse("suggestions:archive"),
        "button": "导入",
        "what": "往年建议",
        "template_url": reverse("suggestions:import-template"),
    }
    status = 400 if form.errors else 200
    return render(request, "liaison/import.html", context, status=status)


def _take(request: HttpRequest, seat: Seat, data: dict[str, Any]) -> bool:
    upload = data["file"]
    if upload.size > LARGEST:
        raise refuse("文件超过10MB，请分成几个文件导入。")
    done = services.import_past(
        upload.read(), term=data["term"], by=seat, file_name=upload.name[:100]
    )
    request.session[RESULT] = _account(done, seat)
    return True


def _account(done: Done, seat: Seat) -> dict[str, Any]:
    """What the next page tells; the returned rows are a private file of this person."""
    return {
        "what": "往年建议",
        "back": f"{reverse('suggestions:list')}?tab=all&archived=true",
        "again": reverse("suggestions:import"),
        "rows": done.rows,
        "added": done.added,
        "changed": 0,
        "same": done.same,
        "bad": done.bad,
        "file": returned_file(done, seat),
        "reminders": [],
    }


@never_cache
@require_safe
def import_done(request: HttpRequest) -> HttpResponse:
    found = request.session.get(RESULT)
    if found is None:
        return redirect("suggestions:import")
    return render(request, "liaison/import_done.html", {"done": found})
