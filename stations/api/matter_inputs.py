"""Bodies of the deeds that move an opinion on: further ways, more time, same matter."""

from typing import Any, ClassVar

from rest_framework import serializers

from core.api.serializers import Input
from stations.api.fields import LARGEST, Ref, opinions, themes
from stations.api.inputs import DeedInput, RerouteInput, RouteInput
from stations.choices import Nature, TellMethod
from stations.choices.matters import WayEnd


class _Disposition(serializers.IntegerField):
    """A further way of this very opinion; the deed itself looks it up there."""

    def __init__(self, **kwargs: Any):
        words = "去向的id，在意见的dispositions里；只有一个时可不填"
        super().__init__(min_value=1, max_value=LARGEST, help_text=words, **kwargs)


class AlsoRouteInput(RouteInput):
    example: ClassVar[dict[str, Any]] = {"route": "hotline", "contact": "20251124-3307"}


class FinishRouteInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {
        "disposition": 31,
        "outcome": "done",
        "result": "热线答复：路灯已列入本月检修。",
    }
    disposition = _Disposition()
    outcome = serializers.ChoiceField(choices=WayEnd.choices, required=False)
    result = serializers.CharField(max_length=5000, help_text="结果；退回或不再走时写原因")


class AskMoreTimeInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"reason": "等市里的检测报告，还要十天。"}
    reason = serializers.CharField(max_length=300)


class ExtendInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {
        "due_on": "2025-12-20",
        "reason": "冬季停工，材料要等到12月中旬。",
    }
    due_on = serializers.DateField(help_text="新的期限")
    reason = serializers.CharField(max_length=300, help_text="来访人会看到")
    disposition = _Disposition(required=False, allow_null=True)


class ReopenInput(RerouteInput):
    example: ClassVar[dict[str, Any]] = {
        "route": "county",
        "unit": 12,
        "reason": "来访人说只清了一半，要求全部清完。",
    }


class TryContactInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"method": "phone", "note": "号码已停机。"}
    method = serializers.ChoiceField(choices=TellMethod.choices, help_text="公示和网上查询不算")
    note = serializers.CharField(max_length=200)
    tried_on = serializers.DateField(required=False, help_text="不填是今天")


class ClassifyInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"theme": 26, "nature": "help"}
    theme = Ref(themes, required=False, allow_null=True)
    nature = serializers.ChoiceField(choices=Nature.choices, required=False, allow_blank=True)
    summary = serializers.CharField(
        max_length=1000, required=False, allow_blank=True, help_text="工作人员概括"
    )


class OtherInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"other": 57}
    other = Ref(opinions, help_text="另一件意见的id")


class FoldInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"into": 57, "reason": "同一段路，同一天反映的。"}
    into = Ref(opinions, help_text="并入哪一件")
    reason = serializers.CharField(max_length=300)


class UnfoldInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"reason": "不是同一段路。"}
    reason = serializers.CharField(max_length=300)


class SimilarInput(Input):
    example: ClassVar[dict[str, Any]] = {"text": "三组的路塌了没人修"}
    text = serializers.CharField(max_length=2000, help_text="题目或原话，两个字起")
