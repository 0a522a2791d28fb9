"""What only pages need is left out for a call that carries a token.

Such a call is never answered in the name of a session: a token that does not count is refused
(liaison.api.authentication), so nothing here loosens what protects the pages.
"""

from typing import Any

from axes.middleware import AxesMiddleware
from csp.middleware import CSPMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxMiddleware


def is_token_call(request: HttpRequest) -> bool:
    sent = request.META.get("HTTP_AUTHORIZATION", "")
    return request.path.startswith("/api/") and sent[:7].lower() == "bearer "


class _PagesOnly:
    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        if is_token_call(request):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc]


class ContentPolicy(_PagesOnly, CSPMiddleware):
    """Pages say what they load; an answer in JSON loads nothing and is no frame."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = super().__call__(request)
        if "Content-Security-Policy" not in response:
            response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        return response


class Messages(_PagesOnly, MessageMiddleware):
    """Sentences for the next page."""


class Htmx(_PagesOnly, HtmxMiddleware):
    """Parts of pages."""


class Lockouts(_PagesOnly, AxesMiddleware):
    """Signing in by name; a token is no password."""
