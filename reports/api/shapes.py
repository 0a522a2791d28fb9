"""Shapes of figures."""

from rest_framework import serializers


class IndicatorOut(serializers.Serializer):
    code = serializers.CharField(help_text="例如 answered")
    label = serializers.CharField()  # type: ignore[assignment]
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True, help_text="百分数；分母是0时为空")
    formula = serializers.CharField()
    notes = serializers.ListField(child=serializers.CharField())


class FigureOut(IndicatorOut):
    before = IndicatorOut(help_text="上年同日")
    points = serializers.FloatField(allow_null=True, help_text="同比，百分点")
    relative = serializers.FloatField(allow_null=True, help_text="同比，相对变化，百分数")


class SumsOut(serializers.Serializer):
    assigned = serializers.IntegerField(help_text="已交办")
    answered = serializers.IntegerField(help_text="已答复")
    in_time = serializers.IntegerField(help_text="按期答复")
    overdue = serializers.IntegerField(help_text="逾期未答复")
    contacted = serializers.IntegerField(help_text="有沟通记录")
    rated = serializers.IntegerField(help_text="已评价")
    satisfied = serializers.IntegerField(help_text="满意")
    basic = serializers.IntegerField(help_text="基本满意")
    unsatisfied = serializers.IntegerField(help_text="不满意")
    silent = serializers.IntegerField(help_text="逾期未评")
    key = serializers.IntegerField(help_text="重点建议")
    checked = serializers.IntegerField(help_text="抽查过，结果已经确定")
    checked_claimed = serializers.IntegerField(help_text="抽查过的里面，承办单位答复为已解决")
    checked_solved = serializers.IntegerField(help_text="抽查过的里面，核实已解决")
    tags = serializers.DictField(child=serializers.IntegerField(), help_text="按统计归类")


class LineOut(serializers.Serializer):
    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    sums = SumsOut()
    indicators = IndicatorOut(many=True)


class ReportOut(serializers.Serializer):
    as_of = serializers.DateField()
    before_as_of = serializers.DateField()
    sums = SumsOut()
    indicators = FigureOut(many=True)
    themes = LineOut(many=True)
    sessions = LineOut(many=True)
    units = LineOut(many=True, help_text="件数够多的承办单位")
    groups = LineOut(many=True)
    league_minimum = serializers.IntegerField(help_text="分单位比较最少件数")
    left_out = serializers.IntegerField(help_text="件数不够、没有列出的单位数")
