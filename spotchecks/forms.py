"""Forms of a spot check: the plan with its filter, the draw, who reviews, what was found."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q

from core.clock import today
from core.widgets import PickMany
from liaison.choices import Role
from liaison.models import Deputy, Seat, Unit
from spotchecks import services
from spotchecks.choices import Scope, SizeRule, Strata
from spotchecks.models import SpotCheck, SpotCheckCase
from spotchecks.services import Finding, Plan, Reviewers, Wanted, Witness
from stations.forms.photos import PhotosField
from stations.models import Theme
from suggestions.choices import CheckResult
from suggestions.services import classes_of


class _Seg(forms.RadioSelect):
    def __init__(self) -> None:
        super().__init__({"class": "seg"})


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def _day(label: str, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": f"请选{label}。", "invalid": "日期写法不对，请按年月日选。"},
        **kwargs,
    )


def _number(label: str, least: int, most: int, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        error_messages={"required": f"请填{label}。"},
        **kwargs,
    )


def deputies_for(congress_id: int | None) -> Any:
    return Deputy.objects.in_office(congress_id or 0).order_by("sort_key", "id")


def committee_seats(congress_id: int | None) -> Any:
    rows = Seat.objects.open().filter(
        Q(role=Role.COMMITTEE) | Q(role=Role.LEADER), unit__congress_id=congress_id or 0
    )
    return rows.select_related("unit", "user").order_by("unit_id", "id")


class _Many(forms.ModelMultipleChoiceField):
    widget = PickMany

    def label_from_instance(self, obj: Any) -> str:
        if isinstance(obj, Seat):
            return f"{obj.person_name}（{obj.unit.name}）"
        if isinstance(obj, Deputy):
            return f"{obj.name}（{obj.work}）" if obj.work else obj.name
        return str(getattr(obj, "short_name", "") or obj)


class ListForm(forms.Form):
    """What the list holds, how it is parted, how much is drawn: enough to count it while typing."""

    year = _number("哪一年提出的", 1954, 2100)
    scope = forms.ChoiceField(label="办理到哪一步", choices=Scope.choices, widget=_Seg())
    outcomes = forms.MultipleChoiceField(
        label="答复类别", required=False, widget=forms.CheckboxSelectMultiple
    )
    units = _Many(Unit.objects.none(), label="主办单位", required=False)
    themes = _Many(Theme.objects.none(), label="主题", required=False)
    key = forms.BooleanField(label="只抽重点督办的", required=False)
    fresh = forms.BooleanField(label="不含以前抽评过的", required=False)
    strata = forms.ChoiceField(label="怎么分组", choices=Strata.choices, widget=_Seg())
    size_rule = forms.ChoiceField(label="按什么抽", choices=SizeRule.choices, widget=_Seg())
    size = _number(
        "抽多少", 1, 5000, help_text="按件数填几件，按百分比填百分之几；分了组的，每组都抽这么多。"
    )
    hide_optional = True

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.congress_id = congress = seat.unit.congress_id
        fields: Any = self.fields
        fields["units"].queryset = Unit.objects.open().visible_to(seat).handlers().as_menu()
        fields["themes"].queryset = Theme.objects.for_congress(congress)
        fields["outcomes"].choices = [
            (code, f"{code}类 {row.label}") for code, row in classes_of(congress).items()
        ]

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(
            year=data["year"],
            scope=data["scope"],
            outcomes=data["outcomes"],
            themes=[row.pk for row in data["themes"]],
            units=[row.pk for row in data["units"]],
            key=data["key"],
            fresh=data["fresh"],
        )

    def found(self) -> Any:
        data = self.cleaned_data
        return services.population(
            self.congress_id,
            self.wanted(),
            strata=data["strata"],
            rule=data["size_rule"],
            size=data["size"],
        )


class PlanForm(ListForm):
    name = forms.CharField(
        label="名称", max_length=80, error_messages={"required": "请给这次抽评起个名字。"}
    )
    source_name = forms.CharField(
        label="公开来源",
        max_length=120,
        help_text="谁都查得到、事先谁也不知道的数值，写清期号。"
        "例如：福利彩票双色球第2026140期开奖号码；上证指数收盘点位。",
        error_messages={"required": "请写明用哪个公开来源。"},
    )
    source_day = _day("来源公布的日子", help_text="要在公布名单以后。")
    deputies = _Many(Deputy.objects.none(), label="评议的代表", required=False)
    seats = _Many(Seat.objects.none(), label="评议的委员会和领导", required=False)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any):
        super().__init__(*args, seat=seat, **kwargs)
        fields: Any = self.fields
        fields["deputies"].queryset = deputies_for(self.congress_id)
        fields["seats"].queryset = committee_seats(self.congress_id)

    def clean_source_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["source_day"]
        if day <= today():
            raise forms.ValidationError("请选今天以后的日子，名单要先公布。")
        return day

    def plan(self) -> Plan:
        data = self.cleaned_data
        return Plan(
            name=data["name"],
            wanted=self.wanted(),
            size_rule=data["size_rule"],
            size=data["size"],
            source_name=data["source_name"],
            source_day=data["source_day"],
            strata=data["strata"],
        )

    def reviewers(self) -> Reviewers:
        return Reviewers(list(self.cleaned_data["deputies"]), list(self.cleaned_data["seats"]))


def first_plan() -> dict[str, Any]:
    year = today().year
    return {
        "name": f"{year}年建议办理随机抽评",
        "year": year,
        "scope": Scope.CLOSED,
        "strata": Strata.NONE,
        "size_rule": SizeRule.NUMBER,
        "size": 6,
        "fresh": True,
    }


def plan_of(check: SpotCheck) -> dict[str, Any]:
    """The plan as it stands, for the form that changes it."""
    names = ("name", "strata", "size_rule", "size", "source_name", "source_day")
    people = [row for row in check.people.all() if row.part == "reviewer"]
    return (
        check.wanted
        | {name: getattr(check, name) for name in names}
        | {
            "deputies": [row.deputy_id for row in people if row.deputy_id],
            "seats": [row.seat_id for row in people if row.seat_id],
        }
    )


class DrawForm(forms.Form):
    value = forms.CharField(
        label="来源公布的数值",
        max_length=200,
        help_text="照公布的样子填，数字之间空一格。",
        error_messages={"required": "请填来源公布的数值。"},
    )
    witnesses = forms.CharField(
        label="在场见证的人",
        widget=_area(3),
        max_length=600,
        help_text="一行一位：姓名，单位职务。",
        error_messages={"required": "请至少写一位在场见证的人。"},
    )

    def people(self) -> list[Witness]:
        return witnesses_in(self.cleaned_data["witnesses"])


def witnesses_in(text: str) -> list[Witness]:
    found = []
    for line in text.splitlines():
        name, _, title = line.replace(",", "，").partition("，")
        if name.strip():
            found.append(Witness(name.strip(), title.strip()))
    return found


class AssignForm(forms.Form):
    """One choice for each drawn case; those named in the plan come first, dealt out in turn."""

    def __init__(self, *args: Any, check: SpotCheck, **kwargs: Any):
        super().__init__(*args, **kwargs)
        proposed = services.proposal(check)
        self.cases = [
            case
            for case in check.cases.drawn().select_related("suggestion__main_unit", "reviewer")
            if not case.verdict
        ]
        people = [row for row in check.people.all() if row.part == "reviewer"]
        named = [(_key(row.deputy_id, row.seat_id), row.name) for row in people]
        known = {key for key, _ in named}
        deputies = [(_key(row.pk, None), row.name) for row in deputies_for(check.congress_id)]
        seats = [
            (_key(None, row.pk), f"{row.person_name}（{row.unit.name}）")
            for row in committee_seats(check.congress_id)
        ]
        options: list[Any] = [("", "请选")]
        for label, rows in (("本次评议人", named), ("委员会和领导", seats), ("代表", deputies)):
            fresh = [row for row in rows if label == "本次评议人" or row[0] not in known]
            if fresh:
                options.append((label, fresh))
        for case in self.cases:
            person = proposed.get(case.pk)
            self.fields[f"reviewer_{case.pk}"] = forms.ChoiceField(
                label=f"{case.number} {case.suggestion.public_title}",
                choices=options,
                initial=_key(person.deputy_id, person.seat_id) if person else "",
                error_messages={"required": "请选由谁评议。"},
            )

    def given(self) -> dict[int, Any]:
        chosen = {case.pk: self.cleaned_data[f"reviewer_{case.pk}"] for case in self.cases}
        ids = [key.split(":") for key in chosen.values()]
        deputies = Deputy.objects.in_bulk([int(pk) for kind, pk in ids if kind == "deputy"])
        seats = Seat.objects.select_related("unit", "user").in_bulk(
            [int(pk) for kind, pk in ids if kind == "seat"]
        )
        return {
            pk: (deputies if key.startswith("deputy") else seats)[int(key.split(":")[1])]
            for pk, key in chosen.items()
        }


def _key(deputy: int | None, seat: int | None) -> str:
    return f"deputy:{deputy}" if deputy else f"seat:{seat}"


class ConcludeForm(forms.Form):
    words = forms.CharField(label="结论", required=False, widget=_area(4), max_length=2000)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="为什么取消",
        widget=_area(3),
        max_length=300,
        error_messages={"required": "请写明为什么取消。"},
    )


class NothingForm(forms.Form):
    """Only a yes."""


class ReviewForm(forms.Form):
    verdict = forms.ChoiceField(
        label="结论",
        choices=CheckResult.choices,
        widget=_Seg(),
        error_messages={"required": "请选一个结论。"},
    )
    visited_on = _day("到现场的日子")
    place = forms.CharField(
        label="地点", max_length=120, error_messages={"required": "请填到了什么地方。"}
    )
    findings = forms.CharField(
        label="看到的情况",
        widget=_area(5),
        max_length=3000,
        error_messages={"required": "请写看到的情况。"},
    )
    reason = forms.CharField(
        label="哪些还没有解决",
        required=False,
        widget=_area(3),
        max_length=1000,
        help_text="部分解决、没有解决的要写。",
    )
    people = forms.CharField(label="一起去的人", max_length=300, required=False)
    photos = PhotosField(label="现场照片", most=services.MOST_PHOTOS, required=False)

    def __init__(self, *args: Any, case: SpotCheckCase, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("visited_on", today())
        self.case = case

    def finding(self, photos: list[Any]) -> Finding:
        data = {name: value for name, value in self.cleaned_data.items() if name != "photos"}
        return Finding(photos=photos, **data)
