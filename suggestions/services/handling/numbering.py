"""发文字号: each unit's own sequence; a number is given while the letter is signed, never twice."""

import re
import unicodedata

from django.db import transaction
from django.db.models import QuerySet

from audit.services import record, snapshot
from core.clock import today
from core.problems import Forbidden
from liaison.models import Seat, Unit
from suggestions.choices import LetterKind
from suggestions.models import Letter, LetterSeries, Reply
from suggestions.permissions import letters as may
from suggestions.services.base.checks import refuse, require_words

LARGEST = 99_999
_LONGEST = 40
_BRACKETS = str.maketrans("[【(〈《]】)〉》", "〔〔〔〔〔〕〕〕〕〕")
_NUMBER = re.compile(r"(?P<prefix>.+)〔(?P<year>\d{4})〕第?0*(?P<serial>\d{1,5})号")
_NOT_YOURS = "发文字号由本单位负责人设定，请找他修改。"


def written(number: str) -> str:
    """One writing for all: full-width digits, other brackets and blanks make no other number."""
    plain = unicodedata.normalize("NFKC", number).translate(_BRACKETS)
    return re.sub(r"\s+", "", plain)[:_LONGEST]


def give(reply: Reply, *, typed: str = "") -> Letter:
    """The next number of the unit's sequence, or the free one that was typed.

    A unit without a sequence writes its numbers by hand, or leaves them out.
    """
    unit, typed = reply.assignment.unit, written(typed)
    series = _series_for(unit, reply.replied_on.year)
    serial = _serial(series, typed) if series else None
    if typed and Letter.objects.filter(unit=unit, number=typed).exists():
        raise refuse("letter_no", f"{typed}已经用过，请核对。")
    if series and not typed:
        serial = series.last + 1
    if series and serial is not None:
        series.last = max(series.last, serial)
        series.save(update_fields=["last"])
    number = series.number(serial) if series and serial is not None else typed
    return _made(reply, unit, number, serial)


def give_to_copy(copy: Reply, original: Reply) -> Letter:
    """What is answered as one file goes to each proposer as a letter of its own."""
    unit = copy.assignment.unit
    if _series_for(unit, copy.replied_on.year):
        return give(copy)
    return _made(copy, unit, original.letter_no, None)


def _made(reply: Reply, unit: Unit, number: str, serial: int | None) -> Letter:
    reply.letter_no = number
    reply.save(update_fields=["letter_no"])
    return Letter.objects.create(
        reply=reply, unit=unit, year=reply.replied_on.year, serial=serial, number=number
    )


def _series_for(unit: Unit, year: int) -> LetterSeries | None:
    """The year's sequence, locked until the letter is signed; a new year begins at 1."""
    rows = LetterSeries.objects.filter(unit=unit, kind=LetterKind.REPLY)
    latest = rows.select_for_update().order_by("-year").first()
    if latest is None or latest.year == year:
        return latest
    # Looked up again: whoever held the lock before may have begun the year.
    found = rows.select_for_update().filter(year=year).first()
    return found or LetterSeries.objects.create(unit=unit, year=year, prefix=latest.prefix)


def _serial(series: LetterSeries, typed: str) -> int | None:
    """Of a number written by hand: its place in the sequence, if it is one of it and free."""
    found = _NUMBER.fullmatch(typed)
    if found is None or (found["prefix"], int(found["year"])) != (series.prefix, series.year):
        return None
    serial = int(found["serial"])
    if not 1 <= serial <= LARGEST:
        raise refuse("letter_no", f"顺序号在1到{LARGEST}之间，请核对。")
    if _used(series).filter(serial=serial).exists():
        words = f"{series.number(serial)}已经用过，请核对；不填由系统编{_next(series)}。"
        raise refuse("letter_no", words)
    return serial


def _used(series: LetterSeries) -> QuerySet[Letter]:
    return Letter.objects.filter(unit=series.unit_id, kind=series.kind, year=series.year)


def _next(series: LetterSeries) -> str:
    return series.number(series.last + 1)


def next_number(unit: Unit) -> str:
    """What the next letter of this year would get; empty where the unit has no sequence."""
    rows = LetterSeries.objects.filter(unit=unit, kind=LetterKind.REPLY, year__lte=today().year)
    latest = rows.order_by("-year").first()
    if latest is None:
        return ""
    if latest.year < today().year:
        latest.year, latest.last = today().year, 0
    return _next(latest)


def series_of(unit: Unit) -> list[LetterSeries]:
    return list(LetterSeries.objects.filter(unit=unit))


def set_series(*, by: Seat, prefix: str, last: int = 0) -> LetterSeries:
    """This year's sequence of the own unit: its 机关代字, and how many numbers are used already."""
    if not may.may_set_letter_series(by):
        raise Forbidden(_NOT_YOURS)
    require_words(prefix=(prefix, "请填写机关代字，如示公函。"))
    prefix = written(prefix)[:20]
    if re.search(r"[〔〕\d]", prefix):
        raise refuse("prefix", "只填机关代字，如示公函；年份和顺序号由系统编。")
    if not 0 <= last <= LARGEST:
        raise refuse("last", f"请填0到{LARGEST}的数。")
    with transaction.atomic():
        # Two people who begin the year at once must not both make its row.
        Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=by.unit_id)
        rows = LetterSeries.objects.select_for_update()
        row = rows.filter(unit=by.unit, kind=LetterKind.REPLY, year=today().year).first()
        row = row or LetterSeries(unit=by.unit, year=today().year)
        before = snapshot(row) if row.pk else {}
        _require_unused(row, last)
        row.prefix, row.last = prefix, last
        row.save()
        record(
            "letter_series.set",
            by=by,
            label="改发文字号",
            subject=row,
            before=before,
            after=snapshot(row),
        )
    return row


def _require_unused(series: LetterSeries, last: int) -> None:
    """A number that stands on a letter is never given again."""
    highest = _used(series).exclude(serial=None).order_by("-serial").first()
    if highest is not None and last < (highest.serial or 0):
        raise refuse("last", f"{highest.number}已经用过，不能小于{highest.serial}。")
