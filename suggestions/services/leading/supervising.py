"""What happens between the decision and the report: plan, visits, letters and their answers."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.clock import today
from core.display import cn_date
from deadlines import services as deadlines
from deadlines.services import terms_for
from files import services as files
from files.models import StoredFile
from liaison.calendar import calendar_of
from liaison.choices import Role
from liaison.models import Congress, Seat, Unit
from liaison.models.scope import SCOPE_COLUMNS
from suggestions.choices import (
    ANSWER_NOTE,
    KEY_STEP,
    PLAN_KEY_ITEM,
    QUIET_KEY_ITEM,
    VisitKind,
)
from suggestions.models import KeyItem, KeyStep, KeyVisit, SupervisingNote
from suggestions.permissions import key as may
from suggestions.services.base.checks import (
    day_of_deed,
    refuse,
    require_choice,
    require_words,
)
from suggestions.services.leading import frame
from suggestions.services.leading.items import units_of

MOST_STEPS = 12
MOST_PHOTOS = 6


@dataclass(frozen=True)
class StepLine:
    """One line of the plan."""

    what: str
    due_on: dt.date
    unit: Unit


@dataclass(frozen=True)
class Visit:
    kind: str
    held_on: dt.date
    place: str
    people: str
    agreed: str
    photos: Sequence[StoredFile] = ()


def plan_key(
    item: KeyItem,
    *,
    by: Seat,
    plan: str,
    steps: Sequence[StepLine] = (),
    version: int | None = None,
) -> KeyItem:
    """督办方案: text and dated lines. A later plan leaves what is done as it is."""
    require_words(plan=(plan, "请写督办方案：怎么督、督到什么程度。"))
    if len(steps) > MOST_STEPS:
        raise refuse("steps", f"方案最多列{MOST_STEPS}个事项，请合并一些。")
    with frame.deed(item, "plan", by=by, version=version) as now:
        again = now.planned_on is not None
        now.plan, now.planned_on = plan.strip(), today()
        deadlines.close(now, PLAN_KEY_ITEM.code)
        _replace_steps(now, steps, by=by)
        who = now.committee.short_name if now.committee else by.unit.short_name
        sentence = f"{'修改' if again else '定了'}督办方案，由{who}督办"
        frame.happened(now, "plan", sentence, by=by, note=now.plan)
        frame.on_cases(now, "key_plan", f"重点督办：{sentence}", by=by)
    return item


def _replace_steps(item: KeyItem, steps: Sequence[StepLine], *, by: Seat) -> None:
    """A line that stays as it is keeps its day and its duty, late or not."""
    known = {unit.pk for unit in units_of(item)}
    open_rows = {
        (row.what, row.due_on, row.unit_id): row for row in item.steps.filter(done_on=None)
    }
    wanted = {(line.what.strip(), line.due_on, line.unit.pk): line for line in steps}
    fresh = [line for key, line in wanted.items() if key not in open_rows]
    for line in fresh:
        if not line.what.strip():
            raise refuse("steps", "请写明要完成什么。")
        if line.due_on <= today():
            raise refuse("steps", "完成日期要在今天以后，请另选。")
        if line.unit.pk not in known:
            raise refuse("steps", f"「{line.unit.name}」不承办这里的建议，请另选单位。")
    for row in (row for key, row in open_rows.items() if key not in wanted):
        deadlines.supersede(item, KEY_STEP.code, ref=f"step:{row.pk}", reason="督办方案已修改")
        row.delete()
    for line in fresh:
        row = KeyStep.objects.create(
            item=item, what=line.what.strip()[:200], due_on=line.due_on, unit=line.unit
        )
        frame.start(
            item,
            KEY_STEP,
            line.unit,
            by=by,
            from_on=today(),
            ref=f"step:{row.pk}",
            due_on=line.due_on,
        )


def finish_key_step(
    item: KeyItem, *, by: Seat, step: KeyStep, words: str, version: int | None = None
) -> KeyItem:
    """A line of the plan is done: by its unit, or as who follows the item saw it."""
    require_words(words=(words, "请写一句完成情况。"))
    with frame.deed(item, "finish_step", by=by, version=version) as now:
        row = now.steps.select_for_update().filter(pk=step.pk, done_on=None).first()
        own = row is not None and (may.supervises(by, now) or row.unit_id == by.unit_id)
        if row is None or not own:
            raise refuse("step", "请选您负责的、还没有完成的事项。")
        row.done_on, row.done_words = today(), words.strip()[:300]
        row.done_by_name = by.person_name
        row.save()
        deadlines.close(now, KEY_STEP.code, ref=f"step:{row.pk}")
        sentence = f"方案事项完成：{row.what}"
        frame.happened(now, "finish_step", sentence, by=by, note=row.done_words)
        frame.on_cases(now, "key_step", f"重点督办{sentence}", by=by, note=row.done_words)
    return item


def visit_key(item: KeyItem, visit: Visit, *, by: Seat, version: int | None = None) -> KeyItem:
    """研究会, 现场督办, 听取汇报: the day, who, what was agreed, photos."""
    require_choice("kind", visit.kind, VisitKind)
    require_words(
        place=(visit.place, "请写在哪里。"),
        people=(visit.people, "请写有哪些人参加。"),
        agreed=(visit.agreed, "请写议定了什么。"),
    )
    if len(visit.photos) > MOST_PHOTOS:
        raise refuse("photos", f"一次最多{MOST_PHOTOS}张照片，请去掉一些。")
    with frame.deed(item, "visit", by=by, version=version) as now:
        day = day_of_deed(visit.held_on, since=now.decided_on, field="held_on")
        row = KeyVisit.objects.create(
            item=now,
            kind=visit.kind,
            held_on=day,
            place=visit.place.strip()[:120],
            people=visit.people.strip()[:300],
            agreed=visit.agreed.strip(),
            by_name=by.person_name,
        )
        for photo in visit.photos:
            files.attach(photo, now, by=by, purpose=f"visit:{row.pk}")
        sentence = f"{row.get_kind_display()}（{cn_date(day)}，{row.place}）"
        frame.happened(now, "visit", sentence, by=by, note=row.agreed)
        frame.on_cases(now, "key_visit", f"重点督办：{sentence}", by=by, note=row.agreed)
    return item


def send_note(
    item: KeyItem, *, by: Seat, unit: Unit, text: str, version: int | None = None
) -> SupervisingNote:
    """督办函: the next number of the congress's year, to one unit, with a clock for its answer."""
    require_words(text=(text, "请写明督办意见和要求。"))
    with frame.deed(item, "send_note", by=by, version=version) as now:
        if unit.pk not in {one.pk for one in units_of(now)}:
            raise refuse("unit", f"「{unit.name}」不承办这里的建议，请另选单位。")
        note = SupervisingNote(
            item=now,
            congress_id=now.congress_id or 0,
            year=today().year,
            unit=unit,
            unit_name=unit.name[:80],
            text=text.strip(),
            sent_on=today(),
            due_on=today(),
            signed_by_name=by.person_name,
            signed_by_title=_title(by),
        )
        note.serial, note.number = _next_number(now)
        note.save()
        duty = frame.start(now, ANSWER_NOTE, unit, by=by, from_on=today(), ref=f"note:{note.pk}")
        note.due_on = duty.due_on
        note.save(update_fields=["due_on"])
        short = unit.short_name or unit.name
        sentence = f"发督办函（{note.number}）给{short}，{cn_date(note.due_on)}前回复"
        frame.happened(now, "send_note", sentence, by=by, note=note.text, inner=True, units=[unit])
        frame.on_cases(now, "key_note", sentence, by=by, inner=True)
    return note


