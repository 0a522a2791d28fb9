"""Shapes of answers and bodies of the key-suggestion API; each input has one example."""

from typing import Any, ClassVar

from rest_framework import serializers

from core.api.serializers import Input
from liaison.models import Unit
from stations.api.fields import OwnFiles
from suggestions.api import fields
from suggestions.api.fields import OwnFile, Ref, Refs
from suggestions.api.inputs import DeedInput, LeadersInput
from suggestions.api.shapes import ActionShape, KeyLeaderShape
from suggestions.choices import KeyGround, KeyState, VisitKind


class KeyUnit(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class KeyItemRow(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=KeyState.choices)
    state_label = serializers.CharField()
    grounds = serializers.ListField(child=serializers.ChoiceField(choices=KeyGround.choices))
    proposed_on = serializers.DateField()
    meeting = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)
    planned_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    committee = KeyUnit(allow_null=True)
    supervisor = KeyLeaderShape(allow_null=True)
    handling_leader = KeyLeaderShape(allow_null=True)
    cases = serializers.IntegerField(help_text="包含几件建议")
    answered = serializers.IntegerField(help_text="已答复几件")
    solved = serializers.IntegerField(help_text="已解决几件")
    quiet_days = serializers.IntegerField(help_text="几天没有进展，没有超过规定的为0")
    is_late = serializers.BooleanField(help_text="有建议、督办函或方案事项逾期")
    is_mine = serializers.BooleanField(help_text="由当前岗位督办或领办")
    version = serializers.IntegerField()


class KeyCase(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()
    outcome = serializers.CharField()
    solved = serializers.BooleanField()


class KeyPastLeader(KeyLeaderShape):
    part = serializers.CharField()
    until = serializers.DateField(allow_null=True)


class KeyStepShape(serializers.Serializer):
    id = serializers.IntegerField()
    what = serializers.CharField()
    due_on = serializers.DateField()
    unit = KeyUnit()
    done_on = serializers.DateField(allow_null=True)
    done_words = serializers.CharField()


class KeyVisitShape(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=VisitKind.choices)
    held_on = serializers.DateField()
    place = serializers.CharField()
    people = serializers.CharField()
    agreed = serializers.CharField()
    by_name = serializers.CharField()
    photos = serializers.ListField(child=serializers.UUIDField())


class KeyNoteShape(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    unit = KeyUnit()
    text = serializers.CharField()
    sent_on = serializers.DateField()
    due_on = serializers.DateField()
    signed_by_name = serializers.CharField()
    answer = serializers.CharField()
    answered_on = serializers.DateField(allow_null=True)
    answered_by_name = serializers.CharField()
    is_late = serializers.BooleanField(help_text="过了期限才回复")


class KeyEventRow(serializers.Serializer):
    at = serializers.DateTimeField()
    code = serializers.CharField()
    sentence = serializers.CharField()
    note = serializers.CharField()
    by_name = serializers.CharField()
    by_unit = serializers.CharField()


class KeyItemDetail(KeyItemRow):
    reason = serializers.CharField()
    plan = serializers.CharField()
    report = serializers.CharField()
    drop_reason = serializers.CharField()
    suggestions = KeyCase(many=True, help_text="当前岗位可以打开的")
    leaders = KeyPastLeader(many=True, help_text="先后各位领导")
    steps = KeyStepShape(many=True)
    visits = KeyVisitShape(many=True)
    notes = KeyNoteShape(many=True, help_text="当前岗位可以看的督办函")
    events = KeyEventRow(many=True)
    actions = ActionShape(many=True)


def units_here(seat: Any) -> Any:
    """Bodies of the seat's congress; the deed says which of them fit."""
    return Unit.objects.filter(congress_id=seat.unit.congress_id or 0)


class KeyCandidateInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {
        "title": "城区养犬管理",
        "cases": [123, 130],
        "grounds": ["concern", "many"],
        "reason": "今年以来群众反映集中。",
    }
    title = serializers.CharField(max_length=120)
    cases = Refs(fields.cases, help_text="包含的建议")
    grounds = serializers.ListField(
        child=serializers.ChoiceField(choices=KeyGround.choices), max_length=4
    )
    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class KeyDecideInput(LeadersInput):
    example: ClassVar[dict[str, Any]] = {
        "meeting": "县人大常委会第23次主任会议",
        "decided_on": "2026-03-12",
        "supervisor": 41,
        "handling_leader": 52,
    }
    meeting = serializers.CharField(max_length=80)
    decided_on = serializers.DateField()
    committee = Ref(units_here, required=False, help_text="督办委员会")


class KeyDropInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"reason": "已列入民生实事。"}
    reason = serializers.CharField(max_length=300)


class KeyCommitteeInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"committee": 17}
    committee = Ref(units_here)


class KeyJoinInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {
        "cases": [144],
        "meeting": "县人大常委会第24次主任会议",
        "decided_on": "2026-04-10",
    }
    cases = Refs(fields.cases)
    meeting = serializers.CharField(max_length=80)
    decided_on = serializers.DateField()


class KeyPlanLine(Input):
    what = serializers.CharField(max_length=200)
    due_on = serializers.DateField()
    unit = Ref(fields.units)


class KeyPlanInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {
        "plan": "每月到现场一次，9月向主任会议报告。",
        "steps": [{"what": "开办便民登记点", "due_on": "2026-06-30", "unit": 21}],
    }
    plan = serializers.CharField(max_length=5000)
    steps = KeyPlanLine(many=True, required=False)


class KeyStepInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"step": 5, "words": "登记点6月28日开办。"}
    step = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    words = serializers.CharField(max_length=300)


class KeyVisitInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {
        "kind": "site",
        "held_on": "2026-05-20",
        "place": "城关镇东街",
        "people": "刘建平副主任、县公安局负责人、黄志勇代表",
        "agreed": "登记点6月底前开办，夜查每周两次。",
    }
    kind = serializers.ChoiceField(choices=VisitKind.choices)
    held_on = serializers.DateField()
    place = serializers.CharField(max_length=120)
    people = serializers.CharField(max_length=300)
    agreed = serializers.CharField(max_length=3000)
    photos = OwnFiles(required=False, help_text="先用POST /files/上传")


class KeyNoteInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {
        "unit": 21,
        "text": "登记点没有按方案开办，请抓紧，并报开办时间。",
    }
    unit = Ref(fields.units)
    text = serializers.CharField(max_length=3000)


class KeyAnswerInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"answer": "场地已落实，7月10日前开办。"}
    answer = serializers.CharField(max_length=3000)
    letter = OwnFile(required=False, help_text="盖章回复的扫描件，先用POST /files/上传")


class KeyCloseInput(DeedInput):
    example: ClassVar[dict[str, Any]] = {"report": "两件建议都已解决，代表满意。"}
    report = serializers.CharField(max_length=10_000)
