"""The office's page of one answer before the public, and its deeds."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.idempotency import once
from core.display import cn_date
from deadlines.lights import Light, light_of
from deadlines.models import Deadline
from suggestions import forms, services
from suggestions.choices import PublicationState
from suggestions.models import Publication
from suggestions.views.part_deeds import Deed, DeedPages
from suggestions.workflow import PUBLICATION

_COPY_HINT = "电话、证件号码、住址和来访群众的姓名已经去掉，请再看一遍，不该公开的删去。"
DEEDS: dict[str, Deed] = {
    "release": Deed(forms.ReleaseForm, services.release, "公开", _COPY_HINT, wide=True),
    "decline": Deed(
        forms.DeclineForm, services.decline, "不予公开", "理由告诉代表和承办单位。以后可以再公开。"
    ),
    "correct": Deed(forms.CorrectForm, services.correct, "更正", _COPY_HINT, wide=True),
    "take_down": Deed(
        forms.TakeDownForm, services.take_down, "撤下", "公开页上马上看不到。以后可以再公开。"
    ),
}


def publication_for(request: HttpRequest, pk: int) -> Publication:
    rows = Publication.objects.visible_to(request.seat)
    found: Publication | None = (
        rows.select_related("suggestion__lead", "reply", "unit").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


@require_GET
def publication_page(request: HttpRequest, pk: int) -> HttpResponse:
    publication = publication_for(request, pk)
    context = {
        "publication": publication,
        "case": publication.suggestion,
        "light": _light(publication),
        "facts": _facts(publication),
        "actions": [
            {
                "code": step.code,
                "label": step.label,
                "primary": step.primary,
                "wide": DEEDS[step.code].wide,
                "url": reverse(
                    "suggestions:publication-deed",
                    kwargs={"pk": pk, "deed": step.code},
                ),
            }
            for step in PUBLICATION.available(publication, request.seat)
        ],
    }
    return render(request, "suggestions/publication.html", context)


def _light(publication: Publication) -> Light | None:
    if publication.state != PublicationState.WAITING:
        return None
    duty = (
        Deadline.objects.open()
        .filter(subject_type="publication", subject_id=publication.pk)
        .first()
    )
    return light_of(duty.due_on, duty.amber_on) if duty is not None else None


def _facts(publication: Publication) -> list[dict[str, Any]]:
    case = publication.suggestion
    wish = publication.get_wish_display()
    if publication.wish_reason:
        wish = f"{wish}：{publication.wish_reason}"
    found = [
        {"label": "承办单位", "value": publication.unit_name},
        {"label": "单位的意见", "value": wish},
        {"label": "领衔代表", "value": f"{case.lead.name}，{_word(publication)}"},
        {"label": "答复", "value": cn_date(publication.reply.replied_on)},
    ]
    if publication.decided_on:
        day, name = cn_date(publication.decided_on), publication.decided_by_name
        found.append({"label": "审查", "value": f"{day}，{name}"})
    if publication.words:
        found.append({"label": "审查意见", "value": publication.words})
    return found


def _word(publication: Publication) -> str:
    return "同意公开" if publication.suggestion.consents_to_publish else "不同意公开"


_PAGES = DeedPages(
    workflow=PUBLICATION,
    deeds=DEEDS,
    find=publication_for,
    variable="publication",
    home="suggestions:publication",
    address="suggestions:publication-deed",
    back="回到公开审查",
    template="suggestions/publication_deed.html",
)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def publication_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    return _PAGES.page(request, pk, deed)
