"""A code that opens one post in a body outside the county's own tree (垂直管理单位)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.clock import today
from liaison.choices import Role
from liaison.models.seat import Seat
from liaison.models.unit import Unit
from liaison.querysets import InvitationQuerySet


class Invitation(models.Model):
    """Single use, dated, revocable; only a hash of the code is kept.

    Whoever has the code gets one post in `unit`, which sees what is given to that unit and no more.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField("岗位", max_length=16, choices=Role, default=Role.UNIT_HEAD)
    contact = models.CharField("发给谁", max_length=80)
    code_hash = models.CharField(max_length=64, unique=True)
    made_on = models.DateField("发出")
    made_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    made_by_name = models.CharField("发出人", max_length=80)
    ends_on = models.DateField("有效期至")
    used_at = models.DateTimeField("使用", null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField("收回", null=True, blank=True)
    revoked_by_name = models.CharField("收回人", max_length=80, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "邀请码"
        verbose_name_plural = "邀请码"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None)
                | Q(used_at__isnull=False, used_by__isnull=False, revoked_at=None),
                name="invitation_used_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.contact}"

    @property
    def unit_is_open(self) -> bool:
        return self.unit.closed_on is None or self.unit.closed_on > today()
