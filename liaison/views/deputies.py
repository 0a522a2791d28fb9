"""Deputies: the list, the person's page, and the deeds on a person."""

from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import once
from core.clock import today
from core.display import cn_date, cn_num
from core.keyset import Keyset
from core.web import page_of
from liaison.choices import STATION_ROLES, Level, Role
from liaison.filters import IN_OFFICE, STATES, DeputyFilter
from liaison.forms.deputies import NewDeputyForm, PersonForm
from liaison.models import Congress, Deputy, DeputyGroup, Division, GroupMember, Mandate, Seat
from liaison.permissions import (
    managed_congresses,
    may_manage_deputies,
    may_manage_deputy,
    may_see_phone,
)
from liaison.querysets import county_of
from liaison.services import deputies as services
from liaison.views.common import form_page, posted, posted_version, require, root_of, seat_of
from liaison.views.lists import Menu, chips, options, tabs

ORDER = Keyset("sort_key", "id")
RECEIVING = STATION_ROLES | {Role.OFFICE, Role.PRESIDIUM, Role.LEADER, Role.DEPUTY}


def held(*, every: bool = False) -> Any:
    """The mandates that a row shows: those in force, the highest level first."""
    rows = Mandate.objects.all() if every else Mandate.objects.in_force()
    rows = rows.select_related("term__congress", "elected_in").prefetch_related("suspensions")
    return Prefetch("mandates", rows.order_by("-starts_on", "id"), to_attr="held")


@require_safe
def deputies(request: HttpRequest) -> HttpResponse:
    """Everyone whom this seat may see, narrowed by the address."""
    seat = seat_of(request)
    found = DeputyFilter(request.GET, queryset=Deputy.objects.visible_to(seat))
    groups = Prefetch(
        "group_memberships",
        GroupMember.objects.filter(until=None).select_related("group"),
        to_attr="joined",
    )
    rows = found.qs.prefetch_related(held(), groups)
    context = page_of(request, rows, ORDER)
    for deputy in context["rows"]:
        deputy.marks = [mandate_words(mandate) for mandate in deputy.held]
    context |= _filters(request, seat, found.form.cleaned_data)
    context |= {
        "tabs": tabs(request, "deputies"),
        "text": request.GET.get("q", ""),
        "may_manage": may_manage_deputies(seat),
    }
    return render(request, "liaison/deputies.html", context)


def mandate_words(mandate: Mandate) -> dict[str, Any]:
    """县十八届, with where, and whether suspended today."""
    term = mandate.term
    suspended = any(
        row.starts_on <= today() and (row.ends_on is None or row.ends_on > today())
        for row in mandate.suspensions.all()
    )
    level = Level(term.congress.level).label
    return {
        "label": f"{level}{cn_num(term.number)}届",
        "district": mandate.district,
        "suspended": suspended,
    }


def _filters(request: HttpRequest, seat: Seat, asked: dict[str, Any]) -> dict[str, Any]:
    congresses = _congresses(seat)
    delegations = _delegations(seat, asked.get("congress"))
    groups = DeputyGroup.objects.visible_to(seat).filter(closed_on=None)
    townships = _townships(seat)
    state = [(key, label) for key, label in STATES if key != IN_OFFICE]
    menus: list[Menu] = [
        ("congress", "人大", [(c.pk, c.short_name) for c in congresses]),
        ("delegation", "代表团", [(name, name) for name in delegations]),
        ("group", "小组", list(groups.order_by("name").values_list("pk", "name"))),
        ("township", "乡镇", list(townships.values_list("pk", "name"))),
        ("state", "在任情况", state),
    ]
    return {
        "menus": [
            {"label": label, "options": options(request, name, values)}
            for name, label, values in menus
            if values and not request.GET.get(name)
        ],
        "chips": chips(request, menus),
    }


def _congresses(seat: Seat) -> QuerySet[Congress]:
    held_here = Mandate.objects.filter(deputy__in=Deputy.objects.visible_to(seat))
    terms = held_here.order_by().values("term__congress_id").distinct()
    return Congress.objects.filter(pk__in=terms).order_by("level", "id")


def _delegations(seat: Seat, congress: int | None) -> list[str]:
    rows = Mandate.objects.in_force().exclude(delegation="")
    rows = rows.filter(term__congress_id=congress or seat.unit.congress_id)
    names = rows.order_by("delegation").values_list("delegation", flat=True)
    return list(names.distinct()[:60])


def _townships(seat: Seat) -> QuerySet[Division]:
    towns = Division.objects.current().filter(level=Level.TOWNSHIP)
    return towns.filter(parent_id=county_of(seat)).order_by("code")


