"""/api/v1/deputies/ and /api/v1/deputy-groups/: read-only."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from core.clock import today
from core.keyset import Keyset
from liaison.api.places import example
from liaison.api.shapes import DeputyDetail, DeputyRow, GroupRow
from liaison.choices import GroupKind
from liaison.filters import DeputyFilter, GroupFilter
from liaison.models import Deputy, DeputyGroup, GroupMember, Mandate
from liaison.permissions import may_see_phone
from liaison.services.deputies import may_submit

_CONGRESS = ("id", "name", "short_name", "level")
_MANDATE = (
    "id",
    "deputy_id",
    "district",
    "delegation",
    "card_no",
    "starts_on",
    "ends_on",
    "end_reason",
    "is_suspended",
    "term__number",
    *(f"term__congress__{name}" for name in _CONGRESS),
)
_GROUP = (
    "id",
    "name",
    "kind",
    "field",
    "opened_on",
    "closed_on",
    "congress_id",
    "congress__name",
    "congress__short_name",
    "congress__level",
)

_CONGRESS_EXAMPLE = {
    "id": 3,
    "name": "示范县人民代表大会",
    "short_name": "示范县人大",
    "level": "county",
}
DEPUTY_EXAMPLE = {
    "id": 45,
    "name": "黄志勇",
    "gender": "male",
    "work": "石桥镇上坪村党支部书记",
    "mandates": [
        {
            "id": 61,
            "congress": _CONGRESS_EXAMPLE,
            "term": 18,
            "district": "第12选区",
            "delegation": "石桥镇代表团",
            "card_no": "0045",
            "starts_on": "2022-01-05",
            "ends_on": None,
            "end_reason": "",
            "is_suspended": False,
        }
    ],
}
DEPUTY_MORE = {
    "phone": None,
    "home": {"id": 310, "code": "431021104000", "name": "石桥镇"},
    "groups": [{"id": 7, "name": "农业农村专业小组", "is_head": True}],
    "may_submit": True,
}
GROUP_EXAMPLE = {
    "id": 7,
    "name": "农业农村专业小组",
    "kind": "specialist",
    "kind_label": "按专业",
    "field": "农业农村",
    "congress": _CONGRESS_EXAMPLE,
    "opened_on": "2022-03-01",
    "closed_on": None,
    "members": [{"id": 45, "name": "黄志勇", "is_head": True, "since": "2022-03-01"}],
}


def mandates_of(deputies: Iterable[int], *, every: bool = False) -> dict[int, list[dict[str, Any]]]:
    """Mandates by deputy in one query, with whether each is suspended today."""
    day = today()
    rows = Mandate.objects.all() if every else Mandate.objects.in_force(day)
    rows = rows.filter(deputy__in=deputies).annotate(is_suspended=rows.suspended(day))
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.order_by("-starts_on", "id").values(*_MANDATE):
        found[row["deputy_id"]].append(_mandate(row))
    return found


def _mandate(row: dict[str, Any]) -> dict[str, Any]:
    plain = ("id", "district", "delegation", "card_no", "starts_on", "ends_on", "end_reason")
    return {
        **{name: row[name] for name in plain},
        "congress": {name: row[f"term__congress__{name}"] for name in _CONGRESS},
        "term": row["term__number"],
        "is_suspended": row["is_suspended"],
    }


class Deputies(GenericAPIView):
    serializer_class = DeputyRow
    filterset_class = DeputyFilter
    queryset = Deputy.objects.none()
    keyset = Keyset("sort_key", "id")

    def get_queryset(self) -> Any:
        return Deputy.objects.visible_to(self.request.seat)

    @extend_schema(
        operation_id="deputies_list",
        summary="代表：按姓名、拼音首字母、人大、小组、乡镇查",
        responses={200: DeputyRow(many=True)},
        examples=example(DEPUTY_EXAMPLE),
        tags=["deputies"],
    )
    def get(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset())
        page = self.paginate_queryset(rows.values("id", "name", "gender", "work", "sort_key"))
        people = page or []
        mandates = mandates_of([person["id"] for person in people])
        for person in people:
            del person["sort_key"]
            person["mandates"] = mandates.get(person["id"], [])
        return self.get_paginated_response(people)


class DeputyView(GenericAPIView):
    serializer_class = DeputyDetail
    queryset = Deputy.objects.none()
    pagination_class = None
    filter_backends = ()

    @extend_schema(
        operation_id="deputies_retrieve",
        summary="一位代表，连同历届资格和小组",
        examples=example(DEPUTY_EXAMPLE | DEPUTY_MORE),
        tags=["deputies"],
    )
    def get(self, request: Request, pk: int) -> Response:
        visible = Deputy.objects.visible_to(request.seat).select_related("home")
        person = visible.filter(pk=pk).first()
        if person is None:
            raise Http404
        home = person.home
        groups = GroupMember.objects.filter(deputy=person, until=None).order_by("group__name")
        body = {
            "id": person.pk,
            "name": person.name,
            "gender": person.gender,
            "work": person.work,
            "mandates": mandates_of([pk], every=True).get(pk, []),
            "phone": person.phone if may_see_phone(request.seat, person) else None,
            "home": {"id": home.pk, "code": home.code, "name": home.name} if home else None,
            "groups": [
                {"id": row["group_id"], "name": row["group__name"], "is_head": row["is_head"]}
                for row in groups.values("group_id", "group__name", "is_head")
            ],
            "may_submit": may_submit(person),
        }
        return Response(body)


def members_of(groups: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Present members by group in one query, the head first."""
    rows = GroupMember.objects.filter(group__in=groups, until=None)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    columns = ("group_id", "deputy_id", "deputy__name", "is_head", "since")
    for row in rows.order_by("-is_head", "deputy__sort_key", "id").values(*columns):
        found[row["group_id"]].append(
            {
                "id": row["deputy_id"],
                "name": row["deputy__name"],
                "is_head": row["is_head"],
                "since": row["since"],
            }
        )
    return found


