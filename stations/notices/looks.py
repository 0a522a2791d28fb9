"""Somebody looked at a voter's name and phone: the administrator of that unit hears of it."""

from uuid import uuid4

from django.db.models import Q

from core import registry
from liaison.choices import UNIT_ADMIN_ROLES
from liaison.models import Seat
from notifications.services import notify_seats
from stations.models import Opinion, Reception, Submission


def contact_seen(case: Opinion | Reception | Submission, *, by: Seat, reason: str) -> None:
    """The same words for all three, with the reason; every look is a notice of its own."""
    kind = case._meta.model_name or ""
    people = Q(unit_id=by.unit_id, role__in=UNIT_ADMIN_ROLES)
    notify_seats(
        Seat.objects.open().filter(people).exclude(user_id=by.user_id).order_by("id"),
        kind=f"{kind}_look",
        title=f"有人查看了来访人联系方式：{registry.subject(kind).label}",
        body=f"{by.person_name}查看了，理由是{reason}"[:400],
        url=registry.subject(kind).url(case.pk),
        subject=case,
        key=f"look.{kind}.{case.pk}.{uuid4().hex}",
    )
