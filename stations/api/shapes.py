"""Shapes of answers, for the schema; the bodies themselves are plain dictionaries."""

from rest_framework import serializers

from stations.choices import (
    Channel,
    DispositionState,
    Nature,
    OpinionState,
    Route,
    Satisfaction,
    TellMethod,
)


class Reference(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class OpinionLight(serializers.Serializer):
    level = serializers.ChoiceField(choices=["g", "a", "r", "x"])
    words = serializers.CharField()


class OpinionListRow(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField(help_text="编号")
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=OpinionState.choices)
    state_label = serializers.CharField()
    station = Reference()
    channel = serializers.ChoiceField(choices=Channel.choices)
    channel_label = serializers.CharField()
    received_on = serializers.DateField()
    theme = Reference(allow_null=True)
    nature = serializers.ChoiceField(choices=Nature.choices, allow_blank=True)
    route = serializers.ChoiceField(choices=Route.choices, allow_blank=True)
    route_label = serializers.CharField()
    handler = Reference(allow_null=True)
    is_urgent = serializers.BooleanField()
    bounced = serializers.IntegerField(help_text="退回次数")
    handled_on = serializers.DateField(allow_null=True)
    told_on = serializers.DateField(allow_null=True)
    satisfaction = serializers.ChoiceField(choices=Satisfaction.choices, allow_blank=True)
    due_on = serializers.DateField(allow_null=True)
    turn = serializers.CharField(help_text="轮到谁")
    light = OpinionLight()
    version = serializers.IntegerField()


class MaskedVisitor(serializers.Serializer):
    name = serializers.CharField(help_text="只显示姓，例如扶**")
    phone = serializers.CharField(help_text="中间四位隐去")


class OpinionEventRow(serializers.Serializer):
    at = serializers.DateTimeField()
    code = serializers.CharField()
    sentence = serializers.CharField()
    note = serializers.CharField()
    by_name = serializers.CharField()
    by_unit = serializers.CharField()


class OpinionDisposition(serializers.Serializer):
    id = serializers.IntegerField()
    is_main = serializers.BooleanField(help_text="主要去向；加转的为false")
    contact = serializers.CharField(help_text="12345工单号或上级代表")
    extended = serializers.IntegerField(help_text="延期次数")
    route = serializers.ChoiceField(choices=Route.choices)
    unit = Reference(allow_null=True)
    state = serializers.ChoiceField(choices=DispositionState.choices)
    reason = serializers.CharField()
    result = serializers.CharField()
    at = serializers.DateTimeField()


class OpinionTelling(serializers.Serializer):
    told_on = serializers.DateField()
    method = serializers.ChoiceField(choices=TellMethod.choices)
    words = serializers.CharField()
    satisfaction = serializers.ChoiceField(choices=Satisfaction.choices, allow_blank=True)
    remark = serializers.CharField()
    by_name = serializers.CharField()


class OpinionNotice(serializers.Serializer):
    state = serializers.ChoiceField(
        choices=["draft", "public"], help_text="draft等发布，public公开"
    )
    title = serializers.CharField()
    words = serializers.CharField()
    drafted_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)


class ExtensionAsked(serializers.Serializer):
    by_unit = serializers.CharField(help_text="哪个单位申请的")
    reason = serializers.CharField()
    at = serializers.DateTimeField()
    deciders = serializers.ListField(child=serializers.CharField(), help_text="由谁决定")


class OpinionAttempt(serializers.Serializer):
    tried_on = serializers.DateField()
    method = serializers.ChoiceField(choices=TellMethod.choices)
    note = serializers.CharField()
    by_name = serializers.CharField()


class SameMatterRow(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=OpinionState.choices)
    result = serializers.CharField()


class OpinionAddendum(serializers.Serializer):
    text = serializers.CharField()
    by_name = serializers.CharField()
    at = serializers.DateTimeField()


