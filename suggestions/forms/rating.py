"""The deputy's verdict, and the office's study of an unsatisfied one."""

from typing import Any

from django import forms

from liaison.choices import Role
from suggestions.choices import Given, Rating
from suggestions.forms.base import (
    DeedForm,
    SegmentedChoice,
    day_field,
    file_field,
    not_after_today,
    text_field,
)
from suggestions.forms.drafting import GIVEN_BY_STAFF


class RateForm(DeedForm):
    """Attitude and result are two questions; 不满意 on either needs the reason."""

    attitude = forms.ChoiceField(
        label="办理态度怎么样", choices=Rating.choices, widget=SegmentedChoice({"class": "seg big"})
    )
    result = forms.ChoiceField(
        label="办理结果怎么样", choices=Rating.choices, widget=SegmentedChoice({"class": "seg big"})
    )
    reason = text_field(
        "理由和要求", 4, required=False, help_text="有不满意的请写明，单位会照着重新办。"
    )
    given = forms.ChoiceField(
        label="代表怎么说的", choices=GIVEN_BY_STAFF, widget=SegmentedChoice, initial=Given.PAPER
    )
    on = day_field("评价日期")
    scan = file_field("扫描件或照片", help_text="书面评价请附上签了名的征询意见表。")

    def prepare(self) -> None:
        if self.seat.role == Role.DEPUTY:
            for name in ("given", "on", "scan"):
                del self.fields[name]

    def clean_on(self) -> Any:
        return not_after_today(self.cleaned_data["on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if Rating.UNSATISFIED in (data.get("attitude"), data.get("result")) and not data.get(
            "reason"
        ):
            self.add_error("reason", "选了不满意，请写明理由和要求。")
        if data.get("given") == Given.PAPER and not data.get("scan"):
            self.add_error("scan", "书面评价请附上扫描件或照片。")
        return data


class StudyForm(DeedForm):
    rehandle = forms.TypedChoiceField(
        label="怎么处理",
        choices=[("yes", "重新办理"), ("no", "向代表说明，办结")],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=SegmentedChoice,
    )
    words = text_field("研究意见", 4, help_text="代表和承办单位都会看到。")
