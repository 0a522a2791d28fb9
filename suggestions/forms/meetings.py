"""交办会: the meeting itself, what is put in, and one line of its table as it is typed."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from core.pinyin import initials
from core.text import half_width
from liaison.models import Seat, Session, Unit
from suggestions.forms.base import SessionField, day_field, handler_units
from suggestions.models import PlannedCase

_BETWEEN = re.compile(r"[\s、，,;；。/]+")
NAMED = 5


@dataclass(frozen=True)
class Named:
    """A unit as the completing list knows it: by name, short name and initials."""

    unit: Unit
    find: str

    @property
    def label(self) -> str:
        return self.unit.short_name or self.unit.name


def named_units(seat: Seat) -> list[Named]:
    """Every body that may be given a suggestion, in the order of menus."""
    found = []
    for unit in handler_units(seat):
        keys = [*initials(unit.short_name), *initials(unit.name)]
        find = " ".join([unit.short_name, unit.name, *keys]).lower()
        found.append(Named(unit, find))
    return found


def read_units(text: str, menu: Iterable[Named]) -> list[Unit]:
    """A few letters, initials or the whole name for each unit; what may be two is asked back."""
    rows = list(menu)
    words = [word for word in _BETWEEN.split(half_width(text).strip()) if word]
    return [_one(word, rows) for word in words]


def _one(word: str, menu: list[Named]) -> Unit:
    for row in menu:
        if word in {row.unit.name, row.unit.short_name}:
            return row.unit
    wanted = word.lower()
    fits = [row for row in menu if wanted in row.find]
    exact = [row for row in fits if wanted in row.find.split()]
    fits = exact or fits or [row for row in menu if _in_order(word, row.unit.name)]
    if not fits:
        raise forms.ValidationError(f"没有找到“{word}”，请写单位名称或拼音首字母。")
    if len(fits) > 1:
        names = "、".join(row.label for row in fits[:NAMED])
        more = "等" if len(fits) > NAMED else ""
        raise forms.ValidationError(f"“{word}”可能是{names}{more}，请写全一些。")
    return fits[0].unit


def _in_order(word: str, name: str) -> bool:
    """住建局 is 住房和城乡建设局: its characters in their order. Letters alone say too little."""
    rest = iter(name)
    return not word.isascii() and all(character in rest for character in word)


def names_of(units: Iterable[Unit]) -> str:
    return "、".join(unit.short_name or unit.name for unit in units)


class MeetingForm(forms.Form):
    """When and where; the day is clock zero of everything that is handed over."""

    title = forms.CharField(
        label="名称", max_length=80, error_messages={"required": "请填写交办会的名称。"}
    )
    day = day_field("开会日期")
    place = forms.CharField(label="地点", max_length=80, required=False)
    session = SessionField(
        Session.objects.none(),
        label="哪次会议的建议",
        required=False,
        empty_label="不限",
        help_text="只用来标明，排入哪些由您选。",
    )
    due_on = day_field(
        "统一的答复日期",
        required=False,
        initial=None,
        help_text="不填就按代表法，自开会日期起3个月；填了就是固定日期，遇到节假日不顺延。",
    )

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any):
        super().__init__(*args, **kwargs)
        held = Session.objects.filter(term__congress_id=seat.unit.congress_id or 0)
        field: Any = self.fields["session"]
        field.queryset = held.order_by("-opens_on")
        self.fields["day"].error_messages["required"] = "请选开会日期。"


class NewMeetingForm(MeetingForm):
    fill = forms.BooleanField(label="把现在待交办的都排进来", required=False, initial=True)


class LineForm(forms.Form):
    """One line as typed. `take` is a hint that a person clicked: that unit becomes the main one."""

    main = forms.CharField(max_length=400, required=False)
    co = forms.CharField(max_length=800, required=False)
    due_on = forms.DateField(
        required=False, error_messages={"invalid": "日期写法不对，请按年月日选。"}
    )
    note = forms.CharField(max_length=120, required=False)
    take = forms.CharField(max_length=80, required=False)
    version = forms.IntegerField(required=False)

    def __init__(self, *args: Any, menu: list[Named], **kwargs: Any):
        self.menu = menu
        super().__init__(*args, **kwargs)

    def clean_main(self) -> list[Unit]:
        return read_units(self.data.get("take") or self.cleaned_data["main"], self.menu)

    def clean_co(self) -> list[Unit]:
        return read_units(self.cleaned_data["co"], self.menu)

    def kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "main": data["main"],
            "co": data["co"],
            "due_on": data["due_on"],
            "note": data["note"],
            "version": data["version"],
        }


@dataclass
class Typed:
    """What stands in a line's boxes: as stored, or as typed and refused."""

    main: str
    co: str
    due_on: dt.date | str | None
    note: str


def stored(row: PlannedCase) -> Typed:
    shares = list(row.shares.all())
    return Typed(
        names_of(share.unit for share in shares if share.part != "co"),
        names_of(share.unit for share in shares if share.part == "co"),
        row.due_on,
        row.note,
    )


def typed(data: Any) -> Typed:
    return Typed(
        data.get("take") or data.get("main", ""),
        data.get("co", ""),
        data.get("due_on", ""),
        data.get("note", ""),
    )
