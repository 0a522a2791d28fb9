"""The sealed letter comes back as a scan: it must be the letter that it is uploaded for."""

import re
from collections.abc import Iterable
from uuid import UUID

from core.clock import today
from core.codes import codes_in
from core.problems import Invalid
from files.models import StoredFile
from liaison.models import Seat
from suggestions.choices import SEAL_LETTER, ScanRead
from suggestions.models import Letter, Reply, Suggestion, rules_for
from suggestions.permissions import letters as may
from suggestions.services.base import clocks
from suggestions.services.base.attachments import attach
from suggestions.services.base.checks import refuse
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened
from suggestions.services.handling.letter_paper import CODE
from suggestions.services.handling.numbering import written

_TOKEN = re.compile(re.escape(CODE) + r"([0-9A-F]{32})")


def add_scan(
    case: Suggestion,
    *,
    by: Seat,
    scan: StoredFile,
    number: str = "",
    version: int | None = None,
) -> Suggestion:
    """The code says which letter it is; where it cannot be read the number that was typed does."""
    tokens = tokens_of(scan)
    with deed(case, "add_scan", by=by, version=version) as now:
        waiting = may.unsealed(by, now)
        letter = _by_code(waiting, tokens, by) if tokens else _by_number(waiting, written(number))
        attach(scan, now, f"letter:{letter.pk}", by=by)
        letter.scan, letter.scanned_on, letter.scanned_by_name = scan, today(), by.person_name
        letter.scan_read = ScanRead.CODE if tokens else ScanRead.TYPED
        letter.save()
        clocks.done(now, SEAL_LETTER, ref=clocks.ref_of(letter.reply.assignment))
        words = f"{letter.unit.short_name}上传盖章的答复函"
        happened(now, "sealed", words, by=by, note=letter.number)
    return case


def tokens_of(scan: StoredFile) -> list[UUID]:
    """Which letters the sheet says it is; other codes on it say nothing."""
    try:
        with scan.content.open("rb") as content:
            found = codes_in(content, scan.content_type)
    except FileNotFoundError:
        return []
    matches = (_TOKEN.fullmatch(words.strip()) for words in found)
    return [UUID(match[1]) for match in matches if match]


def require_own(scan: StoredFile | None, *, by: Seat) -> None:
    """A sheet that comes with the answer itself is not a letter of before."""
    if scan is None or not (tokens := tokens_of(scan)):
        return
    raise refuse("letter", _whose(tokens, by))


def ask(case: Suggestion, reply: Reply, *, by: Seat) -> None:
    """Where the congress wants the sealed letter on file the unit owes it from the signature."""
    if rules_for(case).scan_required:
        share = reply.assignment
        clocks.start(
            case, SEAL_LETTER, share.unit, by=by, from_on=reply.replied_on, ref=clocks.ref_of(share)
        )


def _by_code(waiting: list[Letter], tokens: Iterable[UUID], by: Seat) -> Letter:
    found = next((row for row in waiting if row.token in tokens), None)
    if found is None:
        raise refuse("scan", _whose(tokens, by))
    return found


def _whose(tokens: Iterable[UUID], by: Seat) -> str:
    """Which letter it is, for who may open that one; else only that it is another."""
    cases = Suggestion.objects.visible_to(by)
    rows = Letter.objects.filter(token__in=list(tokens), reply__suggestion__in=cases)
    other = rows.select_related("reply__suggestion").first()
    if other is None:
        return "这份盖章件上的二维码不是这封答复函的，请核对后重新选。"
    case = other.reply.suggestion
    taken = "已撤回的" if other.reply.recalled_on else "已经上传过的" if other.scan_id else ""
    name = f"{other.number}（{case.number}）" if other.number else case.number
    return f"这份盖章件是{taken}{name}的答复函，不是这一封，请核对后重新选。"


def _by_number(waiting: list[Letter], typed: str) -> Letter:
    if not typed:
        words = "没有读到二维码，请照盖章件填写发文字号。文件已收到，不用再选。"
        raise Invalid(words, errors={"number": [words]})
    found = next((row for row in waiting if row.number == typed), None)
    blank = [row for row in waiting if not row.number]
    if found is None and len(blank) == 1:
        return _numbered(blank[0], typed)
    if found is None:
        right = "、".join(row.number for row in waiting if row.number)
        words = f"这封答复函的文号是{right}，和填的不一样，请核对是不是拿错了。"
        raise refuse("number", words)
    return found


def _numbered(letter: Letter, typed: str) -> Letter:
    """It was signed without a number: the one on the sealed sheet is its number."""
    if Letter.objects.filter(unit_id=letter.unit_id, number=typed).exists():
        raise refuse("number", f"{typed}是另一封答复函的文号，请核对是不是拿错了。")
    letter.number = letter.reply.letter_no = typed
    letter.reply.save(update_fields=["letter_no"])
    return letter
