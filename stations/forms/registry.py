"""Founding and changing a station, and the deputies attached to it."""

from typing import Any

from django import forms

from core.clock import today
from liaison.choices import Level
from liaison.models import Deputy, Division, Seat
from stations.choices import StationKind
from stations.forms.reception import date_input, narrow
from stations.models import Station


class StationForm(forms.Form):
    """A new station needs place, name and code; later only its details change."""

    name = forms.CharField(label="名称", max_length=80)
    code = forms.CharField(
        label="简码",
        max_length=12,
        help_text="2到12个大写字母和数字，例如QX。意见编号以它开头，定了不能改。",
    )
    division = forms.ModelChoiceField(Division.objects.none(), label="所在地", empty_label="请选择")
    kind = forms.ChoiceField(label="种类", choices=StationKind.choices)
    trade = forms.CharField(label="行业", max_length=40, required=False, help_text="特色行业站才填")
    address = forms.CharField(label="地址", max_length=120, required=False)
    phone = forms.CharField(label="电话", max_length=20, required=False)
    hours = forms.CharField(label="开放时间", max_length=120, required=False)
    latitude = forms.DecimalField(
        label="纬度",
        min_value=-90,
        max_value=90,
        max_digits=9,
        decimal_places=6,
        required=False,
        help_text="例如25.743210，从地图上抄；不填就不上地图",
    )
    longitude = forms.DecimalField(
        label="经度",
        min_value=-180,
        max_value=180,
        max_digits=9,
        decimal_places=6,
        required=False,
        help_text="例如113.027654",
    )
    opened_on = forms.DateField(label="设立日期", widget=date_input())

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        if not self.errors and (data.get("latitude") is None) != (data.get("longitude") is None):
            self.add_error("longitude", "纬度和经度要么都填，要么都不填。")
        return data

    def __init__(self, *args: Any, seat: Seat, station: Station | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if station is not None:
            for name in ("name", "code", "division", "opened_on"):
                del self.fields[name]
            return
        self.initial.setdefault("opened_on", today())
        narrow(self, "division", queryset=places_of(seat))


def places_of(seat: Seat) -> Any:
    """The county and its townships."""
    county = seat.unit.county_id
    if county is None:
        return Division.objects.filter(level=Level.COUNTY, valid_to=None).order_by("code")
    inside = Division.objects.filter(valid_to=None, parent_id=county)
    return (inside | Division.objects.filter(pk=county)).order_by("code")


class AttachForm(forms.Form):
    deputy = forms.ModelChoiceField(Deputy.objects.none(), label="代表", empty_label="请选择")
    since = forms.DateField(label="进站日期", widget=date_input())

    def __init__(self, *args: Any, seat: Seat, station: Station, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("since", today())
        there = station.attachments.filter(until=None).values("deputy_id")
        rows = Deputy.objects.visible_to(seat).exclude(pk__in=there)
        narrow(self, "deputy", queryset=rows.order_by("sort_key", "id"))
