"""How a stored file is handed out: its Chinese name, its true type, a private cache."""

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.utils.http import parse_etags

from files.models import StoredFile


def send(request: HttpRequest, file: StoredFile, *, small: bool = False) -> HttpResponseBase:
    """Pictures open in the page, all else is saved; nothing is guessed, nothing is shared."""
    stored = file.thumbnail if small else file.content
    if not stored.name:
        raise Http404
    etag = f'"{file.sha256[:32]}{"-t" if small else ""}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _private(HttpResponseNotModified(), etag)
    try:
        content = stored.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content,
        as_attachment=not file.is_image,
        filename=file.name,
        content_type="image/jpeg" if small else file.content_type,
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _private(response, etag)


def _private(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["Cache-Control"] = "private, max-age=300"
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    return response
