"""The office's review of the public copy."""

from typing import Any

from django import forms

from suggestions.choices import PublicKind
from suggestions.forms.base import DeedForm, SegmentedChoice, text_field
from suggestions.services import first_copy
from suggestions.services.publishing.copying import PARTS

RELEASED_AS = [(PublicKind.FULL, "全文公开"), (PublicKind.ABSTRACT, "摘要公开")]


class CopyForm(DeedForm):
    """The copy that everybody will read; at first the texts without what reaches a person."""

    title = forms.CharField(label="题目", max_length=80)
    problem = text_field("反映的问题", 5, required=False)
    proposal = text_field("具体建议", 5, required=False)
    answer = text_field("答复", 10)

    def prepare(self) -> None:
        kept = {name: getattr(self.case, name) for name in PARTS}
        copy = kept if kept["answer"] else first_copy(self.case)
        for name, text in copy.items():
            self.initial.setdefault(name, text)


class ReleaseForm(CopyForm):
    kind = forms.ChoiceField(label="怎么公开", choices=RELEASED_AS, widget=SegmentedChoice)
    field_order = ("kind", *PARTS)

    def prepare(self) -> None:
        super().prepare()
        wish = self.case.wish
        self.initial.setdefault("kind", wish if wish != PublicKind.NONE else "")


class CorrectForm(CopyForm):
    words = text_field("为什么更正", 2, max_length=300)


class DeclineForm(DeedForm):
    words = text_field(
        "理由", 3, max_length=300, help_text="例如涉及国家秘密、商业秘密、个人隐私。"
    )


class TakeDownForm(DeedForm):
    words = text_field("理由", 3, max_length=300, help_text="代表和承办单位会看到。")


class PublishedFilter(forms.Form):
    """Filters of the public list; what is no choice is as if it were not asked."""

    q = forms.CharField(label="找什么", max_length=40, required=False)
    congress = forms.TypedChoiceField(label="哪里", required=False, coerce=int, empty_value=None)
    year = forms.TypedChoiceField(label="年份", required=False, coerce=int, empty_value=None)
    theme = forms.TypedChoiceField(label="主题", required=False, coerce=int, empty_value=None)
    unit = forms.TypedChoiceField(label="承办单位", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, offered: dict[str, list[tuple[int, str]]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, options in offered.items():
            self.fields[name].choices = [("", "全部"), *options]  # type: ignore[attr-defined]
        if len(offered["congress"]) < 2:  # one congress: nothing to choose
            del self.fields["congress"]
