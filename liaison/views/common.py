"""A deed's form page, the same for every deed on places, bodies and people."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict

from core.problems import Forbidden, Problem, Stale
from core.web import blame_fields
from liaison.models import Congress, Division, Seat
from liaison.permissions import bound_to
from liaison.querysets import county_of

Deed = Callable[[dict[str, Any]], Any]


def seat_of(request: HttpRequest) -> Seat:
    """The acting seat; the middleware lets nobody here without one."""
    seat: Seat = request.seat
    return seat


def bound(request: HttpRequest) -> tuple[Seat, Congress]:
    """Whoever works for a congress may read what it settled; for others it is not there."""
    seat = seat_of(request)
    congress = bound_to(seat)
    if congress is None:
        raise Http404
    return seat, congress


def require(allowed: bool, deed: str) -> None:
    if not allowed:
        raise Forbidden(f"您的岗位不能{deed}，请找代工委或系统管理员。")


def root_of(seat: Seat) -> Division:
    """The area in which this seat names places: its county, or a larger one higher up."""
    place = county_of(seat)
    if place is None or place == seat.unit.division_id:
        return seat.unit.division
    return Division.objects.get(pk=place)


def form_page(
    request: HttpRequest,
    form: Form,
    deed: Deed,
    *,
    title: str,
    back: str,
    button: str = "保存",
    above: str = "",
    sub: str = "",
    danger: bool = False,
    version: int | None = None,
    done: Callable[[Any], str] | None = None,
    template: str = "liaison/form.html",
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """GET shows the form, POST does the deed; a refusal comes back beside its field, text kept."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                result = deed(form.cleaned_data)
            except Problem as problem:
                blame_fields(form, problem)
                status = problem.status
                if isinstance(problem, Stale):
                    # The next try starts from what the person has now been shown.
                    version = problem.extra["version"]
            else:
                return redirect(done(result) if done else back)
        if status != 409 and version is not None:
            version = posted_version(request)
    context = {
        "form": form,
        "title": title,
        "above": above,
        "sub": sub,
        "back": back,
        "button": button,
        "danger": danger,
        "version": version,
        "draft": f"{request.path.strip('/').replace('/', '-')}",
    }
    return render(request, template, context | (extra or {}), status=status)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is an answer too, and it is wrong."""
    return request.POST if request.method == "POST" else None


def sent_files(request: HttpRequest) -> MultiValueDict[str, UploadedFile] | None:
    return request.FILES if request.method == "POST" else None


def posted_version(request: HttpRequest) -> int | None:
    """The version that the form started from."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