@require_safe
def deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: mandates, groups, and what upper apps hang on the page."""
    seat = seat_of(request)
    person = _visible(request, pk)
    may_manage = may_manage_deputy(seat, person)
    mine = set(managed_congresses(seat).values_list("pk", flat=True)) if may_manage else set()
    memberships = person.group_memberships.select_related("group").order_by("until", "-since")
    context = {
        "person": person,
        "facts": _facts(person, with_phone=may_see_phone(seat, person)),
        "mandates": [_mandate_row(one, mine) for one in person.held],
        "memberships": memberships,
        "may_manage": may_manage,
        "sub": _sentence(person),
        "records": _records(seat, pk),
    }
    return render(request, "liaison/deputy.html", context)


def _records(seat: Seat, pk: int) -> list[dict[str, str]]:
    """Lists of upper apps about this person; here only their addresses are known."""
    if seat.role == Role.ADMIN:
        return []
    records = [{"label": "领衔提出的建议", "url": f"/suggestions/?tab=all&lead={pk}"}]
    if seat.role in RECEIVING:
        records.append({"label": "参加的接待", "url": f"/receptions/?deputy={pk}"})
    return records


def _visible(request: HttpRequest, pk: int) -> Any:
    """The person with every mandate in `held`, or 404."""
    rows = Deputy.objects.visible_to(seat_of(request)).select_related("home__parent")
    return get_object_or_404(rows.prefetch_related(held(every=True)), pk=pk)


def _facts(person: Deputy, *, with_phone: bool) -> list[dict[str, Any]]:
    home = person.home
    place = f"{home.parent.name}{home.name}" if home and home.parent else home
    facts = [
        {"label": "性别", "value": person.get_gender_display()},
        {"label": "单位及职务", "value": person.work},
        {"label": "居住或工作地", "value": str(place) if place else ""},
    ]
    if with_phone:
        url = f"tel:{person.phone}" if person.phone else ""
        facts.insert(2, {"label": "联系电话", "value": person.phone, "url": url})
    if person.name_raw:
        facts.append({"label": "来文写法", "value": person.name_raw})
    if person.without_fixed_income:
        facts.append({"label": "补贴", "value": "无固定工资收入"})
    return facts


def _mandate_row(mandate: Mandate, mine: set[int]) -> dict[str, Any]:
    words = mandate_words(mandate)
    running = mandate.ends_on is None or mandate.ends_on >= today()
    if mandate.ends_on is not None:
        state = f"{mandate.get_end_reason_display()}，{cn_date(mandate.ends_on)}止"
    elif words["suspended"]:
        state = "暂停职务"
    elif mandate.starts_on > today():
        state = f"{cn_date(mandate.starts_on)}起"
    else:
        state = f"在任，{cn_date(mandate.starts_on)}起"
    open_suspension = any(row.ends_on is None for row in mandate.suspensions.all())
    return {
        "mandate": mandate,
        "label": f"{mandate.term.congress.short_name}第{cn_num(mandate.term.number)}届",
        "state": state,
        "suspended": open_suspension,
        "reason": next((s.reason for s in mandate.suspensions.all() if s.ends_on is None), ""),
        "running": running,
        "may_change": mandate.ends_on is None and mandate.term.congress_id in mine,
    }


def _sentence(person: Any) -> str:
    now = [m for m in person.held if m.ends_on is None or m.ends_on >= today()]
    if not now:
        return "现在没有在任的代表资格。以前提出的建议照常办理，答复交给本人。"
    if any(mandate_words(mandate)["suspended"] for mandate in now):
        return "正在暂停执行代表职务，恢复前不能提出建议。"
    names = "、".join(f"{m.term.congress.short_name}代表" for m in now)
    return f"{names}，{now[0].district}。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """A person and the first mandate; namesakes are shown before a second one is made."""
    seat = seat_of(request)
    require(may_manage_deputies(seat), "登记代表")
    known = Deputy.objects.visible_to(seat).prefetch_related(held(every=True))
    form = NewDeputyForm(
        posted(request),
        congresses=managed_congresses(seat),
        root=root_of(seat),
        known=known,
    )

    def register(data: dict[str, Any]) -> Deputy:
        data.pop("sure")
        names = ("term", "district", "elected_in", "delegation", "card_no", "starts_on")
        mandate = {name: data.pop(name) for name in names}
        with transaction.atomic():
            person = services.create_deputy(by=seat, **data)
            services.open_mandate(person, by=seat, **mandate)
        return person

    return form_page(
        request,
        form,
        register,
        title="登记代表",
        above="代表",
        sub="已经是其他级代表的，请先查到本人，再给他加一个资格。",
        back=reverse("deputies"),
        button="登记",
        done=lambda person: reverse("deputy", args=[person.pk]),
        template="liaison/deputy_new.html",
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_of(request)
    person = _visible(request, pk)
    require(may_manage_deputy(seat, person), "修改代表信息")
    form = PersonForm(
        posted(request),
        initial=PersonForm.person_of(person),
        root=root_of(seat),
        with_phone=may_see_phone(seat, person),
    )

    def save(data: dict[str, Any]) -> Deputy:
        data.setdefault("phone", person.phone)
        return services.update_deputy(person, by=seat, version=posted_version(request), **data)

    return form_page(
        request,
        form,
        save,
        title="修改代表信息",
        above=person.name,
        back=reverse("deputy", args=[pk]),
        version=person.version,
    )
