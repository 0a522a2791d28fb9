"""What lists of places, bodies, people and groups can be narrowed by; pages and API alike."""

from typing import Any

import django_filters as df
from django import forms
from django.db.models import Q

from liaison.choices import GroupKind, Level, UnitKind
from liaison.models import Deputy, DeputyGroup, Division, GroupMember, Mandate, Unit
from liaison.services.units import find_units

IN_OFFICE, ENDED, SUSPENDED, EVERY = "in_office", "ended", "suspended", "all"
STATES = [
    (IN_OFFICE, "在任"),
    (SUSPENDED, "暂停职务"),
    (ENDED, "已终止"),
    (EVERY, "全部"),
]


class IdFilter(df.NumberFilter):
    """A number that can be somebody's id; larger ones are refused, not passed to the database."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, min_value=1, max_value=2**63 - 1, **kwargs)

    def get_max_validator(self) -> None:
        return None


class DivisionFilter(df.FilterSet):
    q = df.CharFilter(method="search", label="名称的一部分，或代码的开头")
    parent = df.CharFilter(method="under", label="上级的代码或编号")
    level = df.ChoiceFilter(choices=Level, label="级别")
    code = df.CharFilter(field_name="code", label="完整的12位代码")

    class Meta:
        model = Division
        fields = ()

    def search(self, rows: Any, name: str, text: str) -> Any:
        return rows.matching(text)

    def under(self, rows: Any, name: str, text: str) -> Any:
        if not text.isascii() or not text.isdigit() or len(text) > 18:
            return rows.none()
        if len(text) == 12:
            return rows.filter(parent__code=text)
        return rows.filter(parent_id=int(text))


class UnitFilter(df.FilterSet):
    q = df.CharFilter(method="search", label="现名、简称或曾用名的一部分")
    kind = df.ChoiceFilter(choices=UnitKind, label="种类")
    handlers = df.BooleanFilter(method="only_handlers", label="只要能承办建议和意见的单位")
    township = IdFilter(field_name="township_id", label="所在乡镇")

    class Meta:
        model = Unit
        fields = ()

    def search(self, rows: Any, name: str, text: str) -> Any:
        return find_units(rows, text)

    def only_handlers(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.handlers() if wanted else rows


class DeputyFilter(df.FilterSet):
    """All conditions on a mandate hold for one and the same mandate."""

    q = df.CharFilter(method="search", label="姓名的一部分，或拼音首字母")
    congress = IdFilter(method="skip", label="哪级人大")
    level = df.ChoiceFilter(method="skip", choices=Level, label="级别")
    delegation = df.CharFilter(method="skip", label="代表团")
    state = df.ChoiceFilter(method="skip", choices=STATES, label="在任情况，不填为在任")
    group = IdFilter(method="in_group", label="代表小组")
    township = IdFilter(method="of_township", label="当选或居住在哪个乡镇")

    class Meta:
        model = Deputy
        fields = ()

    def skip(self, rows: Any, name: str, value: Any) -> Any:
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        state = asked.get("state") or IN_OFFICE
        mandates = Mandate.objects.all()
        columns = {"term__congress_id": "congress", "term__congress__level": "level"}
        for column, name in (columns | {"delegation": "delegation"}).items():
            if asked.get(name):
                mandates = mandates.filter(**{column: asked[name]})
        if state == EVERY and mandates.query.where:
            return rows.filter(pk__in=mandates.values("deputy_id"))
        return self._of_state(rows, mandates, state)

    def _of_state(self, rows: Any, mandates: Any, state: str) -> Any:
        now = mandates.in_force()
        if state == IN_OFFICE:
            return rows.filter(pk__in=now.values("deputy_id"))
        if state == SUSPENDED:
            able = mandates.able().values("pk")
            return rows.filter(pk__in=now.exclude(pk__in=able).values("deputy_id"))
        if state == ENDED:
            past = mandates.exclude(pk__in=now.values("pk"))
            return rows.filter(pk__in=past.values("deputy_id")).exclude(
                pk__in=now.values("deputy_id")
            )
        return rows

    def search(self, rows: Any, name: str, text: str) -> Any:
        return rows.matching(text)

    def in_group(self, rows: Any, name: str, group: int) -> Any:
        members = GroupMember.objects.filter(group_id=group, until=None)
        return rows.filter(pk__in=members.values("deputy_id"))

    def of_township(self, rows: Any, name: str, place: int) -> Any:
        elected = Mandate.objects.in_force().filter(
            Q(elected_in_id=place) | Q(elected_in__parent_id=place)
        )
        return rows.filter(
            Q(pk__in=elected.values("deputy_id")) | Q(home_id=place) | Q(home__parent_id=place)
        )


class GroupFilter(df.FilterSet):
    q = df.CharFilter(field_name="name", lookup_expr="contains", label="名称的一部分")
    kind = df.ChoiceFilter(choices=GroupKind, label="种类")
    congress = IdFilter(field_name="congress_id", label="哪级人大")

    class Meta:
        model = DeputyGroup
        fields = ()
