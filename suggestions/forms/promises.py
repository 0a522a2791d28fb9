"""What is entered of a promise: the promise itself, progress, another day, the second verdict."""

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


def _evidence() -> forms.FileField:
    return file_field("佐证材料", help_text="照片、验收单等，PDF或图片。")


class AddPromiseForm(DeedForm):
    what = text_field("承诺办什么", 3, max_length=300, help_text="一项一项登记，能核实的话来写。")
    due_on = day_field("什么时候办完", initial=None)


class ProgressForm(DeedForm):
    words = text_field("办到哪一步", 4)
    on = day_field("日期")
    evidence = _evidence()

    def clean_on(self) -> Any:
        return not_after_today(self.cleaned_data["on"])


class KeptForm(ProgressForm):
    words = text_field("落实了什么", 5, help_text="代工委照着核实，代表也会看到。")


class StrikeForm(DeedForm):
    words = text_field("核实意见", 3, required=False, max_length=300)


class NotKeptForm(DeedForm):
    words = text_field("还差什么", 3, max_length=300)


class CarryForm(DeedForm):
    due_on = day_field("新的时限", initial=None)
    reason = text_field(
        "理由", 4, help_text="为什么没有按时办完、下一步怎么安排。由单位负责人签发，代表会看到。"
    )


class ChangeForm(DeedForm):
    words = text_field("变更说明", 6, help_text="情况发生了什么变化、为什么不能兑现、今后怎么办。")
    letter = file_field("书面说明", help_text="负责人签字盖章的扫描件，PDF或照片。")


class RatePromiseForm(DeedForm):
    rating = forms.ChoiceField(
        label="承诺兑现得怎么样",
        choices=Rating.choices,
        widget=SegmentedChoice({"class": "seg big"}),
    )
    reason = text_field("理由", 4, required=False, help_text="不满意的，请写明哪里没有兑现。")
    given = forms.ChoiceField(
        label="代表怎么说的", choices=GIVEN_BY_STAFF, widget=SegmentedChoice, initial=Given.PAPER
    )
    on = day_field("评价日期")
    scan = file_field("扫描件或照片", help_text="书面评价请附上代表签了名的意见。")

    def prepare(self) -> None:
        if self.seat.role == Role.DEPUTY:
            for name in ("given", "on", "scan"):
                del self.fields[name]

    def clean_on(self) -> Any:
        return not_after_today(self.cleaned_data["on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("rating") == Rating.UNSATISFIED and not data.get("reason"):
            self.add_error("reason", "选了不满意，请写明哪里没有兑现。")
        if data.get("given") == Given.PAPER and not data.get("scan"):
            self.add_error("scan", "书面评价请附上扫描件或照片。")
        return data


class StudyPromiseForm(DeedForm):
    again = forms.TypedChoiceField(
        label="怎么处理",
        choices=[("yes", "请单位继续落实"), ("no", "向代表说明")],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=SegmentedChoice,
    )
    due_on = day_field("什么时候落实", initial=None, required=False)
    words = text_field("研究意见", 4, help_text="代表和承办单位都会看到。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("again") and not data.get("due_on"):
            self.add_error("due_on", "继续落实的，请写明什么时候落实。")
        return data
