"""One deed for one key: a double click or a retry is answered from the first answer.

The key, the deed and the answer are one transaction. A second request with the same key waits
for the first; it then repeats the answer, or does the deed itself if the first was rolled back.
"""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from psycopg.types.json import Jsonb
from psycopg.types.numeric import Int2, Int8
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import IdempotencyKey, User
from core.kept import prepared_cursor
from core.problems import Conflict, Invalid, KeyReused

HEADER = "Idempotency-Key"
FIELD = "idempotency_key"
LONGEST = 64
_CLAIM = """
INSERT INTO accounts_idempotencykey (user_id, key, body_hash, created_at)
VALUES (%s, %s, %s, %s) ON CONFLICT (user_id, key) DO NOTHING RETURNING id
"""
_SETTLE = "UPDATE accounts_idempotencykey SET status = %s, response = %s WHERE id = %s"


class OnceMixin:
    """For API views: POST with an `Idempotency-Key` header is done once.

    Put it left of the view class; every POST action of the view is covered. Without the header
    nothing changes. A refusal (any 4xx) is not stored: the caller may mend and try again.
    """

    is_done_once = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        handler = getattr(self, "post", None)
        if request.method == "POST" and handler is not None:
            self.post = _once_for_api(handler)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def _once_for_api(handler: Callable[..., Response]) -> Callable[..., Response]:
    @wraps(handler)
    def once(request: Request, *args: Any, **kwargs: Any) -> Response:
        key = _checked(request.headers.get(HEADER, ""))
        if not key or not request.user:
            return handler(request, *args, **kwargs)
        with transaction.atomic():
            row, first = _claim(request.user, key, _digest(request.path, request.data))
            if not first:
                stored = row.response or {}
                return Response(
                    stored.get("data"), status=row.status, headers=stored.get("headers")
                )
            response = handler(request, *args, **kwargs)
            if response.status_code >= 400:
                row.delete()
                return response
            headers = {"Location": response["Location"]} if "Location" in response else {}
            data = orjson.loads(
                orjson.dumps(response.data, default=str, option=orjson.OPT_NON_STR_KEYS)
            )
            _settle(row, response.status_code, {"data": data, "headers": headers})
        return response

    return once


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages: a form with `{% once_key %}` that is sent twice is one deed.

    A redirect counts as done, and the second sending is redirected to the same place. A page
    that is drawn again (a wrong field) is not done and the key stays free; a deed that answers
    with a page marks it by `done(response)`. Works on functions and, by `method_decorator`, on
    `post`.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = _checked(request.POST.get(FIELD, "")) if request.method == "POST" else ""
        if not key or isinstance(request.user, AnonymousUser):
            return view(request, *args, **kwargs)
        with transaction.atomic():
            row, first = _claim(request.user, key, _digest(request.path, _form(request)))
            if not first:
                return _again(row)
            response = view(request, *args, **kwargs)
            if target := _target(response):
                _settle(row, response.status_code, target)
            elif getattr(response, "is_done", False):
                _settle(row, response.status_code, {})
            else:
                row.delete()
        return response

    return wrapped


def done(response: HttpResponse) -> HttpResponse:
    """This page, not a redirect, is the answer to a deed that was done."""
    response.is_done = True  # type: ignore[attr-defined]
    return response


def _target(response: HttpResponse) -> dict[str, str]:
    if "HX-Redirect" in response:
        return {"hx": response["HX-Redirect"]}
    return {"location": response["Location"]} if "Location" in response else {}


def _again(row: IdempotencyKey) -> HttpResponse:
    target = row.response or {}
    if "location" in target:
        return HttpResponseRedirect(target["location"])
    if "hx" in target:
        response = HttpResponse(status=row.status)
        response["HX-Redirect"] = target["hx"]
        return response
    raise Conflict("这一步刚才已经办好了，没有再办一次。请刷新页面看结果。")


def _claim(user: User, key: str, body_hash: str) -> tuple[IdempotencyKey, bool]:
    """Ours to do, or somebody did it: the insert waits for a twin that is still at work."""
    with prepared_cursor() as cursor:
        cursor.execute(_CLAIM, [Int8(user.pk), key, body_hash, timezone.now()])
        claimed = cursor.fetchone()
    if claimed:
        fresh = IdempotencyKey(pk=claimed[0], user=user, key=key, body_hash=body_hash)
        fresh._state.adding = False
        return fresh, True
    row = IdempotencyKey.objects.get(user=user, key=key)
    if row.body_hash != body_hash:
        raise KeyReused("这份内容和刚才用同一编号保存的不一样，没有再保存。请打开新的一页再填。")
    return row, False


def _settle(row: IdempotencyKey, status: int, response: dict[str, Any]) -> None:
    row.status = status
    row.response = response
    with prepared_cursor() as cursor:
        cursor.execute(_SETTLE, [Int2(status), Jsonb(response), Int8(row.pk)])


def _checked(key: str) -> str:
    if len(key) > LONGEST or not key.isprintable() or "\0" in key:
        raise Invalid(f"提交编号最多{LONGEST}个字符，建议用UUID。")
    return key.strip()


def _form(request: HttpRequest) -> dict[str, Any]:
    fields: dict[str, Any] = {
        name: values
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", FIELD}
    }
    return fields | {name: request.FILES.getlist(name) for name in request.FILES}


def _digest(path: str, body: Any) -> str:
    """Path and content; two files are the same when their bytes are."""
    if hasattr(body, "lists"):
        body = dict(body.lists())
    text = json.dumps([path, body], sort_keys=True, ensure_ascii=False, default=_file_digest)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _file_digest(value: Any) -> str:
    if not hasattr(value, "chunks"):
        return str(value)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return f"{value.name}:{digest.hexdigest()}"
