"""Forms of a key item: the candidate, the decision, plan, visits, letters and the report."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import formset_factory

from core.clock import today
from core.widgets import PickMany
from liaison.choices import UnitKind
from liaison.models import Unit
from stations.forms.photos import PhotosField
from suggestions import services
from suggestions.choices import KeyGround, VisitKind
from suggestions.forms.base import (
    DeedForm,
    SegmentedChoice,
    UnitField,
    day_field,
    file_field,
    not_after_today,
    text_field,
)
from suggestions.forms.leading import NameLeadersForm
from suggestions.models import KeyStep, Suggestion
from suggestions.permissions.key import note_to_answer, supervises
from suggestions.services import Candidate, StepLine


class CasesField(forms.ModelMultipleChoiceField):
    widget = PickMany

    def label_from_instance(self, obj: Suggestion) -> str:
        return obj.label


def _meeting(label: str = "哪次会议定的") -> forms.CharField:
    hint = {"placeholder": "县人大常委会第23次主任会议"}
    return forms.CharField(label=label, max_length=80, widget=forms.TextInput(attrs=hint))


def choosable(form: DeedForm) -> QuerySet[Suggestion]:
    """Taken up, not answered yet, in no other item."""
    rows = Suggestion.objects.visible_to(form.seat).filter(
        congress_id=form.seat.unit.congress_id or 0, state__in=services.CHOOSABLE, is_key=False
    )
    taken = rows.filter(key_cases__until=None, key_cases__isnull=False)
    if form.case is not None:
        taken = taken.exclude(key_cases__item=form.case)
    return rows.exclude(pk__in=taken.values("pk")).order_by("-id")


class CandidateForm(DeedForm):
    """`case` is the item that is changed, None for a new one."""

    title = forms.CharField(
        label="督办事项",
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": "城区养犬管理"}),
    )
    grounds = forms.MultipleChoiceField(
        label="理由", choices=KeyGround.choices, widget=forms.CheckboxSelectMultiple
    )
    reason = text_field("理由说明", 3, required=False, max_length=1000)
    cases = CasesField(
        Suggestion.objects.none(),
        label="包含的建议",
        help_text="同一类事的几件建议可以一起督办。只列已受理、还没有答复的。",
    )

    def prepare(self) -> None:
        self.offer("cases", choosable(self))
        if self.case is not None:
            for name in ("title", "reason", "grounds"):
                self.initial[name] = getattr(self.case, name)
            rows = self.case.cases.filter(until=None)
            self.initial["cases"] = list(rows.values_list("suggestion_id", flat=True))

    def candidate(self) -> Candidate:
        data = self.cleaned_data
        return Candidate(data["title"], list(data["cases"]), data["grounds"], data["reason"])

    def kwargs(self) -> dict[str, Any]:
        return {"candidate": self.candidate()}


def committees(congress_id: int | None) -> QuerySet[Unit]:
    kinds = [UnitKind.COMMITTEE, UnitKind.DEPUTY_WORK]
    return Unit.objects.open().filter(congress_id=congress_id or 0, kind__in=kinds).order_by("id")


class ItemLeadersForm(NameLeadersForm):
    def named(self) -> Any:
        return self.case.leaders.all()


class CommitteeForm(DeedForm):
    committee = UnitField(None, label="督办委员会", empty_label="请选")

    def prepare(self) -> None:
        self.offer("committee", committees(self.case.congress_id))
        self.initial.setdefault("committee", self.case.committee_id)


class DecideKeyForm(ItemLeadersForm):
    meeting = _meeting()
    decided_on = day_field("确定日期")
    committee = UnitField(None, label="督办委员会", required=False, empty_label="以后再定")

    field_order = ("meeting", "decided_on", "supervisor", "handling_leader", "committee")

    def prepare(self) -> None:
        super().prepare()
        self.offer("committee", committees(self.case.congress_id))

    def clean_decided_on(self) -> Any:
        return not_after_today(self.cleaned_data["decided_on"])


class JoinForm(DeedForm):
    cases = CasesField(Suggestion.objects.none(), label="并入的建议")
    meeting = _meeting("哪次会议同意的")
    decided_on = day_field("会议日期")

    def prepare(self) -> None:
        self.offer("cases", choosable(self))

    def clean_decided_on(self) -> Any:
        return not_after_today(self.cleaned_data["decided_on"])

    def kwargs(self) -> dict[str, Any]:
        return super().kwargs() | {"cases": list(self.cleaned_data["cases"])}


class StepForm(forms.Form):
    """One line of the plan; an empty line is none."""

    what = forms.CharField(label="要完成什么", max_length=200, required=False)
    due_on = day_field("完成日期", required=False, initial=None)
    unit = UnitField(None, label="单位", required=False, empty_label="请选")
    hide_optional = True

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("name")
        self.fields["unit"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("what"):
            for name, words in (("due_on", "请选完成日期。"), ("unit", "请选由哪个单位完成。")):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, words)
        elif data.get("due_on") or data.get("unit"):
            self.add_error("what", "请写明要完成什么。")
        if data.get("due_on") and data["due_on"] <= today() and "due_on" in self.changed_data:
            self.add_error("due_on", "请选今天以后的日子。")
        return data


StepSet = formset_factory(StepForm, extra=3, max_num=12)


class PlanForm(DeedForm):
    plan = text_field(
        "督办方案", 6, help_text="怎么督、督到什么程度、什么时候向主任会议报告。", max_length=5000
    )

    def prepare(self) -> None:
        self.initial.setdefault("plan", self.case.plan)
        units = services.units_of(self.case)
        rows = self.case.steps.filter(done_on=None)
        initial = [{"what": r.what, "due_on": r.due_on, "unit": r.unit_id} for r in rows]
        self.steps = StepSet(
            self.data if self.is_bound else None,
            prefix="steps",
            initial=initial,
            form_kwargs={"units": units},
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.steps.is_valid():
            raise forms.ValidationError("方案事项里有没填好的，请看标红的地方。")
        return data

    def kwargs(self) -> dict[str, Any]:
        lines = [form.cleaned_data for form in self.steps if form.cleaned_data.get("what")]
        steps = [StepLine(line["what"], line["due_on"], line["unit"]) for line in lines]
        return super().kwargs() | {"steps": steps}


class StepField(forms.ModelChoiceField):
    def label_from_instance(self, obj: KeyStep) -> str:
        return f"{obj.what}（{obj.unit.short_name or obj.unit.name}）"


class FinishStepForm(DeedForm):
    step = StepField(None, label="完成了哪一项", widget=forms.RadioSelect, empty_label=None)
    words = text_field("完成情况", 3, max_length=300)

    def prepare(self) -> None:
        rows = self.case.steps.filter(done_on=None).select_related("unit")
        if not supervises(self.seat, self.case):
            rows = rows.filter(unit_id=self.seat.unit_id)
        self.offer("step", rows)


class VisitForm(DeedForm):
    kind = forms.ChoiceField(label="形式", choices=VisitKind.choices, widget=SegmentedChoice)
    held_on = day_field("日期")
    place = forms.CharField(label="地点", max_length=120)
    people = forms.CharField(label="参加的人", max_length=300)
    agreed = text_field("议定事项", 5, max_length=3000)
    photos = PhotosField(label="照片", most=services.MOST_PHOTOS, required=False)

    def clean_held_on(self) -> Any:
        return not_after_today(self.cleaned_data["held_on"])


class NoteForm(DeedForm):
    unit = UnitField(None, label="发给哪个单位", widget=forms.RadioSelect, empty_label=None)
    text = text_field(
        "督办意见", 6, max_length=3000, help_text="写明哪一件、差在哪里、要求办到什么程度。"
    )

    def prepare(self) -> None:
        ids = [unit.pk for unit in services.units_of(self.case)]
        self.offer("unit", Unit.objects.filter(pk__in=ids).order_by("name"))
        if len(ids) == 1:
            self.initial.setdefault("unit", ids[0])


class AnswerNoteForm(DeedForm):
    answer = text_field("回复", 6, max_length=3000, help_text="办到哪一步、什么时候办完。")
    letter = file_field("盖章回复的扫描件")

    def prepare(self) -> None:
        note = note_to_answer(self.seat, self.case)
        self.note = note
        if note is not None:
            self.fields["answer"].label = f"对{note.number}的回复"


class CloseKeyForm(DeedForm):
    report = text_field(
        "督办报告", 8, max_length=10_000, help_text="解决了什么、还差什么、今后怎么办。"
    )
