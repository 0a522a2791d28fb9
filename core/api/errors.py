"""Every refusal of the API as RFC 9457 application/problem+json, never a 500 for input."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.api.renderers import ProblemJSON
from core.problems import Problem, TooOften

_SCHEME = 'Bearer realm="liaison"'
_WORDS = {
    400: ("invalid", "内容有误，请按 errors 里的说明改正后再提交。"),
    401: ("unauthenticated", "请先登录，或换一个有效的令牌。"),
    403: ("forbidden", "您的岗位不能办这一步。"),
    404: ("not-found", "没有找到，或者不在您的管辖范围内。"),
    405: ("method-not-allowed", "这个地址不支持这种操作。"),
    406: ("not-acceptable", "只提供 JSON。"),
    415: ("unsupported-media-type", "请用 JSON 提交。"),
    429: ("too-often", "操作太频繁，请稍后再试。"),
}


def as_problem(exc: Exception, context: dict[str, Any]) -> Response | None:
    exc = _of_rest_framework(exc)
    if isinstance(exc, Problem):
        set_rollback()
        return respond(exc.body(), exc.status, context, _headers(exc))
    if not isinstance(exc, exceptions.APIException):
        return None
    set_rollback()
    status = exc.status_code
    slug, words = _WORDS.get(status, ("error", "没有办成，请稍后再试。"))
    body: dict[str, Any] = {
        "type": f"/problems/{slug}/",
        "title": words.split("，")[0].rstrip("。"),
        "status": status,
        "detail": words,
    }
    if isinstance(exc, exceptions.ValidationError):
        body["errors"] = _errors(exc.detail)
    headers = {}
    sign_in_by = getattr(exc, "auth_header", None)
    if sign_in_by:
        headers["WWW-Authenticate"] = sign_in_by
    wait = getattr(exc, "wait", None)
    if wait:
        headers["Retry-After"] = str(int(wait) + 1)
    return respond(body, status, context, headers)


def _of_rest_framework(exc: Exception) -> Exception:
    if isinstance(exc, Http404):
        return exceptions.NotFound()
    if isinstance(exc, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(exc, RecursionError):
        # A body of brackets within brackets, deeper than any form of ours.
        return exceptions.ParseError()
    return exc


def _headers(problem: Problem) -> dict[str, str]:
    if isinstance(problem, TooOften):
        return {"Retry-After": str(problem.retry_after)}
    return {"WWW-Authenticate": _SCHEME} if problem.status == 401 else {}


def respond(
    body: dict[str, Any], status: int, context: dict[str, Any], headers: dict[str, str] | None
) -> Response:
    request = context.get("request")
    if request is not None:
        body.setdefault("instance", request.path)
        request.accepted_renderer = ProblemJSON()
        request.accepted_media_type = ProblemJSON.media_type
    response = Response(body, status=status, headers=headers or {})
    response.content_type = "application/problem+json"
    return response


def _errors(detail: Any) -> dict[str, Any]:
    if isinstance(detail, dict):
        return detail
    return {"non_field_errors": detail}
