"""Merging stations and granting stars."""

from django.db import models


class MergeState(models.TextChoices):
    DONE = "done", "已合并"
    REVERSED = "reversed", "已恢复"


class MoveKind(models.TextChoices):
    """What a merge carries from the old station to the new one."""

    OPINION = "opinion", "在办意见"
    SUBMISSION = "submission", "待受理来件"
    DEPUTY = "deputy", "进站代表"
    ROSTER_DAY = "roster_day", "接待安排"
    PATTERN = "pattern", "接待日规则"
    ACTIVITY = "activity", "未完成活动"
    CODE = "code", "二维码"
    SEAT = "seat", "岗位"
    CHILD = "child", "下级站"
    DUTY = "duty", "其他期限"


class StarState(models.TextChoices):
    DRAFT = "draft", "填写中"
    APPLIED = "applied", "待评定"
    RETURNED = "returned", "退回补充"
    GRANTED = "granted", "已评定"
