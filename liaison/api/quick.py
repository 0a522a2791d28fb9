"""The hottest reads past the framework: same address, same rights, same body, less work.

Whatever is not the plain case (no token, one that does not count, the first use of a day, another
form asked for, any refusal) goes the usual way, which then says what is wrong.
"""

from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse

from core.problems import Problem
from core.token_calls import is_token_call
from liaison.api.authentication import seat_of_token

_ANY_FORM = frozenset({"", "*/*", "application/json", "application/json, */*"})
# A search or a page further on has a way of its own.
_PLAIN = frozenset({"page_size"})


class QuickReads:
    """Put it left of the view class, whose `quick` gives the body of a GET, or None."""

    quick: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "GET" and is_token_call(request):
            body = self._quickly(request, **kwargs)
            if body is not None:
                return _answer(body)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def _quickly(self, request: Any, **kwargs: Any) -> dict[str, Any] | None:
        if request.META.get("HTTP_ACCEPT", "") not in _ANY_FORM:
            return None
        if not _PLAIN.issuperset(request.GET):
            return None
        seat = seat_of_token(request.META["HTTP_AUTHORIZATION"].split())
        if seat is None:
            return None
        request.query_params = request.GET
        try:
            body: dict[str, Any] | None = self.quick(request, seat, **kwargs)
        except (Problem, Http404):
            return None
        return body


def _answer(body: dict[str, Any]) -> HttpResponse:
    content = orjson.dumps(body, default=str, option=orjson.OPT_NON_STR_KEYS)
    return HttpResponse(content, content_type="application/json")