class OpinionAction(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    primary = serializers.BooleanField()
    method = serializers.CharField()
    url = serializers.CharField()


class OpinionFile(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    is_image = serializers.BooleanField()


class OpinionDetail(OpinionListRow):
    raw_text = serializers.CharField(help_text="来访人的原话")
    summary = serializers.CharField()
    place_text = serializers.CharField()
    keep_secret = serializers.BooleanField()
    result = serializers.CharField()
    reception_id = serializers.IntegerField(allow_null=True)
    visitor = MaskedVisitor()
    deputies = Reference(many=True, help_text="接待和指名的代表")
    events = OpinionEventRow(many=True)
    dispositions = OpinionDisposition(many=True)
    tellings = OpinionTelling(many=True)
    notice = OpinionNotice(allow_null=True, help_text="公示稿或已经公开的公示")
    extension_asked = ExtensionAsked(allow_null=True, help_text="等决定的延期申请")
    addenda = OpinionAddendum(many=True)
    attempts = OpinionAttempt(many=True, help_text="没联系上的记录")
    same_matter = SameMatterRow(many=True, help_text="关联为同一件事的意见")
    folded_into = serializers.IntegerField(allow_null=True, help_text="并入哪一件")
    files = OpinionFile(many=True)
    actions = OpinionAction(many=True)


class ReceptionListRow(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    station = Reference()
    channel = serializers.ChoiceField(choices=Channel.choices)
    channel_label = serializers.CharField()
    held_on = serializers.DateField()
    visitor = MaskedVisitor()
    is_anonymous = serializers.BooleanField()
    no_visitor = serializers.BooleanField()
    people = serializers.IntegerField()
    is_backdated = serializers.BooleanField(help_text="补录")
    entered_at = serializers.DateTimeField()
    recorded_by_name = serializers.CharField()
    deputies = Reference(many=True)
    opinion_count = serializers.IntegerField()


class ReceptionDetail(ReceptionListRow):
    starts_at = serializers.TimeField(allow_null=True)
    ends_at = serializers.TimeField(allow_null=True)
    place = serializers.CharField()
    keep_secret = serializers.BooleanField()
    guardian_consents = serializers.BooleanField(help_text="监护人同意登记")
    in_crisis = serializers.BooleanField(help_text="来访人情况危急")
    paper_number = serializers.CharField(help_text="纸质登记号")
    roster_day_id = serializers.IntegerField(allow_null=True, help_text="所属接待日")
    opinions = OpinionListRow(many=True)


class StationListRow(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField(help_text="种类的代码，见 /api/v1/station-kinds/")
    kind_label = serializers.CharField()
    star = serializers.IntegerField(allow_null=True, help_text="今年评定的星级，0为不评星")
    trade = serializers.CharField()
    township = Reference(allow_null=True)
    address = serializers.CharField()
    phone = serializers.CharField()
    hours = serializers.CharField()
    latitude = serializers.FloatField(allow_null=True, help_text="纬度，度")
    longitude = serializers.FloatField(allow_null=True, help_text="经度，度")
    opened_on = serializers.DateField()
    closed_on = serializers.DateField(allow_null=True)
    parent = Reference(allow_null=True, help_text="上级站")
    merged_into = Reference(allow_null=True, help_text="并入了哪个站")


class ParentTime(serializers.Serializer):
    parent = Reference()
    since = serializers.DateField()
    until = serializers.DateField(help_text="最后一天")


class StationDetail(StationListRow):
    deputies = Reference(many=True, help_text="进站代表")
    children = Reference(many=True, help_text="下级站，现在开放的")
    parents = ParentTime(many=True, help_text="以前的上级站，近的在前")


class VoterContact(serializers.Serializer):
    name = serializers.CharField()
    phone = serializers.CharField()


class VoterSlip(serializers.Serializer):
    number = serializers.CharField()
    code = serializers.CharField(help_text="查询码，只给这一次；以前的作废")
