"""Several opinions routed or told back at once; each is asked about on its own."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core.clock import today
from liaison.models import Seat, Unit
from stations import services
from stations.choices import ENDING_ROUTES, Route, Satisfaction, TellMethod
from stations.forms.deeds import area
from stations.forms.reception import SHORT_ROUTES, date_input, narrow
from stations.models import Opinion


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


class BulkTellForm(forms.Form):
    """One answer for several voters; how each was reached and what each thought of it is asked
    one by one, and whoever was not asked yet stays to be told."""

    told_on = forms.DateField(
        label="哪天回复的",
        widget=date_input(),
        error_messages={"required": "请填哪天回复的。"},
    )
    words = forms.CharField(
        label="回复内容",
        max_length=2000,
        widget=area(4),
        help_text="每位来访人都记这段话",
        error_messages={"required": "请写下回复了什么。"},
    )

    def __init__(self, *args: Any, cases: Sequence[Opinion], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.cases = cases
        self.fields["told_on"].widget.attrs["max"] = today().isoformat()
        self.initial.setdefault("told_on", today())
        self.drafts = {case.pk: services.draft_words(case) for case in cases}
        # What was done for one voter is no business of another.
        self.are_alike = len(set(self.drafts.values())) == 1
        if self.are_alike:
            self.initial.setdefault("words", self.drafts[cases[0].pk])
        for case in cases:
            self._ask_about(case)

    def _ask_about(self, case: Opinion) -> None:
        nameless = services.is_anonymous(case)
        self.fields[f"method-{case.pk}"] = forms.ChoiceField(
            label=f"{case.number}怎么回复的", choices=TellMethod.choices, required=False
        )
        self.fields[f"satisfaction-{case.pk}"] = forms.ChoiceField(
            label=f"{case.number}来访人满意吗",
            choices=[("", "还没问，先不回复"), *Satisfaction.choices],
            required=False,
        )
        self.initial[f"method-{case.pk}"] = TellMethod.NOTICE if nameless else TellMethod.PHONE
        if nameless:
            self.initial[f"satisfaction-{case.pk}"] = Satisfaction.UNREACHABLE

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "case": case,
                "draft": "" if self.are_alike else self.drafts[case.pk],
                "method": self[f"method-{case.pk}"],
                "satisfaction": self[f"satisfaction-{case.pk}"],
            }
            for case in self.cases
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"satisfaction-{case.pk}") for case in self.cases):
            raise forms.ValidationError("请至少给一位来访人选上满意度；还没问到的先空着。")
        return data

    def given(self, case: Opinion) -> dict[str, Any] | None:
        """What the service takes; nothing where this voter has still to be asked."""
        data = self.cleaned_data
        if not (satisfaction := data[f"satisfaction-{case.pk}"]):
            return None
        return {
            "told_on": data["told_on"],
            "words": data["words"],
            "method": data[f"method-{case.pk}"],
            "satisfaction": satisfaction,
        }
