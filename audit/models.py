"""The append-only record of deeds. Plain ids and names as they were: it lies below everything."""

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One deed: who, in which seat, what, on what, before and after, when, from where.

    A database trigger refuses UPDATE and DELETE to everyone (等保2.0 三级 8.1.4.3).
    """

    at = models.DateTimeField("时间")
    user_id = models.BigIntegerField("用户号", null=True)
    user_name = models.CharField("姓名", max_length=80, blank=True)
    seat_id = models.BigIntegerField("岗位号", null=True)
    seat_label = models.CharField("岗位", max_length=160, blank=True)
    unit_id = models.BigIntegerField("单位号", null=True)
    congress_id = models.BigIntegerField("人大号", null=True)
    action = models.CharField("事项", max_length=60)
    label = models.CharField("事项名称", max_length=80, blank=True)
    subject_type = models.CharField("对象种类", max_length=40, blank=True)
    subject_id = models.BigIntegerField("对象号", null=True)
    subject_label = models.CharField("对象", max_length=200, blank=True)
    before = models.JSONField("之前", default=dict, blank=True)
    after = models.JSONField("之后", default=dict, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    address = models.CharField("网络地址", max_length=45, blank=True)
    request_id = models.CharField("请求号", max_length=32, blank=True)

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_subject"),
            models.Index(fields=["user_id", "id"], name="audit_user"),
            models.Index(fields=["unit_id", "id"], name="audit_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.user_name} {self.label} {self.subject_label}"


class Seal(models.Model):
    """A link of the hash chain, added by a job so that writers do not wait for each other.

    `number` runs 1, 2, 3 … without gaps; `digest` = SHA-256 of the previous digest and the
    canonical entry, so that a changed, removed or inserted entry breaks the chain at its place.
    """

    number = models.PositiveBigIntegerField("序号", primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="seal")
    previous = models.CharField("前一环", max_length=64)
    digest = models.CharField("本环", max_length=64)
    sealed_at = models.DateTimeField("封存时间", auto_now_add=True)

    class Meta:
        verbose_name = "审计封存"
        verbose_name_plural = "审计封存"

    def __str__(self) -> str:
        return f"{self.number} {self.digest[:12]}"
