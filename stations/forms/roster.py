"""Forms of reception days: the pattern, an extra day, and one form per deed."""

import re
from typing import Any, ClassVar

from django import forms

from core.clock import today
from core.text import half_width
from liaison.choices import Role
from liaison.models import Deputy, Seat
from stations.calendar import ORDINALS, WEEK
from stations.choices import DutyState, PatternKind
from stations.forms.activities import PeopleField
from stations.forms.deeds import area, seg
from stations.forms.reception import date_input, narrow, time_input, with_blank
from stations.models import RosterDay, RosterPattern, Station, StationDeputy
from stations.services import assigning, duties, patterns, roster

_SEPARATORS = re.compile(r"[、，,；;\s和]+")
# What each kind asks for besides hours, place and people.
ASKS = {
    PatternKind.NTH_WEEKDAY: ("nth", "weekday", "months"),
    PatternKind.MONTH_DAY: ("days", "months"),
    PatternKind.WEEKLY: ("weekday", "months"),
    PatternKind.MARKET: ("days", "by_lunar", "months"),
    PatternKind.LUNAR: ("days", "months"),
}
_DAY_WORDS = {
    PatternKind.MONTH_DAY: ("每月几号", "几个日期用顿号隔开，例如1、15；没有31号的月份在最后一天"),
    PatternKind.MARKET: ("逢几", "日期的尾数，用顿号隔开，例如2、5、8；十天一圩的只填一个"),
    PatternKind.LUNAR: ("农历哪几天", "例如1、15；小月没有三十的在廿九"),
}
_OWN = ("nth", "weekday", "days", "by_lunar", "months")


