"""Leave: from when to when, why, and who stands in."""

from typing import Any

from django import forms

from liaison.forms.fields import choose_from, day_field, today_field
from liaison.models import Seat
from liaison.services.stand_ins import candidates


class Colleague(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.name}（{obj.label}）"


class StandInForm(forms.Form):
    hide_optional = True

    stand_in = Colleague(
        Seat.objects.none(),
        label="由谁代",
        empty_label="请选",
        help_text="代班的人那几天能看到、能办的，和请假的人一样，不会更多。",
        error_messages={"required": "请选由谁代", "invalid_choice": "请在列出的同志里选一位"},
    )
    starts_on = today_field("从哪天起")
    ends_on = day_field("到哪天止", help_text="这一天过后自己结束。")
    reason = forms.CharField(
        label="原因",
        max_length=100,
        help_text="例如：年休假、出差。",
        error_messages={"required": "请写原因"},
    )

    def __init__(self, *args: Any, absent: Seat, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choose_from(self, "stand_in", candidates(absent))
