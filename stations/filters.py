"""Named filters of stations, receptions and opinions: pages, API and export share them."""

import re
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from core.clock import today
from core.text import half_width
from liaison.models import Deputy, Division
from stations.choices import (
    ActivityKind,
    ActivityState,
    Channel,
    HeldWhy,
    OpinionState,
    RosterState,
    Route,
    Satisfaction,
    StarState,
    SubmissionState,
)
from stations.models import (
    Activity,
    Opinion,
    PublicCode,
    Reception,
    RosterDay,
    StarApplication,
    Station,
    Submission,
    Theme,
)
from stations.services.stars import MOST_STARS, stars_of

_TRACE = re.compile(r"(?:[A-Z][A-Z0-9]{1,11}-)?\d{8}-\d{1,4}")


def visible_stations(request: Any) -> QuerySet[Station]:
    seat = getattr(request, "seat", None)
    return Station.objects.visible_to(seat) if seat is not None else Station.objects.none()


def visible_deputies(request: Any) -> QuerySet[Deputy]:
    seat = getattr(request, "seat", None)
    return Deputy.objects.visible_to(seat) if seat is not None else Deputy.objects.none()


def find_opinions(rows: QuerySet[Opinion], seat: Any, text: str) -> QuerySet[Opinion]:
    """By trace number, with or without the station's code, else by words from two letters up."""
    text = half_width(text).strip().upper()
    if _TRACE.fullmatch(text):
        day, _, serial = text.rpartition("-")
        text = f"{day}-{int(serial):02d}"
        if text[0].isdigit():
            codes = Station.objects.visible_to(seat).values_list("code", flat=True)
            return rows.filter(number__in=[f"{code}-{text}" for code in codes])
        return rows.filter(number=text)
    return rows.matching(text)  # type: ignore[attr-defined]


class OpinionFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=OpinionState.choices, label="状态")
    station = filters.ModelChoiceFilter(queryset=visible_stations, label="联络站")
    theme = filters.ModelChoiceFilter(
        queryset=Theme.objects.all(), method="of_theme", label="主题，含它的下一级"
    )
    channel = filters.ChoiceFilter(choices=Channel.choices, label="来源")
    route = filters.ChoiceFilter(choices=Route.choices, label="去向")
    satisfaction = filters.ChoiceFilter(choices=Satisfaction.choices, label="满意度")
    origin = filters.ModelChoiceFilter(queryset=visible_stations, label="最初登记的联络站")
    bounced = filters.NumberFilter("bounced", "gte", label="退回至少几次")
    late = filters.BooleanFilter(method="only_late", label="只看逾期")
    mine = filters.BooleanFilter(method="only_mine", label="只看等我办的")
    received_after = filters.DateFilter("received_on", "gte", label="反映日期从")
    received_before = filters.DateFilter("received_on", "lte", label="反映日期到")
    q = filters.CharFilter(method="search", label="编号；文字用POST /opinions/search/找")

    class Meta:
        model = Opinion
        fields: list[str] = []

    def of_theme(self, rows: QuerySet, name: str, theme: Theme) -> QuerySet:
        return rows.filter(Q(theme=theme) | Q(theme__parent=theme))

    def only_late(self, rows: Any, name: str, value: bool) -> QuerySet:
        return rows.late() if value else rows

    def only_mine(self, rows: Any, name: str, value: bool) -> QuerySet:
        return rows.waiting_for(self.request.seat) if value else rows

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return find_opinions(rows, self.request.seat, text[:80])


class ReceptionFilter(filters.FilterSet):
    station = filters.ModelChoiceFilter(queryset=visible_stations, label="联络站")
    channel = filters.ChoiceFilter(choices=Channel.choices, label="接待形式")
    deputy = filters.ModelChoiceFilter(
        queryset=visible_deputies, field_name="receivers__deputy", label="接待代表"
    )
    no_visitor = filters.BooleanFilter(label="当日无人来访")
    backdated = filters.BooleanFilter("is_backdated", label="补录")
    held_after = filters.DateFilter("held_on", "gte", label="接待日期从")
    held_before = filters.DateFilter("held_on", "lte", label="接待日期到")

    class Meta:
        model = Reception
        fields: list[str] = []


