"""What a congress may settle for itself about suggestions."""

from django.db import models


class WithdrawUntil(models.TextChoices):
    """Until when a suggestion may be withdrawn (regions differ: before assignment, or reply)."""

    ASSIGNMENT = "assignment", "交办以前"
    REPLY = "reply", "答复以前"


class Asked(models.TextChoices):
    """Whose word counts for a joint suggestion."""

    LEAD = "lead", "领衔代表"
    ALL = "all", "全体联名代表"


class LateReturn(models.TextChoices):
    """A return asked after the window."""

    MARKED = "marked", "可以申请，注明超期"
    REFUSED = "refused", "不再受理"


class Silence(models.TextChoices):
    """How a verdict that never came counts in the satisfied rate."""

    LEFT_OUT = "left_out", "不计入基数"
    COUNTED = "counted", "计入基数，不算满意"


class SatisfiedBase(models.TextChoices):
    RATED = "rated", "已评价的件数"
    ANSWERED = "answered", "已答复的件数"


class ThirdStep(models.TextChoices):
    """What follows a second 不满意 (regions: interview, evaluation by experts, explanation)."""

    INTERVIEW = "interview", "约见协调"
    EVALUATION = "evaluation", "专家评估"
    EXPLANATION = "explanation", "专门说明"
