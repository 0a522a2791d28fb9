"""Papers that an office files: 建议专用纸, 征询意见表, 交办清单."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.clock import today
from core.papers import FORMATS, for_page, paper_response
from suggestions import permissions as may
from suggestions.choices import (
    LIVE_ASSIGNMENTS,
    ContactForm,
    Rating,
    Solved,
    Talked,
)
from suggestions.models import Assignment, Suggestion, Verdict
from suggestions.services.intake.form_paper import suggestion_paper
from suggestions.views.bulk import chosen
from suggestions.views.common import case_for
from suggestions.views.rows import short_number


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """建议专用纸 with every field of the paper form; for signing, filing, or by hand."""
    case = case_for(request, pk)
    found = suggestion_paper(case, shows_phone=may.sees_all(request.seat, case))
    context = _base(case) | {"paper": for_page(found), "files": _files(case)}
    return render(request, "suggestions/print/paper.html", context)


@require_GET
def paper_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The same as Word or PDF."""
    if form not in FORMATS:
        raise Http404
    case = case_for(request, pk)
    found = suggestion_paper(case, shows_phone=may.sees_all(request.seat, case))
    return paper_response(found, f"建议专用纸-{case.number or '未编号'}", form)


def _files(case: Suggestion) -> list[dict[str, str]]:
    labels = {"docx": "Word", "pdf": "PDF"}
    return [
        {
            "label": label,
            "url": reverse("suggestions:paper-file", kwargs={"pk": case.pk, "form": form}),
        }
        for form, label in labels.items()
    ]


@require_GET
def verdict_form(request: HttpRequest, pk: int) -> HttpResponse:
    """征询意见表: the deputy ticks and signs; filled in where the verdict is already here."""
    case = case_for(request, pk)
    shares = _shares(case)
    verdict = case.verdicts.filter(round=case.round).order_by("-id").first()
    shown = may.sees_all(request.seat, case)
    context = _base(case) | {
        "main": [a for a in shares if a.part != "co"],
        "co": [a for a in shares if a.part == "co"],
        "reply": case.replies.filter(recalled_on=None, round=case.round).last(),
        # Who was talked to is the parties' own matter, as on the record.
        "form": _ticks(verdict if shown else None, shares if shown else []),
        "verdict": verdict if shown else None,
        "ratings": Rating.choices,
    }
    return render(request, "suggestions/print/verdict_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ledger(request: HttpRequest) -> HttpResponse:
    """交办清单 of the ticked rows, signed for on paper by the units."""
    lines = [
        {"case": case, "number": short_number(case), "shares": _shares(case)}
        for case in chosen(request)
    ]
    context = {
        "lines": lines,
        "today": today(),
        "unit_name": request.seat.unit.name,
        "back_url": reverse("suggestions:list"),
    }
    return render(request, "suggestions/print/ledger.html", context)


def _base(case: Suggestion) -> dict[str, Any]:
    return {
        "case": case,
        "term": case.term,
        "number": case.number or "未编号",
        "back_url": reverse("suggestions:suggestion", kwargs={"pk": case.pk}),
    }


def _shares(case: Suggestion) -> list[Assignment]:
    return list(case.assignments.filter(state__in=LIVE_ASSIGNMENTS).order_by("id"))


_STAGES = (("before", "办理前"), ("during", "办理中"), ("after", "办理后"))
# How the unit's records call what the form asks of the deputy.
_AS_ASKED = {
    ContactForm.MEETING: Talked.MEETING,
    ContactForm.VISIT: Talked.MEETING,
    ContactForm.SYMPOSIUM: Talked.MEETING,
    ContactForm.PHONE: Talked.PHONE,
    ContactForm.SITE: Talked.SITE,
    ContactForm.LETTER: Talked.LETTER,
}


def _ticks(verdict: Verdict | None, shares: list[Assignment]) -> dict[str, Any]:
    """Each question with its boxes; ticked as the deputy said. Before there is a verdict the
    contacts are those that the units recorded, for the deputy to check."""
    recorded: dict[str, set[str]] = {"before": set(), "during": set(), "after": set()}
    for share in shares:
        for contact in share.contacts.all():
            recorded[contact.stage].add(_AS_ASKED[ContactForm(contact.form)])
    stages = []
    for stage, label in _STAGES:
        said = getattr(verdict, f"contact_{stage}", "")
        on = {said} if said else recorded[stage]
        ticks = [(name, code in on) for code, name in Talked.choices]
        stages.append({"label": label, "ticks": ticks})
    return {
        "stages": stages,
        "solved": [(name, code == getattr(verdict, "solved", "")) for code, name in Solved.choices],
        "got_reply": _yes_no(verdict, "got_reply"),
        "wants_rehandling": _yes_no(verdict, "wants_rehandling"),
        "agrees_to_publish": _yes_no(verdict, "agrees_to_publish"),
    }


def _yes_no(verdict: Verdict | None, name: str) -> list[tuple[str, bool]]:
    value = getattr(verdict, name, None)
    return [("是", value is True), ("否", value is False)]
