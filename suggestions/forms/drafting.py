"""Drafting, inviting co-signers, answering an invitation."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from core.clock import today
from core.widgets import PickMany, PickOne
from liaison.choices import STATION_ROLES, Role
from liaison.models import Deputy, Session
from stations.models import StationDeputy, Theme
from suggestions import permissions as may
from suggestions.choices import Consent, FormedBy, Given, SignerState
from suggestions.forms.base import (
    DeedForm,
    DeputiesField,
    DeputyField,
    ReasonForm,
    SegmentedChoice,
    SessionField,
    UnitField,
    file_field,
    handler_units,
    text_field,
)
from suggestions.models import CoSigner

GIVEN_BY_STAFF = [(Given.PAPER, "书面"), (Given.PHONE, "电话")]


class Contents(DeedForm):
    """One matter in one paper: title, what the problem is, what should be done (一事一议)."""

    title = forms.CharField(
        label="题目",
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": "关于……的建议", "data-counter": ""}),
    )
    problem = text_field(
        "反映的问题", 8, required=False, help_text="写清时间、地点和实际情况，有数据更好。"
    )
    proposal = text_field("具体建议", 8, required=False, help_text="写清希望谁做什么，一条一条写。")
    theme = forms.ModelChoiceField(
        Theme.objects.none(), label="主题", required=False, empty_label="由代工委确定"
    )
    formed_by = forms.ChoiceField(
        label="形成方式", required=False, choices=[("", "请选择"), *FormedBy.choices]
    )
    wished_unit = UnitField(None, label="希望承办单位", required=False, empty_label="由代工委确定")
    address = forms.CharField(
        label="地址和邮编",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        help_text="承办单位寄答复函用，不公开。",
    )
    wants_meeting = forms.BooleanField(label="希望承办单位面商或现场办理", required=False)
    consents_to_publish = forms.BooleanField(
        label="同意公开建议和答复", required=False, initial=True
    )
    is_confidential = forms.BooleanField(label="要求保密（只有相关单位能看到）", required=False)

    submit_now = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        congress_id = self.case.congress_id if self.case else self.seat.unit.congress_id
        themes(self, congress_id)
        self.offer("wished_unit", handler_units(self.seat))
        # A draft may be half written; what is handed in may not.
        whole = not self.is_bound or bool(self.data.get("submit_now"))
        self.fields["problem"].required = self.fields["proposal"].required = whole


class NewForm(Contents):
    """A new draft; staff say for which deputy they write it."""

    lead = DeputyField(
        None, label="领衔代表", widget=PickOne, help_text="您代为录入，提出人是这位代表。"
    )

    session = SessionField(None, label="什么时候提的", required=False, empty_label="闭会期间")

    # Chosen on the page by their boxes; a refusal of one stands beside them.
    opinions = forms.Field(required=False)

    field_order = ("lead",)

    def __init__(self, *args: Any, opinions: tuple[Any, ...] = (), **kwargs: Any):
        self.linked = opinions
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        super().prepare()
        self._offer_sessions()
        if self.seat.role == Role.DEPUTY:
            del self.fields["lead"]
            return
        self.offer("lead", self._leads())

    def _offer_sessions(self) -> None:
        """During a session a deputy writes to it; staff also enter what was handed in on paper."""
        sessions = Session.objects.filter(
            term__congress_id=self.seat.unit.congress_id or 0, term__ends_on=None
        ).order_by("-number")
        now = sessions.filter(opens_on__lte=today(), closes_on__gte=today())
        if self.seat.role == Role.DEPUTY:
            sessions = now
        if not sessions:
            del self.fields["session"]
            return
        self.offer("session", sessions)
        self.initial.setdefault("session", now.first())

    def _leads(self) -> QuerySet[Deputy]:
        """A station writes for the deputies attached to it or who received the voter."""
        congress_id = self.seat.unit.congress_id
        found = Deputy.objects.in_office(congress_id or 0)
        if self.seat.role in STATION_ROLES:
            attached = StationDeputy.objects.filter(station__unit_id=self.seat.unit_id, until=None)
            receptions = [o.reception_id for o in self.linked if o.reception_id]
            found = found.filter(
                Q(pk__in=attached.values("deputy_id")) | Q(receptions__reception_id__in=receptions)
            ).distinct()
        return found.order_by("sort_key", "id")

    def kwargs(self) -> dict[str, Any]:
        lead = self.cleaned_data.get("lead") or self.seat.deputy
        return self.cleaned_data | {"lead": lead, "opinions": self.linked}


class EditForm(Contents):
    pass


def themes(form: DeedForm, congress_id: int | None, name: str = "theme") -> None:
    """The congress's own list of themes where it has one, else the common list."""
    own = Theme.objects.filter(congress_id=congress_id or 0)
    found = own if own.exists() else Theme.objects.filter(congress=None)
    form.offer(name, found)


