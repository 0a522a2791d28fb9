"""Congresses, their terms and sessions: a term begins with the opening of its first session."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from audit.services import Actor, record
from core.clock import today
from core.display import cn_date, cn_num
from core.problems import Invalid
from liaison.choices import EndReason
from liaison.models import Congress, Division, Mandate, Session, Term, Unit
from liaison.querysets import open_on
from liaison.services.units import congress_for


def term_on(congress: Congress | int, day: dt.date | None = None) -> Term | None:
    """The term that the day falls in."""
    return Term.objects.filter(open_on(day or today()), congress=congress).first()


def session_on(congress: Congress | int, day: dt.date | None = None) -> Session | None:
    """The session that is sitting on the day; None between sessions."""
    day = day or today()
    sitting = open_on(day, "opens_on", "closes_on")
    return Session.objects.filter(sitting, term__congress=congress).first()


def last_session(congress: Congress | int, day: dt.date | None = None) -> Session | None:
    """The latest session that has opened: what comes after it is numbered 闭会."""
    opened = Session.objects.filter(term__congress=congress, opens_on__lte=day or today())
    return opened.select_related("term").order_by("-opens_on").first()


def create_congress(
    division: Division, *, by: Actor, name: str = "", short_name: str = ""
) -> Congress:
    """One congress to a place."""
    if Congress.objects.filter(division=division).exists():
        words = f"{division.name}的人民代表大会已经建好了，请直接打开。"
        raise Invalid(words, errors={"division": [words]})
    with transaction.atomic():
        congress = Congress.objects.create(
            name=name.strip() or f"{division.name}人民代表大会",
            short_name=short_name.strip() or f"{division.name}人大",
            level=division.level,
            division=division,
        )
        _give_congress_to_bodies(division)
        record("congress.create", by=by, label="新建人民代表大会", subject=congress)
    return congress


def _give_congress_to_bodies(division: Division) -> None:
    """Bodies that were there first answer to the new congress from now on."""
    here = Unit.objects.filter(Q(division=division) | Q(division__parent=division))
    for unit in here.select_related("division__parent__parent__parent__parent"):
        congress = congress_for(unit.kind, unit.division)
        if congress is not None and congress.pk != unit.congress_id:
            Unit.objects.filter(pk=unit.pk).update(congress=congress)


def open_term(congress: Congress, *, number: int, starts_on: dt.date, by: Actor) -> Term:
    """换届: the term before ends the day before, and its mandates with it (代表法 art. 2)."""
    with transaction.atomic():
        Congress.objects.select_for_update().get(pk=congress.pk)
        last = congress.terms.order_by("-starts_on").first()
        if last is not None:
            _require_after(last, number, starts_on)
        if last is not None and last.ends_on is None:
            last.ends_on = starts_on - dt.timedelta(days=1)
            last.save(update_fields=["ends_on"])
            ended = Mandate.objects.filter(term=last, ends_on=None).update(
                ends_on=last.ends_on, end_reason=EndReason.TERM
            )
            after = {"ends_on": last.ends_on.isoformat(), "mandates": ended}
            record("term.close", by=by, label="届满", subject=last, after=after)
        term = Term.objects.create(congress=congress, number=number, starts_on=starts_on)
        after = {"number": number, "starts_on": starts_on.isoformat()}
        record("term.open", by=by, label="新开一届", subject=term, after=after)
    return term


def _require_after(last: Term, number: int, starts_on: dt.date) -> None:
    errors = {}
    if number <= last.number:
        errors["number"] = [f"最近一届是第{cn_num(last.number)}届，新一届的届次要大于它。"]
    begun = last.ends_on or last.starts_on
    if starts_on <= begun:
        errors["starts_on"] = [f"要晚于{cn_date(begun)}，请核对首次会议开幕的日期。"]
    if errors:
        raise Invalid("新一届要接在最近一届之后。", errors=errors)


def open_session(
    term: Term, *, number: int, opens_on: dt.date, closes_on: dt.date, by: Actor
) -> Session:
    """第N次会议 within its term, overlapping no other."""
    with transaction.atomic():
        Term.objects.select_for_update().get(pk=term.pk)
        _check_session(term, number, opens_on, closes_on)
        session = Session.objects.create(
            term=term, number=number, opens_on=opens_on, closes_on=closes_on
        )
        after = _dates(session)
        record("session.open", by=by, label="新开会议", subject=session, after=after)
    return session


def correct_session(
    session: Session, *, opens_on: dt.date, closes_on: dt.date, by: Actor
) -> Session:
    """A congress may close a day earlier or later than planned."""
    with transaction.atomic():
        Term.objects.select_for_update().get(pk=session.term_id)
        _check_session(session.term, session.number, opens_on, closes_on, but=session.pk)
        before = _dates(session)
        session.opens_on, session.closes_on = opens_on, closes_on
        session.save(update_fields=["opens_on", "closes_on"])
        after = _dates(session)
        label = "更正会期"
        record("session.correct", by=by, label=label, subject=session, before=before, after=after)
    return session


def _dates(session: Session) -> dict[str, str | int]:
    return {
        "number": session.number,
        "opens_on": session.opens_on.isoformat(),
        "closes_on": session.closes_on.isoformat(),
    }


def _check_session(
    term: Term, number: int, opens_on: dt.date, closes_on: dt.date, *, but: int | None = None
) -> None:
    others = list(term.sessions.exclude(pk=but or 0))
    errors: dict[str, list[str]] = {}
    if any(held.number == number for held in others):
        errors["number"] = [f"本届第{cn_num(number)}次会议已经登记过了。"]
    if closes_on < opens_on:
        errors["closes_on"] = ["闭幕不能早于开幕，请核对。"]
    if opens_on < term.starts_on:
        errors["opens_on"] = [f"本届从{cn_date(term.starts_on)}开始，开幕不能更早。"]
    elif term.ends_on is not None and closes_on > term.ends_on:
        errors["closes_on"] = [f"本届到{cn_date(term.ends_on)}为止，闭幕不能更晚。"]
    clash = next((s for s in others if s.opens_on <= closes_on and opens_on <= s.closes_on), None)
    if clash is not None:
        errors["opens_on"] = [f"与第{cn_num(clash.number)}次会议的日期重叠，请核对。"]
    if errors:
        raise Invalid("会期有误，请核对。", errors=errors)