def _title(seat: Seat) -> str:
    """Of a committee the body says it all."""
    post = "" if seat.role == Role.COMMITTEE else seat.label
    return f"{seat.unit.name}{post}"[:120]


def _next_number(item: KeyItem) -> tuple[int, str]:
    """Whoever numbers waits for the one who does so now; a number is given once."""
    congress = (
        Congress.objects.select_for_update(of=("self",), no_key=True)
        .select_related("division")
        .get(pk=item.congress_id or 0)
    )
    year = today().year
    rows = SupervisingNote.objects.filter(congress=congress, year=year)
    serial = (rows.order_by("-serial").values_list("serial", flat=True).first() or 0) + 1
    place = congress.division.name.rstrip("县市区州省") or congress.division.name
    return serial, f"{place}人督函〔{year}〕{serial}号"


def answer_note(
    item: KeyItem,
    *,
    by: Seat,
    answer: str,
    letter: StoredFile | None = None,
    version: int | None = None,
) -> KeyItem:
    """回复督办函: of the unit, signed by its head; its clock ends, late or not."""
    require_words(answer=(answer, "请写办到哪一步、什么时候办完。"))
    with frame.deed(item, "answer_note", by=by, version=version) as now:
        note = may.note_to_answer(by, now)
        if note is None:
            raise refuse("answer", "没有等您单位回复的督办函。")
        note.answer, note.answered_on = answer.strip(), today()
        note.answered_by_name = by.person_name
        note.save()
        deadlines.close(now, ANSWER_NOTE.code, ref=f"note:{note.pk}")
        if letter is not None:
            files.attach(letter, now, by=by, purpose=f"note:{note.pk}")
        late = "，已过期限" if note.is_late else ""
        sentence = f"{by.unit.short_name or by.unit.name}回复督办函（{note.number}）{late}"
        frame.happened(now, "answer_note", sentence, by=by, note=note.answer, inner=True)
        frame.on_cases(now, "key_note_answered", sentence, by=by, inner=True)
    return item


def close_key(item: KeyItem, *, by: Seat, report: str, version: int | None = None) -> KeyItem:
    """督办办结: everything is answered, and the report to the 主任会议 says what was solved."""
    require_words(report=(report, "请写督办报告：解决了什么、还差什么。"))
    with frame.deed(item, "close", by=by, version=version) as now:
        now.closed_on, now.report = today(), report.strip()
        deadlines.cancel_all(now, reason="督办已办结")
        frame.happened(now, "close", "督办办结", by=by, note=now.report)
        frame.on_cases(now, "key_closed", "重点督办办结", by=by, note=now.report)
    return item


def quiet_rule(item: KeyItem) -> Callable[[dt.date], dt.date]:
    """For the day of the last movement, the day after which the item is shown as stalled; the same
    for all items of a congress."""
    terms = terms_for(QUIET_KEY_ITEM.code, item.congress_id, today())
    calendar = calendar_of(getattr(item, column) for column in SCOPE_COLUMNS)
    return lambda last: terms.calculate(last, calendar).due_on
