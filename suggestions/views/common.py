"""What all pages of suggestions need: the case by scope, uploads on their way to a service."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest

from core.problems import Invalid
from files.services import store
from liaison.models import Seat
from suggestions.models import Suggestion


def case_for(request: HttpRequest, pk: int) -> Suggestion:
    """The case if the acting seat sees it; anything else is not there."""
    case = (
        Suggestion.objects.visible_to(request.seat)
        .select_related("lead", "congress", "term", "session", "theme", "main_unit", "wished_unit")
        .filter(pk=pk)
        .first()
    )
    if case is None:
        raise Http404
    return case


def uploaded(given: dict[str, Any], *, by: Seat) -> dict[str, Any]:
    """Each upload becomes a stored file; a refusal of it is said beside its field."""
    found = dict(given)
    for name, value in given.items():
        if not isinstance(value, UploadedFile):
            continue
        try:
            found[name] = store(value, by=by, purpose=name)
        except Invalid as problem:
            raise Invalid(problem.detail, errors={name: [problem.detail]}) from problem
    return found
