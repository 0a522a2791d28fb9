"""What may be asked of the figures; the page, the sheet and the API read it in one way."""

import datetime as dt
from typing import Any

from django import forms

from core.clock import today
from core.problems import Invalid
from liaison.models import DeputyGroup, Seat, Session, Unit
from reports.indicators import Narrowing, Report, Switches, report, switches_of
from stations.models import Theme
from suggestions.choices import SatisfiedBase, Silence
from suggestions.models import Assignment, rule_of

FIRST_YEAR = 1954
ANY = ("", "全部")


def _year(**kw: Any) -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=FIRST_YEAR, max_value=2100, **kw)


def _id(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=2**63 - 1, widget=forms.Select
    )


class FiguresForm(forms.Form):
    """Unknown ids give no cases, as an address that is not yours would."""

    hide_optional = True

    as_of = forms.DateField(
        label="截至",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    year = _year(label="提交年份")
    session = forms.CharField(label="会议", required=False, widget=forms.Select)
    theme = _id("主题")
    unit = _id("承办单位")
    group = _id("代表小组")
    key = forms.ChoiceField(
        label="重点建议", required=False, choices=[ANY, ("yes", "只看重点"), ("no", "不含重点")]
    )
    basic = forms.ChoiceField(
        label="基本满意",
        required=False,
        choices=[("", "按本级规定"), ("yes", "算满意"), ("no", "不算满意")],
    )
    silence = forms.ChoiceField(
        label="逾期未评", required=False, choices=[("", "按本级规定"), *Silence.choices]
    )
    base = forms.ChoiceField(
        label="满意率的基数", required=False, choices=[("", "按本级规定"), *SatisfiedBase.choices]
    )
    verdict = forms.ChoiceField(
        label="评价", required=False, choices=[("", "最近一次"), ("first", "首次")]
    )

    def clean_as_of(self) -> dt.date:
        day: dt.date = self.cleaned_data["as_of"] or today()
        if day > today():
            raise forms.ValidationError("统计日期不能在今天之后，请另选一天。")
        if day.year <= FIRST_YEAR:
            raise forms.ValidationError("请选1955年以后的日期。")
        return day

    def clean_session(self) -> str:
        value: str = self.cleaned_data["session"]
        ok = value in {"", "in", "between"} or (
            value.isascii() and value.isdigit() and len(value) < 19
        )
        if not ok:
            raise forms.ValidationError("请在列表中选一次会议。")
        return value

    def narrowing(self) -> Narrowing:
        data = self.cleaned_data
        return Narrowing(
            data["year"],
            data["session"],
            data["theme"],
            data["unit"],
            data["group"],
            {"yes": True, "no": False}.get(data["key"]),
        )

    def offer(self, seat: Seat) -> None:
        """The menus of the page."""
        congress = seat.unit.congress_id or 0
        sessions = Session.objects.filter(term__congress_id=congress).select_related("term")
        handling = Assignment.objects.filter(suggestion__congress_id=congress).values("unit_id")
        self._menu(
            "session",
            [("in", "会议期间"), ("between", "闭会期间")]
            + [(row.pk, str(row)) for row in sessions.order_by("-opens_on")],
        )
        self._menu("theme", _named(Theme.objects.for_congress(congress)))
        self._menu("unit", _named(Unit.objects.filter(pk__in=handling).order_by("id")))
        self._menu(
            "group", _named(DeputyGroup.objects.filter(congress_id=congress, closed_on=None))
        )

    def _menu(self, name: str, options: list[tuple[Any, str]]) -> None:
        widget: Any = self.fields[name].widget
        widget.choices = [ANY, *options]


def _named(rows: Any) -> list[tuple[Any, str]]:
    return [(row.pk, row.name) for row in rows]


def asked(form: FiguresForm, seat: Seat) -> Report:
    """The report that a valid form asks for; a switch left alone is the congress's."""
    if not form.is_valid():
        errors = {name: [str(word) for word in words] for name, words in form.errors.items()}
        raise Invalid("请改正标出的项目。", errors=errors)
    data = form.cleaned_data
    rule = rule_of(seat.unit.congress_id)
    own = switches_of(rule)
    chosen = Switches(
        {"yes": True, "no": False}.get(data["basic"], own.basic_counts),
        data["silence"] or own.silence,
        data["base"] or own.base,
        data["verdict"] == "first",
    )
    return report(seat, as_of=data["as_of"], narrowing=form.narrowing(), switches=chosen, rule=rule)
