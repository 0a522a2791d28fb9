"""Who handles: assigning, changing a unit, deciding a return."""

from typing import Any

from django import forms

from core.clock import today
from core.widgets import PickMany, PickOne
from liaison.choices import Role
from suggestions import permissions as may
from suggestions.choices import LIVE_ASSIGNMENTS, AssignmentState
from suggestions.forms.base import (
    DeedForm,
    SegmentedChoice,
    UnitField,
    UnitsField,
    day_field,
    handler_units,
    text_field,
)
from suggestions.models import Assignment

ONE_MAIN, SEPARATE = "main", "separate"


class AssignForm(DeedForm):
    """One main unit with co-handlers, or several units that each answer for their part."""

    way = forms.ChoiceField(
        label="怎么交办",
        choices=[(ONE_MAIN, "主办加会办"), (SEPARATE, "几个单位分办")],
        widget=SegmentedChoice,
        initial=ONE_MAIN,
    )
    main = UnitField(None, label="主办单位", required=False, widget=PickOne, empty_label=None)
    co = UnitsField(None, label="会办单位", required=False, widget=PickMany)
    separate = UnitsField(None, label="分办单位", required=False, widget=PickMany)
    due_on = day_field("另定答复日期", required=False, initial=None)

    def prepare(self) -> None:
        units = handler_units(self.seat)
        for name in ("main", "co", "separate"):
            self.offer(name, units)
        way = self.data.get("way") if self.is_bound else ""
        self.fields["main"].required = way != SEPARATE
        self.fields["separate"].required = way != ONE_MAIN
        self.initial.setdefault("main", self.case.wished_unit_id)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("way") == SEPARATE:
            if "separate" in data and len(data["separate"]) < 2:
                self.add_error("separate", "分办至少要选两个单位；只有一个的，请改用主办。")
        elif data.get("main") in (data.get("co") or ()):
            self.add_error("co", "主办单位不用再选作会办，请去掉它。")
        due_on = data.get("due_on")
        if due_on is not None and due_on <= today():
            self.add_error("due_on", "答复日期要在今天以后，请重新选。")
        return data

    def kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data["way"] == SEPARATE:
            return {"main": None, "separate": list(data["separate"]), "due_on": data["due_on"]}
        return {"main": data["main"], "co": list(data["co"]), "due_on": data["due_on"]}


class AssignmentField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Assignment) -> str:
        return f"{obj.unit_name}（{obj.get_part_display()}）"


class ReassignForm(DeedForm):
    assignment = AssignmentField(
        None, label="调整哪个单位", widget=forms.RadioSelect, empty_label=None
    )
    unit = UnitField(None, label="改由谁办", widget=PickOne, empty_label=None)
    reason = text_field("理由", 3, max_length=300)

    def prepare(self) -> None:
        shares = Assignment.objects.filter(suggestion=self.case)
        taken = shares.filter(state__in=LIVE_ASSIGNMENTS).values("unit_id")
        live = shares.filter(state=AssignmentState.ASSIGNED)
        self.offer("assignment", live)
        self.offer("unit", handler_units(self.seat).exclude(pk__in=taken))
        only = live.first()
        if only is not None and live.count() == 1:
            self.initial.setdefault("assignment", only.pk)


class DecideReturnForm(DeedForm):
    agree = forms.TypedChoiceField(
        label="怎么裁定",
        choices=[("yes", "同意退办"), ("no", "不同意，继续办")],
        coerce=lambda value: value == "yes",
        widget=SegmentedChoice,
    )
    unit = UnitField(
        None,
        label="改由谁办",
        required=False,
        widget=PickOne,
        empty_label=None,
        help_text="同意退办时选；不选就先退回代工委重新交办。",
    )
    words = text_field("裁定意见", 3, max_length=300)

    def prepare(self) -> None:
        """The government's office moves it between its own units only."""
        units = handler_units(self.seat)
        if self.seat.role == Role.GOVOFFICE:
            units = units.filter(government_id=self.seat.unit.government_id)
        share = may.return_to_decide(self.seat, self.case)
        if share is not None:
            units = units.exclude(pk=share.unit_id)
            asked = next((row for row in share.returns.all() if row.state == "asked"), None)
            if asked is not None and asked.proposed_unit_id:
                self.initial.setdefault("unit", asked.proposed_unit_id)
        self.offer("unit", units)

    def kwargs(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        if not data["agree"]:
            data["unit"] = None
        return data
