"""Deputy groups: the list, a group's page, its members and its head."""

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import once
from core.keyset import Keyset
from core.web import page_of
from liaison.choices import GroupKind
from liaison.filters import GroupFilter
from liaison.forms.deputies import AddMemberForm, GroupForm, HeadForm, LeaveForm
from liaison.models import Deputy, DeputyGroup, GroupMember, Mandate
from liaison.permissions import managed_congresses, may_manage_congress, may_manage_deputies
from liaison.services import groups as services
from liaison.views.common import form_page, posted, posted_version, require, seat_of
from liaison.views.deputies import held
from liaison.views.lists import chips, options, tabs

METHODS = ["GET", "HEAD", "POST"]


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    seat = seat_of(request)
    visible = DeputyGroup.objects.visible_to(seat).filter(closed_on=None)
    found = GroupFilter(request.GET, queryset=visible)
    head = Prefetch(
        "members",
        GroupMember.objects.filter(until=None, is_head=True).select_related("deputy"),
        to_attr="heads",
    )
    rows = found.qs.select_related("congress").prefetch_related(head)
    rows = rows.annotate(size=Count("members", filter=Q(members__until=None)))
    context = page_of(request, rows, Keyset("congress_id", "kind", "id"))
    congresses = visible.order_by("congress_id").values_list("congress_id", "congress__short_name")
    menus: list[Any] = [
        ("kind", "怎样分组", GroupKind.choices),
        ("congress", "人大", list(congresses.distinct())),
    ]
    context |= {
        "tabs": tabs(request, "groups"),
        "text": request.GET.get("q", ""),
        "menus": [
            {"label": label, "options": options(request, name, values)}
            for name, label, values in menus
            if len(values) > 1 and not request.GET.get(name)
        ],
        "chips": chips(request, menus),
        "may_manage": may_manage_deputies(seat),
    }
    return render(request, "liaison/groups.html", context)


@require_safe
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Members now, the head first; and those who left."""
    one = _visible(request, pk)
    people = Prefetch("deputy", Deputy.objects.prefetch_related(held()))
    members = one.members.prefetch_related(people)
    now = sorted(
        members.filter(until=None), key=lambda row: (not row.is_head, row.deputy.sort_key, row.pk)
    )
    past = members.exclude(until=None).order_by("-until", "id")
    head = next((row for row in now if row.is_head), None)
    context = {
        "group": one,
        "members": now,
        "past": past,
        "head": head,
        "may_manage": one.closed_on is None and may_manage_congress(seat_of(request), one.congress),
    }
    return render(request, "liaison/group.html", context)


def _visible(request: HttpRequest, pk: int) -> DeputyGroup:
    rows = DeputyGroup.objects.visible_to(seat_of(request)).select_related("congress")
    found: DeputyGroup = get_object_or_404(rows, pk=pk)
    return found


def _managed(request: HttpRequest, pk: int, deed: str) -> DeputyGroup:
    one = _visible(request, pk)
    require(may_manage_congress(seat_of(request), one.congress), deed)
    return one


def _page(one: DeputyGroup) -> str:
    return reverse("group", args=[one.pk])


@never_cache
@require_http_methods(METHODS)
@once
def new(request: HttpRequest) -> HttpResponse:
    seat = seat_of(request)
    require(may_manage_deputies(seat), "成立代表小组")
    return form_page(
        request,
        GroupForm(posted(request), congresses=managed_congresses(seat)),
        lambda data: services.create_group(data.pop("congress"), by=seat, **data),
        title="成立代表小组",
        above="代表小组",
        back=reverse("groups"),
        button="成立",
        done=_page,
    )


@never_cache
@require_http_methods(METHODS)
@once
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    one = _managed(request, pk, "修改代表小组")
    form = GroupForm(posted(request), initial=GroupForm.initial_of(one), congresses=None)
    return form_page(
        request,
        form,
        lambda data: services.update_group(
            one, by=seat_of(request), version=posted_version(request), **data
        ),
        title="修改代表小组",
        above=one.name,
        back=_page(one),
        version=one.version,
    )


@never_cache
@require_http_methods(METHODS)
@once
def close(request: HttpRequest, pk: int) -> HttpResponse:
    one = _managed(request, pk, "撤销代表小组")
    form = LeaveForm(posted(request))
    return form_page(
        request,
        form,
        lambda data: services.close_group(one, on=data["until"], by=seat_of(request)),
        title="撤销代表小组",
        above=one.name,
        sub="成员同时退出，历史都留着。",
        back=_page(one),
        button="撤销",
        danger=True,
    )


@never_cache
@require_http_methods(METHODS)
@once
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Deputies in office whom this seat sees and who are not in it yet."""
    seat = seat_of(request)
    one = _managed(request, pk, "增加小组成员")
    inside = one.members.filter(until=None).values("deputy_id")
    people = _in_office(Deputy.objects.visible_to(seat).exclude(pk__in=inside))
    return form_page(
        request,
        AddMemberForm(posted(request), deputies=people),
        lambda data: services.add_member(one, data["deputy"], since=data["since"], by=seat),
        title="增加成员",
        above=one.name,
        sub="上级代表在本地居住或工作的，也可以编入小组。",
        back=_page(one),
        button="加入",
    )


def _in_office(people: QuerySet[Deputy]) -> QuerySet[Deputy]:
    now = Mandate.objects.in_force().values("deputy_id")
    return people.filter(pk__in=now).prefetch_related(held()).order_by("sort_key", "id")


@never_cache
@require_http_methods(METHODS)
@once
def set_head(request: HttpRequest, pk: int) -> HttpResponse:
    one = _managed(request, pk, "确定组长")
    inside = one.members.filter(until=None, is_head=False).values("deputy_id")
    people = Deputy.objects.filter(pk__in=inside).prefetch_related(held())
    return form_page(
        request,
        HeadForm(posted(request), deputies=people.order_by("sort_key", "id")),
        lambda data: services.set_head(one, data["deputy"], on=data["on"], by=seat_of(request)),
        title="确定组长",
        above=one.name,
        sub="原组长改为成员，历任组长都有记录。",
        back=_page(one),
        button="确定",
    )


@never_cache
@require_http_methods(METHODS)
@once
def leave(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    one = _managed(request, pk, "调整小组成员")
    row = get_object_or_404(
        one.members.filter(until=None).select_related("deputy", "group"), pk=member
    )
    return form_page(
        request,
        LeaveForm(posted(request)),
        lambda data: services.remove_member(row, by=seat_of(request), **data),
        title=f"{row.deputy.name}退出小组",
        above=one.name,
        back=_page(one),
        button="退出",
        danger=True,
    )
