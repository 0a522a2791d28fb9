"""Forms for bodies, congresses, terms, sessions and divisions."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.clock import today
from liaison.choices import UnitKind
from liaison.forms.deputies import TermField, open_terms
from liaison.forms.fields import (
    PlacedForm,
    PlaceField,
    choose_from,
    day_field,
    today_field,
)
from liaison.models import Congress, Term, Unit
from liaison.querysets import UnitQuerySet

MADE_HERE = [
    (kind.value, kind.label)
    for kind in UnitKind
    if kind not in {UnitKind.STATION, UnitKind.PLATFORM}
]
NAME = {"required": "请填写单位名称"}


class UnitForm(PlacedForm):
    """A new body; a station is made in the registry of stations."""

    name = forms.CharField(label="单位名称", max_length=80, error_messages=NAME)
    short_name = forms.CharField(
        label="简称", max_length=40, required=False, help_text="列表里用，如县公安局。"
    )
    kind = forms.ChoiceField(
        label="种类", choices=[("", "请选"), *MADE_HERE], error_messages={"required": "请选种类"}
    )
    place = PlaceField(
        label="所在地区", required=False, help_text="不填就是本级；乡镇单位写乡镇名。"
    )
    parent = forms.ModelChoiceField(
        Unit.objects.none(), label="上级单位", required=False, empty_label="没有"
    )
    opened_on = day_field("设立日期", required=False)

    def __init__(self, *args: Any, units: UnitQuerySet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choose_from(self, "parent", units.open().in_order())


class UnitEditForm(UnitForm):
    """Everything but the name, which has a history of its own."""

    name = None  # type: ignore[assignment]
    opened_on = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["place"]

    @staticmethod
    def initial_of(unit: Unit) -> dict[str, Any]:
        return {"short_name": unit.short_name, "kind": unit.kind, "parent": unit.parent_id}


class RenameForm(forms.Form):
    name = forms.CharField(label="新名称", max_length=80, error_messages=NAME)
    short_name = forms.CharField(label="新简称", max_length=40, required=False)
    on = today_field("从哪天起用新名称", help_text="这天以前的文书仍显示原名称。")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs["max"] = today().isoformat()


class CloseUnitForm(forms.Form):
    on = today_field("从哪天起撤销")
    successor = forms.ModelChoiceField(
        Unit.objects.none(),
        label="由谁承接",
        required=False,
        empty_label="没有承接单位",
        help_text="没办完的事由承接单位继续办，已办的文书仍是原名称。",
    )
    reason = forms.CharField(
        label="依据", max_length=200, required=False, help_text="如：县机构改革方案。"
    )

    def __init__(self, *args: Any, units: UnitQuerySet, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choose_from(self, "successor", units.open().in_order())


class CongressForm(PlacedForm):
    place = PlaceField(
        label="哪个地方",
        help_text="写省、市、县、乡镇的名称。",
        error_messages={"required": "请填地方"},
    )
    name = forms.CharField(
        label="全称", max_length=60, required=False, help_text="不填就是地名加「人民代表大会」。"
    )
    short_name = forms.CharField(label="简称", max_length=30, required=False)


class TermForm(forms.Form):
    number = forms.IntegerField(
        label="第几届", min_value=1, max_value=99, error_messages={"required": "请填第几届"}
    )
    starts_on = day_field(
        "从哪天起", help_text="首次会议开幕那天。上一届到前一天届满，代表资格随之终止。"
    )


class SessionForm(forms.Form):
    number = forms.IntegerField(
        label="第几次会议", min_value=1, max_value=99, error_messages={"required": "请填第几次"}
    )
    opens_on = day_field("开幕日期")
    closes_on = day_field("闭幕日期")


class SessionDatesForm(SessionForm):
    number = None  # type: ignore[assignment]


class UploadForm(forms.Form):
    """One file; what is wrong with it is said beside the field by whoever reads it."""

    file = forms.FileField(
        label="文件",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择文件"},
    )


class DeputyUploadForm(UploadForm):
    term = TermField(
        Term.objects.none(),
        label="导入到哪一届",
        empty_label=None,
        help_text="表里填了「所在人大」的行，按表里填的算。",
    )
    field_order = ("term", "file")

    def __init__(self, *args: Any, congresses: QuerySet[Congress], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choose_from(self, "term", open_terms(congresses))


class UnitUploadForm(PlacedForm, UploadForm):
    place = PlaceField(
        label="导入到哪个地区",
        required=False,
        help_text="不填就是本级；表里填了「所在地区」的行，按表里填的算。",
    )
    field_order = ("place", "file")


class DivisionUploadForm(UploadForm):
    on = today_field("从哪天起", help_text="更名、改隶从这天算，原来的名称留作历史。")
    close_absent = forms.BooleanField(label="文件里没有的下级区划，按已撤销处理", required=False)
    field_order = ("file", "on", "close_absent")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".csv,.gz"
        self.fields["file"].help_text = "CSV或CSV.GZ，四列：code、name、level、parent。"
