"""What handling units send in: contacts, opinions, replies, requests, answers."""

from typing import Any

from django import forms

from core.clock import today
from core.widgets import PickOne
from liaison.models import Seat
from suggestions import permissions as may
from suggestions.choices import (
    OPEN_ASSIGNMENTS,
    PROMISING,
    AssignmentPart,
    ContactForm,
    ContactStage,
    PublicKind,
)
from suggestions.forms.base import (
    DeedForm,
    SegmentedChoice,
    UnitField,
    checked_phone,
    day_field,
    file_field,
    handler_units,
    not_after_today,
    phone_field,
    text_field,
)
from suggestions.models import Assignment, Suggestion, rules_for
from suggestions.services import classes_of, next_number


class LogContactForm(DeedForm):
    stage = forms.ChoiceField(label="哪一段", choices=ContactStage.choices, widget=SegmentedChoice)
    form = forms.ChoiceField(label="方式", choices=ContactForm.choices, widget=SegmentedChoice)
    on = day_field("日期")
    place = forms.CharField(label="地点", max_length=120, required=False)
    people = forms.CharField(
        label="参加人员",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "代表和单位双方的人"}),
    )
    minutes = text_field("沟通情况", 5, help_text="代表的意见、商定的事项，分条写。")

    def clean_on(self) -> Any:
        return not_after_today(self.cleaned_data["on"])


class CoOpinionForm(DeedForm):
    text = text_field("会办意见", 8, help_text="本单位负责的部分怎么办、什么时候办完。")


class ShareField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Assignment) -> str:
        return obj.unit_name


class ReturnOpinionForm(DeedForm):
    """Of several co-handlers one is named; of one alone there is nothing to choose."""

    assignment = ShareField(None, label="哪个单位的", widget=forms.RadioSelect, empty_label=None)
    reason = text_field("退回的理由", 3, max_length=300, help_text="写明还缺什么，会办单位照着补。")

    def prepare(self) -> None:
        self.shares = may.co_opinions_to_return(self.case)
        self.offer("assignment", Assignment.objects.filter(pk__in=[row.pk for row in self.shares]))
        if len(self.shares) < 2:
            del self.fields["assignment"]


