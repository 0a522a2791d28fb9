"""Whose notifications; what is unread; what the outbox owes."""

from typing import Any, Self

from django.db import models
from django.db.models import Q


class NotificationQuerySet(models.QuerySet[Any]):
    def visible_to(self, seat: Any) -> Self:
        """The person's own, in this post: what a person sees never mixes two offices."""
        mine = self.filter(Q(seat_id=None) | Q(seat_id=seat.pk), user_id=seat.user_id)
        # What the daily message says of duties is no notice of its own.
        return mine.exclude(kind="digest")

    def unread_by_post(self, user_id: int) -> dict[int | None, int]:
        """How many wait in each post of the person; None: those of the person as such."""
        rows = self.unread().filter(user_id=user_id).values_list("seat_id")
        return dict(rows.annotate(models.Count("id")).order_by())

    def unread(self) -> Self:
        return self.filter(read_at=None)
