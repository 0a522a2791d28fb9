"""Signing in is asked for by default; a session ends when it is idle, old or no longer right."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.passwords import change_reason
from accounts.services import session_goes_on

Handler = Callable[[HttpRequest], HttpResponse]


class SessionRules:
    """等保2.0 三级 8.1.4.1 b: idle sessions end; the text survives in the browser's draft."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not session_goes_on(request.session):
            logout(request)
            request.session_ended = True  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.path.startswith("/api/") or getattr(view, "is_public", False):
            return None
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if change_reason(request.user) and not getattr(view, "before_password_change", False):
            query = urlencode({"next": address_to_return_to(request)})
            return _go(request, f"{reverse('password')}?{query}")
        return None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the door and back: a form that was being sent comes back by GET, its draft in place."""
    query = urlencode({"next": address_to_return_to(request)})
    return _go(request, f"{reverse('sign_in')}?{query}", status=401)


def address_to_return_to(request: HttpRequest) -> str:
    """The page itself, or for a POST or an htmx part the page it was sent from."""
    if request.method == "GET" and not getattr(request, "htmx", False):
        return request.get_full_path()
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        parts = urlsplit(came_from)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "/"


def _go(request: HttpRequest, url: str, status: int = 403) -> HttpResponse:
    """A redirect; an htmx part is told to move the whole page."""
    if getattr(request, "htmx", False):
        response = HttpResponse(status=status)
        response["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(url)