class NumbersField(forms.CharField):
    """1、15 as a list of numbers."""

    def to_python(self, value: Any) -> Any:
        text = half_width(super().to_python(value) or "").strip()
        parts = [part for part in _SEPARATORS.split(text) if part]
        if any(not part.isdecimal() or len(part) > 2 for part in parts):
            raise forms.ValidationError("请填数字，几个数字用顿号隔开，例如1、15。")
        return [int(part) for part in parts]

    def prepare_value(self, value: Any) -> Any:
        return "、".join(str(n) for n in value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


class PatternForm(forms.Form):
    """How a station repeats its reception day; only what the kind asks for is shown."""

    nth = forms.TypedChoiceField(label="第几个", coerce=int, choices=list(ORDINALS.items()))
    weekday = forms.TypedChoiceField(
        label="星期几",
        coerce=int,
        choices=[(n, f"星期{WEEK[n]}") for n in range(7)],
    )
    days = NumbersField(max_length=60)
    by_lunar = forms.TypedChoiceField(
        label="按哪种日子算",
        coerce=lambda value: value == "lunar",
        choices=[("solar", "公历"), ("lunar", "农历")],
        widget=seg(),
    )
    months = NumbersField(
        label="哪几个月",
        max_length=40,
        required=False,
        help_text="不填是每个月；单月填1、3、5、7、9、11",
    )
    starts_at = forms.TimeField(label="开始", widget=time_input())
    ends_at = forms.TimeField(label="结束", widget=time_input())
    place = forms.CharField(
        label="地点", max_length=120, required=False, help_text="不填就是站点地址"
    )
    deputies_per_day = forms.IntegerField(label="每次几位代表", min_value=1, max_value=20)
    moves_on_holiday = forms.BooleanField(
        label="遇法定节假日，顺延到节后第一个工作日", required=False
    )
    moves_on_weekend = forms.BooleanField(label="遇普通周末，顺延到下一个工作日", required=False)
    since = forms.DateField(label="从哪天起用", widget=date_input())
    until = forms.DateField(label="用到哪天", required=False, widget=date_input())

    def __init__(
        self,
        *args: Any,
        kind: str,
        station: Station,
        pattern: RosterPattern | None = None,
        **kwargs: Any,
    ):
        kwargs.setdefault("initial", _first_values(kind, pattern))
        super().__init__(*args, **kwargs)
        self.kind, self.station, self.pattern = PatternKind(kind), station, pattern
        for name in set(_OWN) - set(ASKS[self.kind]):
            del self.fields[name]
        if "days" in self.fields:
            self.fields["days"].label, self.fields["days"].help_text = _DAY_WORDS[self.kind]
        if self.kind == PatternKind.MARKET:
            del self.fields["moves_on_holiday"], self.fields["moves_on_weekend"]
        if self.kind == PatternKind.LUNAR:
            self.fields["months"].help_text = "不填是每个月；填的是农历月份，闰月不重复"
        say_what_is_missing(self)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data | {"kind": self.kind}

    def draft(self) -> RosterPattern:
        return patterns.draft(self.station, **self.details())

    def save(self, *, by: Seat) -> RosterPattern:
        if self.pattern is None:
            return patterns.add_pattern(self.station, by=by, **self.details())
        return patterns.change_pattern(self.pattern, by=by, **self.details())


def _first_values(kind: str, pattern: RosterPattern | None) -> dict[str, Any]:
    if pattern is None:
        return {
            "starts_at": "09:00",
            "ends_at": "11:30",
            "deputies_per_day": 2,
            "moves_on_holiday": True,
            "moves_on_weekend": True,
            "since": today(),
            "nth": 2,
            "weekday": 3,
            "by_lunar": "lunar" if kind == PatternKind.MARKET else "solar",
        }
    values = {name: getattr(pattern, name) for name in patterns.FIELDS}
    return values | {"by_lunar": "lunar" if pattern.by_lunar else "solar"}


def say_what_is_missing(form: forms.Form) -> None:
    for field in form.fields.values():
        chosen = isinstance(field, forms.ChoiceField)
        field.error_messages["required"] = "请选一项。" if chosen else "请填写这一项。"


def deputies_of(station: Station) -> Any:
    """The deputies attached to the station now, by name."""
    there = StationDeputy.objects.filter(station=station, until=None).values("deputy_id")
    return Deputy.objects.filter(pk__in=there).order_by("sort_key", "id")


class ExtraDayForm(forms.Form):
    """A day outside the pattern."""

    held_on = forms.DateField(label="日期", widget=date_input())
    starts_at = forms.TimeField(label="开始", widget=time_input(), initial="09:00")
    ends_at = forms.TimeField(label="结束", widget=time_input(), initial="11:30")
    place = forms.CharField(
        label="地点", max_length=120, required=False, help_text="不填就是站点地址"
    )
    deputies = PeopleField(label="请哪些代表接待", required=False)

    def __init__(self, *args: Any, station: Station, **kwargs: Any):
        super().__init__(*args, **kwargs)
        narrow(self, "deputies", queryset=deputies_of(station))
        say_what_is_missing(self)


class DayDeed(forms.Form):
    """`heading` is the page's title, `button` what the person presses, `hint` says what follows."""

    heading: ClassVar[str]
    button: ClassVar[str] = "保存"
    hint: ClassVar[str] = ""
    danger: ClassVar[bool] = False

    def __init__(self, *args: Any, day: RosterDay, seat: Seat, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.day, self.seat = day, seat
        self.prepare()
        say_what_is_missing(self)

    def prepare(self) -> None:
        """Choices and first values that depend on the day."""

    def words(self) -> str:
        """What stands above the fields, for example the notice as it will read."""
        return ""

    def do(self, *, version: int | None) -> Any:
        raise NotImplementedError


class NoticeForm(DayDeed):
    heading = "发布公告"
    button = "发布"
    hint = "发布后公众能在站点网页上看到，代表会收到通知；以后再改会自动发更正。"

    def words(self) -> str:
        return roster.notice_words(self.day)

    def do(self, *, version: int | None) -> Any:
        return roster.publish(self.day, by=self.seat, version=version)


class _ForDeputy(DayDeed):
    """A deputy answers for himself; the station says for whom."""

    states: ClassVar[tuple[str, ...]]
    deputy = forms.ModelChoiceField(
        Deputy.objects.none(), label="代表", empty_label=None, widget=forms.RadioSelect
    )

    def prepare(self) -> None:
        if self.seat.role == Role.DEPUTY:
            del self.fields["deputy"]
            return
        turns = self.day.duties.filter(state__in=self.states).values("deputy_id")
        rows = Deputy.objects.filter(pk__in=turns).order_by("sort_key", "id")
        narrow(self, "deputy", queryset=rows)
        if len(rows) == 1:
            self.initial.setdefault("deputy", rows[0].pk)


class ConfirmForm(_ForDeputy):
    heading = "确认参加"
    button = "确认参加"
    states = (DutyState.ASKED,)

    def prepare(self) -> None:
        super().prepare()
        if self.seat.role != Role.DEPUTY:
            self.hint = "代表打电话说来的，请在这里替他确认。"  # type: ignore[misc]

    def do(self, *, version: int | None) -> Any:
        return duties.confirm(self.day, by=self.seat, **self.cleaned_data)


class LeaveForm(_ForDeputy):
    heading = "请假"
    button = "请假"
    hint = "联络站会收到通知，另请代表替班。"
    states = (DutyState.ASKED, DutyState.CONFIRMED)
    reason = forms.CharField(label="请假原因", max_length=200, widget=area(2))
    until = forms.DateField(
        label="请假到哪天",
        required=False,
        widget=date_input(),
        help_text="只请这一天不用填；这之前不再排您的接待日",
    )

    def do(self, *, version: int | None) -> Any:
        return duties.ask_leave(self.day, by=self.seat, **self.cleaned_data)


class SubstituteForm(DayDeed):
    heading = "安排替班"
    button = "请他替班"
    hint = "替班代表会收到通知并确认；公告发过的，会发更正。"
    deputy = forms.ModelChoiceField(
        Deputy.objects.none(), label="替谁", empty_label=None, widget=forms.RadioSelect
    )
    substitute = forms.ModelChoiceField(
        Deputy.objects.none(),
        label="替班代表",
        empty_label="请选择",
        help_text="今年接待次数少的排在前面",
    )

    def prepare(self) -> None:
        away = self.day.duties.filter(state=DutyState.ON_LEAVE, replaced_by=None)
        rows = Deputy.objects.filter(pk__in=away.values("deputy_id"))
        narrow(self, "deputy", queryset=rows)
        self.initial.setdefault("deputy", rows[0].pk if rows else None)
        free = assigning.substitutes_for(self.day)
        narrow(self, "substitute", queryset=Deputy.objects.filter(pk__in=[d.pk for d in free]))
        choices = [(one.pk, one.name) for one in free]
        narrow(self, "substitute", choices=with_blank(choices))

    def do(self, *, version: int | None) -> Any:
        return duties.substitute(self.day, by=self.seat, version=version, **self.cleaned_data)


class AssignForm(DayDeed):
    heading = "调整代表"
    hint = "勾上的代表接待这一天；公告发过的，会发更正。"
    deputies = PeopleField(label="接待代表")

    def prepare(self) -> None:
        on_leave = self.day.duties.filter(state=DutyState.ON_LEAVE).values("deputy_id")
        rows = deputies_of(self.day.station).exclude(pk__in=on_leave)
        now = self.day.duties.filter(state__in=[DutyState.ASKED, DutyState.CONFIRMED])
        there = Deputy.objects.filter(pk__in=now.values("deputy_id"))
        narrow(self, "deputies", queryset=(rows | there).distinct().order_by("sort_key", "id"))
        self.initial.setdefault("deputies", list(there.values_list("pk", flat=True)))

    def do(self, *, version: int | None) -> Any:
        return roster.assign(self.day, by=self.seat, version=version, **self.cleaned_data)


class MoveForm(DayDeed):
    heading = "改期"
    button = "改期"
    hint = "代表要重新确认；公告发过的，会发更正。原因会写进公告。"
    held_on = forms.DateField(label="改到哪天", widget=date_input())
    reason = forms.CharField(label="改期原因", max_length=120, widget=area(2))

    def prepare(self) -> None:
        self.fields["held_on"].widget.attrs["min"] = today().isoformat()

    def do(self, *, version: int | None) -> Any:
        return roster.move(self.day, by=self.seat, version=version, **self.cleaned_data)


class ChangeForm(DayDeed):
    heading = "改时间地点"
    hint = "公告发过的，会发更正。"
    starts_at = forms.TimeField(label="开始", widget=time_input())
    ends_at = forms.TimeField(label="结束", widget=time_input())
    place = forms.CharField(
        label="地点", max_length=120, required=False, help_text="不填就是站点地址"
    )

    def prepare(self) -> None:
        for name in ("starts_at", "ends_at", "place"):
            self.initial.setdefault(name, getattr(self.day, name))

    def do(self, *, version: int | None) -> Any:
        return roster.change(self.day, by=self.seat, version=version, **self.cleaned_data)


class CancelForm(DayDeed):
    heading = "取消接待日"
    button = "取消这一天"
    hint = "代表会收到通知；公告发过的，会发更正。原因会写进公告。"
    danger = True
    reason = forms.CharField(label="取消原因", max_length=200, widget=area(2))

    def do(self, *, version: int | None) -> Any:
        return roster.cancel(self.day, by=self.seat, version=version, **self.cleaned_data)


class ExplainForm(DayDeed):
    heading = "说明原因"
    hint = "当天接待了、没来得及录入的，请直接补录接待登记，不用说明。"
    reason = forms.CharField(label="为什么没有接待", max_length=300, widget=area(3))

    def do(self, *, version: int | None) -> Any:
        return roster.explain(self.day, by=self.seat, version=version, **self.cleaned_data)


DAY_DEEDS: dict[str, type[DayDeed]] = {
    "notice": NoticeForm,
    "confirm": ConfirmForm,
    "leave": LeaveForm,
    "substitute": SubstituteForm,
    "assign": AssignForm,
    "move": MoveForm,
    "change": ChangeForm,
    "cancel": CancelForm,
    "explain": ExplainForm,
}
