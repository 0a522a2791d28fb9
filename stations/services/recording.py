"""A visit is recorded: who came, who received, and each matter in the voter's own words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from django.db import transaction

from audit.services import record, snapshot
from core.clock import today
from core.kept import Kept
from core.problems import Conflict, Forbidden, Invalid
from core.writing import insert
from liaison.models import Deputy, Mandate, Seat
from stations.choices import Channel, OpinionPart, Route
from stations.models import Opinion, Reception, ReceptionDeputy, Station
from stations.notices.receptions import visitor_in_crisis
from stations.permissions import may_record
from stations.services import numbers, summary
from stations.services.answering import answer, decline
from stations.services.attending import link_reception
from stations.services.guardians import start_asking
from stations.services.guests import PRIVATE, Visitor, checked
from stations.services.opening import NewOpinion, open_opinion
from stations.services.reception_hints import refuse_twice
from stations.services.routing import route as route_opinion

OLDEST = dt.date(2000, 1, 1)


@dataclass(frozen=True)
class Recorded:
    """A visit as it was just written, so that an answer need not read it back."""

    reception: Reception
    receivers: list[Deputy]
    opinions: list[Opinion]


def record_reception(**visit: Any) -> Reception:
    """One visit with all its opinions, or nothing: the first paper of the whole loop."""
    return record_visit(**visit).reception


def record_visit(
    *,
    by: Seat,
    station: Station,
    held_on: dt.date,
    channel: str = Channel.RECEPTION_DAY,
    deputies: Iterable[Deputy] = (),
    opinions: Iterable[dict[str, Any]] = (),
    starts_at: dt.time | None = None,
    ends_at: dt.time | None = None,
    place: str = "",
    paper_number: str = "",
    anyway: bool = True,
    on: dt.date | None = None,
    **visitor: Any,
) -> Recorded:
    """The same, with all that was written.

    `on` is the day of entry; an earlier `held_on` is a paper record entered late. `anyway=False`
    refuses a visit that may be on record already, until somebody says that it is another one.
    """
    if not may_record(by) or station.kept_by_id != by.unit_id:
        raise Forbidden("只能登记本站的接待，请换到这个联络站的岗位再登记。")
    entered_on = summary.deed_day(on)
    matters = [_matter(row) for row in opinions]
    guest = checked(Visitor(**visitor), matters=bool(matters))
    receivers = list(dict.fromkeys(deputies))
    _require_day(held_on, starts_at, ends_at)
    labels = mandate_labels(receivers, held_on)
    with transaction.atomic():
        station = numbers.lock(station)
        if station.closed_on is not None and station.closed_on <= held_on:
            raise Conflict(f"「{station.name}」已经撤销，不能再登记接待。")
        refuse_twice(station, held_on, guest, paper_number.strip(), anyway=anyway)
        pk, number = numbers.next_reception(station, held_on.year)
        reception = Reception(
            pk=pk,
            station=station,
            number=number,
            channel=channel,
            held_on=held_on,
            starts_at=starts_at,
            ends_at=ends_at,
            place=place.strip(),
            paper_number=paper_number.strip(),
            recorded_by=by.user,
            recorded_by_name=by.person_name,
            is_backdated=held_on < entered_on,
            **{item.name: getattr(guest, item.name) for item in fields(guest)},
            **station.scope(),
        )
        people = [
            ReceptionDeputy(reception=reception, deputy=one, mandate_label=labels[one.pk])
            for one in receivers
        ]
        insert([reception, *people])
        record(
            "reception.record",
            by=by,
            label="登记接待",
            subject=reception,
            after=snapshot(reception, without=PRIVATE),
        )
        written = [
            _record_one(reception, matter, row, len(matters), receivers, by, entered_on)
            for row, matter in enumerate(matters)
        ]
        link_reception(reception, by=by)
        start_asking(reception, by=by, on=entered_on)
        if reception.in_crisis:
            visitor_in_crisis(reception, by=by)
    return Recorded(reception, receivers, written)


def _matter(row: dict[str, Any]) -> NewOpinion:
    known = {item.name for item in fields(NewOpinion)}
    unknown = sorted(set(row) - known)
    if unknown:
        raise Invalid("意见里有不认识的内容。", errors={name: ["没有这个字段"] for name in unknown})
    return NewOpinion(**row)


def _require_day(held_on: dt.date, starts_at: dt.time | None, ends_at: dt.time | None) -> None:
    words = ""
    if held_on > today():
        words = "接待日期在今天之后，请核对。"
    elif held_on < OLDEST:
        words = "接待日期太早了，请核对年份。"
    if words:
        raise Invalid(words, errors={"held_on": [words]})
    if starts_at and ends_at and ends_at < starts_at:
        words = "结束时间早于开始时间，请核对。"
        raise Invalid(words, errors={"ends_at": [words]})


def _mandates(shape: int, *, day: dt.date, **deputies: int) -> Any:
    return (
        Mandate.objects.able(day)
        .filter(deputy_id__in=list(deputies.values()))
        .select_related("term__congress")
        .order_by("term__congress__division__code", "id")
    )


_MANDATES = Kept(_mandates)


def mandate_labels(deputies: Sequence[Deputy], day: dt.date) -> dict[int, str]:
    """代表层级 as it was on the day; whoever was no deputy or was suspended did not receive.

    A suspended deputy performs no duties while it lasts (代表法 art. 61).
    """
    if not deputies:
        return {}
    ids = {f"deputy_{place}": deputy.pk for place, deputy in enumerate(deputies)}
    rows = _MANDATES.rows(len(ids), day=day, **ids)
    found: dict[int, list[str]] = {}
    for mandate in rows:
        label = f"{mandate.term.congress.get_level_display()}人大代表"
        found.setdefault(mandate.deputy_id, []).append(label)
    missing = [deputy.name for deputy in deputies if deputy.pk not in found]
    if missing:
        words = f"{'、'.join(missing)}当天不在任或暂停执行代表职务，请另选接待代表。"
        raise Invalid(words, errors={"deputies": [words]})
    return {pk: "、".join(dict.fromkeys(labels)) for pk, labels in found.items()}


def _record_one(
    reception: Reception,
    matter: NewOpinion,
    number: int,
    count: int,
    receivers: list[Deputy],
    by: Seat,
    on: dt.date,
) -> Opinion:
    try:
        opinion = _create(reception, matter, receivers, by, on)
        _dispose(opinion, matter, by, on)
    except Invalid as problem:
        # Which of the visit's matters it was: the form puts the words beside that row.
        rows: list[dict[str, Any]] = [{} for _ in range(count)]
        rows[number] = problem.errors or {"raw_text": [problem.detail]}
        raise Invalid(problem.detail, errors={"opinions": rows}) from problem
    return opinion


def _create(
    reception: Reception, matter: NewOpinion, receivers: list[Deputy], by: Seat, on: dt.date
) -> Opinion:
    words = "补录了纸质登记" if reception.is_backdated else "登记了意见"
    return open_opinion(
        reception.station,
        replace(
            matter,
            keep_secret=matter.keep_secret or reception.keep_secret,
            is_urgent=matter.is_urgent or reception.in_crisis,
        ),
        by=by,
        channel=reception.channel,
        received_on=reception.held_on,
        on=on,
        reception=reception,
        parties=[(OpinionPart.RECEIVED, deputy) for deputy in receivers],
        sentence=words,
    )


def _dispose(opinion: Opinion, matter: NewOpinion, by: Seat, on: dt.date) -> None:
    if matter.route == Route.ON_SPOT:
        answer(opinion, by=by, words=matter.words, satisfaction=matter.satisfaction, on=on)
    elif matter.route == Route.NOT_TAKEN:
        decline(opinion, by=by, advice=matter.words, on=on)
    elif matter.route:
        route_opinion(
            opinion, by=by, route=matter.route, unit=matter.unit, reason=matter.words, on=on
        )
