"""Founding and changing a station, and the deputies attached to it."""

from typing import Any

from django import forms

from core.clock import today
from liaison.choices import Level
from liaison.models import Deputy, Division, Seat
from stations.forms.reception import date_input, narrow
from stations.models import Station, StationKind
from stations.services.parents import possible_parents


class StationForm(forms.Form):
    """A new station needs place, name and code; later only its details change."""

    name = forms.CharField(label="名称", max_length=80)
    code = forms.CharField(
        label="简码",
        max_length=12,
        help_text="2到12个大写字母和数字，例如QX。意见编号以它开头，定了不能改。",
    )
    division = forms.ModelChoiceField(Division.objects.none(), label="所在地", empty_label="请选择")
    kind = forms.ModelChoiceField(
        StationKind.objects.none(), label="种类", to_field_name="code", empty_label="请选择"
    )
    trade = forms.CharField(
        label="行业", max_length=40, required=False, help_text="分行业的种类才填，例如中药材"
    )
    parent = forms.ModelChoiceField(
        Station.objects.none(),
        label="上级站",
        required=False,
        empty_label="没有上级站",
        help_text="本县现在开放的站",
    )
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
        kinds = StationKind.objects.visible_to(seat)
        now = StationKind.objects.none()
        if station is not None:
            kinds = StationKind.objects.for_congress(station.congress_id)
            now = kinds.filter(pk=station.kind_id)
        narrow(self, "kind", queryset=(kinds.in_use() | now).order_by("order", "id"))
        county = station.county_id if station is not None else seat.unit.county_id
        narrow(self, "parent", queryset=possible_parents(station, county))
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


class KindForm(forms.Form):
    name = forms.CharField(
        label="名称",
        max_length=20,
        help_text="例如流动站",
        error_messages={"required": "请填写种类名称。"},
    )
    is_of_trade = forms.BooleanField(label="分行业：设站时要填写行业，例如中药材", required=False)
