"""Gives each request an id and turns our refusals into pages."""

import ipaddress
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from core.context import deed_from
from core.problems import Invalid, Problem

Handler = Callable[[HttpRequest], HttpResponse]


class RequestContext:
    """Remembers where the request came from, for the audit and the log."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = secrets.token_hex(8)
        with deed_from(caller_address(request), request_id):
            response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response


def caller_address(request: HttpRequest) -> str:
    """The address that the outermost of our own proxies saw; what a client claims counts not."""
    chain = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if settings.PROXIES and len(chain) >= settings.PROXIES:
        try:
            return str(ipaddress.ip_address(chain[-settings.PROXIES].strip()))
        except ValueError:
            pass
    return str(request.META.get("REMOTE_ADDR", ""))


class RefusalsAsPages:
    """A refusal that no view turned into a message beside a field becomes a page of its own."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """PostgreSQL stores no NUL, and nobody types one: refused once, before any page asks."""
        if request.path.startswith("/api/") or not (
            _has_nul(request.GET) or _has_nul(request.POST)
        ):
            return None
        return self._page(request, Invalid("内容里有看不见的字符，请重新输入后再提交。"))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return self._page(request, exception) if isinstance(exception, Problem) else None

    def _page(self, request: HttpRequest, problem: Problem) -> HttpResponse:
        return render(request, "errors/refused.html", {"problem": problem}, status=problem.status)


def _has_nul(sent: QueryDict) -> bool:
    return any("\0" in value for _, values in sent.lists() for value in values)
