"""A deputy's particulars and mandates, and the groups they join."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from core.clock import today
from core.display import cn_num
from core.text import normal_name
from liaison.choices import EndReason, Gender, GroupKind, Level
from liaison.forms.fields import (
    PlacedForm,
    PlaceField,
    choose_from,
    day_field,
    today_field,
)
from liaison.models import Congress, Deputy, DeputyGroup, Mandate, Term

TEL = {"inputmode": "tel", "autocomplete": "off"}


class TermField(forms.ModelChoiceField):
    def label_from_instance(self, term: Term) -> str:
        return f"{term.congress.short_name}第{cn_num(term.number)}届"


def open_terms(congresses: QuerySet[Congress]) -> QuerySet[Term]:
    """Terms that may still be filled: the current ones and those about to begin."""
    terms = Term.objects.filter(congress__in=congresses).exclude(ends_on__lt=today())
    return terms.select_related("congress__division").order_by("congress__level", "congress_id")


class PersonForm(PlacedForm):
    """Who it is; the phone is asked only from those who may see it."""

    name = forms.CharField(label="姓名", max_length=80, error_messages={"required": "请填写姓名"})
    gender = forms.ChoiceField(
        label="性别",
        required=False,
        choices=Gender.choices,
        widget=forms.RadioSelect(attrs={"class": "seg"}),
    )
    work = forms.CharField(label="单位及职务", max_length=120, required=False)
    phone = forms.CharField(
        label="联系电话",
        max_length=20,
        required=False,
        help_text="只有本级人大的工作机构和代表本人看得到。",
        widget=forms.TextInput(attrs=TEL),
    )
    home = PlaceField(label="居住或工作地", required=False)
    without_fixed_income = forms.BooleanField(label="无固定工资收入", required=False)

    def __init__(self, *args: Any, with_phone: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not with_phone:
            del self.fields["phone"]

    @staticmethod
    def person_of(deputy: Deputy) -> dict[str, Any]:
        names = ("name", "gender", "work", "phone", "home", "without_fixed_income")
        return {name: getattr(deputy, name) for name in names}


class MandateForm(PlacedForm):
    """Elected where, by whom, with which card."""

    term = TermField(
        Term.objects.none(),
        label="哪一届",
        empty_label=None,
        error_messages={"required": "请选哪一届"},
    )
    district = forms.CharField(
        label="选区或选举单位",
        max_length=80,
        help_text="县、乡代表填选区，间接选举的填选举单位。",
        error_messages={"required": "请填写选区或选举单位"},
    )
    elected_in = PlaceField(label="选举地区", required=False)
    delegation = forms.CharField(label="代表团", max_length=40, required=False)
    card_no = forms.CharField(
        label="代表证号", max_length=20, error_messages={"required": "请填写代表证号"}
    )
    starts_on = day_field(
        "起始日期", required=False, help_text="不填就从本届开始那天算；补选的填当选日期。"
    )

    def __init__(
        self,
        *args: Any,
        congresses: QuerySet[Congress],
        mandate: Mandate | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        if mandate is not None:
            del self.fields["term"]
            return
        terms = open_terms(congresses)
        choose_from(self, "term", terms)
        first = terms.exclude(congress__level=Level.TOWNSHIP).first() or terms.first()
        self.fields["term"].initial = first

    @staticmethod
    def seat_of(mandate: Mandate) -> dict[str, Any]:
        names = ("district", "elected_in", "delegation", "card_no", "starts_on")
        return {name: getattr(mandate, name) for name in names}


class NewDeputyForm(PersonForm, MandateForm):
    """A person and the first mandate together; a namesake on record is shown first."""

    field_order = (
        "name",
        "gender",
        "work",
        "phone",
        "home",
        "without_fixed_income",
        "term",
        "district",
        "elected_in",
        "delegation",
        "card_no",
        "starts_on",
        "sure",
    )
    sure = forms.BooleanField(label="不是同一个人，照样登记", required=False)

    def __init__(self, *args: Any, known: QuerySet[Deputy], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.known = known
        self.namesakes: list[Deputy] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name = normal_name(data.get("name", ""))
        if name:
            self.namesakes = list(self.known.filter(name=name)[:5])
        if self.namesakes and not data.get("sure"):
            self.add_error("sure", "已有同名代表，请先核对上面列出的人；确实不是同一个人再勾选。")
        return data


class EndMandateForm(forms.Form):
    reason = forms.ChoiceField(
        label="终止原因",
        choices=[("", "请选"), *[c for c in EndReason.choices if c[0] != EndReason.TERM]],
        error_messages={"required": "请选终止原因"},
    )
    on = today_field("最后一天", help_text="这一天仍是代表，第二天起不再是。")
    words = forms.CharField(
        label="说明", max_length=200, required=False, help_text="如：县人大常委会第30次会议公告。"
    )


class SuspendForm(forms.Form):
    on = today_field("从哪天起暂停")
    reason = forms.CharField(
        label="原因", max_length=120, error_messages={"required": "请填写暂停的原因"}
    )


class ResumeForm(forms.Form):
    on = today_field("从哪天起恢复")


class GroupForm(forms.Form):
    congress = forms.ModelChoiceField(
        Congress.objects.none(),
        label="哪级人大",
        empty_label=None,
        error_messages={"required": "请选哪级人大"},
    )
    name = forms.CharField(
        label="名称", max_length=60, error_messages={"required": "请填写小组名称"}
    )
    kind = forms.ChoiceField(
        label="怎样分组", choices=GroupKind, widget=forms.RadioSelect(attrs={"class": "seg"})
    )
    field = forms.CharField(
        label="领域或片区", max_length=60, required=False, help_text="如：监察和司法，或城关片区。"
    )
    opened_on = today_field("成立日期")

    def __init__(self, *args: Any, congresses: QuerySet[Congress] | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = GroupKind.AREA
        if congresses is None:
            del self.fields["congress"], self.fields["opened_on"]
            return
        choose_from(self, "congress", congresses.order_by("level", "id"))
        self.fields["congress"].initial = congresses.exclude(level=Level.TOWNSHIP).first()

    @staticmethod
    def initial_of(group: DeputyGroup) -> dict[str, Any]:
        return {"name": group.name, "kind": group.kind, "field": group.field}


class AddMemberForm(forms.Form):
    deputy = forms.ModelChoiceField(
        Deputy.objects.none(),
        label="哪位代表",
        empty_label="请选",
        error_messages={"required": "请选一位代表"},
    )
    since = today_field("从哪天起")

    def __init__(self, *args: Any, deputies: QuerySet[Deputy], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choose_from(self, "deputy", deputies).label_from_instance = person_label


class HeadForm(AddMemberForm):
    since = None  # type: ignore[assignment]
    on = today_field("从哪天起任组长")


class LeaveForm(forms.Form):
    until = today_field("最后一天")


def person_label(deputy: Deputy) -> str:
    """People of one name are told apart by district and card."""
    held = getattr(deputy, "held", None) or []
    return f"{deputy.name}（{held[0].district}，证号{held[0].card_no}）" if held else deputy.name
