"""Files leave only through here, after the same question as their case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from files.responses import send
from files.services import visible_file


@require_safe
def download(request: HttpRequest, token: UUID) -> HttpResponseBase:
    return send(request, visible_file(token, request.seat))


@require_safe
def thumbnail(request: HttpRequest, token: UUID) -> HttpResponseBase:
    file = visible_file(token, request.seat)
    return send(request, file, small=True)
