"""Merging two stations, putting them back, closing one."""

from typing import Any

from django import forms

from core.clock import today
from core.widgets import PickOne
from liaison.models import Seat
from stations.forms.reception import date_input, narrow
from stations.models import Station
from stations.services.closing import NO_PARENT
from stations.services.merging import ALONG, STAFF
from stations.services.parents import open_children, possible_parents


class IntoForm(forms.Form):
    """Which station takes over: those of the same township first."""

    into = forms.ModelChoiceField(
        Station.objects.none(),
        label="并入哪个站",
        empty_label=None,
        widget=PickOne,
        error_messages={"required": "请选并入哪个站。"},
    )

    def __init__(self, *args: Any, seat: Seat, station: Station, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = Station.objects.open().visible_to(seat).filter(county_id=station.county_id)
        rows = rows.exclude(pk=station.pk).order_by("township__code", "name")
        narrow(self, "into", queryset=rows)


class MergeForm(forms.Form):
    on = forms.DateField(label="合并日期", widget=date_input())
    reason = forms.CharField(
        label="依据",
        max_length=300,
        help_text="例如：县人大常委会主任会议2026年4月2日决定",
    )
    staff = forms.ChoiceField(
        label="老站的工作人员", choices=list(STAFF.items()), initial=ALONG, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today())


class ReverseForm(forms.Form):
    heading, button = "恢复合并前的两个站", "恢复"
    reason = forms.CharField(
        label="为什么恢复", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class CloseForm(forms.Form):
    """Where stations lie below it, the office says under which one they stand from then on."""

    on = forms.DateField(label="撤销日期", widget=date_input())
    reason = forms.CharField(
        label="依据",
        max_length=300,
        help_text="例如：县人大常委会主任会议2026年4月2日决定",
        error_messages={"required": "请写明撤销的依据，例如会议或文件。"},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    children_to = forms.ChoiceField(
        label="下级站以后的上级站",
        error_messages={"required": "请选下级站以后归哪个站，或者选「不再设上级站」。"},
    )

    def __init__(self, *args: Any, station: Station, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today())
        if not open_children(station).exists():
            del self.fields["children_to"]
            return
        self.stations = {str(row.pk): row for row in possible_parents(station, station.county_id)}
        rows = [(pk, row.name) for pk, row in self.stations.items()]
        choices = [("", "请选择"), (NO_PARENT, "不再设上级站"), *rows]
        narrow(self, "children_to", choices=choices)

    def clean_children_to(self) -> Station | str:
        chosen: str = self.cleaned_data["children_to"]
        return self.stations.get(chosen, chosen)
