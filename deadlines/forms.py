"""A new rule as an office writes it: how long, from which day, on what ground."""

import re
from typing import Any

from django import forms

from core.clock import today
from deadlines.arithmetic import MAX_AMOUNT
from deadlines.choices import Kind, PeriodUnit
from deadlines.models import DeadlineRule
from deadlines.services import ABOVE, Line, Rung
from liaison.choices import Role
from liaison.models import Congress

HOW = [
    (PeriodUnit.MONTHS, "按月"),
    (PeriodUnit.DAYS, "按日"),
    (PeriodUnit.WORKING_DAYS, "按工作日"),
    (PeriodUnit.FIXED, "固定日期"),
]
AMBER = [(4, "四分之一"), (5, "五分之一"), (6, "六分之一"), (8, "八分之一"), (10, "十分之一")]
LADDER_HINTS = {
    str(Role.UNIT_HEAD): "逾期超过几天报给承办单位的签发人；联络站的报给站长。不填就不报。",
    str(Role.GOVOFFICE): "只报政府部门欠的。",
    str(Role.OFFICE): "本级人大的代工委，乡镇的是主席团。",
    str(Role.LEADER): "只报重点督办件；填0是逾期第1天就报。",
}
SEPARATORS = re.compile(r"[、，,；;\s]+")


class DaysBefore(forms.CharField):
    """30、15、7、3、1、0 as people write it."""

    def clean(self, value: Any) -> list[int]:
        words = [word for word in SEPARATORS.split(super().clean(value)) if word]
        if not all(word.isascii() and word.isdigit() and len(word) < 5 for word in words):
            raise forms.ValidationError("请只填数字，用顿号隔开，例如7、3、1、0。")
        return sorted({int(word) for word in words}, reverse=True)

    def prepare_value(self, value: Any) -> Any:
        return "、".join(map(str, value)) if isinstance(value, list) else value


class RuleForm(forms.Form):
    """The field errors of the deed itself land here too."""

    unit = forms.ChoiceField(
        label="怎么算",
        choices=HOW,
        widget=forms.RadioSelect(attrs={"class": "seg"}),
        error_messages={"required": "请选怎么算"},
    )
    amount = forms.IntegerField(
        label="多长",
        required=False,
        min_value=1,
        max_value=MAX_AMOUNT,
        help_text="几个月、几日或几个工作日。",
    )
    fixed_month = forms.IntegerField(
        label="固定在几月",
        required=False,
        min_value=1,
        max_value=12,
        help_text="只在选“固定日期”时填。",
    )
    fixed_day = forms.IntegerField(label="几日", required=False, min_value=1, max_value=31)
    effective_from = forms.DateField(
        label="从哪一天起算的按这条",
        help_text="这一天以前起算的仍按原规则。填过去的日子，那天以后起算、还没办完的会重新计算，保存前先给您看。",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请选从哪一天起"},
    )
    reminders = DaysBefore(
        label="提前几天提醒",
        required=False,
        max_length=80,
        help_text="用顿号隔开，0是到期当天。只在工作日的上班时间提醒。",
    )
    late_every = forms.IntegerField(
        label="逾期后每几天提醒", min_value=1, max_value=60, error_messages={"required": "请填天数"}
    )
    amber_denominator = forms.TypedChoiceField(
        label="剩几分之几变黄", choices=AMBER, coerce=int, help_text="最晚在到期前一个工作日变黄。"
    )
    source = forms.CharField(
        label="依据",
        max_length=200,
        help_text="例如：示范县人大常委会办公室2026年第12号通知第三条。",
        error_messages={"required": "请写明依据"},
    )

    hide_optional = True

    def __init__(self, *args: Any, window: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if window:
            for name in ("reminders", "late_every", "amber_denominator"):
                del self.fields[name]

    @classmethod
    def from_line(cls, line: Line) -> dict[str, Any]:
        """What holds now is what the office starts from."""
        terms = line.terms
        month, day = terms.fixed or (None, None)
        known = dict(AMBER)
        return {
            "unit": terms.unit,
            "amount": terms.amount or None,
            "fixed_month": month,
            "fixed_day": day,
            "effective_from": today(),
            "reminders": terms.reminders,
            "late_every": terms.late_every,
            "amber_denominator": terms.fraction[1] if terms.fraction[1] in known else 6,
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("unit") == PeriodUnit.FIXED:
            for name in ("fixed_month", "fixed_day"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "请填月份和日期，例如6月30日。")
        elif data.get("unit") and not data.get("amount") and "amount" not in self.errors:
            self.add_error("amount", "请填数字，例如10。")
        return data

    def rule(self, kind: Kind, congress: Congress) -> DeadlineRule:
        return rule_from(self.cleaned_data, kind, congress)


def rule_from(data: dict[str, Any], kind: Kind, congress: Congress) -> DeadlineRule:
    """A row that is not stored yet; a yearly date has no length, a length no date."""
    yearly = data["unit"] == PeriodUnit.FIXED
    return DeadlineRule(
        congress=congress,
        kind=kind.code,
        unit=data["unit"],
        amount=0 if yearly else data.get("amount") or 0,
        fixed_month=data.get("fixed_month") if yearly else None,
        fixed_day=data.get("fixed_day") if yearly else None,
        effective_from=data["effective_from"],
        reminders=data.get("reminders", []),
        late_every=data.get("late_every", 7),
        amber_numerator=1,
        amber_denominator=data.get("amber_denominator", 6),
        source=data["source"],
    )


class LadderForm(forms.Form):
    """Days of lateness after which each post is told; an empty one is not told at all."""

    hide_optional = True

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for role, label in ABOVE.items():
            self.fields[role] = forms.IntegerField(
                label=f"报给{label}",
                required=False,
                min_value=0,
                max_value=180,
                help_text=LADDER_HINTS[role],
                error_messages={"invalid": "请填天数，例如7"},
            )

    @staticmethod
    def from_ladder(ladder: list[Rung]) -> dict[str, Any]:
        return {rung.role: rung.after_days for rung in ladder}
