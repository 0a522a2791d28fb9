"""For the monitor: is the process up, and can it serve; how old are the heartbeats."""

import redis
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.public import public_page
from deadlines.services import pulses


@public_page
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing behind it is asked."""
    return HttpResponse("ok", content_type="text/plain")


@public_page
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """503 without database or Redis; a silent beat or clock shows as degraded, for the alarm."""
    state: dict[str, object] = {"database": _database(), "redis": _redis()}
    ready = all(state.values())
    beats = pulses() if state["database"] else []
    well = ready and all(pulse.alive for pulse in beats)
    state["status"] = "ok" if well else "degraded" if ready else "down"
    state["heartbeats"] = {
        pulse.name: {"age_seconds": pulse.age, "alive": pulse.alive} for pulse in beats
    }
    return JsonResponse(state, status=200 if ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return True
    except Error:
        return False


def _redis() -> bool:
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2
        ) as server:
            return bool(server.ping())
    except redis.RedisError:
        return False
