"""Puts the acting seat on the request: scope and permission look at it alone."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liaison.services.seats import session_seat

Handler = Callable[[HttpRequest], HttpResponse]


class ActingSeat:
    """A session remembers its post; one that was closed gives way to the next open one."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.seat = None
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        # The API asks in its own authentication, where a token is as good as a session.
        if request.path.startswith("/api/") or not has_session(request):
            return None
        seat = session_seat(request.session, request.user)
        request.seat = seat
        if seat is None and not (
            getattr(view, "needs_no_seat", False) or getattr(view, "is_public", False)
        ):
            return render(request, "accounts/no_seat.html", status=403)
        return None


def has_session(request: HttpRequest) -> bool:
    """Somebody is signed in; a public page of a stranger asks the database nothing."""
    return bool(request.session.get("_auth_user_id")) and request.user.is_authenticated
