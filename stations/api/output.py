"""What the API says: plain dictionaries from few queries; a voter is always masked."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from core.display import mask_name, mask_phone
from deadlines.lights import GREY, light_of
from files.models import StoredFile
from liaison.models import Seat
from stations.api.answers import actions_of, history_of
from stations.choices import Channel, OpinionPart, OpinionState, Route
from stations.models import Opinion, Reception, ReceptionDeputy
from stations.services.extending import pending
from stations.services.matching import same_as
from stations.services.recording import Recorded
from stations.services.visitors import contact_of, wording_for
from stations.workflow import OPINION

_STATES, _CHANNELS = dict(OpinionState.choices), dict(Channel.choices)
_ROUTES = dict(Route.choices)
_SAME = (
    "id",
    "number",
    "title",
    "state",
    "channel",
    "received_on",
    "nature",
    "route",
    "is_urgent",
    "bounced",
    "handled_on",
    "told_on",
    "satisfaction",
    "due_on",
    "turn",
    "version",
)
OPINION_COLUMNS = (
    *_SAME,
    "amber_on",
    "station_id",
    "station__name",
    "theme_id",
    "theme__name",
    "handler_id",
    "handler__short_name",
)


def opinion_row(values: dict[str, Any]) -> dict[str, Any]:
    row = {name: values[name] for name in _SAME}
    state = values["state"]
    return row | {
        "state_label": _STATES[state],
        "channel_label": _CHANNELS[values["channel"]],
        "route_label": _ROUTES.get(values["route"], ""),
        "station": _named(values, "station", "name"),
        "theme": _named(values, "theme", "name"),
        "handler": _named(values, "handler", "short_name"),
        "light": _light(values),
    }


def _named(values: dict[str, Any], what: str, name: str) -> dict[str, Any] | None:
    pk = values[f"{what}_id"]
    return None if pk is None else {"id": pk, "name": values[f"{what}__{name}"]}


def _light(values: dict[str, Any]) -> dict[str, str]:
    due_on = values["due_on"]
    if values["state"] == OpinionState.SUGGESTED and due_on is None:
        return {"level": GREY, "words": "随建议"}
    if values["state"] in {OpinionState.FOLDED, OpinionState.WITHDRAWN}:
        return {"level": GREY, "words": _STATES[values["state"]]}
    done = values["state"] == OpinionState.TOLD and due_on is None
    light = light_of(due_on, values["amber_on"], done=done)
    return {"level": light.level, "words": light.words}


def masked(name: str, phone: str) -> dict[str, str]:
    return {"name": mask_name(name), "phone": mask_phone(phone)}


_TELLING = ("told_on", "method", "words", "satisfaction", "remark", "by_name")
_ATTEMPT = ("tried_on", "method", "note", "by_name")


def _said(
    said: Callable[[str], str], rows: Iterable[dict[str, Any]], *texts: str
) -> list[dict[str, Any]]:
    return [row | {name: said(row[name]) for name in texts} for row in rows]


def opinion_detail(case: Opinion, seat: Seat, *, sees_visit: bool) -> dict[str, Any]:
    """The whole case, with the deeds that would work now."""
    values = Opinion.objects.filter(pk=case.pk).values(*OPINION_COLUMNS).get()
    said = wording_for(seat, case)
    return opinion_row(values) | {
        "raw_text": said(case.raw_text),
        "summary": said(case.summary),
        "place_text": said(case.place_text),
        "keep_secret": case.keep_secret,
        "result": case.result,
        "reception_id": case.reception_id if sees_visit else None,
        "visitor": _visitor(case, sees_visit=sees_visit),
        "deputies": _deputies_of(case),
        "events": _said(said, history_of(case), "sentence", "note"),
        "dispositions": [_disposition(row) for row in case.dispositions.select_related("unit")],
        "tellings": _said(said, case.tellings.values(*_TELLING), "words", "remark"),
        "notice": _notice(case),
        "extension_asked": _asked(case),
        "addenda": _said(said, case.addenda.values("text", "by_name", "at"), "text"),
        "attempts": _said(said, case.attempts.values(*_ATTEMPT), "note"),
        "same_matter": _same(case, seat),
        "folded_into": case.folded_into_id,
        "files": _files(case),
        "actions": actions(case, seat),
    }


def _visitor(case: Opinion, *, sees_visit: bool) -> dict[str, str]:
    """A handling unit needs no phone, and no name of somebody who asked for secrecy."""
    if case.keep_secret and not sees_visit:
        return masked("", "")
    who = contact_of(case)
    return masked(who.name, who.phone if sees_visit else "")


def _deputies_of(case: Opinion) -> list[dict[str, Any]]:
    rows = case.parties.filter(
        part__in=[OpinionPart.RECEIVED, OpinionPart.ADDRESSED], deputy__isnull=False, until=None
    ).order_by("id")
    found = rows.values_list("deputy_id", "deputy__name")
    return [{"id": pk, "name": name} for pk, name in dict.fromkeys(found)]


def _notice(case: Opinion) -> dict[str, Any] | None:
    """What is public of it, or waits to be: the draft first, because it is somebody's turn."""
    row = case.public_notices.filter(taken_down_at=None).order_by("-id").first()
    if row is None:
        return None
    return {
        "state": "public" if row.published_at else "draft",
        "title": row.title,
        "words": row.words,
        "drafted_at": row.drafted_at,
        "published_at": row.published_at,
    }


def _asked(case: Opinion) -> dict[str, Any] | None:
    asked = pending(case)
    if asked is None:
        return None
    return {
        "by_unit": asked.by_unit,
        "reason": asked.reason,
        "at": asked.at,
        "deciders": asked.deciders,
    }


