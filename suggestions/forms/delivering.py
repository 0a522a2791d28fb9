"""That an answer was brought on paper."""

from typing import Any

from django import forms

from core.widgets import PickMany
from liaison.models import Deputy
from suggestions.choices import DeliveredBy
from suggestions.forms.base import (
    DeedForm,
    DeputiesField,
    SegmentedChoice,
    day_field,
    not_after_today,
)
from suggestions.permissions.delivery import undelivered


class DeliveryForm(DeedForm):
    deputies = DeputiesField(None, label="送给了谁", widget=PickMany)
    way = forms.ChoiceField(label="怎么送的", choices=DeliveredBy.choices, widget=SegmentedChoice)
    on = day_field("日期")
    note = forms.CharField(label="签收人或单号", max_length=80, required=False)

    def prepare(self) -> None:
        ids = [row.deputy_id for row in undelivered(self.case, self.seat)]
        self.offer("deputies", Deputy.objects.filter(pk__in=ids))

    def clean_on(self) -> Any:
        return not_after_today(self.cleaned_data["on"])

    def kwargs(self) -> dict[str, Any]:
        return self.cleaned_data | {"deputies": list(self.cleaned_data["deputies"])}
