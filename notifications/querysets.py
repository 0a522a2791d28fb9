"""Whose notifications; what is unread; what the outbox owes."""

from typing import Any, Self

from django.db import models
from django.db.models import Q


class NotificationQuerySet(models.QuerySet[Any]):
    def visible_to(self, seat: Any) -> Self:
        """The person's own, in this post: what a person sees never mixes two offices."""
        return self.filter(Q(seat_id=None) | Q(seat_id=seat.pk), user_id=seat.user_id)

    def in_other_posts(self, seat: Any) -> Self:
        return self.filter(user_id=seat.user_id, seat_id__isnull=False).exclude(seat_id=seat.pk)

    def unread(self) -> Self:
        return self.filter(read_at=None)