class ActivityFilter(filters.FilterSet):
    station = filters.ModelChoiceFilter(queryset=visible_stations, label="联络站")
    kind = filters.ChoiceFilter(choices=ActivityKind.choices, label="种类")
    state = filters.ChoiceFilter(choices=ActivityState.choices, label="状态")
    held_after = filters.DateFilter("held_on", "gte", label="日期从")
    held_before = filters.DateFilter("held_on", "lte", label="日期到")
    q = filters.CharFilter(method="search", label="名称、地点")

    class Meta:
        model = Activity
        fields: list[str] = []

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        text = text.strip()[:40]
        return rows.filter(Q(title__icontains=text) | Q(place__icontains=text))


class RosterFilter(filters.FilterSet):
    station = filters.ModelChoiceFilter(queryset=visible_stations, label="联络站")
    state = filters.ChoiceFilter(choices=RosterState.choices, label="状态")
    deputy = filters.ModelChoiceFilter(
        queryset=visible_deputies, field_name="duties__deputy", label="接待代表"
    )
    held_after = filters.DateFilter("held_on", "gte", label="接待日期从")
    held_before = filters.DateFilter("held_on", "lte", label="接待日期到")

    class Meta:
        model = RosterDay
        fields: list[str] = []


class StarFilter(filters.FilterSet):
    station = filters.ModelChoiceFilter(queryset=visible_stations, label="联络站")
    year = filters.NumberFilter(label="年度")
    state = filters.ChoiceFilter(choices=StarState.choices, label="状态")

    class Meta:
        model = StarApplication
        fields: list[str] = []


# This year's grade: a number of stars, judged without one, or not judged yet.
STARS = (
    *((str(count), stars_of(count)) for count in range(MOST_STARS, -1, -1)),
    ("none", "今年还没评定"),
)


class StationFilter(filters.FilterSet):
    kind = filters.CharFilter("kind__code", label="种类的代码")
    township = filters.ModelChoiceFilter(
        queryset=Division.objects.filter(level="township"), label="乡镇街道"
    )
    star = filters.ChoiceFilter(choices=STARS, method="of_star", label="今年评定的星级")
    parent = filters.ModelChoiceFilter(queryset=visible_stations, label="上级站")
    closed = filters.BooleanFilter("closed_on", "isnull", exclude=True, label="已撤销")
    q = filters.CharFilter(method="search", label="名称、简码、行业")

    class Meta:
        model = Station
        fields: list[str] = []

    def of_star(self, rows: Any, name: str, value: str) -> QuerySet:
        return rows.of_star(today().year, None if value == "none" else int(value))

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        text = text.strip()[:40]
        return rows.filter(
            Q(name__icontains=text) | Q(code__iexact=text) | Q(trade__icontains=text)
        )


class PublicCodeFilter(filters.FilterSet):
    station = filters.ModelChoiceFilter(queryset=visible_stations, label="联络站")
    deputy = filters.ModelChoiceFilter(queryset=visible_deputies, label="代表")
    live = filters.BooleanFilter(
        field_name="revoked_at", lookup_expr="isnull", label="只看在用的（true）或停用的（false）"
    )

    class Meta:
        model = PublicCode
        fields: list[str] = []


class SubmissionFilter(filters.FilterSet):
    station = filters.ModelChoiceFilter(queryset=visible_stations, label="联络站")
    state = filters.ChoiceFilter(choices=SubmissionState.choices, label="状态")
    held_why = filters.ChoiceFilter(choices=HeldWhy.choices, label="后看原因")
    in_crisis = filters.BooleanFilter(label="情况危急")

    class Meta:
        model = Submission
        fields: list[str] = []
