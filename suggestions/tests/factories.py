"""Suggestions in any state, made by the real deeds, for the tests of this app and of those above.

`make_suggestion(county, "replied")` walks a case to the state; what it needs on the way (a main
and a co-handling unit, a co-signer, a reply) is there with plausible words.
"""

import datetime as dt
import itertools
from typing import Any

from core.clock import today
from deadlines.models import Deadline
from files.models import StoredFile
from liaison.choices import Role
from liaison.models import Deputy, Seat, Unit
from liaison.tests.factories import County, make_seat
from suggestions import services
from suggestions.choices import State
from suggestions.models import Assignment, Suggestion

_numbers = itertools.count(1)
PROBLEM = "今年以来本站收到养犬扰民、伤人意见14件，城区犬只登记率低，遛犬不牵绳的情况普遍。"
PROPOSAL = "一是划定禁养、限养区域并公示；二是设立便民登记点；三是公安、城管联合夜查。"


def lead_seat(county: County) -> Seat:
    return county.seat(Role.DEPUTY)


def deputy_seat(county: County, number: int) -> Seat:
    """The seat of one of the county's deputies; made once."""
    deputy = county.deputies[number]
    if number == 0:
        return lead_seat(county)
    found = Seat.objects.filter(deputy=deputy, unit=county.congress_unit).first()
    return found or make_seat(Role.DEPUTY, county.congress_unit, deputy=deputy)


def unit_seat(unit: Unit, role: str = Role.UNIT_HEAD) -> Seat:
    found = Seat.objects.filter(unit=unit, role=role).select_related("unit", "user").first()
    return found or make_seat(role, unit)


def make_draft(county: County, *, by: Seat | None = None, **kw: Any) -> Suggestion:
    number = next(_numbers)
    lead: Deputy = kw.pop("lead", county.deputies[0])
    kw.setdefault("title", f"关于规范第{number}片区养犬管理的建议")
    kw.setdefault("problem", f"{PROBLEM}（第{number}件）")
    kw.setdefault("proposal", PROPOSAL)
    return services.start(by=by or lead_seat(county), lead=lead, **kw)


def make_suggestion(county: County, state: str = State.SUBMITTED, **kw: Any) -> Suggestion:
    """A case in the state, by the deeds that lead there."""
    units = kw.pop("units", county.departments[:2])
    due_on = kw.pop("due_on", None)
    case = make_draft(county, **kw)
    for step in _WAYS[State(state)]:
        step(case, county, units, due_on)
        case.refresh_from_db()
    return case


def main_share(case: Suggestion) -> Assignment:
    return case.assignments.exclude(part="co").filter(state__in=LIVE).order_by("id").first()


def co_share(case: Suggestion) -> Assignment:
    return case.assignments.filter(part="co", state__in=LIVE).first()


LIVE = ["assigned", "handling", "returning", "done"]


def _submit(case: Suggestion, county: County, units: list[Unit], due_on: Any) -> None:
    services.submit(case, by=lead_seat(county))


def _invite(case: Suggestion, county: County, units: list[Unit], due_on: Any) -> None:
    services.invite(case, by=lead_seat(county), deputies=[county.deputies[1]])


def _send_back(case: Suggestion, county: County, units: list[Unit], due_on: Any) -> None:
    services.send_back(case, by=county.seat(Role.OFFICE), reason="请把两件事分开写。")


def _refuse(case: Suggestion, county: County, units: list[Unit], due_on: Any) -> None:
    services.refuse(case, by=county.seat(Role.OFFICE), reason="属于正在审理的案件。")


def _withdraw(case: Suggestion, county: County, units: list[Unit], due_on: Any) -> None:
    services.withdraw(case, by=lead_seat(county), reason="问题已经解决。")


def _accept(case: Suggestion, county: County, units: list[Unit], due_on: Any) -> None:
    services.accept(case, by=county.seat(Role.OFFICE))


