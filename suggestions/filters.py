"""Named filters of suggestions: pages, API and export share them."""

import datetime as dt
from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.clock import today
from core.problems import Invalid
from core.text import whole_number
from liaison.models import GroupMember
from suggestions.choices import (
    LIVE_ASSIGNMENTS,
    AssignmentPart,
    AssignmentState,
    CheckResult,
    KeyState,
    PromiseState,
    PublicationState,
    Rating,
    State,
)
from suggestions.models import Assignment, KeyItem, Promise, Suggestion

TABS = [
    ("mine", "我的"),
    ("waiting", "等我办"),
    ("handling", "办理中"),
    ("to_rate", "待评价"),
    ("closed", "已办结"),
    ("key", "重点督办"),
    ("all", "全部"),
]
STATES_OF_TAB = {
    "handling": (State.ACCEPTED, State.MERGED, State.ASSIGNED, State.HANDLING, State.REHANDLING),
    "to_rate": (State.REPLIED, State.STUDYING),
    "closed": (State.CLOSED,),
}
DUE = [
    ("late", "逾期"),
    ("today", "今天到期"),
    ("week", "7天内到期"),
    ("fortnight", "15天内到期"),
]
_WITHIN = {"today": 0, "week": 7, "fortnight": 15}
ORDERS = [("newest", "新的在前"), ("due", "快到期的在前")]


def _id(*args: Any, **kwargs: Any) -> filters.NumberFilter:
    """An id as the database can hold it; anything else is a wrong address, not an error of ours."""
    return filters.NumberFilter(*args, min_value=1, max_value=2**63 - 1, **kwargs)


