"""Fills the database that DATABASE_URL names: the demo county, then as many twins as asked for."""

import json
import sys
from typing import Any

from django.core.management import call_command

from accounts.services import issue_token
from bench.multiply import multiply
from liaison.choices import Role
from liaison.models import Seat
from suggestions.models import Suggestion


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(rows: str) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("demo_county", stdout=sys.stderr)
    multiply(int(rows), say)
    json.dump(facts(), sys.stdout)


def facts() -> dict[str, Any]:
    """Who asks, and for which cases."""
    office = seat("office", Role.OFFICE)
    unit = seat("unit", Role.UNIT)
    deputy = seat("deputy", Role.DEPUTY)
    own = Suggestion.objects.visible_to(office).order_by("-id")
    return {
        "office": token(office),
        "unit": token(unit),
        "deputy": token(deputy),
        "cases": list(own.values_list("id", flat=True)[:500]),
        "pattern": Suggestion.objects.filter(state="draft")
        .order_by("id")
        .values_list("id", flat=True)[0],
        "suggestions": Suggestion.objects.count(),
    }


def seat(name: str, role: str) -> Seat:
    return Seat.objects.filter(user__username=name, role=role, ends_on=None).order_by("id")[0]


def token(seat: Seat) -> str:
    _, text = issue_token(seat.user, seat_id=seat.pk, device="bench", by=seat)
    return text