def group_row(row: dict[str, Any], members: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "kind": row["kind"],
        "kind_label": GroupKind(row["kind"]).label,
        "field": row["field"],
        "congress": {
            name: row[f"congress_{'' if name == 'id' else '_'}{name}"] for name in _CONGRESS
        },
        "opened_on": row["opened_on"],
        "closed_on": row["closed_on"],
        "members": members,
    }


class Groups(GenericAPIView):
    serializer_class = GroupRow
    filterset_class = GroupFilter
    queryset = DeputyGroup.objects.none()
    keyset = Keyset("congress_id", "id")

    def get_queryset(self) -> Any:
        return DeputyGroup.objects.visible_to(self.request.seat).filter(closed_on=None)

    @extend_schema(
        operation_id="deputy_groups_list",
        summary="代表小组和成员",
        responses={200: GroupRow(many=True)},
        examples=example(GROUP_EXAMPLE),
        tags=["deputy-groups"],
    )
    def get(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset()).values(*_GROUP)
        page = self.paginate_queryset(rows) or []
        members = members_of([row["id"] for row in page])
        return self.get_paginated_response(
            [group_row(row, members.get(row["id"], [])) for row in page]
        )


class GroupView(GenericAPIView):
    serializer_class = GroupRow
    queryset = DeputyGroup.objects.none()
    pagination_class = None
    filter_backends = ()

    @extend_schema(
        operation_id="deputy_groups_retrieve",
        summary="一个代表小组",
        examples=example(GROUP_EXAMPLE),
        tags=["deputy-groups"],
    )
    def get(self, request: Request, pk: int) -> Response:
        visible = DeputyGroup.objects.visible_to(request.seat)
        row = visible.filter(pk=pk).values(*_GROUP).first()
        if row is None:
            raise Http404
        return Response(group_row(row, members_of([pk]).get(pk, [])))
