"""The first administrator of an empty installation; afterwards the page does not exist."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.public import public_page
from accounts.services import is_empty
from accounts.views import let_in
from core.problems import Invalid
from core.text import digits_only
from core.web import attempt
from liaison.forms.seats import SetupForm
from liaison.models import Division, Seat
from liaison.services.seats import make_first_administrator


@public_page
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    if not is_empty():
        raise Http404
    form = SetupForm(request.POST or None)
    seat = attempt(form, _make) if request.method == "POST" else None
    if seat is not None:
        let_in(request, seat.user)
        return HttpResponseRedirect("/")
    context = {"form": form, "has_divisions": Division.objects.exists()}
    return render(request, "accounts/setup.html", context, status=400 if form.errors else 200)


def _make(data: dict[str, Any]) -> Seat:
    place = Division.objects.filter(code=digits_only(data["division"]), valid_to=None).first()
    if place is None:
        words = "没有这个区划代码，请核对12位数字；如果还没有导入区划，请先导入。"
        raise Invalid(words, errors={"division": [words]})
    return make_first_administrator(
        place, code=data["code"], login=data["login"], name=data["name"], password=data["new"]
    )
