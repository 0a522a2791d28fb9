"""The office reviews: accept with a number, send back, refuse."""

from typing import Any

from django import forms

from core.text import serial_in
from liaison.models import Session
from stations.models import Theme
from suggestions.choices import Remedy
from suggestions.forms.base import DeedForm, SessionField, text_field
from suggestions.forms.drafting import themes
from suggestions.models import RefusalGround, Suggestion
from suggestions.services import PartOf, grounds_of
from suggestions.services.intake.merging import files_for
from suggestions.services.intake.similar import alike


class AcceptForm(DeedForm):
    session = SessionField(
        Session.objects.none(), label="会期", required=False, empty_label="闭会期间"
    )
    theme = forms.ModelChoiceField(Theme.objects.none(), label="主题", empty_label="请选择")
    serial = forms.IntegerField(
        label="编号",
        required=False,
        min_value=1,
        max_value=9999,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    first_number = forms.CharField(
        label="原议案号",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "议案第7号"}),
    )

    def prepare(self) -> None:
        themes(self, self.case.congress_id)
        self.offer("session", Session.objects.filter(term_id=self.case.term_id).order_by("-number"))
        self.initial.setdefault("theme", self.case.theme_id)
        self.initial.setdefault("session", self.case.session_id)


class GroundField(forms.ModelChoiceField):
    def label_from_instance(self, obj: RefusalGround) -> str:
        return f"{obj.label}（{obj.get_remedy_display()}）"


class RefuseForm(DeedForm):
    ground = GroundField(None, label="属于哪一种", widget=forms.RadioSelect, empty_label=None)
    remedy = forms.ChoiceField(
        label="怎么处理", required=False, choices=[("", "按所选情形的规定"), *Remedy.choices]
    )
    words = text_field("具体说明", 4, max_length=300, help_text="代表会看到，请写明可以怎么办。")

    def prepare(self) -> None:
        ids = [row.pk for row in grounds_of(self.case.congress_id)]
        self.offer("ground", RefusalGround.objects.filter(pk__in=ids))

    def kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"ground": data["ground"], "remedy": data["remedy"], "reason": data["words"]}


class GroundForm(forms.Form):
    """One ground of the congress's own list."""

    label = forms.CharField(
        label="情形", max_length=60, error_messages={"required": "请写明是哪一种情形。"}
    )
    remedy = forms.ChoiceField(label="怎么处理", choices=Remedy.choices)
    source = forms.CharField(
        label="依据",
        max_length=120,
        required=False,
        help_text="写上办法的名称和条款，代表问起来好解释。",
    )


MOST_PARTS = 3


class SplitForm(DeedForm):
    """What stays under the old number, and up to three matters that are taken out."""

    title = forms.CharField(label="原件的题目", max_length=80)
    problem = text_field("原件反映的问题", 6)
    proposal = text_field("原件的具体建议", 6)

    def prepare(self) -> None:
        for name in ("title", "problem", "proposal"):
            self.initial.setdefault(name, getattr(self.case, name))
        for number in range(1, MOST_PARTS + 1):
            first = number == 1
            self.fields[f"title_{number}"] = forms.CharField(
                label="分出件的题目", max_length=80, required=first
            )
            self.fields[f"problem_{number}"] = text_field("分出件反映的问题", 5, required=first)
            self.fields[f"proposal_{number}"] = text_field("分出件的具体建议", 5, required=first)
            self.fields[f"theme_{number}"] = forms.ModelChoiceField(
                Theme.objects.none(), label="主题", required=False, empty_label="与原件相同"
            )
            themes(self, self.case.congress_id, f"theme_{number}")

    @property
    def parts(self) -> list[list[forms.BoundField]]:
        names = ("title", "problem", "proposal", "theme")
        return [[self[f"{name}_{n}"] for name in names] for n in range(1, MOST_PARTS + 1)]

    def clean(self) -> dict[str, Any]:
        """A part is whole or not there: half of one is said beside what is missing."""
        data = super().clean() or {}
        for number in range(2, MOST_PARTS + 1):
            names = [f"{name}_{number}" for name in ("title", "problem", "proposal")]
            given = [name for name in names if data.get(name)]
            for name in names if given else []:
                if not data.get(name):
                    self.add_error(name, "分出的每一件都要写完整。")
        return data

    def kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        parts = [
            PartOf(*(data[f"{name}_{n}"] for name in ("title", "problem", "proposal", "theme")))
            for n in range(1, MOST_PARTS + 1)
            if data[f"title_{n}"]
        ]
        return {name: data[name] for name in ("title", "problem", "proposal")} | {"parts": parts}


class CaseField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Suggestion) -> str:
        return f"{obj.number} {obj.public_title}（{obj.lead.name}）"


class MergeForm(DeedForm):
    """The file it goes into: one of the similar ones, or by its number."""

    into = CaseField(
        None, label="内容相近的", required=False, widget=forms.RadioSelect, empty_label=None
    )
    number = forms.CharField(
        label="或填另一件的编号",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "如闭会第15号、0031"}),
    )
    reason = text_field("并案的理由", 3, max_length=300, help_text="提出人会看到。")

    def prepare(self) -> None:
        files = files_for(self.case)
        ids = [row.pk for row in alike(self.case.title, files)]
        self.offer("into", files.filter(pk__in=ids).select_related("lead"))
        if not ids:
            del self.fields["into"]
            self.fields["number"].label = "并入哪一件（填编号）"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        number = data.get("number", "")
        if number:
            found = list(files_for(self.case).matching(number)[:2])
            if serial_in(number) is None or not found:
                self.add_error("number", "没有这个编号还没答复的建议，请核对。")
            elif len(found) > 1:
                self.add_error("number", "有两件是这个号，请写全，如闭会第15号。")
            else:
                data["into"] = found[0]
        elif not data.get("into") and not self.errors:
            self.add_error("number", "请选一件，或填它的编号。")
        return data

    def kwargs(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("into", "reason")}
