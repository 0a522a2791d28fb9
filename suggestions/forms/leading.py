"""Key suggestions and their leaders; 催办."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from liaison.choices import Role, Side
from liaison.models import Seat
from suggestions import permissions as may
from suggestions.choices import Part
from suggestions.forms.assigning import AssignmentField
from suggestions.forms.base import DeedForm, SeatField, day_field, not_after_today, text_field
from suggestions.models import Assignment


def leaders(seat: Seat, *sides: str) -> QuerySet[Seat]:
    """Leaders of the same place on these sides."""
    return (
        Seat.objects.open()
        .select_related("user", "unit")
        .filter(role=Role.LEADER, side__in=sides, unit__division_id=seat.unit.division_id)
        .order_by("unit_id", "id")
    )


class NameLeadersForm(DeedForm):
    """督办领导 stands on the side of congress or party, 领办领导 on that of government or party."""

    supervisor = SeatField(None, label="督办领导", required=False, empty_label="以后再定")
    handling_leader = SeatField(None, label="领办领导", required=False, empty_label="以后再定")

    def prepare(self) -> None:
        supervising = leaders(self.seat, Side.CONGRESS, Side.PARTY)
        handling = leaders(self.seat, Side.GOVERNMENT, Side.PARTY)
        self.offer("supervisor", supervising)
        self.offer("handling_leader", handling)
        # Who supervises is for the congress to say.
        if self.seat.role == Role.LEADER and self.seat.side != Side.CONGRESS:
            del self.fields["supervisor"]
        if self.case is not None:
            now = {row.part: row.seat_id for row in self.named() if not row.until}
            self.initial.setdefault("supervisor", now.get(Part.SUPERVISOR))
            self.initial.setdefault("handling_leader", now.get(Part.HANDLING_LEADER))

    def named(self) -> Any:
        """Who leads so far, a suggestion here, a whole item elsewhere."""
        return self.case.key_leaders.all()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        one, other = data.get("supervisor"), data.get("handling_leader")
        if one is not None and other is not None and one.user_id == other.user_id:
            self.add_error("handling_leader", "督办和领办要由两位领导分别负责，请另选一位。")
        return data


class MakeKeyForm(NameLeadersForm):
    grounds = text_field(
        "为什么定为重点", 3, help_text="例如事关全局、群众反映集中、多位代表提出、办理难度大。"
    )
    meeting = forms.CharField(
        label="哪次会议定的",
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": "县人大常委会第23次主任会议"}),
    )
    decided_on = day_field("确定日期")

    field_order = ("grounds", "meeting", "decided_on", "supervisor", "handling_leader")

    def clean_decided_on(self) -> Any:
        return not_after_today(self.cleaned_data["decided_on"])


class PressForm(DeedForm):
    """Words and the unit are optional: one click presses whoever is behind."""

    assignment = AssignmentField(
        None,
        label="催哪个单位",
        required=False,
        widget=forms.RadioSelect,
        empty_label="没办完的单位都催",
    )
    words = text_field("催办意见", 3, required=False, max_length=300)

    def prepare(self) -> None:
        shares = [share.pk for share in may.to_press(self.seat, self.case)]
        if len(shares) < 2:
            del self.fields["assignment"]
        else:
            self.offer("assignment", Assignment.objects.filter(pk__in=shares))
