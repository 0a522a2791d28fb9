"""One form per deed on an opinion; each knows the service that does it."""

from typing import Any, ClassVar

from django import forms

from core.clock import today
from liaison.models import Seat, Unit
from stations import services
from stations.choices import ENDING_ROUTES, RevealReason, Route, Satisfaction, TellMethod
from stations.forms.reception import LONGEST, SHORT_ROUTES, VERDICTS, date_input, narrow
from stations.models import Opinion


def seg() -> forms.RadioSelect:
    return forms.RadioSelect(attrs={"class": "seg"})


def area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DeedForm(forms.Form):
    """`heading` is the page's title, `button` what the person presses, `hint` says what follows."""

    heading: ClassVar[str]
    button: ClassVar[str] = "保存"
    hint: ClassVar[str] = ""

    def __init__(self, *args: Any, opinion: Opinion, seat: Seat, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.opinion, self.seat = opinion, seat
        self.prepare()
        for field in self.fields.values():
            chosen = isinstance(field, forms.ChoiceField)
            field.error_messages["required"] = "请选一项。" if chosen else "请填写这一项。"

    def prepare(self) -> None:
        """Choices and first values that depend on the opinion."""

    def do(self, *, version: int | None) -> Any:
        raise NotImplementedError


class AnswerForm(DeedForm):
    heading = "当场答复"
    hint = "保存后这件意见就办结了。"
    words = forms.CharField(label="当场怎么答复的", max_length=2000, widget=area())
    satisfaction = forms.ChoiceField(label="来访人满意吗", choices=VERDICTS, widget=seg())

    def do(self, *, version: int | None) -> Any:
        return services.answer(self.opinion, by=self.seat, version=version, **self.cleaned_data)


class RouteForm(DeedForm):
    heading = "分办"
    button = "确定分办"
    hint = "分办后办理单位和接待代表会收到通知，办理期限从今天算起。"
    route = forms.ChoiceField(label="交给谁办", widget=forms.RadioSelect)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="办理单位", required=False, empty_label="按去向默认"
    )
    reason = forms.CharField(label="说明", max_length=300, required=False, widget=area(2))

    def prepare(self) -> None:
        routes = [
            (code, label) for code, label in SHORT_ROUTES.items() if code not in ENDING_ROUTES
        ]
        narrow(self, "route", choices=routes)
        station = self.opinion.station
        units = Unit.objects.open().filter(county_id=station.county_id)
        narrow(self, "unit", queryset=units)
        narrow(self, "unit", choices=grouped_units(self.opinion))

    def do(self, *, version: int | None) -> Any:
        return services.route(self.opinion, by=self.seat, version=version, **self._given())

    def _given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        if data["route"] not in {Route.TOWNSHIP, Route.COUNTY}:
            data["unit"] = None
        return data


def grouped_units(opinion: Opinion) -> list[Any]:
    """The township's bodies, then the county's: which group fits is checked by the deed."""
    menu: list[Any] = [("", "按去向默认")]
    for label, route in (("乡镇街道", Route.TOWNSHIP), ("县级", Route.COUNTY)):
        units = services.choices_for(opinion.station, route).as_menu()
        menu.append((label, list(units.values_list("pk", "name"))))
    return menu


class RerouteForm(RouteForm):
    heading = "改转"
    button = "确定改转"
    hint = "原办理单位不再办理，新的办理期限从今天算起。"
    reason = forms.CharField(label="为什么改转", max_length=300, widget=area(2))

    def do(self, *, version: int | None) -> Any:
        return services.reroute(self.opinion, by=self.seat, version=version, **self._given())


class BounceForm(DeedForm):
    heading = "退回"
    button = "退回联络站"
    hint = "退回后由联络站重新分办。"
    reason = forms.CharField(
        label="为什么退回",
        help_text="请写明不属于本单位的理由，应该由谁办",
        max_length=300,
        widget=area(),
    )

    def do(self, *, version: int | None) -> Any:
        return services.bounce(self.opinion, by=self.seat, version=version, **self.cleaned_data)


