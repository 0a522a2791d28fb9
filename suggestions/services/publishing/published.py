"""What everybody may read: suggestions with their answers, in the public copy alone."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from core.text import serial_in
from liaison.models import Congress, Unit
from stations.models import Theme
from suggestions.models import Publication, Suggestion

LONGEST = 40


def published(
    *,
    congress: int | None = None,
    year: int | None = None,
    theme: int | None = None,
    unit: int | None = None,
    text: str = "",
) -> QuerySet[Suggestion]:
    """Newest first by keyset; words are looked for in the public copy and nowhere else."""
    public = Publication.objects.public()
    if unit is not None:
        public = public.filter(unit_id=unit)
    rows = Suggestion.objects.all()
    text = text.strip()[:LONGEST]
    serial = serial_in(text) if text else None
    if serial is not None:
        rows = rows.filter(serial=serial)
    elif text:
        public = public.matching(text)
    rows = rows.filter(pk__in=public.values("suggestion_id"))
    if congress is not None:
        rows = rows.filter(congress_id=congress)
    if year is not None:
        rows = rows.filter(submitted_on__year=year)
    if theme is not None:
        rows = rows.filter(theme_id=theme)
    return with_copies(rows)


def with_copies(rows: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    copies = Publication.objects.public().select_related("reply").order_by("id")
    return rows.select_related("lead", "theme", "congress").prefetch_related(
        Prefetch("publications", copies, to_attr="copies")
    )


def one(pk: int) -> Suggestion | None:
    public = Publication.objects.public().filter(suggestion_id=pk)
    return with_copies(Suggestion.objects.filter(pk__in=public.values("suggestion_id"))).first()


def shown(case: Any, *, whole: bool) -> dict[str, Any]:
    """One suggestion for page and API: of several answers the newest copy tells the matter."""
    last = case.copies[-1]
    body = {
        "id": case.pk,
        "number": case.number,
        "title": last.title,
        "congress": {"id": case.congress_id, "name": case.congress.name},
        "lead": case.lead.name,
        "signers": case.cosigner_count + 1,
        "theme": case.theme.name if case.theme else "",
        "year": case.submitted_on.year,
        "units": [row.unit_name for row in case.copies],
        "replied_on": last.reply.replied_on,
        "published_on": last.published_on,
    }
    if not whole:
        return body
    return body | {
        "problem": last.problem,
        "proposal": last.proposal,
        "answers": [_answer(row) for row in case.copies],
    }


def _answer(row: Publication) -> dict[str, Any]:
    return {
        "unit": row.unit_name,
        "letter_no": row.reply.letter_no,
        "outcome": row.reply.outcome,
        "outcome_label": row.reply.outcome_label,
        "kind": row.kind,
        "kind_label": row.get_kind_display(),
        "text": row.answer,
        "replied_on": row.reply.replied_on,
        "published_on": row.published_on,
    }


def choices_of(congress: int | None) -> dict[str, list[tuple[int, str]]]:
    """Only what there is to choose from."""
    public = Publication.objects.public()
    congresses = Congress.objects.filter(pk__in=public.values("congress_id")).order_by("id")
    if congress is not None:
        public = public.filter(congress_id=congress)
    days = public.order_by().values_list("suggestion__submitted_on__year", flat=True)
    units = Unit.objects.filter(pk__in=public.values("unit_id")).as_menu()
    themes = Theme.objects.filter(pk__in=public.values("suggestion__theme_id"))
    return {
        "congress": [(row.pk, row.name) for row in congresses],
        "year": [(year, f"{year}年") for year in sorted(days.distinct(), reverse=True)],
        "theme": [(row.pk, row.name) for row in themes],
        "unit": [(row.pk, row.short_name or row.name) for row in units],
    }
