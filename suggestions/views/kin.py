"""并案 and 分件 on the record: which other suggestions this one is handled with or came from."""

from typing import Any

from django.urls import reverse

from liaison.models import Seat
from suggestions.choices import State
from suggestions.models import Suggestion


def kin_of(case: Suggestion, seat: Seat) -> list[dict[str, Any]]:
    """Sentences with numbers; what the seat may not open is a number without a link."""
    members, parts = list(case.members.all()), list(case.parts.all())
    groups = []
    if case.merged_into is not None:
        words = "已并案，和另一件一起办理：" if case.state == State.MERGED else "与另一件一并答复："
        groups.append((words, [case.merged_into]))
    if members:
        groups.append(("并入本件办理的：", members))
    if case.split_from is not None:
        groups.append(("从另一件分出：", [case.split_from]))
    if parts:
        groups.append(("从本件分出：", parts))
    if not groups:
        return []
    ids = [one.pk for _, rows in groups for one in rows]
    seen = Suggestion.objects.visible_to(seat).filter(pk__in=ids)
    mine = set(seen.values_list("pk", flat=True))
    return [
        {"words": words, "rows": [_shown(one, one.pk in mine) for one in rows]}
        for words, rows in groups
    ]


def _shown(case: Suggestion, may_open: bool) -> dict[str, str]:
    if not may_open:
        return {"label": case.number, "url": ""}
    return {
        "label": f"{case.number} {case.public_title}",
        "url": reverse("suggestions:suggestion", kwargs={"pk": case.pk}),
    }
