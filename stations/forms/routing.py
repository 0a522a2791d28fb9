"""Where an opinion goes: the main way, further ways, more time, a fresh start."""

import datetime as dt
from typing import Any

from django import forms

from core.clock import today
from liaison.choices import Level
from liaison.models import Deputy, Unit
from stations import services
from stations.choices import ENDING_ROUTES, OpinionState, Route
from stations.choices.matters import WayEnd
from stations.forms.deeds import DeedForm, area, seg
from stations.forms.reception import LONGEST, SHORT_ROUTES, date_input, narrow
from stations.models import Disposition, Opinion
from stations.services import extending

_HIGHER = (Level.NATIONAL, Level.PROVINCE, Level.PREFECTURE)


class RouteForm(DeedForm):
    heading = "分办"
    button = "确定分办"
    hint = "分办后办理单位和接待代表会收到通知，办理期限从今天算起。"
    extra = "stations/_past_unit.html"
    route = forms.ChoiceField(label="交给谁办", widget=forms.RadioSelect)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="办理单位", required=False, empty_label="按去向默认"
    )
    deputy = forms.ModelChoiceField(
        Deputy.objects.none(),
        label="委托哪位上级代表",
        required=False,
        empty_label="名单里没有，写在下面",
    )
    contact = forms.CharField(
        label="对方的编号或姓名",
        max_length=120,
        required=False,
        help_text="转12345的填工单号，没有的可以以后补；委托上级代表的填代表姓名。",
    )
    reason = forms.CharField(label="说明", max_length=300, required=False, widget=area(2))

    def prepare(self) -> None:
        routes = [
            (code, label) for code, label in SHORT_ROUTES.items() if code not in ENDING_ROUTES
        ]
        narrow(self, "route", choices=routes)
        units = Unit.objects.open().filter(county_id=self.opinion.station.county_id)
        narrow(self, "unit", queryset=units)
        narrow(self, "unit", choices=grouped_units(self.opinion))
        higher = Deputy.objects.visible_to(self.seat).filter(
            mandates__term__congress__level__in=_HIGHER, mandates__ends_on=None
        )
        narrow(self, "deputy", queryset=higher.distinct().order_by("sort_key", "id"))
        self.past = services.past_unit(self.opinion, self.seat)

    def do(self, *, version: int | None) -> Any:
        return services.route(self.opinion, by=self.seat, version=version, **self.given())

    def given(self) -> dict[str, Any]:
        """What belongs to another route than the chosen one is left out."""
        data = dict(self.cleaned_data)
        if data["route"] not in {Route.TOWNSHIP, Route.COUNTY}:
            data["unit"] = None
        if data["route"] != Route.HIGHER_DEPUTY:
            data["deputy"] = None
        if data["route"] not in {Route.HIGHER_DEPUTY, Route.HOTLINE}:
            data["contact"] = ""
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
        return services.reroute(self.opinion, by=self.seat, version=version, **self.given())


class AlsoRouteForm(RouteForm):
    heading = "加转"
    button = "确定加转"
    hint = "原来的去向照常办，这一个另外有办理单位、期限和结果。"

    def do(self, *, version: int | None) -> Any:
        return services.also_route(self.opinion, by=self.seat, version=version, **self.given())


class ReopenForm(RouteForm):
    heading = "重新办理"
    button = "确定重新办理"
    hint = "来访人不满意，再办一次；办完要再回复来访人。新的办理期限从今天算起。"
    reason = forms.CharField(label="来访人为什么不满意，要再办什么", max_length=300, widget=area(3))

    def do(self, *, version: int | None) -> Any:
        return services.reopen(self.opinion, by=self.seat, version=version, **self.given())


class WayForm(DeedForm):
    """A deed on one of the ways: which one is asked only when there are several."""

    disposition = forms.ChoiceField(label="哪一个去向", widget=forms.RadioSelect)

    def prepare(self) -> None:
        ways = self.ways()
        choices = [(str(way.pk), label_of(way)) for way in ways]
        if len(choices) == 1:
            self.initial["disposition"] = choices[0][0]
        narrow(self, "disposition", choices=choices)

    def ways(self) -> list[Disposition]:
        found = services.open_ways(self.opinion)
        own = [way for way in found if way.unit_id == self.seat.unit_id]
        return own or found

    def given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {"disposition": int(data["disposition"])}


def label_of(way: Disposition) -> str:
    where = way.unit.name if way.unit else way.get_route_display()
    return f"{where}（{way.contact}）" if way.contact else where


class FinishRouteForm(WayForm):
    heading = "加转办结"
    hint = "已经回复过来访人的，有了新结果要再回复一次。"
    outcome = forms.ChoiceField(label="怎么样了", choices=WayEnd.choices, widget=seg())
    result = forms.CharField(
        label="结果，或者退回、不再走的原因", max_length=LONGEST, widget=area(5)
    )

    def prepare(self) -> None:
        super().prepare()
        self.initial.setdefault("outcome", WayEnd.DONE)

    def do(self, *, version: int | None) -> Any:
        return services.finish_route(self.opinion, by=self.seat, version=version, **self.given())


class ExtendForm(WayForm):
    heading = "延期"
    button = "确定延期"
    hint = "办理单位、联络站和接待代表会收到通知，来访人查询时能看到新的期限和原因。"
    due_on = forms.DateField(label="延到哪天", widget=date_input())
    reason = forms.CharField(label="为什么延期", max_length=300, widget=area(3))

    def prepare(self) -> None:
        super().prepare()
        latest = services.longest(self.opinion)
        self.fields["due_on"].widget.attrs["min"] = today().isoformat()
        if latest is not None:
            self.fields["due_on"].widget.attrs["max"] = latest.isoformat()
            self.initial.setdefault("due_on", max(latest, today() + dt.timedelta(days=1)))

    def ways(self) -> list[Disposition]:
        ways = services.open_ways(self.opinion)
        if self.opinion.state == OpinionState.ROUTED:
            main = self.opinion.dispositions.filter(is_main=True, state="open")
            ways = [*main.select_related("unit"), *ways]
        return ways

    def do(self, *, version: int | None) -> Any:
        return services.extend(self.opinion, by=self.seat, version=version, **self.given())


class AskExtensionForm(DeedForm):
    heading = "申请延期"
    button = "提出申请"
    hint = "站长、主席团或代工委收到后决定。没有同意以前，期限不变。"
    reason = forms.CharField(label="为什么要延期，还要多久", max_length=300, widget=area(3))

    def prepare(self) -> None:
        self.hint = extending.too_late(self.opinion, self.seat) or self.hint  # type: ignore[misc]

    def do(self, *, version: int | None) -> Any:
        return services.ask_extension(
            self.opinion, by=self.seat, version=version, **self.cleaned_data
        )


class RefuseExtensionForm(DeedForm):
    heading = "不同意延期"
    button = "不同意延期"
    hint = "期限不变，申请的单位和联络站会收到通知。"
    reason = forms.CharField(label="为什么不同意", max_length=300, widget=area(3))

    def do(self, *, version: int | None) -> Any:
        return services.refuse_extension(
            self.opinion, by=self.seat, version=version, **self.cleaned_data
        )


ROUTING_DEEDS: dict[str, type[DeedForm]] = {
    "route": RouteForm,
    "reroute": RerouteForm,
    "also_route": AlsoRouteForm,
    "finish_route": FinishRouteForm,
    "extend": ExtendForm,
    "ask_extension": AskExtensionForm,
    "refuse_extension": RefuseExtensionForm,
    "reopen": ReopenForm,
}
