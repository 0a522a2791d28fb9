"""The voters' own door: the page behind a code, the form on it, public notices, privacy."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.public import public_page
from core.keyset import Keyset
from core.problems import Invalid, Problem, TooOften
from core.web import blame_fields, page_of
from stations.choices.public import CRISIS_WORDS
from stations.forms.public import SubmitForm
from stations.services import codes, public_forms, submitting
from stations.services import public_page as pages
from stations.services.codes import CodeEnded, Door, NoSuchCode
from stations.services.public_forms import FormUsed, PublicForm
from stations.services.rules import rule_of

NEWEST = Keyset("-id")
# Nobody sees the field; what fills it in is a program.
TRAP = "contact_url"
_YEAR = 365 * 24 * 3600


@public_page
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, code: str) -> HttpResponse:
    """Without a cookie and without a script; the signed form stands for the CSRF token, for
    there is no account in whose name somebody else's page could act."""
    try:
        opened = codes.open_door(code)
    except (NoSuchCode, CodeEnded) as problem:
        return closed(request, problem)
    if request.method != "POST":
        return _page(request, opened, SubmitForm(), public_forms.new_form(opened))
    return _send(request, opened)


def closed(request: HttpRequest, problem: Problem) -> HttpResponse:
    return render(request, "public/closed.html", {"problem": problem}, status=problem.status)


def _send(request: HttpRequest, opened: Door) -> HttpResponse:
    form = SubmitForm(request.POST, request.FILES)
    form.is_valid()
    try:
        sent = public_forms.read_form(request.POST.get("token", ""))
    except Invalid:
        form.add_error(None, "这一页不完整。您写的内容还在，请再点一次「交给联络站」。")
        return _page(request, opened, form, public_forms.new_form(opened))
    if form.errors:
        return _page(request, opened, form, public_forms.new_form(opened, sent.key))
    try:
        receipt = submitting.submit(
            opened,
            form.message(),
            form=sent,
            proof=request.POST.get("proof", ""),
            trap=request.POST.get(TRAP, ""),
        )
    except Problem as problem:
        blame_fields(form, problem)
        used = isinstance(problem, FormUsed)
        again = public_forms.new_form(opened, None if used else sent.key)
        return _page(request, opened, form, again, problem)
    return render(
        request,
        "public/sent.html",
        {
            "door": opened,
            "receipt": receipt,
            "sent": receipt.submission,
            "code": grouped(receipt.code),
            "has_phone": bool(receipt.submission.phone_hash),
            "place": opened.station.name,
        },
    )


def grouped(code: str) -> str:
    """In fours, as people copy it."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _page(
    request: HttpRequest,
    opened: Door,
    form: SubmitForm,
    fresh: PublicForm,
    problem: Problem | None = None,
) -> HttpResponse:
    status = 200 if problem is None or problem.status in {400, 409} else problem.status
    response = render(
        request,
        "public/door.html",
        {
            "door": opened,
            "page": pages.page_of(opened),
            "place": pages.place_of(opened.station),
            "form": form,
            "token": fresh.token,
            "bits": public_forms.PROOF_BITS,
            "trap": TRAP,
            "crisis_words": " ".join(CRISIS_WORDS),
            "in_crisis": submitting.in_crisis(form["raw_text"].value() or ""),
            "photos_lost": form.is_bound and bool(request.FILES),
        },
        status=status,
    )
    if isinstance(problem, TooOften):
        response["Retry-After"] = str(problem.retry_after)
    return response


@public_page
@require_GET
def notices(request: HttpRequest, code: str) -> HttpResponse:
    """公示: what the station released, newest first."""
    try:
        opened = codes.open_door(code)
    except (NoSuchCode, CodeEnded) as problem:
        return closed(request, problem)
    context = page_of(request, pages.published(opened.station), NEWEST)
    context |= {"door": opened, "place": pages.place_of(opened.station)}
    return render(request, "public/notices.html", context)


@public_page
@require_GET
def privacy(request: HttpRequest, code: str = "") -> HttpResponse:
    """告知 (个人信息保护法 arts. 17, 35): who, what for, how long, which rights."""
    context: dict[str, Any] = {"kept_days": rule_of(None).network_kept_days}
    if code:
        try:
            opened = codes.open_door(code)
        except (NoSuchCode, CodeEnded) as problem:
            return closed(request, problem)
        context = {
            "door": opened,
            "place": pages.place_of(opened.station),
            "kept_days": rule_of(opened.station.congress_id).network_kept_days,
        }
    return render(request, "public/privacy.html", context)


@public_page
@csrf_exempt
@require_POST
def large(request: HttpRequest) -> HttpResponse:
    """Large text for a browser without scripts; only a wish about letters, so nobody is harmed."""
    back = request.headers.get("Referer", "")
    allowed = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = redirect(back if allowed else reverse("stations:follow"))
    wanted = "0" if request.COOKIES.get("large") == "1" else "1"
    response.set_cookie(
        "large",
        wanted,
        max_age=_YEAR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