class InviteForm(DeedForm):
    deputies = DeputiesField(None, label="请哪些代表联名", widget=PickMany)

    def prepare(self) -> None:
        asked = CoSigner.objects.filter(suggestion=self.case).exclude(state=SignerState.DECLINED)
        self.offer(
            "deputies",
            Deputy.objects.in_office(self.case.congress_id)
            .exclude(pk=self.case.lead_id)
            .exclude(pk__in=asked.values("deputy_id"))
            .order_by("sort_key", "id"),
        )

    def kwargs(self) -> dict[str, Any]:
        return {"deputies": list(self.cleaned_data["deputies"])}


class CosignForm(DeedForm):
    """The deputy just says yes or no; the office says whose answer, how it came, with the scan."""

    deputy = DeputyField(None, label="哪位代表", widget=PickOne)
    given = forms.ChoiceField(
        label="代表怎么说的", choices=GIVEN_BY_STAFF, widget=SegmentedChoice, initial=Given.PAPER
    )
    scan = file_field("扫描件或照片", help_text="书面答复请附上签了名的那一页。")

    def prepare(self) -> None:
        if self.seat.role == Role.DEPUTY:
            self.fields.clear()
            return
        invited = CoSigner.objects.filter(suggestion=self.case, state=SignerState.INVITED)
        self.offer("deputy", Deputy.objects.filter(pk__in=invited.values("deputy_id")))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("given") == Given.PAPER and not data.get("scan"):
            self.add_error("scan", "书面答复请附上扫描件或照片。")
        return data


class WithdrawForm(ReasonForm):
    """The lead's reason; the office adds the letter from which it enters the withdrawal."""

    scan = file_field("代表的书面来函", help_text="联名建议请附全体署名的来函，可以直接撤回。")

    def prepare(self) -> None:
        if not may.is_office(self.seat, self.case):
            del self.fields["scan"]


class ConsentForm(CosignForm):
    """A co-signer says yes or no; the office says whose answer, how it came, with the scan."""

    def prepare(self) -> None:
        if self.seat.role == Role.DEPUTY:
            self.fields.clear()
            return
        asked = CoSigner.objects.filter(suggestion=self.case, consent=Consent.ASKED)
        self.offer("deputy", Deputy.objects.filter(pk__in=asked.values("deputy_id")))


class DenyForm(CosignForm):
    """Why it was not the deputy's own will; the office says whose word it is and how it came."""

    reason = text_field(
        "说明", 3, max_length=300, help_text="例如没有看过内容、没有同意联名。领衔代表会看到。"
    )
    field_order = ("deputy", "reason", "given", "scan")

    def prepare(self) -> None:
        if self.seat.role == Role.DEPUTY:
            for name in ("deputy", "given", "scan"):
                del self.fields[name]
            return
        signed = CoSigner.objects.filter(
            suggestion=self.case, state=SignerState.CONFIRMED, denied_on=None
        )
        self.offer("deputy", Deputy.objects.filter(pk__in=signed.values("deputy_id")))


class EmptyForm(DeedForm):
    """A deed that needs nothing but the decision itself."""