class DeclineForm(DeedForm):
    heading = "不予受理"
    hint = "诉讼、仲裁、复议、信访复查等事项，告诉来访人去哪里反映，并记下来。"
    advice = forms.CharField(label="告诉来访人去哪里反映", max_length=2000, widget=area())

    def do(self, *, version: int | None) -> Any:
        return services.decline(self.opinion, by=self.seat, version=version, **self.cleaned_data)


class ReportResultForm(DeedForm):
    heading = "填办理结果"
    hint = "保存后联络站会收到通知，由联络站回复来访人。"
    result = forms.CharField(label="办理结果", max_length=LONGEST, widget=area(6))

    def do(self, *, version: int | None) -> Any:
        return services.report_result(
            self.opinion, by=self.seat, version=version, **self.cleaned_data
        )


class TellBackForm(DeedForm):
    heading = "回复来访人"
    told_on = forms.DateField(label="哪天回复的", widget=date_input())
    method = forms.ChoiceField(label="怎么回复的", choices=TellMethod.choices, widget=seg())
    words = forms.CharField(label="回复内容", max_length=2000, widget=area(4))
    satisfaction = forms.ChoiceField(
        label="来访人满意吗", choices=Satisfaction.choices, widget=seg()
    )
    remark = forms.CharField(label="来访人的话", max_length=300, required=False, widget=area(2))

    def prepare(self) -> None:
        self.initial.setdefault("told_on", today())
        self.initial.setdefault("words", self.opinion.result)
        self.fields["told_on"].widget.attrs["max"] = today().isoformat()
        if services.is_anonymous(self.opinion):
            self.hint = "来访人没有留名，用公示回复，满意度记「无法联系」；本人再来时可选当面。"  # type: ignore[misc]
            self.initial["method"] = TellMethod.NOTICE
            self.initial["satisfaction"] = Satisfaction.UNREACHABLE

    def do(self, *, version: int | None) -> Any:
        return services.tell_back(self.opinion, by=self.seat, version=version, **self.cleaned_data)


class AddForm(DeedForm):
    heading = "补充"
    hint = "来访人的原话不会改动，补充的内容另外记下。"
    text = forms.CharField(label="补充内容", max_length=LONGEST, widget=area())

    def do(self, *, version: int | None) -> Any:
        return services.add(self.opinion, by=self.seat, version=version, **self.cleaned_data)


class RevealForm(DeedForm):
    heading = "查看联系方式"
    button = "查看"
    hint = "姓名和电话只显示这一次。谁看的、为什么看，都会记录下来，本单位管理员能看到。"
    reason_code = forms.ChoiceField(
        label="理由", choices=RevealReason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label="具体说明", max_length=200, widget=area(2))

    def do(self, *, version: int | None) -> Any:
        return services.reveal(self.opinion, by=self.seat, **self.cleaned_data)


class VisitRevealForm(forms.Form):
    """The same question for a visit that brought no opinion."""

    reason_code = forms.ChoiceField(
        label="理由", choices=RevealReason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label="具体说明", max_length=200, widget=area(2))


class SlipForm(DeedForm):
    heading = "打印回执"
    button = "打开回执"
    hint = "回执上有编号和查询码。查询码只显示这一次；以前打印过的，旧查询码作废。"

    def do(self, *, version: int | None) -> Any:
        return services.issue_slip(self.opinion, by=self.seat)


DEED_FORMS: dict[str, type[DeedForm]] = {
    "answer": AnswerForm,
    "route": RouteForm,
    "reroute": RerouteForm,
    "bounce": BounceForm,
    "decline": DeclineForm,
    "report_result": ReportResultForm,
    "tell_back": TellBackForm,
    "add": AddForm,
    "reveal": RevealForm,
    "issue_slip": SlipForm,
}
