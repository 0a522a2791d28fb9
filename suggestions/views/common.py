"""What all pages of suggestions need: the case by scope, uploads on their way to a service."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.timezone import localtime

from core.problems import Conflict, Invalid, Problem
from files.services import own_loose, store
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


def autosaved(save: Callable[[], Any]) -> JsonResponse:
    """What the page is told of a form that saves itself; `save` gives the row, whose version the
    form goes on from. Only what somebody else changed meanwhile is worth a word while one types."""
    try:
        row = save()
    except Problem as problem:
        moved = isinstance(problem, Conflict)
        return JsonResponse({"saved": False, "words": problem.detail if moved else ""})
    words = f"{localtime():%H:%M}已自动保存"
    return JsonResponse({"saved": True, "version": row.version, "words": words})


def uploaded(given: dict[str, Any], *, by: Seat) -> dict[str, Any]:
    """Each upload, or each of a list, becomes a stored file; a refusal is said beside its field."""
    found = dict(given)
    for name, value in given.items():
        many = isinstance(value, list)
        uploads = value if many else [value]
        if not uploads or not all(isinstance(one, UploadedFile) for one in uploads):
            continue
        try:
            kept = [store(one, by=by, purpose=name) for one in uploads]
        except Invalid as problem:
            raise Invalid(problem.detail, errors={name: [problem.detail]}) from problem
        found[name] = kept if many else kept[0]
    return found


def keep_arrived(form: Any, *, by: Seat) -> None:
    """The upload is stored before the deed and apart from it; the form remembers it by its token.

    Without a new one it is the upload that has arrived with an earlier try.
    """
    scan = form.cleaned_data.get("scan")
    if isinstance(scan, UploadedFile):
        found = uploaded({"scan": scan}, by=by)["scan"]
    else:
        found = next(iter(own_loose([form.cleaned_data.get("waiting")], by=by)), None)
    if found is None:
        words = "先前收到的文件已经不在了，请重新选。"
        raise Invalid(words, errors={"scan": [words]})
    form.data = form.data.copy()
    form.data["waiting"] = str(found.token)
    form.cleaned_data["scan"] = form.arrived = found
