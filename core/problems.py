"""Our refusals. One exception serves the API (RFC 9457 body) and the pages (message)."""

from typing import Any


class Problem(Exception):
    """A refusal that a person can act on; `detail` is a Chinese sentence that says what to do."""

    status = 400
    slug = "invalid"
    title = "内容有误"

    def __init__(self, detail: str = "", *, errors: dict[str, Any] | None = None, **extra: Any):
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.errors = errors or {}
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """The RFC 9457 members plus `errors` (field → messages) and ours."""
        body: dict[str, Any] = {
            "type": f"/problems/{self.slug}/",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = self.errors
        return body | self.extra


class Invalid(Problem):
    """The input is wrong; `errors` names the fields."""


class Unauthenticated(Problem):
    """Who are you: no name, a wrong password, or a dead token."""

    status = 401
    slug = "unauthenticated"
    title = "请先登录"


class Forbidden(Problem):
    """Yours to see, not yours to do."""

    status = 403
    slug = "forbidden"
    title = "您的岗位不能办这一步"


class Conflict(Problem):
    """The case has moved on: a step that its state does not allow."""

    status = 409
    slug = "conflict"
    title = "这件事已经往前走了"


class Stale(Conflict):
    """The form started from an older version; `by`, `at`, `changed` say who changed what."""

    slug = "stale"
    title = "有人刚改过"


class TooLarge(Invalid):
    status = 413
    slug = "too-large"
    title = "文件太大"


class KeyReused(Problem):
    """An idempotency key came back with another body."""

    status = 422
    slug = "key-reused"
    title = "同一个提交编号用在了不同的内容上"


class TooOften(Problem):
    """Too many tries; `retry_after` in seconds."""

    status = 429
    slug = "too-often"
    title = "操作太频繁，请稍后再试"

    def __init__(self, detail: str = "", *, retry_after: int, **extra: Any):
        super().__init__(detail, **extra)
        self.retry_after = retry_after
