"""The papers of one suggestion as one file: the kept volume, or bound on demand."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from suggestions.responses import volume_of
from suggestions.views.common import case_for


@require_GET
def volume(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = volume_of(request, case_for(request, pk), request.seat)
    if found is None:
        raise Http404
    return found
