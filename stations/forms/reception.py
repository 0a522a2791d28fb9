"""The form that staff touch most: one visit, spoken order, several matters."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.forms import BaseFormSet, formset_factory

from core.clock import now, today
from core.text import whole_number
from core.widgets import PickOne
from liaison.choices import Gender, Level
from liaison.models import Deputy, Division, Seat, Unit
from stations.choices import (
    ENDING_ROUTES,
    KEPT_ROUTES,
    AgeBand,
    Channel,
    DutyState,
    Nature,
    OwnVoter,
    PatternKind,
    Route,
    Satisfaction,
)
from stations.models import ReceptionDeputy, RosterDay, Station, StationDeputy, Theme
from stations.services import choices_for, default_handler, due_preview
from stations.services.attending import day_for

LONGEST = 5000
# Who is expected at the desk; whoever is on leave is not.
AT_THE_DESK = (DutyState.ASKED, DutyState.CONFIRMED, DutyState.ATTENDED)
MOST_MATTERS = 10
# What the form offers first; the rest is behind 更多去向.
FIRST_ROUTES = (Route.ON_SPOT, Route.STATION, Route.TOWNSHIP, Route.COUNTY, Route.SUGGESTION)
SHORT_ROUTES = {
    Route.ON_SPOT: "当场答复",
    Route.STATION: "站内办理",
    Route.TOWNSHIP: "转乡镇街道",
    Route.COUNTY: "报县人大",
    Route.SUGGESTION: "拟提建议",
    Route.HIGHER_DEPUTY: "委托上级代表",
    Route.HOTLINE: "转12345",
    Route.MICRO: "微建议",
    Route.NOT_TAKEN: "不予受理",
}
# What a voter can say: the other two stand for a voter who has not said anything.
VERDICTS = [
    choice
    for choice in Satisfaction.choices
    if choice[0] not in {Satisfaction.UNREACHABLE, Satisfaction.UNRATED}
]


def date_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def time_input() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def with_blank(choices: Any, words: str = "请选择") -> list[tuple[str, str]]:
    return [("", words), *choices]


def narrow(form: forms.Form, name: str, **what: Any) -> None:
    """Choices or rows of a field that depend on who fills the form in."""
    field: Any = form.fields[name]
    for attribute, value in what.items():
        setattr(field, attribute, value)


def own_station(seat: Seat) -> Station | None:
    """The station on whose unit the seat sits."""
    return Station.objects.filter(unit_id=seat.unit_id).select_related("unit").first()


class ReceptionForm(forms.Form):
    """Who came and who received."""

    hide_optional = True
    visitor_name = forms.CharField(
        label="来访人",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    visitor_phone = forms.CharField(
        label="联系电话",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    deputies = forms.ModelMultipleChoiceField(
        Deputy.objects.none(),
        label="接待代表",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "有一位代表不在您能选的范围内，请重选。"},
    )
    is_anonymous = forms.BooleanField(label="不愿留名（匿名）", required=False)
    no_visitor = forms.BooleanField(label="当日无人来访", required=False)
    channel = forms.ChoiceField(label="接待形式", choices=Channel.choices)
    held_on = forms.DateField(label="接待日期", widget=date_input())
    # The hour of opening the form is only right for a visit of today that nobody timed better.
    starts_at = forms.TimeField(
        label="开始", required=False, widget=time_input(), show_hidden_initial=True
    )
    ends_at = forms.TimeField(label="结束", required=False, widget=time_input())
    place = forms.CharField(
        label="接待地点", max_length=120, required=False, help_text="不在站里接待的才填"
    )
    visitor_gender = forms.ChoiceField(
        label="性别", choices=with_blank(Gender.choices), required=False
    )
    visitor_age = forms.ChoiceField(
        label="年龄段", choices=with_blank(AgeBand.choices), required=False
    )
    visitor_village = forms.ModelChoiceField(
        Division.objects.none(), label="住在哪个村（社区）", required=False, empty_label="请选择"
    )
    visitor_address = forms.CharField(label="详细住址", max_length=120, required=False)
    visitor_workplace = forms.CharField(label="单位", max_length=120, required=False)
    own_voter = forms.ChoiceField(label="本选区选民", choices=OwnVoter.choices)
    people = forms.IntegerField(
        label="来了几人",
        min_value=1,
        max_value=500,
        help_text="超过5人的，请推选不超过5位代表来谈（《信访工作条例》第二十条），登记照常。",
    )
    companions = forms.CharField(
        label="同来人员",
        max_length=1000,
        required=False,
        help_text="一行一位",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_minor = forms.BooleanField(label="来访人未成年", required=False)
    guardian_name = forms.CharField(label="监护人", max_length=80, required=False)
    guardian_consents = forms.BooleanField(label="监护人同意登记", required=False)
    in_crisis = forms.BooleanField(label="情况危急", required=False)
    paper_number = forms.CharField(
        label="纸质登记号", max_length=32, required=False, help_text="补录纸质登记时填"
    )
    anyway = forms.BooleanField(label="不是同一次，仍要登记", required=False)
    keep_secret = forms.BooleanField(label="来访人要求保密", required=False)

    def __init__(self, *args: Any, station: Station, seat: Seat, **kwargs: Any):
        super().__init__(*args, **kwargs)
        narrow(self, "deputies", queryset=Deputy.objects.visible_to(seat))
        narrow(self, "visitor_village", queryset=villages_of(station))
        self.fields["held_on"].widget.attrs["max"] = today().isoformat()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.pop("is_minor", False):
            data["visitor_age"] = AgeBand.MINOR
        if data.get("no_visitor") or data.get("held_on") != today():
            data["starts_at"] = data.get("starts_at") if "starts_at" in self.changed_data else None
        listed = [line for line in (data.get("companions") or "").splitlines() if line.strip()]
        if data.get("people"):
            data["people"] = max(data["people"], 1 + len(listed))
        return data


def villages_of(station: Station) -> Any:
    """Villages of the township; for a county's station its townships."""
    level = Level.VILLAGE if station.township_id else Level.TOWNSHIP
    above = station.township_id or station.county_id
    return Division.objects.filter(parent_id=above, level=level, valid_to=None).order_by("code")


