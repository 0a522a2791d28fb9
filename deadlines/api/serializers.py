"""Shapes for the schema; rows are built from `.values()` on the hot path."""

from rest_framework import serializers

from deadlines.choices import State


class SubjectRef(serializers.Serializer):
    type = serializers.CharField(help_text="例如 suggestion")
    id = serializers.IntegerField()
    label = serializers.CharField(  # type: ignore[assignment]
        help_text="这件事不在岗位的范围内时，只说是哪一类"
    )
    url = serializers.CharField(help_text="网页地址，可能为空")


class OwnerRef(serializers.Serializer):
    type = serializers.ChoiceField(choices=["unit", "deputy"])
    id = serializers.IntegerField()
    name = serializers.CharField()


class LightOut(serializers.Serializer):
    level = serializers.ChoiceField(choices=["g", "a", "r", "x"], help_text="绿、黄、红、灰")
    words = serializers.CharField(help_text="例如 剩12天、逾期2天")


class DeadlineRow(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    kind_label = serializers.CharField()
    subject = SubjectRef()
    owner = OwnerRef()
    state = serializers.ChoiceField(choices=State.choices)
    from_on = serializers.DateField()
    due_on = serializers.DateField()
    provisional = serializers.BooleanField(help_text="所在年份还没公布放假安排，期限是暂定的")
    closed_on = serializers.DateField(allow_null=True)
    late_days = serializers.IntegerField(help_text="办完时逾期几天")
    light = LightOut()
    calculation = serializers.CharField(help_text="期限是怎么算出来的")


class StepOut(serializers.Serializer):
    day = serializers.DateField()
    why = serializers.CharField()
    effect = serializers.ChoiceField(choices=["skipped", "counted", "moved", "warned"])


class ClimbOut(serializers.Serializer):
    role = serializers.CharField()
    role_label = serializers.CharField()
    on = serializers.DateField(help_text="这一天的上班时间报")
    reached = serializers.BooleanField(help_text="已经到了")


class DeadlineWhole(DeadlineRow):
    """One duty with its arithmetic as data and with what became of it."""

    steps = StepOut(many=True, help_text="影响期限的每一天")
    reason = serializers.CharField(help_text="改期或取消的理由")
    superseded_by = serializers.IntegerField(allow_null=True, help_text="改期后的新期限")
    ladder = ClimbOut(many=True, help_text="逾期后逐级报给谁；没有逾期是空的")
