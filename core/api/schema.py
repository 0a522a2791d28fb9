"""Documents what every operation may answer besides success."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "问题的种类，稳定不变"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "可以直接给用户看的一句话"},
        "instance": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": True},
    },
}
_ANSWERS = {
    "400": "内容有误",
    "401": "没有登录，或令牌失效",
    "403": "看得到，但您的岗位不能办",
    "404": "没有，或不在您的范围内",
    "409": "事情已经往前走了，或表单已过时",
    "422": "提交编号用在了不同的内容上",
    "429": "太频繁，Retry-After 给出秒数",
}


ONCE_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description=(
        "同一件事的编号，建议用UUID，最多64个字符。同一编号同样内容再发一次，不会办两次，"
        "原样返回第一次的结果；内容不同则返回422。15天内有效。"
    ),
)


class ProblemAutoSchema(AutoSchema):
    def get_override_parameters(self) -> list[Any]:
        """A view whose deeds are done once says so for each of them."""
        once = self.method == "POST" and getattr(self.view, "is_done_once", False)
        return [ONCE_KEY] if once else []

    def _get_response_bodies(
        self, direction: Literal["request", "response"] = "response"
    ) -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        writes = self.method not in {"GET", "HEAD"}
        for status, words in _ANSWERS.items():
            if status in {"409", "422"} and not writes:
                continue
            bodies.setdefault(
                status,
                {
                    "description": words,
                    "content": {
                        "application/problem+json": {
                            "schema": {"$ref": "#/components/schemas/Problem"}
                        }
                    },
                },
            )
        return bodies


def add_problem(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Post-processing hook: the one schema that all problem answers share."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    return result
