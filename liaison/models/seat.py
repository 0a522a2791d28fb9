"""Seats: a person acts in one post at a time."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from liaison.choices import Role, Side
from liaison.models.congress import Session
from liaison.models.deputy import Deputy
from liaison.models.unit import Unit
from liaison.querysets import SeatQuerySet


class Seat(models.Model):
    """user × role × unit, dated. Scope and permission look at the acting seat only.

    A deputy's seat sits on a congress and covers all mandates of that person. While somebody
    stands in, `user` of the acting seat is that person, and `stands_in_for` names the absent one.
    """

    stands_in_for = ""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats"
    )
    role = models.CharField("岗位", max_length=16, choices=Role)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="seats")
    side = models.CharField("哪一方", max_length=12, choices=Side, blank=True)
    title = models.CharField("职务", max_length=40, blank=True)
    deputy = models.ForeignKey(
        Deputy, on_delete=models.PROTECT, null=True, blank=True, related_name="seats"
    )
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_on = models.DateField("起始")
    ends_on = models.DateField("截止", null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        verbose_name_plural = "岗位"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=models.Q(ends_on=None),
                name="seat_once_while_open",
            ),
            # 三员分立: nobody holds two of the three administrators' posts.
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(ends_on=None, role__in=["admin", "security_admin", "auditor"]),
                name="seat_admins_exclusive",
            ),
            models.CheckConstraint(
                condition=models.Q(role="deputy", deputy__isnull=False)
                | (~models.Q(role="deputy") & models.Q(deputy=None)),
                name="seat_deputy_is_deputy",
            ),
            models.CheckConstraint(
                condition=~models.Q(role="leader") | ~models.Q(side=""),
                name="seat_leader_has_side",
            ),
            models.CheckConstraint(
                condition=~models.Q(role="secretariat") | models.Q(session__isnull=False),
                name="seat_secretariat_has_session",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "role"], name="seat_unit_role")]

    def __str__(self) -> str:
        return f"{self.label} {self.user.name}"

    @property
    def label(self) -> str:
        """What the person is called here: 县公安局承办人, 示范县人大常委会副主任."""
        return self.title or self.get_role_display()

    @property
    def unit_name(self) -> str:
        return self.unit.name

    @property
    def person_name(self) -> str:
        """Who acts, as records and letters name it: 李四（代张三）."""
        if not self.stands_in_for:
            return self.user.name
        return f"{self.user.name}（代{self.stands_in_for}）"[:80]

    def identity(self) -> dict[str, Any]:
        """Who this is, as the audit keeps it."""
        return {
            "user_id": self.user_id,
            "user_name": self.person_name,
            "seat_id": self.pk,
            "seat_label": f"{self.unit.name} {self.label}",
            "unit_id": self.unit_id,
            "congress_id": self.unit.congress_id,
        }
