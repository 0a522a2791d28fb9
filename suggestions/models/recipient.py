"""To whom an answer goes: every signer, with how and when it arrived."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from liaison.models import Deputy
from suggestions.choices import DeliveredBy
from suggestions.models.reply import Reply
from suggestions.models.suggestion import Suggestion


class ReplyRecipient(models.Model):
    """A signer whom the answer is for (each signer of a joint suggestion is answered).

    `in_system`: has a post here and was told by notice. `opened_at`: the first time that the signer
    opened it here. `delivered_on`: brought on paper, as staff entered it.
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="recipients")
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="recipients")
    deputy = models.ForeignKey(Deputy, on_delete=models.PROTECT, related_name="+")
    is_lead = models.BooleanField("领衔", default=False)
    in_system = models.BooleanField("有平台账号", default=False)
    opened_at = models.DateTimeField("在平台打开", null=True, blank=True)
    way = models.CharField("送达方式", max_length=8, choices=DeliveredBy, blank=True)
    delivered_on = models.DateField("送达", null=True, blank=True)
    note = models.CharField("签收人或单号", max_length=80, blank=True)
    entered_by_name = models.CharField("登记人", max_length=80, blank=True)

    class Meta:
        verbose_name = "答复送达"
        verbose_name_plural = "答复送达"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reply", "deputy"], name="recipient_once"),
            models.CheckConstraint(
                condition=Q(way="", delivered_on=None)
                | (~Q(way="") & Q(delivered_on__isnull=False)),
                name="recipient_way_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.deputy_id}"

    @property
    def has_it(self) -> bool:
        return self.opened_at is not None or self.delivered_on is not None