class OpinionRow(forms.Form):
    """One matter: the voter's own words, and where they go."""

    hide_optional = True
    raw_text = forms.CharField(
        label="反映的问题",
        max_length=LONGEST,
        strip=False,
        help_text="按来访人的原话记，保存后不能改；要更正的，以后用补充。",
        widget=forms.Textarea(attrs={"rows": 3, "data-words": ""}),
        error_messages={"required": "请写下来访人反映的问题。"},
    )
    route = forms.ChoiceField(
        label="怎么处理",
        choices=list(SHORT_ROUTES.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="办理单位", required=False, empty_label="按去向默认"
    )
    words = forms.CharField(
        label="答复内容", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    satisfaction = forms.ChoiceField(
        label="来访人满意吗",
        choices=VERDICTS,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "seg"}),
    )
    title = forms.CharField(
        label="题目", max_length=80, required=False, help_text="不填就用第一句话"
    )
    summary = forms.CharField(
        label="工作人员概括",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    theme = forms.ChoiceField(label="主题", required=False, widget=PickOne)
    nature = forms.ChoiceField(label="性质", choices=with_blank(Nature.choices), required=False)
    place_text = forms.CharField(label="涉及地点", max_length=120, required=False)
    is_urgent = forms.BooleanField(label="紧急", required=False)
    keep_secret = forms.BooleanField(label="这一件要求保密", required=False)

    def __init__(self, *args: Any, station: Station, themes: Any, units: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        narrow(self, "theme", choices=themes)
        narrow(self, "unit", queryset=units)
        self.station = station
        self.chosen_route = str(self["route"].value() or "")
        self.is_routed = self.chosen_route in {*SHORT_ROUTES} - ENDING_ROUTES

    @property
    def first_routes(self) -> list[Any]:
        return [one for one in self["route"] if one.data["value"] in FIRST_ROUTES]

    @property
    def more_routes(self) -> list[Any]:
        return [one for one in self["route"] if one.data["value"] not in FIRST_ROUTES]

    @property
    def more_is_open(self) -> bool:
        return self.chosen_route in {*SHORT_ROUTES} - {*FIRST_ROUTES}

    @property
    def due_on(self) -> dt.date | None:
        return due_preview(self.station, self.chosen_route, today()) if self.is_routed else None

    @property
    def default_unit(self) -> Unit | None:
        return default_handler(self.station, self.chosen_route) if self.is_routed else None

    @property
    def unit_rows(self) -> Any:
        return choices_for(self.station, self.chosen_route).as_menu()

    @property
    def chosen_unit(self) -> str:
        return str(self["unit"].value() or "")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        route = data.get("route")
        if "raw_text" in data and not data["raw_text"].strip():
            self.add_error("raw_text", "请写下来访人反映的问题。")
        if route == Route.ON_SPOT:
            self._require("words", "请写下当场怎么答复的。")
            self._require("satisfaction", "请选来访人是否满意。")
        elif route == Route.NOT_TAKEN:
            self._require("words", "请写明告诉来访人去哪里反映。")
        return data

    def _require(self, name: str, words: str) -> None:
        if not self.errors.get(name) and not str(self.cleaned_data.get(name) or "").strip():
            self.add_error(name, words)

    def as_matter(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        data.pop("DELETE", None)
        data["theme"] = Theme.objects.get(pk=data["theme"]) if data["theme"] else None
        if data["route"] in KEPT_ROUTES or not data["route"]:
            data["unit"] = None
        if data["route"] not in {Route.ON_SPOT, Route.NOT_TAKEN}:
            data["words"] = data["satisfaction"] = ""
        return data


class OpinionRows(BaseFormSet):
    """At least one matter unless nobody came; rows that were taken away do not count."""

    def live(self) -> list[OpinionRow]:
        return [
            form
            for form in self.forms
            if not form["DELETE"].value() and (form.has_changed() or not form.empty_permitted)
        ]


_Rows = formset_factory(
    OpinionRow,
    formset=OpinionRows,
    extra=0,
    min_num=1,
    max_num=MOST_MATTERS,
    absolute_max=MOST_MATTERS,
    can_delete=True,
)


def theme_choices(congress_id: int | None) -> list[Any]:
    """Two levels in one list: 交通 / 农村公路 is found by 公路, ncgl or the first level's name."""
    rows = Theme.objects.for_congress(congress_id).select_related("parent")
    return [("", "以后再选"), *((row.pk, theme_name(row)) for row in rows)]


def theme_name(theme: Theme) -> str:
    return f"{theme.parent.name} / {theme.name}" if theme.parent else theme.name


def entry_forms(
    seat: Seat, station: Station, data: Any = None, files: Any = None
) -> tuple[ReceptionForm, OpinionRows]:
    """The visit and its matters, empty or as they were sent."""
    initial = {
        "held_on": today(),
        "own_voter": OwnVoter.UNKNOWN,
        "people": 1,
        "starts_at": now().time().replace(second=0, microsecond=0),
        **of_the_day(station),
    }
    form = ReceptionForm(data, initial=initial, station=station, seat=seat)
    rows: Any = _Rows(
        data,
        files,
        prefix="opinions",
        form_kwargs={
            "station": station,
            "themes": theme_choices(station.congress_id),
            "units": Unit.objects.open().filter(county_id=station.county_id),
        },
    )
    return form, rows


def of_the_day(station: Station) -> dict[str, Any]:
    """What today's reception day says: how, where, and who receives unless others already do."""
    day = day_for(station, today(), now().time())
    receiving = todays_deputies(station)
    if day is not None and not receiving:
        duties = day.duties.filter(state__in=AT_THE_DESK).order_by("id")
        receiving = list(duties.values_list("deputy_id", flat=True))
    return {
        "channel": _channel_of(day),
        "place": day.place if day is not None else "",
        "deputies": receiving,
    }


def _channel_of(day: RosterDay | None) -> Channel:
    """On an ordinary day whoever comes just comes."""
    if day is None:
        return Channel.WALK_IN
    on_market = day.pattern is not None and day.pattern.kind == PatternKind.MARKET
    return Channel.MARKET_DAY if on_market else Channel.RECEPTION_DAY


def todays_deputies(station: Station) -> list[int]:
    """Who received the last visitor today receives the next one too."""
    last = (
        ReceptionDeputy.objects.filter(reception__station=station, reception__held_on=today())
        .order_by("-reception_id")
        .values("reception_id")[:1]
    )
    rows = ReceptionDeputy.objects.filter(reception_id__in=last)
    return list(rows.values_list("deputy_id", flat=True))


def deputy_options(form: ReceptionForm, station: Station) -> list[dict[str, Any]]:
    """The station's own deputies, and whoever else was chosen, as boxes to tick."""
    chosen = {str(value) for value in form["deputies"].value() or []}
    attached = StationDeputy.objects.filter(station=station, until=None).values("deputy_id")
    ids = [pk for pk in map(whole_number, chosen) if pk is not None]
    rows = Deputy.objects.filter(Q(pk__in=attached) | Q(pk__in=ids)).order_by("sort_key", "id")
    return [
        {"pk": row.pk, "name": row.name, "work": row.work, "on": str(row.pk) in chosen}
        for row in rows
    ]


def reception_context(seat: Seat) -> dict[str, Any]:
    """All that stations/_reception_form.html needs; nothing where the seat has no station."""
    station = own_station(seat)
    if station is None or station.closed_on is not None:
        return {"entry": None}
    form, rows = entry_forms(seat, station)
    return {"entry": entry_of(seat, station, form, rows)}


def entry_of(
    seat: Seat,
    station: Station,
    form: ReceptionForm,
    rows: OpinionRows,
    key: str = "",
    twin: dict[str, Any] | None = None,
) -> dict[str, Any]:
    deputies = deputy_options(form, station)
    return {
        "station": station,
        "form": form,
        "rows": rows,
        "deputies": deputies,
        "chosen": "、".join(one["name"] for one in deputies if one["on"]),
        "photos_lost": bool(rows.files),
        "rows_wrong": rows.is_bound and any(row.errors for row in rows.live()),
        "draft": f"reception-{seat.pk}",
        "key": key,
        "more_is_open": _more_is_open(form),
        "twin": twin,
        "asks_again": bool(twin) or bool(form.is_bound and form["anyway"].value()),
    }


_MORE = [
    "channel",
    "held_on",
    "starts_at",
    "ends_at",
    "place",
    "visitor_gender",
    "visitor_age",
    "visitor_village",
    "visitor_address",
    "visitor_workplace",
    "own_voter",
    "people",
    "companions",
    "keep_secret",
    "no_visitor",
    "paper_number",
]


def _more_is_open(form: ReceptionForm) -> bool:
    """A mistake must not hide behind a closed lid."""
    nobody = form.is_bound and bool(form["no_visitor"].value())
    return nobody or any(name in form.errors for name in _MORE)
