"""Fields that several forms share: a day, and a place typed as people call it."""

from typing import Any

from django import forms

from core.clock import today
from liaison.choices import Level
from liaison.models import Division
from liaison.services.importing import places_in


def choose_from(form: forms.Form, name: str, rows: Any) -> Any:
    """Whom or what this person may choose; returns the field."""
    field: Any = form.fields[name]
    field.queryset = rows
    return field


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    kwargs.setdefault("error_messages", {"required": f"请选{label}"})
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **kwargs)


def today_field(label: str, **kwargs: Any) -> forms.DateField:
    return day_field(label, initial=today, **kwargs)


class PlaceField(forms.CharField):
    """东坪, 东坪镇 or 东坪镇青山村; found below `root`, which the form sets.

    `known` is the place on record: it may lie outside, and stays when nobody changes it.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        self.root: Division | None = None
        self.known: Division | None = None
        kwargs.setdefault("max_length", 60)
        kwargs.setdefault("help_text", "写到乡镇或村，如东坪镇、东坪镇青山村。")
        super().__init__(*args, **kwargs)

    def clean(self, value: Any) -> Division | None:
        text = super().clean(value)
        if not text or self.root is None:
            return None
        if self.known is not None and text == place_text(self.known):
            return self.known
        found = places_in(self.root).find(text)
        if isinstance(found, str):
            raise forms.ValidationError(f"{found}。")
        return found

    def prepare_value(self, value: Any) -> Any:
        return place_text(value) if isinstance(value, Division) else value


def place_text(place: Division | None) -> str:
    """A village with its township, so that what is shown is found again."""
    if place is None:
        return ""
    if place.level == Level.VILLAGE and place.parent is not None:
        return place.parent.name + place.name
    return place.name


class PlacedForm(forms.Form):
    """Its places are looked for below `root`; those on record may lie outside."""

    def __init__(self, *args: Any, root: Division, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, PlaceField):
                field.root, field.known = root, self.initial.get(name)
