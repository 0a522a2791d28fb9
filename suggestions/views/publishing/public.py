"""Suggestions and answers that everybody may read, without sign-in and without a script."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.public import public_page
from core.keyset import Keyset
from core.text import whole_number
from core.web import page_of
from suggestions.forms import PublishedFilter
from suggestions.services.publishing.published import choices_of, one, published, shown

NEWEST = Keyset("-id")
PAGE = 20


@public_page
@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    """Newest first; filtered by place, year, theme and unit, searched in the public copies."""
    offered = choices_of(whole_number(request.GET.get("congress", "")))
    form = PublishedFilter(request.GET, offered=offered)
    form.is_valid()
    asked = {name: form.cleaned_data.get(name) for name in ("congress", "year", "theme", "unit")}
    text = form.cleaned_data.get("q", "")
    page = page_of(request, published(**asked, text=text), NEWEST, PAGE)
    context = page | {
        "form": form,
        "rows": [shown(case, whole=False) for case in page["rows"]],
        "narrowed": bool(text) or any(asked.values()),
    }
    return render(request, "public/suggestions.html", context)


@public_page
@require_safe
def public_suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    case = one(pk)
    if case is None:
        raise Http404
    return render(request, "public/suggestion.html", {"one": shown(case, whole=True)})
