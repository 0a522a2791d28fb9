"""Activities of a station: study, seminar, visit, joint reception, clinic."""

from django.db import models

from deadlines.choices import Kind, PeriodUnit, declare
from liaison.choices import Role


class ActivityKind(models.TextChoices):
    STUDY = "study", "学习"
    SEMINAR = "seminar", "座谈"
    FIELD_VISIT = "field_visit", "视察调研"
    JOINT_RECEPTION = "joint_reception", "联合接待"
    CLINIC = "clinic", "专家会诊"


class ActivityState(models.TextChoices):
    PLANNED = "planned", "筹备中"
    NOTICED = "noticed", "已通知"
    HELD = "held", "已开展，待小结"
    CLOSED = "closed", "已小结"
    CANCELLED = "cancelled", "已取消"


class AttendeeRole(models.TextChoices):
    DEPUTY = "deputy", "代表"
    EXPERT = "expert", "专家"
    DEPARTMENT = "department", "部门"
    VOTER = "voter", "群众"
    STAFF = "staff", "工作人员"


SUM_UP_ACTIVITY = Kind(
    "sum_up_activity",
    "写活动小结",
    (Role.CLERK, Role.HEAD),
    5,
    PeriodUnit.WORKING_DAYS,
    "联络站工作惯例：活动后5个工作日内小结归档",
    reminders=(1, 0),
    escalates=False,
)
declare(SUM_UP_ACTIVITY, subject="站点活动")
