"""The deputy's verdict, and the office's study of an unsatisfied one."""

from typing import Any

from django import forms

from core.clock import today
from liaison.choices import Role
from liaison.models import Deputy
from suggestions.choices import Given, Rating, Solved, Talked, ThirdStep
from suggestions.forms.base import (
    DeedForm,
    DeputyField,
    SegmentedChoice,
    day_field,
    file_field,
    not_after_today,
    text_field,
)
from suggestions.forms.drafting import GIVEN_BY_STAFF
from suggestions.models import SURVEY, rule_of
from suggestions.services import raters

_SAID = {"yes": True, "no": False}


def _yes_no(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", "是"), ("no", "否")],
        coerce=_SAID.get,
        empty_value=None,
        widget=SegmentedChoice,
        required=False,
    )


def _talked(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=Talked.choices, widget=SegmentedChoice, required=False
    )


class RateForm(DeedForm):
    """Attitude and result are two questions; 不满意 on either needs the reason.

    The rest of 征询意见表 may stay unsaid.
    """

    survey = SURVEY

    attitude = forms.ChoiceField(
        label="办理态度怎么样", choices=Rating.choices, widget=SegmentedChoice({"class": "seg big"})
    )
    result = forms.ChoiceField(
        label="办理结果怎么样", choices=Rating.choices, widget=SegmentedChoice({"class": "seg big"})
    )
    reason = text_field(
        "理由和要求", 4, required=False, help_text="有不满意的请写明，单位会照着重新办。"
    )
    solved = forms.ChoiceField(
        label="问题解决了吗", choices=Solved.choices, widget=SegmentedChoice, required=False
    )
    wants_rehandling = _yes_no("要不要重新办理")
    got_reply = _yes_no("收到答复了吗")
    contact_before = _talked("办理前单位怎么沟通的")
    contact_during = _talked("办理中单位怎么沟通的")
    contact_after = _talked("办理后单位怎么沟通的")
    agrees_to_publish = _yes_no("同意公开吗")
    deputy = DeputyField(None, label="哪位代表的评价", empty_label=None)
    given = forms.ChoiceField(
        label="代表怎么说的", choices=GIVEN_BY_STAFF, widget=SegmentedChoice, initial=Given.PAPER
    )
    on = day_field("评价日期")
    scan = file_field("扫描件或照片", help_text="书面评价请附上签了名的征询意见表。")

    def prepare(self) -> None:
        who = Deputy.objects.filter(pk__in=[one.pk for one in raters(self.case)])
        if self.seat.role == Role.DEPUTY:
            for name in ("given", "on", "scan"):
                del self.fields[name]
        if self.seat.role == Role.DEPUTY or len(who) < 2:
            del self.fields["deputy"]
            return
        self.offer("deputy", who)
        self.fields["deputy"].initial = self.case.lead_id

    def clean_on(self) -> Any:
        return not_after_today(self.cleaned_data["on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if Rating.UNSATISFIED in (data.get("attitude"), data.get("result")) and not data.get(
            "reason"
        ):
            self.add_error("reason", "选了不满意，请写明理由和要求。")
        if data.get("wants_rehandling") and Rating.UNSATISFIED not in (
            data.get("attitude"),
            data.get("result"),
        ):
            words = "要求重新办理的，态度或结果请选不满意，并写明理由。"
            self.add_error("wants_rehandling", words)
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


class CoordinateForm(DeedForm):
    """第三步; which way the congress takes is its rule, another may be better for this one."""

    form = forms.ChoiceField(label="怎么协调的", choices=ThirdStep.choices, widget=SegmentedChoice)
    on = day_field("日期")
    participants = forms.CharField(
        label="参加人员",
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": "代表、承办单位负责人、主持的领导"}),
    )
    outcome = text_field("结果", 5, help_text="说清了什么、商定了什么。代表和承办单位都会看到。")
    again = forms.TypedChoiceField(
        label="接下来",
        choices=[("no", "办结"), ("yes", "再办一次")],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=SegmentedChoice,
    )

    def prepare(self) -> None:
        self.fields["form"].initial = rule_of(self.case.congress_id).third_step
        self.fields["on"].initial = today()

    def clean_on(self) -> Any:
        return not_after_today(self.cleaned_data["on"])


class FollowCheckForm(StudyForm):
    rehandle = forms.TypedChoiceField(
        label="怎么处理",
        choices=[("yes", "重新办理"), ("no", "不再办理，说明理由")],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=SegmentedChoice,
    )
