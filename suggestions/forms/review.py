"""The office reviews: accept with a number, send back, refuse."""

from typing import Any

from django import forms

from liaison.models import Session
from stations.models import Theme
from suggestions.forms.base import DeedForm, SessionField, text_field
from suggestions.forms.drafting import themes

# Union of the lists of several provinces.
NOT_ADMITTED = [
    ("private", "代表本人或亲属的个人事务"),
    ("petition", "代转信件、申诉、控告、检举"),
    ("litigation", "正在诉讼或仲裁的具体案件"),
    ("tender", "指定招标采购的具体对象"),
    ("promotion", "推销产品、学术讨论、政策咨询"),
    ("beyond", "不属于本级人大和有关机关职权"),
    ("empty", "没有实际内容"),
    ("other", "其他"),
]


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

    def prepare(self) -> None:
        themes(self, self.case.congress_id)
        self.offer("session", Session.objects.filter(term_id=self.case.term_id).order_by("-number"))
        self.initial.setdefault("theme", self.case.theme_id)
        self.initial.setdefault("session", self.case.session_id)


class RefuseForm(DeedForm):
    ground = forms.ChoiceField(label="属于哪一种", choices=NOT_ADMITTED, widget=forms.RadioSelect)
    words = text_field("具体说明", 4, max_length=240, help_text="代表会看到，请写明可以怎么办。")

    def kwargs(self) -> dict[str, Any]:
        ground = dict(NOT_ADMITTED)[self.cleaned_data["ground"]]
        words = self.cleaned_data["words"]
        reason = words if self.cleaned_data["ground"] == "other" else f"{ground}。{words}"
        return {"reason": reason}
