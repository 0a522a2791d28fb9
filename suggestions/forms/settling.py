"""What an office settles about suggestions: switches, and the classes of answers."""

from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.core.validators import MinValueValidator

from core.clock import today
from suggestions.choices import Tag
from suggestions.models import OutcomeClass, SuggestionRule
from suggestions.services import ClassLine

# What each switch does, for whoever turns it; a switch without a line explains itself.
HINTS = {
    "withdraw_until": "过了这一步就不能再撤回。",
    "withdrawn_by": "联名的建议，一个人说了算还是都要同意。",
    "late_return": "签收后超过时限才申请退办的，还受不受理。",
    "rated_by": "联名建议的答复，只请领衔代表评价还是每位都评。",
    "basic_counts": "关系到满意率，页面上的算式会跟着写明。",
    "silence": "到期没有评价的，要不要算进满意率的基数。",
    "satisfied_base": "满意率的分母。",
    "league_minimum": "件数太少的单位不参加比较，免得一两件就定高低。",
    "publication_named": "单位答复时要选全文公开、摘要公开或不公开；不要求的，没选就按全文公开。",
    "scan_required": "答复以签发为准；要求上传的，单位在签发后几个工作日内传上来。",
    "third_step": "重新办理以后还不满意的，下一步做什么。",
}
LONGEST_LABEL = 60
SWITCHES = [
    field.name
    for field in SuggestionRule._meta.concrete_fields
    if field.name not in {"id", "congress"}
]


class SwitchForm(forms.ModelForm):
    """Every switch of the rule, whichever there are."""

    hide_optional = True

    class Meta:
        model = SuggestionRule
        fields = SWITCHES

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.help_text = HINTS.get(name, field.help_text)
            if isinstance(field, forms.TypedChoiceField):
                offered: Any = field.choices
                field.choices = [pair for pair in offered if pair[0] != ""]
                field.widget = forms.RadioSelect(choices=field.choices, attrs={"class": "seg"})
            elif isinstance(field, forms.IntegerField):
                field.validators.append(MinValueValidator(1))

    def validate_unique(self) -> None:
        """The service finds the congress's own row; the row shown may be everybody's."""


def switches_of(rule: SuggestionRule) -> list[dict[str, str]]:
    """Each switch in words."""
    rows = []
    for name in SWITCHES:
        rows.append(
            {"label": label_of(name), "value": words_of(rule, name), "hint": HINTS.get(name, "")}
        )
    return rows


def words_of(rule: SuggestionRule, name: str) -> str:
    value = getattr(rule, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    shown = getattr(rule, f"get_{name}_display", None)
    return str(shown() if shown else value)


def label_of(name: str) -> str:
    """The name of a switch, for the list of changes."""
    try:
        return str(SuggestionRule._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return name


def value_words(name: str, value: Any) -> str:
    """A stored value of a switch as people read it."""
    try:
        return words_of(SuggestionRule(**{name: value}), name)
    except (TypeError, FieldDoesNotExist):
        return str(value)


class ClassForm(forms.Form):
    code = forms.CharField(label="类别", max_length=8, error_messages={"required": "请填类别，如A"})
    label = forms.CharField(
        label="含义",
        max_length=LONGEST_LABEL,
        error_messages={"required": "请填含义，如已解决或基本解决"},
    )
    tag = forms.ChoiceField(
        label="统计归类",
        choices=[("", "请选"), *Tag.choices],
        error_messages={"required": "请选统计归类"},
    )

    def line(self) -> ClassLine:
        data = self.cleaned_data
        return ClassLine(data["code"], data["label"], data["tag"])


ClassFormSet = forms.formset_factory(ClassForm, extra=0, can_delete=True, max_num=10, min_num=1)


class FromDay(forms.Form):
    """`lines` is where a refusal of the whole list is shown."""

    starts_on = forms.DateField(
        label="从哪一天的答复起用",
        initial=today,
        help_text="以前的答复保留原来的类别和说法，统计也按原来的归类。",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请选从哪一天起"},
    )


def initial_of(rows: list[OutcomeClass]) -> list[dict[str, str]]:
    return [{"code": row.code, "label": row.label, "tag": row.tag} for row in rows]
