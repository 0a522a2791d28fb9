"""What the API tells of places, bodies, people and groups."""

from rest_framework import serializers


class PlaceRef(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()


class DivisionRow(serializers.Serializer):
    """A place in force, or on its own page a former one."""

    id = serializers.IntegerField()
    code = serializers.CharField(help_text="12位代码")
    name = serializers.CharField()
    level = serializers.CharField()
    level_label = serializers.CharField()
    parent = PlaceRef(allow_null=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True, help_text="最后一天，空为现行")


class BodyRef(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    short_name = serializers.CharField()


class UnitRow(BodyRef):
    kind = serializers.CharField()
    kind_label = serializers.CharField()
    division = PlaceRef()
    parent = BodyRef(allow_null=True)
    government = BodyRef(allow_null=True, help_text="由哪个政府分办、催办")
    congress_id = serializers.IntegerField(allow_null=True)


class UnitNameRow(serializers.Serializer):
    name = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class UnitDetail(UnitRow):
    opened_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    successor = BodyRef(allow_null=True)
    names = UnitNameRow(many=True, help_text="历次名称，新的在前")


class CongressRef(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    short_name = serializers.CharField()
    level = serializers.CharField()


class MandateRow(serializers.Serializer):
    """The mandate of one term."""

    id = serializers.IntegerField()
    congress = CongressRef()
    term = serializers.IntegerField(help_text="第几届")
    district = serializers.CharField()
    delegation = serializers.CharField()
    card_no = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    end_reason = serializers.CharField(help_text="终止原因，没有终止时为空")
    is_suspended = serializers.BooleanField(help_text="今天是否暂停执行代表职务")


class DeputyRow(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    gender = serializers.CharField()
    work = serializers.CharField()
    mandates = MandateRow(many=True, help_text="列表里只有现任的，单个代表的里面有全部")


class GroupRef(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    is_head = serializers.BooleanField()


class DeputyDetail(DeputyRow):
    phone = serializers.CharField(
        allow_null=True, help_text="只给本级人大的工作机构和代表本人，其他人为空"
    )
    home = PlaceRef(allow_null=True)
    groups = GroupRef(many=True)
    may_submit = serializers.BooleanField(help_text="现在能不能提出建议")


class MemberRow(serializers.Serializer):
    id = serializers.IntegerField(help_text="代表的编号")
    name = serializers.CharField()
    is_head = serializers.BooleanField()
    since = serializers.DateField()


class GroupRow(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.CharField()
    kind_label = serializers.CharField()
    field = serializers.CharField()
    congress = CongressRef()
    opened_on = serializers.DateField()
    closed_on = serializers.DateField(allow_null=True)
    members = MemberRow(many=True, help_text="现在的成员，组长在前")
