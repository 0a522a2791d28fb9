"""Several opinions routed with one decision; each is asked about on its own."""

from typing import Any

from django import forms

from liaison.models import Seat, Unit
from stations.choices import ENDING_ROUTES, Route
from stations.forms.deeds import area
from stations.forms.reception import SHORT_ROUTES, narrow


class BulkRouteForm(forms.Form):
    """One route and one unit for all; who may not, or came too late, is said beside its row."""

    route = forms.ChoiceField(
        label="交给谁办",
        choices=[
            (code, label) for code, label in SHORT_ROUTES.items() if code not in ENDING_ROUTES
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项。"},
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="办理单位", required=False, empty_label="按去向默认"
    )
    reason = forms.CharField(label="说明", max_length=300, required=False, widget=area(2))

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = Unit.objects.open().visible_to(seat).handlers().as_menu()
        narrow(self, "unit", queryset=units)

    def given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        if data["route"] not in {Route.TOWNSHIP, Route.COUNTY}:
            data["unit"] = None
        return data
