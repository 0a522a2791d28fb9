"""What may be written into a draft, checked once for new ones and for edits."""

from typing import Any

from core.problems import Invalid
from core.text import grams
from liaison.models import Session
from suggestions.choices import FormedBy
from suggestions.models import Suggestion, SuggestionGrams
from suggestions.services.base.checks import refuse, require_choice

TEXTS = ("title", "problem", "proposal")
FIELDS = (
    *TEXTS,
    "theme",
    "formed_by",
    "wished_unit",
    "consents_to_publish",
    "is_confidential",
    "wants_meeting",
    "address",
    "session",
)
_LONGEST = {"title": 80, "address": 120, "problem": 10_000, "proposal": 10_000}
_NAMES = {"title": "题目", "address": "地址和邮编", "problem": "反映的问题", "proposal": "具体建议"}


def put(case: Suggestion, fields: dict[str, Any]) -> set[str]:
    """Write the fields that differ; returns their names."""
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise Invalid(
            "有不能修改的内容。", errors={name: ["不能修改这一项"] for name in sorted(unknown)}
        )
    changed = set()
    for name, value in fields.items():
        value = _checked(case, name, value)
        if getattr(case, name) != value:
            setattr(case, name, value)
            changed.add(name)
    return changed


def _checked(case: Suggestion, name: str, value: Any) -> Any:
    if name in _LONGEST:
        text = str(value or "").strip()
        if len(text) > _LONGEST[name]:
            raise refuse(name, f"{_NAMES[name]}最多{_LONGEST[name]}字，请精简。")
        if name == "title" and not text and case.state != "draft":
            raise refuse(name, "请填写题目。")
        return text
    if name == "formed_by":
        if value:
            require_choice(name, value, FormedBy)
        return value or ""
    if name == "session":
        return _checked_session(case, value)
    return value


def _checked_session(case: Suggestion, value: Session | None) -> Session | None:
    if value is not None and value.term_id != case.term_id:
        raise refuse("session", "请选这一届人大的会议，或选闭会期间。")
    return value


def index(case: Suggestion) -> None:
    """Title and text for the search."""
    words = grams(f"{case.title} {case.problem} {case.proposal}")
    SuggestionGrams.objects.update_or_create(suggestion=case, defaults={"grams": words})
