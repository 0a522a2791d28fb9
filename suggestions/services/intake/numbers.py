"""Numbers: 十八届五次会议第0031号 in a session, 闭会第15号 between sessions."""

from core.display import cn_num
from core.text import serial_in
from liaison.models import Session, Term
from suggestions.models import Serial, Suggestion
from suggestions.services.base.checks import refuse


def take(case: Suggestion, wanted: int | None, motion: str = "") -> tuple[int, str]:
    """The next free number of its session, or the wanted one if it is free; unique per (congress,
    term, session or 闭会). Whoever numbers waits for the one who does so now; gaps are allowed.
    A motion turned into a suggestion keeps its first number in brackets."""
    row = _locked(case.term, case.session)
    serial = row.last + 1 if wanted is None else wanted
    if wanted is not None:
        _require_free(case, wanted)
    else:
        while _taken(case, serial):
            serial += 1
    row.last = max(row.last, serial)
    row.save(update_fields=["last"])
    first = f"（原{motion}）" if motion else ""
    return serial, f"{text(case.term, case.session, serial)}{first}"


def motion_number(case: Suggestion, written: str) -> str:
    """议案第7号 for 7, 第七号 or 议案第0007号; one motion is turned into one suggestion."""
    if not written.strip():
        return ""
    serial = serial_in(written)
    if serial is None or not 1 <= serial <= 9999:
        raise refuse("first_number", "请填原来的议案号，例如议案第7号；不是议案转来的留空。")
    found = f"议案第{serial}号"
    same = Suggestion.objects.filter(
        congress=case.congress, term=case.term, session=case.session, first_number=found
    )
    if taken := same.exclude(pk=case.pk).first():
        raise refuse("first_number", f"{found}已经转为{taken.number}，请核对议案号。")
    return found


def _locked(term: Term, session: Session | None) -> Serial:
    Serial.objects.bulk_create([Serial(term=term, session=session)], ignore_conflicts=True)
    return Serial.objects.select_for_update().get(term=term, session=session)


def _taken(case: Suggestion, serial: int) -> bool:
    """A number that a withdrawn case once had is not given again."""
    return Suggestion.objects.filter(term=case.term, session=case.session, serial=serial).exists()


def _require_free(case: Suggestion, serial: int) -> None:
    if not 1 <= serial <= 9999:
        raise refuse("serial", "编号请填1到9999之间的数字。")
    if _taken(case, serial):
        raise refuse("serial", f"第{serial}号已经用过，请换一个编号，或留空由系统顺编。")


def text(term: Term, session: Session | None, serial: int, part: int = 0) -> str:
    """第0031号 in a session, 闭会第15号 between; a part split off is 第0031-1号."""
    own = short(serial, part, in_session=session is not None)
    if session is None:
        return f"闭会{own}"
    return f"{cn_num(term.number)}届{cn_num(session.number)}次会议{own}"


def short(serial: int, part: int = 0, *, in_session: bool) -> str:
    """第0031-1号, 第15号: the number without its session."""
    tail = f"-{part}" if part else ""
    return f"第{serial:04d}{tail}号" if in_session else f"第{serial}{tail}号"
