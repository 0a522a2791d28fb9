"""Error pages in plain Chinese; under /api/ the same refusals are RFC 9457 bodies."""

import json

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

_API = {
    400: ("invalid", "内容有误，请核对后再提交。"),
    403: ("forbidden", "您的岗位不能办这一步。"),
    404: ("not-found", "没有找到，或者不在您的管辖范围内。"),
    413: ("too-large", "一次传的内容太大，请压缩或分几次再传。"),
    500: ("error", "系统出了点问题，请稍后再试。"),
}


def _respond(request: HttpRequest, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        slug, words = _API[status]
        body = {
            "type": f"/problems/{slug}/",
            "title": words.split("，")[0],
            "status": status,
            "detail": words,
            "instance": request.path,
        }
        text = json.dumps(body, ensure_ascii=False)
        return HttpResponse(text, status=status, content_type="application/problem+json")
    return HttpResponse(render_to_string(f"errors/{status}.html"), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _respond(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _respond(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _respond(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _respond(request, 500)
