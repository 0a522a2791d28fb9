"""Shapes of answers and bodies of the spot-check API; each input has one example."""

from typing import Any, ClassVar

from rest_framework import serializers

from core.api.serializers import Input
from spotchecks.choices import Scope, SizeRule, State, Strata
from stations.api.fields import OwnFiles, Ref, Refs, deputies, themes, units
from stations.api.shapes import OpinionAction, OpinionEventRow
from suggestions.api.inputs import DeedInput
from suggestions.choices import CheckResult


class SpotRates(serializers.Serializer):
    drawn = serializers.IntegerField(help_text="抽中几件")
    reviewed = serializers.IntegerField(help_text="已评议几件")
    claimed = serializers.IntegerField(help_text="其中答复说已解决的")
    solved = serializers.IntegerField()
    partly = serializers.IntegerField()
    not_solved = serializers.IntegerField()
    overturned = serializers.IntegerField(help_text="答复说已解决、抽评不是的")


class SpotCheckRow(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    year = serializers.IntegerField()
    state = serializers.ChoiceField(choices=State.choices)
    state_label = serializers.CharField()
    population = serializers.CharField(help_text="名单范围")
    list_count = serializers.IntegerField()
    list_hash = serializers.CharField()
    strata = serializers.ChoiceField(choices=Strata.choices)
    size_rule = serializers.ChoiceField(choices=SizeRule.choices)
    size = serializers.IntegerField(help_text="件数或百分比；分了组的每组都抽这么多")
    source = serializers.CharField(source="source_name")  # type: ignore[assignment]
    source_day = serializers.DateField()
    source_value = serializers.CharField()
    code = serializers.CharField(help_text="公开页的短码，公布以前为空")
    published_at = serializers.DateTimeField(allow_null=True)
    drawn_at = serializers.DateTimeField(allow_null=True)
    concluded_on = serializers.DateField(allow_null=True)
    cancelled_on = serializers.DateField(allow_null=True)
    cancel_reason = serializers.CharField()
    version = serializers.IntegerField()


class SpotPerson(serializers.Serializer):
    part = serializers.CharField(help_text="witness见证人、reviewer评议人")
    name = serializers.CharField()
    title = serializers.CharField()
    deputy = serializers.IntegerField(allow_null=True)
    seat = serializers.IntegerField(allow_null=True)


class SpotCaseRow(serializers.Serializer):
    id = serializers.IntegerField()
    drawn_no = serializers.IntegerField(help_text="第几个抽中")
    number = serializers.CharField()
    group = serializers.IntegerField()
    suggestion = serializers.IntegerField()
    title = serializers.CharField(help_text="保密件不显示题目")
    claimed = serializers.CharField(help_text="公布名单时的答复类别")
    verdict = serializers.CharField(help_text="solved、partly、not或空")
    verdict_label = serializers.CharField()
    reviewer = serializers.CharField(help_text="评议人姓名")


class SpotCheckDetail(SpotCheckRow):
    people = SpotPerson(many=True)
    rates = SpotRates(allow_null=True, help_text="承办单位只看自己的，没有合计")
    cases = SpotCaseRow(many=True, help_text="抽中的；承办单位只有自己的")
    conclusion = serializers.CharField()
    events = OpinionEventRow(many=True)
    actions = OpinionAction(many=True)


class SpotReviewRow(serializers.Serializer):
    id = serializers.IntegerField()
    visited_on = serializers.DateField()
    place = serializers.CharField()
    people = serializers.CharField()
    findings = serializers.CharField()
    verdict = serializers.ChoiceField(choices=CheckResult.choices)
    reason = serializers.CharField()
    by_name = serializers.CharField()
    entered_by_name = serializers.CharField()
    photos = serializers.ListField(child=serializers.UUIDField())


class SpotCaseDetail(SpotCaseRow):
    spot_check = serializers.IntegerField()
    reviews = SpotReviewRow(many=True, help_text="新的在前，以第一条为准")
    may_review = serializers.BooleanField()


class PublishedDraw(serializers.Serializer):
    """What `tools/verify_draw.py` reads."""

    format = serializers.CharField()
    name = serializers.CharField()
    population = serializers.CharField()
    list = serializers.ListField(
        child=serializers.ListField(), help_text="按编号排好：[编号, 组号]"
    )
    list_hash = serializers.CharField()
    size_rule = serializers.CharField()
    size = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]
    source_day = serializers.DateField()
    published_at = serializers.DateTimeField()
    source_value = serializers.CharField(allow_null=True)
    seed = serializers.CharField(allow_null=True)
    drawn = serializers.ListField(child=serializers.CharField())
    cancelled = serializers.CharField(allow_null=True)


class SpotPlanInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {
        "name": "2026年建议办理随机抽评",
        "year": 2026,
        "strata": "unit",
        "size_rule": "number",
        "size": 1,
        "source": "福利彩票双色球第2026140期开奖号码",
        "source_day": "2026-12-03",
    }
    name = serializers.CharField(max_length=80)
    year = serializers.IntegerField(min_value=1954, max_value=2100)
    scope = serializers.ChoiceField(choices=Scope.choices, required=False)
    outcomes = serializers.ListField(
        child=serializers.CharField(max_length=8), required=False, max_length=10
    )
    themes = Refs(themes, required=False)
    units = Refs(units, required=False)
    key = serializers.BooleanField(required=False)
    fresh = serializers.BooleanField(required=False)
    strata = serializers.ChoiceField(choices=Strata.choices, required=False)
    size_rule = serializers.ChoiceField(choices=SizeRule.choices)
    size = serializers.IntegerField(min_value=1, max_value=5000)
    source = serializers.CharField(max_length=120)  # type: ignore[assignment]
    source_day = serializers.DateField()
    deputies = Refs(deputies, required=False, help_text="评议的代表")


class SpotBareInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"version": 2}


class SpotWitnessInput(Input):
    name = serializers.CharField(max_length=80)
    title = serializers.CharField(max_length=120, required=False, allow_blank=True)


class SpotDrawInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {
        "value": "03 09 15 21 28 33 07",
        "witnesses": [{"name": "李明", "title": "县纪委监委"}],
    }
    value = serializers.CharField(max_length=200)
    witnesses = SpotWitnessInput(many=True)


class SpotGivenInput(Input):
    case = serializers.IntegerField(min_value=1)
    deputy = Ref(deputies)


class SpotAssignInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"reviewers": [{"case": 12, "deputy": 34}]}
    reviewers = SpotGivenInput(many=True, help_text="每件由哪位代表评议；委员会的在页面上安排")


class SpotConcludeInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"words": "抽中6件，已解决4件。"}
    words = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class SpotCancelInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"reason": "来源当天停止公布。"}
    reason = serializers.CharField(max_length=300)


class SpotReviewInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {
        "visited_on": "2026-12-08",
        "place": "城关镇东街",
        "findings": "登记点已开门，夜查有记录。",
        "verdict": "solved",
    }
    visited_on = serializers.DateField()
    place = serializers.CharField(max_length=120)
    findings = serializers.CharField(max_length=3000)
    verdict = serializers.ChoiceField(choices=CheckResult.choices)
    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    people = serializers.CharField(max_length=300, required=False, allow_blank=True)
    photos = OwnFiles(required=False, help_text="先用POST /files/上传")
