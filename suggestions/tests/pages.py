"""A browser in one post, and the small questions that tests of pages ask of an answer."""

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import strip_tags

from audit.models import Entry
from liaison.models import Seat
from liaison.tests.factories import signed_in
from suggestions.models import Suggestion

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Browser:
    """Signed in and acting in one seat; every form carries a key of its own."""

    def __init__(self, seat: Seat):
        self.seat = seat
        self.client = signed_in(seat)

    def get(self, name: str, query: str = "", **kwargs: Any) -> HttpResponse:
        return self.client.get(reverse(f"suggestions:{name}", kwargs=kwargs) + query)

    def form(self, case: Suggestion, deed: str) -> HttpResponse:
        return self.get("deed", pk=case.pk, deed=deed)

    def do(self, case: Suggestion, deed: str, key: str = "", **data: Any) -> HttpResponse:
        """Sends the form as a browser does; `version` is the case's own unless given."""
        data.setdefault("version", case.version)
        data["idempotency_key"] = key or str(uuid.uuid4())
        return self.client.post(
            reverse("suggestions:deed", kwargs={"pk": case.pk, "deed": deed}), data
        )

    def post(self, name: str, query: str = "", **data: Any) -> HttpResponse:
        return self.client.post(reverse(f"suggestions:{name}") + query, data)


def words(response: HttpResponse) -> str:
    """What a person reads, without the markup."""
    return " ".join(strip_tags(response.content.decode()).split())


def deeds_done(case: Suggestion, deed: str) -> int:
    return Entry.objects.filter(action=f"suggestion.{deed}", subject_id=case.pk).count()


def scan(name: str = "征询意见表.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")
