"""The voter could not be reached: each try is on record before 无法联系 may be said."""

import datetime as dt

from core.display import cn_date
from core.problems import Invalid
from liaison.models import Seat
from stations.choices import TellMethod
from stations.choices.matters import ATTEMPTS_NEEDED
from stations.models import ContactAttempt, Opinion
from stations.services import summary

TRIED = {TellMethod.FACE, TellMethod.PHONE, TellMethod.MESSAGE, TellMethod.VISIT}


def try_contact(
    opinion: Opinion,
    *,
    by: Seat,
    method: str,
    note: str,
    tried_on: dt.date | None = None,
    version: int | None = None,
) -> Opinion:
    """记一次没联系上: when, how, what was met (号码停机、家中无人)."""
    summary.require_words(note=(note, "请写一句没联系上的情况。"))
    if method not in TRIED:
        words = "请选怎么联系的。"
        raise Invalid(words, errors={"method": [words]})
    day = summary.deed_day(
        tried_on, not_before=opinion.handled_on or opinion.received_on, field="tried_on"
    )
    with summary.deed_on(opinion, "try_contact", by=by, version=version) as deed:
        case: Opinion = deed.case
        ContactAttempt.objects.create(
            opinion=case, tried_on=day, method=method, note=note.strip(), by_name=by.person_name
        )
        words = f"{cn_date(day)}{TellMethod(method).label}联系来访人，没有联系上"
        summary.happened(case, "try_contact", words, by=by, note=note.strip())
    return opinion


def attempts_of(opinion: Opinion) -> int:
    """Tries since there has been a result; those for an earlier answer do not count."""
    rows = opinion.attempts.all()
    if opinion.handled_on:
        rows = rows.filter(tried_on__gte=opinion.handled_on)
    return rows.count()


def attempts_missing(opinion: Opinion) -> int:
    return max(0, ATTEMPTS_NEEDED - attempts_of(opinion))
