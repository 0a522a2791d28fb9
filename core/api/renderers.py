"""JSON by orjson: the framework's own renderer is the slowest part of a warm list."""

from typing import Any

import orjson
from rest_framework.renderers import JSONRenderer


class JSON(JSONRenderer):
    def render(self, data: Any, accepted_media_type: Any = None, context: Any = None) -> bytes:
        if data is None:
            return b""
        return orjson.dumps(data, default=str, option=orjson.OPT_NON_STR_KEYS)


class ProblemJSON(JSON):
    """RFC 9457."""

    media_type = "application/problem+json"
