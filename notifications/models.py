"""What a person is told, and each attempt to reach that person: the outbox."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from notifications.querysets import NotificationQuerySet


class Notification(models.Model):
    """One sentence for one person; the row itself is the in-app inbox.

    `key` is unique: the same fact told twice by a retried job is one notification.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    seat_id = models.BigIntegerField("岗位号", null=True, blank=True)
    kind = models.CharField("种类", max_length=40)
    title = models.CharField("标题", max_length=120)
    body = models.CharField("内容", max_length=400, blank=True)
    url = models.CharField("链接", max_length=200, blank=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    key = models.CharField("唯一标识", max_length=160, unique=True)
    created_at = models.DateTimeField("时间", db_default=Now())
    read_at = models.DateTimeField("读于", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = "通知"
        indexes: ClassVar = [
            models.Index(fields=["user", "-id"], name="notification_inbox"),
            models.Index(
                fields=["user"], name="notification_unread", condition=models.Q(read_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """The outbox: one row per notification and outside channel.

    A worker takes a lease and commits, calls the channel with the row's key, then marks it sent.
    A crash between the two repeats the call with the same key; nothing is lost.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "待发"
        SENT = "sent", "已发"
        FAILED = "failed", "重试中"
        GIVEN_UP = "given_up", "未送达"

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE)
    channel = models.CharField("渠道", max_length=20)
    state = models.CharField("状态", max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    next_at = models.DateTimeField("下次", db_default=Now())
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("发于", null=True, blank=True)
    receipt = models.CharField("回执", max_length=200, blank=True)
    error = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "投递"
        verbose_name_plural = "投递"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notification", "channel"], name="delivery_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at", "id"],
                name="delivery_due",
                condition=models.Q(state__in=["queued", "failed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Preference(models.Model):
    """Which outside channels a person wants; the in-app inbox is always on.

    `digest`: outside channels get one message a day instead of one each.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    mail = models.BooleanField("邮件", default=False)
    digest = models.BooleanField("每天汇总成一封", default=False)

    class Meta:
        verbose_name = "通知设置"
        verbose_name_plural = "通知设置"

    def __str__(self) -> str:
        return str(self.user)