class SuggestionFilter(filters.FilterSet):
    """`request.seat` says whose 我的 and 等我办 are meant."""

    tab = filters.ChoiceFilter(choices=TABS, method="of_tab", label="我的、等我办、办理中……")
    state = filters.MultipleChoiceFilter(choices=State.choices, label="状态，可多个")
    theme = _id(method="of_theme", label="主题，含它的下一级")
    session = filters.CharFilter(method="of_session", label="in 会议期间、between 闭会期间，或会议")
    unit = _id(method="of_unit", label="承办单位，主办、会办、分办都算")
    lead = _id("lead_id", label="领衔代表")
    group = _id(method="of_group", label="代表小组，按领衔代表")
    key = filters.BooleanFilter("is_key", label="重点督办")
    late = filters.BooleanFilter(method="only_late", label="只看逾期")
    due = filters.ChoiceFilter(choices=DUE, method="due_within", label="期限")
    rating = filters.ChoiceFilter("result_rating", choices=Rating.choices, label="代表对结果的评价")
    checked = filters.ChoiceFilter(
        "checked_result", choices=CheckResult.choices, label="随机抽评的结果"
    )
    outcome = filters.CharFilter("outcome", label="结果类别，如A")
    publication = filters.ChoiceFilter(
        choices=PublicationState.choices, method="of_publication", label="答复公开到哪一步"
    )
    archived = filters.BooleanFilter(method="of_archive", label="已归档或未归档")
    year = filters.NumberFilter(method="of_year", min_value=1954, max_value=2100, label="提交年份")
    q = filters.CharFilter(method="search", label="编号、代表姓名或首字母、两个字起的文字")
    order = filters.ChoiceFilter(choices=ORDERS, method="unchanged", label="次序")

    class Meta:
        model = Suggestion
        fields: list[str] = []

    def of_tab(self, rows: Any, name: str, tab: str) -> QuerySet:
        if tab in STATES_OF_TAB:
            return rows.filter(state__in=STATES_OF_TAB[tab])
        if tab == "key":
            return rows.key()
        if tab == "mine":
            return rows.mine(self.request.seat)
        return rows.waiting_for(self.request.seat) if tab == "waiting" else rows

    def of_theme(self, rows: QuerySet, name: str, theme: Any) -> QuerySet:
        return rows.filter(Q(theme_id=int(theme)) | Q(theme__parent_id=int(theme)))

    def of_session(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value in {"in", "between"}:
            return rows.filter(session__isnull=value == "between")
        number = whole_number(value)
        if number is None:
            words = "请填in、between或会议的编号。"
            raise Invalid(words, errors={"session": [words]})
        return rows.filter(session_id=number)

    def of_unit(self, rows: QuerySet, name: str, unit: Any) -> QuerySet:
        shares = Assignment.objects.filter(
            suggestion_id=OuterRef("pk"), unit_id=int(unit), state__in=LIVE_ASSIGNMENTS
        )
        return rows.filter(Exists(shares))

    def of_group(self, rows: QuerySet, name: str, group: Any) -> QuerySet:
        members = GroupMember.objects.filter(group_id=int(group), until=None)
        return rows.filter(lead_id__in=members.values("deputy_id"))

    def only_late(self, rows: Any, name: str, value: bool) -> QuerySet:
        return rows.open().late() if value else rows

    def due_within(self, rows: Any, name: str, value: str) -> QuerySet:
        if value == "late":
            return rows.open().late()
        day = today()
        return rows.filter(due_on__gte=day, due_on__lte=day + dt.timedelta(days=_WITHIN[value]))

    def of_year(self, rows: QuerySet, name: str, year: Any) -> QuerySet:
        first = dt.date(int(year), 1, 1)
        return rows.filter(submitted_on__gte=first, submitted_on__lt=dt.date(int(year) + 1, 1, 1))

    def of_publication(self, rows: Any, name: str, state: str) -> QuerySet:
        return rows.with_publication(state)

    def of_archive(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(archived_on__isnull=not value)

    def search(self, rows: Any, name: str, text: str) -> QuerySet:
        return rows.matching(text[:80])

    def unchanged(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The order belongs to the page: keyset paging needs to know it."""
        return rows


PROMISE_TABS = [
    ("waiting", "等我办"),
    ("open", "办理中"),
    ("late", "逾期"),
    ("reported", "待销号"),
    ("ended", "已销号或变更"),
    ("all", "全部"),
]
_PROMISES_OF_TAB = {
    "open": (PromiseState.OPEN,),
    "reported": (PromiseState.REPORTED,),
    "ended": (PromiseState.STRUCK, PromiseState.CHANGED, PromiseState.STUDYING),
}


class PromiseFilter(filters.FilterSet):
    """Named filters of the ledger; `request.seat` says whose 等我办 is meant."""

    tab = filters.ChoiceFilter(choices=PROMISE_TABS, method="of_tab", label="等我办、办理中……")
    state = filters.MultipleChoiceFilter(choices=PromiseState.choices, label="状态，可多个")
    unit = _id("unit_id", label="现在由哪个单位兑现")
    suggestion = _id("suggestion_id", label="哪一件建议")
    theme = _id(method="of_theme", label="建议的主题，含它的下一级")
    year = filters.NumberFilter(
        "due_on__year", min_value=1954, max_value=2100, label="时限在哪一年"
    )
    due = filters.ChoiceFilter(choices=DUE, method="due_within", label="期限")
    carried = filters.BooleanFilter(method="only_carried", label="改过期或转过年")
    rating = filters.ChoiceFilter(choices=Rating.choices, label="代表对兑现的评价")
    q = filters.CharFilter(method="search", label="承诺事项、建议题目或编号")

    class Meta:
        model = Promise
        fields: list[str] = []

    def of_tab(self, rows: Any, name: str, tab: str) -> QuerySet:
        if tab in _PROMISES_OF_TAB:
            return rows.filter(state__in=_PROMISES_OF_TAB[tab])
        if tab == "late":
            return rows.late()
        return rows.waiting_for(self.request.seat) if tab == "waiting" else rows

    def of_theme(self, rows: QuerySet, name: str, theme: Any) -> QuerySet:
        number = int(theme)
        return rows.filter(Q(suggestion__theme_id=number) | Q(suggestion__theme__parent_id=number))

    def due_within(self, rows: Any, name: str, value: str) -> QuerySet:
        if value == "late":
            return rows.late()
        day = today()
        last = day + dt.timedelta(days=_WITHIN[value])
        return rows.filter(state=PromiseState.OPEN, due_on__gte=day, due_on__lte=last)

    def only_carried(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(carried__gt=0) if value else rows.filter(carried=0)

    def search(self, rows: Any, name: str, text: str) -> QuerySet:
        return rows.matching(text[:80])


class AssignmentFilter(filters.FilterSet):
    """Named filters of the shares of units."""

    state = filters.MultipleChoiceFilter(choices=AssignmentState.choices, label="状态，可多个")
    part = filters.ChoiceFilter(choices=AssignmentPart.choices, label="主办、会办、分办")
    unit = _id("unit_id", label="哪个单位")
    suggestion = _id("suggestion_id", label="哪一件建议")
    unsigned = filters.BooleanFilter("signed_on", "isnull", label="还没有签收的")

    class Meta:
        model = Assignment
        fields: list[str] = []


class KeyItemFilter(filters.FilterSet):
    """Named filters of key items; `request.seat` says whose 我督办和领办的 is meant."""

    state = filters.MultipleChoiceFilter(choices=KeyState.choices, label="状态，可多个")
    mine = filters.BooleanFilter(method="only_mine", label="当前岗位督办或领办的")
    committee = _id("committee_id", label="督办委员会")
    suggestion = _id(method="of_suggestion", label="包含哪一件建议")

    class Meta:
        model = KeyItem
        fields: list[str] = []

    def only_mine(self, rows: Any, name: str, value: bool) -> QuerySet:
        return rows.led_by(self.request.seat) if value else rows

    def of_suggestion(self, rows: QuerySet, name: str, pk: Any) -> QuerySet:
        return rows.filter(cases__suggestion_id=int(pk), cases__until=None)
