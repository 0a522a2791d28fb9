"""What every deed's form shares: it offers only what the deed would accept."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet

from core.clock import today
from core.display import cn_num
from core.text import is_phone, normal_phone
from liaison.models import Deputy, Seat, Session, Unit
from liaison.querysets import min_level

_CHOSEN = (
    forms.ChoiceField,
    forms.TypedChoiceField,
    forms.ModelChoiceField,
    forms.ModelMultipleChoiceField,
)


class DeedForm(forms.Form):
    """One deed's input. `kwargs()` is what the service of that deed takes."""

    def __init__(self, *args: Any, case: Any, seat: Seat, **kwargs: Any):
        self.case = case
        self.seat = seat
        super().__init__(*args, **kwargs)
        self.prepare()
        for field in self.fields.values():
            verb = "请选" if isinstance(field, _CHOSEN) else "请填"
            field.error_messages["required"] = f"{verb}{field.label}。"

    def prepare(self) -> None:
        """Narrow the choices to this case and this seat."""

    def offer(self, name: str, rows: QuerySet[Any]) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def kwargs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ReasonForm(DeedForm):
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4, "data-counter": ""}),
    )


class SegmentedChoice(forms.RadioSelect):
    """Two to four answers side by side."""

    def __init__(self, attrs: dict[str, Any] | None = None, **kwargs: Any):
        super().__init__({"class": "seg"} | (attrs or {}), **kwargs)


class SessionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Session) -> str:
        return f"第{cn_num(obj.number)}次会议期间"


class UnitField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Unit) -> str:
        return obj.short_name or obj.name


class UnitsField(forms.ModelMultipleChoiceField):
    label_from_instance = UnitField.label_from_instance


class DeputyField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Deputy) -> str:
        return f"{obj.name}（{obj.work}）" if obj.work else obj.name


class DeputiesField(forms.ModelMultipleChoiceField):
    label_from_instance = DeputyField.label_from_instance


class SeatField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Seat) -> str:
        return f"{obj.user.name}（{obj.unit.name}{obj.label}）"


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    kwargs.setdefault("initial", today)
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "日期写法不对，请按年月日选。"},
        **kwargs,
    )


def text_field(label: str, rows: int = 4, **kwargs: Any) -> forms.CharField:
    attrs = {"rows": rows} | ({"data-counter": ""} if "max_length" in kwargs else {})
    return forms.CharField(label=label, widget=forms.Textarea(attrs=attrs), **kwargs)


def file_field(label: str, **kwargs: Any) -> forms.FileField:
    kwargs.setdefault("required", False)
    kwargs.setdefault("allow_empty_file", True)
    return forms.FileField(label=label, **kwargs)


def phone_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


def checked_phone(text: str) -> str:
    phone = normal_phone(text)
    if not is_phone(phone):
        raise forms.ValidationError("电话号码不对，手机号是11位，座机请带区号。")
    return phone


def not_after_today(day: dt.date | None) -> dt.date | None:
    if day is not None and day > today():
        raise forms.ValidationError("日期还没有到，请改成今天或以前。")
    return day


def handler_units(seat: Seat) -> QuerySet[Unit]:
    """Bodies of the seat's area that may be given a suggestion, offices of the county first."""
    column = f"{min_level(seat).value}_id"
    units = Unit.objects.open().handlers().filter(**{column: getattr(seat.unit, column)})
    return units.as_menu()
