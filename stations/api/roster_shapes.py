"""Shapes of reception days: what the API takes and what it answers."""

from typing import Any, ClassVar

from rest_framework import serializers

from core.api.serializers import Input
from stations.api.fields import Ref, Refs, deputies, stations
from stations.api.inputs import DeedInput
from stations.api.shapes import OpinionAction, OpinionEventRow, Reference
from stations.choices import DutyState, PatternKind, RosterState

HOURS = {"starts_at": "09:00", "ends_at": "11:30"}


class RosterTurn(serializers.Serializer):
    deputy = Reference()
    state = serializers.ChoiceField(choices=DutyState.choices)
    state_label = serializers.CharField()
    replaces = Reference(allow_null=True, help_text="替谁")


class RosterRow(serializers.Serializer):
    id = serializers.IntegerField()
    station = Reference()
    planned_on = serializers.DateField(help_text="原定日期")
    held_on = serializers.DateField(help_text="接待日期")
    moved_why = serializers.CharField(help_text="改期原因")
    starts_at = serializers.TimeField()
    ends_at = serializers.TimeField()
    place = serializers.CharField()
    state = serializers.ChoiceField(choices=RosterState.choices)
    state_label = serializers.CharField()
    is_provisional = serializers.BooleanField(help_text="放假安排未公布，日期暂定")
    notice_due_on = serializers.DateField(help_text="最迟公告")
    notice_number = serializers.IntegerField(help_text="公告次数；大于1是更正")
    deputies = RosterTurn(many=True, help_text="接待代表")
    version = serializers.IntegerField()


class RosterAnnouncement(serializers.Serializer):
    number = serializers.IntegerField()
    words = serializers.CharField()
    by_name = serializers.CharField()
    at = serializers.DateTimeField()


class RosterDetail(RosterRow):
    cancel_reason = serializers.CharField()
    missed_why = serializers.CharField()
    calendar_hint = serializers.CharField(help_text="放假安排公布后的提示")
    notices = RosterAnnouncement(many=True)
    events = OpinionEventRow(many=True)
    actions = OpinionAction(many=True, help_text="现在能办的事")


class PatternRow(serializers.Serializer):
    id = serializers.IntegerField()
    station = Reference()
    kind = serializers.ChoiceField(choices=PatternKind.choices)
    words = serializers.CharField(help_text="一句话的规则")
    weekday = serializers.IntegerField(allow_null=True, help_text="0是星期一")
    nth = serializers.IntegerField(allow_null=True, help_text="第几个；-1是最后一个")
    days = serializers.ListField(child=serializers.IntegerField())
    months = serializers.ListField(child=serializers.IntegerField())
    by_lunar = serializers.BooleanField()
    starts_at = serializers.TimeField()
    ends_at = serializers.TimeField()
    place = serializers.CharField()
    moves_on_holiday = serializers.BooleanField()
    moves_on_weekend = serializers.BooleanField()
    deputies_per_day = serializers.IntegerField()
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True)


class PatternDay(serializers.Serializer):
    planned_on = serializers.DateField()
    held_on = serializers.DateField()
    why = serializers.CharField(help_text="为什么顺延")
    is_provisional = serializers.BooleanField()


class PatternDetail(PatternRow):
    next_days = PatternDay(many=True, help_text="接下来12次")


class RosterCoverageRow(serializers.Serializer):
    deputy = Reference()
    stations = serializers.ListField(child=serializers.CharField())
    received = serializers.IntegerField(help_text="今年已到站接待几次")
    coming = serializers.IntegerField(help_text="今年还排了几次")
    wanted = serializers.IntegerField(help_text="一年至少几次")


class PlannedYear(serializers.Serializer):
    station = Reference()
    made = serializers.IntegerField(help_text="新排")
    changed = serializers.IntegerField(help_text="按规则改")
    kept = serializers.IntegerField(help_text="保留")
    removed = serializers.IntegerField(help_text="去掉")
    provisional = serializers.IntegerField(help_text="暂定")
    lacking = serializers.ListField(child=serializers.DateField(), help_text="没有代表可排的日子")


class PatternInput(Input):
    example: ClassVar[dict[str, Any]] = {
        "station": 3,
        "kind": "market",
        "days": [2, 5, 8],
        "by_lunar": True,
        "deputies_per_day": 2,
        **HOURS,
    }
    station = Ref(stations, required=False, help_text="不填是本站")
    kind = serializers.ChoiceField(choices=PatternKind.choices)
    weekday = serializers.IntegerField(min_value=0, max_value=6, required=False, allow_null=True)
    nth = serializers.IntegerField(min_value=-1, max_value=5, required=False, allow_null=True)
    days = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=31),
        max_length=31,
        required=False,
        help_text="几号；圩日是尾数；农历是农历日",
    )
    months = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=12), max_length=12, required=False
    )
    by_lunar = serializers.BooleanField(required=False, help_text="圩日按农历算")
    starts_at = serializers.TimeField()
    ends_at = serializers.TimeField()
    place = serializers.CharField(max_length=120, required=False, allow_blank=True)
    moves_on_holiday = serializers.BooleanField(required=False, help_text="遇节假日顺延")
    moves_on_weekend = serializers.BooleanField(required=False, help_text="遇普通周末顺延")
    deputies_per_day = serializers.IntegerField(min_value=1, max_value=20, required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False, allow_null=True)


class YearInput(Input):
    example: ClassVar[dict[str, Any]] = {"year": 2026, "stations": [3, 5]}
    year = serializers.IntegerField(min_value=2000, max_value=2099)
    stations = Refs(stations, required=False, help_text="不填是本岗位管的所有站")


class ExtraDayInput(Input):
    example: ClassVar[dict[str, Any]] = {"held_on": "2026-12-18", "deputies": [31, 32], **HOURS}
    station = Ref(stations, required=False, help_text="不填是本站")
    held_on = serializers.DateField()
    starts_at = serializers.TimeField()
    ends_at = serializers.TimeField()
    place = serializers.CharField(max_length=120, required=False, allow_blank=True)
    deputies = Refs(deputies, required=False)


class PlainDayInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"version": 2}


class TurnInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {}
    deputy = Ref(deputies, required=False, help_text="联络站替代表答复时填；代表本人不填")


class LeaveInput(TurnInput):
    example = {"reason": "外出学习", "until": "2026-12-20"}
    reason = serializers.CharField(max_length=200)
    until = serializers.DateField(required=False, help_text="请假到哪天；不填只请这一天")


class SubstituteInput(DeedInput):
    example = {"substitute": 33}
    substitute = Ref(deputies, help_text="替班代表")
    deputy = Ref(deputies, required=False, help_text="替谁；不填是最早请假的")


class RosterAssignInput(DeedInput):
    example = {"deputies": [31, 32]}
    deputies = Refs(deputies, help_text="这一天接待的全部代表")


class MoveInput(DeedInput):
    example = {"held_on": "2026-12-18", "reason": "会场占用", "version": 3}
    held_on = serializers.DateField()
    reason = serializers.CharField(max_length=120)


class HoursInput(DeedInput):
    example = {"starts_at": "14:30", "ends_at": "17:00", "place": "村部二楼"}
    starts_at = serializers.TimeField(required=False)
    ends_at = serializers.TimeField(required=False)
    place = serializers.CharField(max_length=120, required=False, allow_blank=True)


class CallOffInput(DeedInput):
    example = {"reason": "当天有强降雨。"}
    reason = serializers.CharField(max_length=200)


class ExplainInput(DeedInput):
    example = {"reason": "大雪封路，代表和群众都没到。"}
    reason = serializers.CharField(max_length=300)
