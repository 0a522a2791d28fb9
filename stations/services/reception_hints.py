"""What the desk is told about a visit: on record already, or entered late."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from core.clock import BEIJING
from core.display import cn_date
from core.kept import Kept
from core.problems import Conflict
from stations.models import Reception, Station, StationRule
from stations.services.guests import Visitor

# 信访工作条例 art. 20: a group of visitors sends at most five. A signal here, never a refusal.
MOST_SPOKESMEN = 5


class SeenBefore(Conflict):
    """Perhaps the same visit; whoever knows that it is another one says so and goes on."""

    slug = "seen-before"
    title = "可能已经登记过"


def twins(
    station: Station | int,
    held_on: dt.date,
    *,
    name: str = "",
    phone: str = "",
    nobody: bool = False,
) -> QuerySet[Reception]:
    """Visits of the same day at the own station that may be this one: same phone, or same name."""
    if nobody:
        same = Q()
    elif phone:
        same = Q(visitor_phone=phone) | Q(visitor_phone="", visitor_name=name, is_anonymous=False)
        same &= Q(no_visitor=False)
    elif name:
        same = Q(visitor_name=name)
    else:
        return Reception.objects.none()
    return Reception.objects.filter(same, station=station, held_on=held_on).order_by("-id")


def _twins(
    nobody: bool, *, station: int, held_on: dt.date, name: str | None, phone: str | None
) -> QuerySet[Reception]:
    return twins(station, held_on, name=name or "", phone=phone or "", nobody=nobody)[:1]


_TWINS = Kept(_twins)


def refuse_twice(
    station: Station,
    held_on: dt.date,
    guest: Visitor,
    paper_number: str,
    *,
    anyway: bool,
) -> None:
    """Two clerks with the same sheet make one record; call it with the station locked."""
    if paper_number:
        same = Reception.objects.filter(station=station, paper_number=paper_number).first()
        if same is not None:
            words = f"纸质登记号{paper_number}已经录过（{same.number}），请核对，不要录两次。"
            raise Conflict(words, errors={"paper_number": [words]}, reception=_named(same))
    if anyway:
        return
    nobody = guest.no_visitor
    name, phone = guest.visitor_name, guest.visitor_phone
    found = _TWINS.rows(
        nobody, station=station.pk, held_on=held_on, name=name or None, phone=phone or None
    )
    if found:
        same = found[0]
        if nobody and not same.no_visitor:
            words = f"{cn_date(held_on)}已经登记过来访（{same.number}），不能再登记当日无人来访。"
            raise SeenBefore(words, errors={"no_visitor": [words]})
        who = f"{same.number}，{same.recorded_by_name}记录"
        words = f"{cn_date(held_on)}{_sort(same, nobody=nobody)}（{who}）。"
        words += "是同一次就不用再登记；不是的，请勾选「不是同一次」再保存。"
        raise SeenBefore(words, errors={"anyway": [words]}, reception=_named(same))


def _sort(same: Reception, *, nobody: bool) -> str:
    if same.no_visitor:
        return "已经登记过当日无人来访"
    return "已经登记过接待" if nobody else "本站可能已经登记过这位来访人"


def _named(same: Reception) -> dict[str, Any]:
    return {"id": same.pk, "number": same.number}


def days_late(visit: Reception) -> int:
    """Between the day of the visit and the day of its entry."""
    return (visit.entered_at.astimezone(BEIJING).date() - visit.held_on).days


def entry_mark(visit: Reception, rule: StationRule) -> str:
    """补录 for what was entered on a later day; 迟录 beyond the days that the congress allows."""
    if not visit.is_backdated:
        return ""
    return "迟录" if days_late(visit) > rule.late_entry_days else "补录"
