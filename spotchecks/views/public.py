"""What was published, without sign-in: list hash, source, draw, and how to do it again."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.public import public_page
from spotchecks.models import SpotCheck
from spotchecks.services import published, size_words

LONGEST = 12
TOOL = "verify_draw.py"


def published_for(code: str) -> SpotCheck:
    """Whatever was published stays, also when it was cancelled."""
    rows = SpotCheck.objects.select_related("congress").exclude(code="")
    check = rows.filter(code=code[:LONGEST]).first() if code.isalnum() else None
    if check is None:
        raise Http404
    return check


@public_page
@require_safe
def draw_page(request: HttpRequest, code: str) -> HttpResponse:
    check = published_for(code)
    people = check.people.filter(part="witness")
    context = {
        "check": check,
        "body": published(check),
        "size_words": size_words(check.strata, check.size_rule, check.size),
        "witnesses": people,
        "tool": TOOL,
    }
    return render(request, "spotchecks/public.html", context)


@public_page
@require_safe
def draw_file(request: HttpRequest, code: str) -> HttpResponse:
    """The same as data, for `verify_draw.py` or anybody's own program."""
    check = published_for(code)
    answer = JsonResponse(published(check), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="draw-{check.code}.json"'
    return answer


@public_page
@require_safe
def tool(request: HttpRequest) -> HttpResponse:
    """The program that recomputes a draw, as it lies in the source."""
    text = (settings.BASE_DIR / "tools" / TOOL).read_bytes()
    answer = HttpResponse(text, content_type="text/x-python")
    answer["Content-Disposition"] = f'attachment; filename="{TOOL}"'
    return answer