def _assign(case: Suggestion, county: County, units: list[Unit], due_on: Any) -> None:
    services.assign(case, by=county.seat(Role.OFFICE), main=units[0], co=units[1:], due_on=due_on)


def _sign_for(case: Suggestion, county: County, units: list[Unit], due_on: Any) -> None:
    for unit in units:
        services.sign_for(case, by=unit_seat(unit, Role.UNIT))


def _reply(case: Suggestion, county: County, units: list[Unit], due_on: Any) -> None:
    answer(case, units[0])


def answer(case: Suggestion, unit: Unit, outcome: str = "B", **kw: Any) -> Suggestion:
    kw.setdefault("text", "一、已划定限养区域；二、登记点10月开办；三、联合夜查每月公布结果。")
    kw.setdefault("contact_name", "王磊")
    kw.setdefault("contact_phone", "0735-8612345")
    kw.setdefault("without_co_opinion", "已电话征求意见，书面意见后补。")
    if outcome == "B":
        kw.setdefault("promise", "开办便民登记点")
        kw.setdefault("promise_due_on", days(120))
    return services.reply(case, by=unit_seat(unit), outcome=outcome, **kw)


def _rate_badly(case: Suggestion, county: County, units: list[Unit], due_on: Any) -> None:
    services.rate(
        case,
        by=lead_seat(county),
        attitude="satisfied",
        result="unsatisfied",
        reason="登记点还没有开办，请给出时间。",
    )


def _rehandle(case: Suggestion, county: County, units: list[Unit], due_on: Any) -> None:
    services.study(
        case, by=county.seat(Role.OFFICE), rehandle=True, words="代表意见有理，重新办理。"
    )


def _rate_well(case: Suggestion, county: County, units: list[Unit], due_on: Any) -> None:
    services.rate(case, by=lead_seat(county), attitude="satisfied", result="basic")


def _merge(case: Suggestion, county: County, units: list[Unit], due_on: Any) -> None:
    """Another of the same matter, which waits to be assigned, is the file."""
    file = make_suggestion(county, State.ACCEPTED)
    services.merge(case, by=county.seat(Role.OFFICE), into=file, reason="同一件事，一并办理。")


_TO_ASSIGNED = (_submit, _accept, _assign)
_TO_REPLIED = (*_TO_ASSIGNED, _sign_for, _reply)
_WAYS = {
    State.DRAFT: (),
    State.COSIGNING: (_invite,),
    State.SUBMITTED: (_submit,),
    State.SENT_BACK: (_submit, _send_back),
    State.NOT_ADMITTED: (_submit, _refuse),
    State.WITHDRAWN: (_submit, _withdraw),
    State.ACCEPTED: (_submit, _accept),
    State.MERGED: (_submit, _accept, _merge),
    State.ASSIGNED: _TO_ASSIGNED,
    State.HANDLING: (*_TO_ASSIGNED, _sign_for),
    State.REPLIED: _TO_REPLIED,
    State.STUDYING: (*_TO_REPLIED, _rate_badly),
    State.REHANDLING: (*_TO_REPLIED, _rate_badly, _rehandle),
    State.CLOSED: (*_TO_REPLIED, _rate_well),
}


def open_duties(case: Suggestion) -> dict[tuple[str, str], Deadline]:
    """(kind, ref) → the duty that runs now."""
    rows = Deadline.objects.open().filter(subject_type="suggestion", subject_id=case.pk)
    return {(row.kind, row.ref): row for row in rows}


def open_kinds(case: Suggestion) -> set[str]:
    return {kind for kind, _ in open_duties(case)}


def make_file(seat: Seat, name: str = "书面意见.jpg") -> StoredFile:
    return StoredFile.objects.create(
        name=name,
        extension="jpg",
        content_type="image/jpeg",
        size=10,
        sha256="0" * 64,
        content="00/scan.jpg",
        uploaded_by=seat.user,
    )


def days(count: int) -> dt.date:
    return today() + dt.timedelta(days=count)
