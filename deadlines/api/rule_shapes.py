"""Shapes of rules, of a look at a change, and of the ladder."""

from rest_framework import serializers

from core.api.serializers import Input
from deadlines.choices import PeriodUnit

KIND = "事项，例如 reply"


class RuleOut(serializers.Serializer):
    kind = serializers.CharField(help_text=KIND)
    kind_label = serializers.CharField()
    subject = serializers.CharField(help_text="归在哪一类，例如 代表建议")
    roles = serializers.ListField(child=serializers.CharField(), help_text="谁来办")
    id = serializers.IntegerField(allow_null=True, help_text="本级定的规则号；默认规则没有")
    unit = serializers.ChoiceField(choices=PeriodUnit.choices)
    amount = serializers.IntegerField(allow_null=True)
    fixed_month = serializers.IntegerField(allow_null=True)
    fixed_day = serializers.IntegerField(allow_null=True)
    period = serializers.CharField(help_text="例如 3个月、每年6月30日")
    effective_from = serializers.DateField(allow_null=True, help_text="这天起算的按这条；空是一直")
    reminders = serializers.ListField(child=serializers.IntegerField(), help_text="提前几天提醒")
    late_every = serializers.IntegerField(help_text="逾期后每几天提醒")
    amber_denominator = serializers.IntegerField(help_text="剩几分之一变黄")
    escalates = serializers.BooleanField(help_text="逾期是否逐级上报")
    source = serializers.CharField(help_text="依据")  # type: ignore[assignment]
    own = serializers.BooleanField(help_text="本级人大自己定的")
    from_case = serializers.BooleanField(help_text="随每件事定，不能改")


class RulePage(serializers.Serializer):
    results = RuleOut(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class ExampleOut(serializers.Serializer):
    from_on = serializers.DateField()
    due_on = serializers.DateField()
    calculation = serializers.CharField(help_text="怎么算的，每个跳过的日子和原因")


class PastOut(serializers.Serializer):
    id = serializers.IntegerField(allow_null=True)
    period = serializers.CharField()
    effective_from = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True, help_text="这一天起由下一条替代")
    state_label = serializers.CharField(help_text="现行、还没生效、已被替代")
    source = serializers.CharField()  # type: ignore[assignment]
    made_by = serializers.CharField()
    made_at = serializers.DateTimeField(allow_null=True)


class RuleWhole(RuleOut):
    example = ExampleOut(allow_null=True)
    history = PastOut(many=True)


class RuleLookIn(Input):
    kind = serializers.CharField(help_text=KIND)
    unit = serializers.ChoiceField(choices=PeriodUnit.choices)
    amount = serializers.IntegerField(required=False, min_value=1, max_value=3650)
    fixed_month = serializers.IntegerField(required=False, min_value=1, max_value=12)
    fixed_day = serializers.IntegerField(required=False, min_value=1, max_value=31)
    effective_from = serializers.DateField(help_text="从这一天起算的按这条")
    reminders = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=180),
        max_length=10,
        default=list,
        help_text="提前几天提醒，0是到期当天",
    )
    late_every = serializers.IntegerField(default=7, min_value=1, max_value=60)
    amber_denominator = serializers.IntegerField(default=6, min_value=2, max_value=20)
    source = serializers.CharField(max_length=200, help_text="依据")  # type: ignore[assignment]


class RuleIn(RuleLookIn):
    moving = serializers.IntegerField(
        min_value=0, help_text="预览里会改日期的件数；和现在不一样就不保存（409）"
    )


class MoveOut(serializers.Serializer):
    deadline = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    url = serializers.CharField()
    due_on = serializers.DateField()
    new_due_on = serializers.DateField()
    late = serializers.BooleanField(help_text="改后马上逾期")


class EffectOut(serializers.Serializer):
    waiting = serializers.IntegerField(help_text="这类事项正在计算的件数")
    begun = serializers.IntegerField(help_text="其中按新规则算的")
    moving = serializers.IntegerField(help_text="会改日期的")
    earlier = serializers.IntegerField(help_text="会提前的")
    late = serializers.IntegerField(help_text="会马上逾期的")
    first = MoveOut(many=True, help_text="前20件")
    example = ExampleOut()


class RungOut(serializers.Serializer):
    role = serializers.CharField()
    role_label = serializers.CharField()
    after_days = serializers.IntegerField(help_text="逾期超过几天")


class LadderOut(serializers.Serializer):
    own = serializers.BooleanField(help_text="本级人大自己定的")
    steps = RungOut(many=True)


class LadderIn(Input):
    """Days of lateness after which each post hears; null: not told."""

    unit_head = serializers.IntegerField(allow_null=True, min_value=0, max_value=180)
    govoffice = serializers.IntegerField(allow_null=True, min_value=0, max_value=180)
    office = serializers.IntegerField(allow_null=True, min_value=0, max_value=180)
    leader = serializers.IntegerField(allow_null=True, min_value=0, max_value=180)