def _same(case: Opinion, seat: Seat) -> list[dict[str, Any]]:
    """Linked opinions that this seat may see; the others are nobody's business here."""
    rows = Opinion.objects.visible_to(seat).filter(pk__in=same_as(case)).order_by("id")
    return list(rows.values("id", "number", "title", "state", "result"))


def _disposition(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "is_main": row.is_main,
        "contact": row.contact,
        "extended": row.extended,
        "route": row.route,
        "unit": {"id": row.unit_id, "name": row.unit.name} if row.unit else None,
        "state": row.state,
        "reason": row.reason,
        "result": row.result,
        "at": row.at,
    }


def _files(case: Opinion) -> list[dict[str, Any]]:
    rows = StoredFile.objects.filter(subject_type="opinion", subject_id=case.pk).order_by("id")
    return [{"id": row.token, "name": row.name, "is_image": row.is_image} for row in rows[:50]]


def actions(case: Opinion, seat: Seat) -> list[dict[str, Any]]:
    """From the same table that the deeds ask: a client draws only buttons that will work."""
    return actions_of(OPINION, case, seat, lambda code: _address(case, code))


def _address(case: Opinion, code: str) -> str:
    if code == "take_up":  # done by drafting a suggestion with this opinion in `opinions`
        return "/api/v1/suggestions/"
    return f"/api/v1/opinions/{case.pk}/{code.replace('_', '-')}/"


_VISIT = (
    "id",
    "number",
    "channel",
    "held_on",
    "is_anonymous",
    "no_visitor",
    "people",
    "is_backdated",
    "entered_at",
    "recorded_by_name",
    "opinion_count",
)
_MORE_OF_VISIT = (
    "starts_at",
    "ends_at",
    "place",
    "keep_secret",
    "guardian_consents",
    "in_crisis",
    "paper_number",
    "roster_day_id",
)
VISIT_COLUMNS = (
    *_VISIT,
    *_MORE_OF_VISIT,
    "station_id",
    "station__name",
    "visitor_name",
    "visitor_phone",
)


def recorded(visit: Recorded) -> dict[str, Any]:
    """A visit and its matters as they were just written, the same as reading them back."""
    reception = visit.reception
    values = {name: getattr(reception, name, None) for name in VISIT_COLUMNS} | {
        "opinion_count": len(visit.opinions),
        "station__name": reception.station.name,
        # As the database gives it back.
        "entered_at": reception.entered_at.astimezone(dt.UTC),
    }
    deputies = [{"id": one.pk, "name": one.name} for one in visit.receivers]
    return _visit(values, deputies, whole=True) | {
        "opinions": [opinion_row(_columns_of(one, reception)) for one in visit.opinions]
    }


def _columns_of(opinion: Opinion, reception: Reception) -> dict[str, Any]:
    values = {name: getattr(opinion, name, None) for name in OPINION_COLUMNS}
    return values | {
        "station__name": reception.station.name,
        "theme__name": opinion.theme.name if opinion.theme else None,
        "handler__short_name": opinion.handler.short_name if opinion.handler else None,
    }


def with_counts(rows: QuerySet[Any]) -> QuerySet[Any]:
    """How many matters, in the list's own query."""
    count = (
        Opinion.objects.filter(reception_id=OuterRef("pk"))
        .order_by()
        .values("reception_id")
        .annotate(n=Count("id"))
        .values("n")
    )
    return rows.annotate(opinion_count=Subquery(count))


def visit_rows(page: list[dict[str, Any]], *, whole: bool = False) -> list[dict[str, Any]]:
    """Who received comes in one further query for the whole page."""
    rows = ReceptionDeputy.objects.filter(reception_id__in=[values["id"] for values in page])
    found: dict[int, list[dict[str, Any]]] = {}
    for visit, pk, name in rows.order_by("id").values_list(
        "reception_id", "deputy_id", "deputy__name"
    ):
        found.setdefault(visit, []).append({"id": pk, "name": name})
    return [_visit(values, found.get(values["id"], []), whole=whole) for values in page]


def _visit(
    values: dict[str, Any], deputies: list[dict[str, Any]], *, whole: bool
) -> dict[str, Any]:
    names = (*_VISIT, *_MORE_OF_VISIT) if whole else _VISIT
    return {name: values[name] for name in names} | {
        "channel_label": _CHANNELS[values["channel"]],
        "opinion_count": values["opinion_count"] or 0,
        "station": _named(values, "station", "name"),
        "visitor": masked(values["visitor_name"], values["visitor_phone"]),
        "deputies": deputies,
    }


_PLACE = (
    "id",
    "code",
    "name",
    "trade",
    "address",
    "phone",
    "hours",
    "opened_on",
    "closed_on",
)
_OTHERS = ("parent_id", "parent__name", "merged_into_id", "merged_into__name")
_KIND = ("kind__code", "kind__name")
STATION_COLUMNS = (
    *(*_PLACE, "latitude", "longitude", "township_id", "township__name", *_OTHERS, *_KIND),
    "star",
)


def station_row(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in _PLACE} | {
        "kind": values["kind__code"],
        "kind_label": values["kind__name"],
        "star": values["star"],
        "latitude": None if values["latitude"] is None else float(values["latitude"]),
        "longitude": None if values["longitude"] is None else float(values["longitude"]),
        "township": _named(values, "township", "name"),
        "parent": _named(values, "parent", "name"),
        "merged_into": _named(values, "merged_into", "name"),
    }


def attached(station_id: int, rows: QuerySet[Any]) -> list[dict[str, Any]]:
    found = rows.filter(station_id=station_id, until=None).order_by("deputy__sort_key")
    return [{"id": pk, "name": name} for pk, name in found.values_list("deputy_id", "deputy__name")]
