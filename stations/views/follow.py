"""A voter follows a matter: the code comes by POST, a signed cookie carries it for half an hour."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.public import public_page
from core.problems import Invalid, Problem, TooOften
from core.text import whole_number
from core.web import blame_fields
from stations.forms.public import FollowForm, RateForm, ReplyForm
from stations.services import voter_story, voters
from stations.services.voters import Followed, FollowEnded

COOKIE = "followed"
PATH = "/follow/"


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    form = FollowForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            found = voters.find(**form.cleaned_data)
        except Problem as problem:
            blame_fields(form, problem)
            status = problem.status if isinstance(problem, TooOften) else 200
        else:
            return _carry(redirect("stations:followed"), found)
    return render(request, "public/follow.html", {"form": form}, status=status)


def _carry(response: HttpResponse, found: Followed) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        voters.pass_for(found),
        max_age=voters.LIFETIME,
        path=PATH,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


View = Callable[[HttpRequest, Followed], HttpResponse]


def _followed(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """The matter that the cookie names, or back to the door of the search."""

    def wrapped(request: HttpRequest) -> HttpResponse:
        try:
            found = voters.followed_by(request.COOKIES.get(COOKIE, ""))
        except FollowEnded as problem:
            form = FollowForm()
            context = {"form": form, "ended": problem.detail if COOKIE in request.COOKIES else ""}
            response = render(request, "public/follow.html", context)
            response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
            return response
        return view(request, found)

    return public_page(never_cache(wrapped))


@_followed
def _followed_page(request: HttpRequest, found: Followed) -> HttpResponse:
    return page(request, found)


followed = require_GET(_followed_page)


def page(request: HttpRequest, found: Followed, status: int = 200, **forms: Any) -> HttpResponse:
    """Where the matter stands, with what the voter may do now."""
    story = voter_story.story_of(found)
    reply = forms.get("reply") or ReplyForm()
    open_ones = [one for one in story["questions"] if not one["answer"]]
    context = {
        "story": story,
        "open_questions": open_ones,
        "reply": reply,
        "rate": forms.get("rate") or RateForm(),
        "problem": forms.get("problem", ""),
        "place": story["station"]["name"],
    }
    return render(request, "public/followed.html", context, status=status)


@_followed
def _reply(request: HttpRequest, found: Followed) -> HttpResponse:
    form = ReplyForm(request.POST)
    number = whole_number(request.POST.get("question", "")) or 0
    if not form.is_valid():
        return page(request, found, reply=form)
    return _done(
        request,
        found,
        lambda: voters.reply(found, question_id=number, text=form.cleaned_data["text"]),
        reply=form,
    )


@_followed
def _rate(request: HttpRequest, found: Followed) -> HttpResponse:
    form = RateForm(request.POST)
    if not form.is_valid():
        return page(request, found, rate=form)
    return _done(request, found, lambda: voters.rate(found, **form.cleaned_data), rate=form)


@_followed
def _take_back(request: HttpRequest, found: Followed) -> HttpResponse:
    return _done(request, found, lambda: voters.take_back(found))


@_followed
def _leave(request: HttpRequest, found: Followed) -> HttpResponse:
    response = redirect("stations:follow")
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
    return response


reply = require_POST(_reply)
rate = require_POST(_rate)
take_back = require_POST(_take_back)
leave = require_POST(_leave)


def _done(
    request: HttpRequest, found: Followed, deed: Callable[[], Any], **forms: Any
) -> HttpResponse:
    """The page once more, fresh; a refusal stands on it in words, and what was typed stays."""
    try:
        deed()
    except Problem as problem:
        status = 200 if isinstance(problem, Invalid) else problem.status
        return page(request, found, status, problem=problem.detail, **forms)
    return redirect("stations:followed")
