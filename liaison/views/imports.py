"""People and bodies from a sheet: template, upload, what came of it."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import once
from core.exports import XLSX
from files.services import store
from liaison.forms.bodies import DeputyUploadForm, UnitUploadForm, UploadForm
from liaison.models import Seat
from liaison.permissions import managed_congresses, may_manage_deputies, may_manage_units
from liaison.services import import_deputies, import_units
from liaison.services.importing import Done
from liaison.services.sheets import LARGEST, refuse
from liaison.views.common import form_page, posted, require, root_of, seat_of, sent_files

METHODS = ["GET", "HEAD", "POST"]
RESULT = "import_result"


@require_safe
def deputies_template(request: HttpRequest) -> HttpResponse:
    require(may_manage_deputies(seat_of(request)), "导入代表")
    return _sheet(import_deputies.template(), "代表导入模板.xlsx")


@require_safe
def units_template(request: HttpRequest) -> HttpResponse:
    require(may_manage_units(seat_of(request)), "导入单位")
    return _sheet(import_units.template(), "单位导入模板.xlsx")


def _sheet(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    header = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = header or "attachment"
    return response


@never_cache
@require_http_methods(METHODS)
@once
def deputies(request: HttpRequest) -> HttpResponse:
    seat = seat_of(request)
    require(may_manage_deputies(seat), "导入代表")
    congresses = managed_congresses(seat)
    form = DeputyUploadForm(posted(request), sent_files(request), congresses=congresses)

    def take(data: dict[str, Any], content: bytes, name: str) -> Done:
        managed = list(congresses.select_related("division__parent"))
        return import_deputies.import_deputies(
            content, term=data["term"], managed=managed, by=seat, file_name=name
        )

    return _upload(request, form, take, what="代表", back="deputies")


@never_cache
@require_http_methods(METHODS)
@once
def units(request: HttpRequest) -> HttpResponse:
    seat = seat_of(request)
    require(may_manage_units(seat), "导入单位")
    root = root_of(seat)
    form = UnitUploadForm(posted(request), sent_files(request), root=root)

    def take(data: dict[str, Any], content: bytes, name: str) -> Done:
        place = data["place"] or root
        return import_units.import_units(content, division=place, by=seat, file_name=name)

    return _upload(request, form, take, what="单位", back="units")


def _upload(
    request: HttpRequest,
    form: UploadForm,
    take: Callable[[dict[str, Any], bytes, str], Done],
    *,
    what: str,
    back: str,
) -> HttpResponse:
    def deed(data: dict[str, Any]) -> None:
        upload = data["file"]
        if upload.size > LARGEST:
            raise refuse("文件超过10MB，请分成几个文件导入。")
        done = take(data, upload.read(), upload.name[:100])
        request.session[RESULT] = _account(done, seat_of(request), what, back)

    return form_page(
        request,
        form,
        deed,
        title=f"导入{what}",
        above=what,
        sub="先下载模板填写。每一行都会核对，对的收下，不对的标好原因退给您。",
        back=reverse(back),
        button="导入",
        done=lambda _: reverse("import_done"),
        template="liaison/import.html",
        extra={"template_url": reverse(f"{back}_template"), "what": what},
    )


def _account(done: Done, seat: Seat, what: str, back: str) -> dict[str, Any]:
    """What the next page tells; the returned rows are a private file of this person."""
    file = ""
    if done.returned:
        name = f"没有导入的{what}.xlsx"
        upload = SimpleUploadedFile(name, done.returned, content_type=XLSX)
        file = reverse("file", args=[store(upload, by=seat, purpose="import").token])
    return {
        "what": what,
        "back": reverse(back),
        "again": reverse(f"{back}_import"),
        "rows": done.rows,
        "added": done.added,
        "changed": done.changed,
        "same": done.same,
        "bad": done.bad,
        "file": file,
        "reminders": done.reminders,
    }


@never_cache
@require_safe
def result(request: HttpRequest) -> HttpResponse:
    """Of the last import in this session; whoever comes without one is shown the way."""
    account = request.session.get(RESULT)
    if account is None:
        return redirect("deputies")
    return render(request, "liaison/import_done.html", {"done": account})
