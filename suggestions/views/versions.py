"""A draft saves itself while it is written, and every wording that was saved can be read again."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from core.text import whole_number
from suggestions import permissions as may
from suggestions import services
from suggestions.choices import State
from suggestions.forms import EditForm
from suggestions.services.intake.versions import compared
from suggestions.views.common import autosaved, case_for

# Co-signers are asked again when the text changes: that is for a person to decide.
SAVES_ITSELF = frozenset({State.DRAFT, State.SENT_BACK})


@require_POST
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as it stands, without handing it in; the answer has the version to go on from."""
    case = case_for(request, pk)
    form = EditForm(request.POST, case=case, seat=request.seat)
    if case.state not in SAVES_ITSELF or not form.is_valid():
        return JsonResponse({"saved": False})
    given = form.kwargs() | {"version": whole_number(request.POST.get("version", ""))}
    given.pop("submit_now")
    return autosaved(lambda: services.edit(case, by=request.seat, **given))


@require_GET
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """For its authors: what each version changed in the one before."""
    case = case_for(request, pk)
    if not may.sees_versions(request.seat, case):
        raise Http404
    page = {"case": case, "versions": compared(list(case.versions.all()))}
    return render(request, "suggestions/versions.html", page)