class ReplyForm(DeedForm):
    outcome = forms.ChoiceField(label="结果类别", widget=forms.RadioSelect)
    text = text_field(
        "答复内容", 12, help_text="按建议的每一条逐条答复，写明怎么办、什么时候办完。"
    )
    letter_no = forms.CharField(
        label="发文字号",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "×公函〔2026〕12号"}),
    )
    promise = text_field(
        "承诺办什么", 2, required=False, max_length=300, help_text="登入承诺台账，跟到销号。"
    )
    promise_due_on = day_field("什么时候办完", initial=None, required=False)
    publication = forms.ChoiceField(
        label="公开属性",
        choices=PublicKind.choices,
        required=False,
        widget=SegmentedChoice,
        help_text="由本级人大审查后公开，公开时去掉电话、住址和群众姓名。",
    )
    publication_reason = text_field(
        "公开属性的理由",
        2,
        required=False,
        max_length=300,
        help_text="选摘要公开或不公开的，写明理由。",
    )
    contact_name = forms.CharField(label="联系人", max_length=40)
    contact_phone = phone_field("联系电话")
    letter = file_field("答复函", help_text="盖章的扫描件，PDF或照片。")
    without_co_opinion = text_field("缺会办意见的说明", 2, required=False, max_length=300)

    def prepare(self) -> None:
        classes = classes_of(self.case.congress_id).values()
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (row.code, str(row)) for row in classes
        ]
        if upcoming := next_number(self.seat.unit):
            self.fields["letter_no"].help_text = f"不填由系统编{upcoming}。"
        self.promising = [row.code for row in classes if row.tag in PROMISING]
        self._prepare_publication()
        self.missing = missing_co_opinions(self.case, self.seat)
        if self.missing:
            self.fields["without_co_opinion"].required = True
        else:
            del self.fields["without_co_opinion"]

    def _prepare_publication(self) -> None:
        """Never asked of a confidential one; without a rule full text is the default."""
        if self.case.is_confidential:
            del self.fields["publication"], self.fields["publication_reason"]
        elif rules_for(self.case).publication_named:
            self.fields["publication"].required = True
        else:
            self.initial.setdefault("publication", PublicKind.FULL)

    def clean_contact_phone(self) -> str:
        return checked_phone(self.cleaned_data["contact_phone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        asks_why = data.get("publication") in {PublicKind.ABSTRACT, PublicKind.NONE}
        if asks_why and not data.get("publication_reason"):
            self.add_error("publication_reason", "摘要公开或不公开的，请写明理由。")
        if data.get("outcome") in self.promising:
            if not data.get("promise") and "promise" not in self.errors:
                self.add_error("promise", "这一类答复要写明承诺办什么。")
            if not data.get("promise_due_on") and "promise_due_on" not in self.errors:
                self.add_error("promise_due_on", "这一类答复要写明什么时候办完。")
        return data


class DraftReplyForm(ReplyForm):
    """The answer while it is written: nothing has to be there until it is handed up."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    hand_up = forms.BooleanField(required=False, widget=forms.HiddenInput)
    letter = None  # type: ignore[assignment]  # sealed after it is signed

    def prepare(self) -> None:
        super().prepare()
        self.must = [name for name, field in self.fields.items() if field.required]
        for field in self.fields.values():
            field.required = False

    def clean_contact_phone(self) -> str:
        phone: str = self.cleaned_data["contact_phone"]
        return checked_phone(phone) if phone and self._goes_up() else phone

    def clean(self) -> dict[str, Any]:
        if not self._goes_up():
            return self.cleaned_data
        for name in self.must:
            if not self.cleaned_data.get(name) and name not in self.errors:
                field = self.fields[name]
                self.add_error(name, field.error_messages["required"])
        return super().clean()

    def _goes_up(self) -> bool:
        return bool(self.data.get("hand_up"))


class CheckReplyForm(DraftReplyForm):
    def _goes_up(self) -> bool:
        return True


class ReturnDraftForm(DeedForm):
    words = text_field("哪里要改", 4, max_length=1000, help_text="起草人会看到，请写具体。")


def missing_co_opinions(case: Suggestion, seat: Seat) -> list[str]:
    """Co-handlers whose opinion the main unit still waits for; separate units wait for none."""
    own = may.own_assignment(seat, case)
    if own is None or own.part != AssignmentPart.MAIN:
        return []
    return [
        a.unit_name
        for a in case.assignments.all()
        if a.part == AssignmentPart.CO and a.state in OPEN_ASSIGNMENTS
    ]


class AskReturnForm(DeedForm):
    reason = text_field("为什么不该由本单位办", 4, help_text="写明职责分工的依据。")
    proposed_unit = UnitField(
        None, label="建议由谁办", required=False, widget=PickOne, empty_label=None
    )

    def prepare(self) -> None:
        self.offer("proposed_unit", handler_units(self.seat).exclude(pk=self.seat.unit_id))


class AskExtensionForm(DeedForm):
    until = day_field("延到哪一天", initial=None)
    reason = text_field("理由", 4, help_text="代表会看到，请写明进展到哪里、还差什么。")

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until <= today():
            raise forms.ValidationError("要延到今天以后，请重新选。")
        return until


class AgreeExtensionForm(DeedForm):
    agree = forms.TypedChoiceField(
        label="怎么定",
        choices=[("yes", "同意延期"), ("no", "不同意，按原期限")],
        coerce=lambda value: value == "yes",
        widget=SegmentedChoice,
    )
    words = text_field("意见", 3, required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("agree") is False and not data.get("words"):
            self.add_error("words", "不同意的，请写明理由。")
        return data


class AnswerPressForm(DeedForm):
    answer = text_field("回应", 4, help_text="办到哪一步、什么时候能答复。")
