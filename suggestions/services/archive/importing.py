"""Past suggestions from a sheet: good rows become archived cases, bad ones come back annotated."""

import datetime as dt
from collections.abc import Iterator
from copy import copy
from typing import Any

from django.db import connection, transaction

from audit.services import record
from core.clock import BEIJING, today
from core.problems import Forbidden
from core.text import grams
from deadlines.choices import State as DutyState
from deadlines.models import Deadline
from deadlines.services import new_duty
from liaison.models import Seat, Term, Unit
from liaison.permissions import is_congress_office
from liaison.services import sheets
from liaison.services.history import signed
from liaison.services.importing import Done
from liaison.services.sheets import Faults
from liaison.services.units import scope_of
from suggestions.choices import (
    REPLY,
    AssignmentPart,
    AssignmentState,
    Given,
    Part,
    SignerState,
    State,
)
from suggestions.models import (
    Assignment,
    CoSigner,
    Party,
    Reply,
    Suggestion,
    SuggestionEvent,
    SuggestionGrams,
    Verdict,
)
from suggestions.services.archive.import_known import Known
from suggestions.services.archive.import_rows import COLUMNS, NOTES, Past, read_row
from suggestions.services.intake.numbers import text as number_text

NO_TEXT = "由表格导入的往年建议，答复原文见纸质档案。"


def import_template() -> bytes:
    return sheets.template("往年建议", COLUMNS, NOTES)


def import_past(data: bytes, *, term: Term, by: Seat, file_name: str = "") -> Done:
    """Read, check, store. A row that was taken before is the same, so a sheet may come twice."""
    if not is_congress_office(by) or term.congress_id != by.unit.congress_id:
        raise Forbidden("往年建议由本级人大的代工委（乡镇人大主席团）导入，请联系他们。")
    sheet = sheets.open_sheet(data, COLUMNS)
    known, faults = Known(term), Faults()
    found = [read_row(sheet, line, cells, known, faults) for line, cells in sheet.lines]
    done = Done(rows=len(sheet.lines))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('past'), %s)", [term.pk])
        fresh = _fresh([row for row in found if row is not None], term, faults, done)
        cases = _store(fresh, known, by) if fresh else []
        done.added = len(cases)
        if cases:
            after = {"file": file_name[:100], "added": done.added, "ids": [c.pk for c in cases]}
            record("suggestion.import", by=by, label="导入往年建议", after=after)
    done.bad = len(faults.cells)
    if done.bad:
        done.returned = sheets.annotated("没有导入的建议", sheet, faults)
    return done


def _fresh(rows: list[Past], term: Term, faults: Faults, done: Done) -> list[Past]:
    """Numbers are given once (in the file, and on record); what was imported before is the same."""
    held = {
        (case.session_id, case.serial): case
        for case in Suggestion.objects.filter(term=term, serial__isnull=False, split_no=0)
    }
    lines: dict[tuple[int | None, int], int] = {}
    fresh = []
    for row in rows:
        key = (row.session.pk if row.session else None, row.serial)
        earlier, case = lines.get(key), held.get(key)
        if earlier is not None:
            faults.add(row.line, "number", f"与第{earlier}行的编号重复，请核对")
        elif case is None:
            fresh.append(row)
        elif case.imported_on is not None and case.title == row.texts["title"]:
            done.same += 1
        else:
            faults.add(row.line, "number", f"这个编号已经是《{case.public_title}》，请核对")
        lines.setdefault(key, row.line)
    return fresh


def _store(rows: list[Past], known: Known, by: Seat) -> list[Suggestion]:
    """The dated rows that a case handled here would have: figures of that year read those."""
    cases = Suggestion.objects.bulk_create(_case(row, known, by) for row in rows)
    pairs = list(zip(cases, rows, strict=True))
    SuggestionGrams.objects.bulk_create(
        SuggestionGrams(
            suggestion=case, grams=grams(f"{case.title} {case.problem} {case.proposal}")
        )
        for case in cases
    )
    CoSigner.objects.bulk_create(one for case, row in pairs for one in _cosigners(case, row))
    Party.objects.bulk_create(one for case, row in pairs for one in _parties(case, row))
    shares = Assignment.objects.bulk_create(
        _share(case, row, unit) for case, row in pairs for unit in (*row.main, *row.co)
    )
    _answers(shares, {case.pk: row for case, row in pairs}, known)
    Verdict.objects.bulk_create(_verdict(case, row, by) for case, row in pairs if row.result)
    SuggestionEvent.objects.bulk_create(
        one for case, row in pairs for one in _history(case, row, by)
    )
    return cases


def _case(row: Past, known: Known, by: Seat) -> Suggestion:
    term, day = known.term, row.day
    mandate = next(m for m in known.people[row.lead.name] if m.deputy_id == row.lead.pk)
    closed = row.days["rated_on"] or day("replied_on")
    names = "、".join(unit.short_name or unit.name for unit in row.main)
    notes = ["分办"] if len(row.main) > 1 else []
    notes += [f"会办{len(row.co)}"] if row.co else []
    return Suggestion(
        term=term,
        congress=term.congress,
        session=row.session,
        serial=row.serial,
        number=number_text(term, row.session, row.serial),
        title=row.texts["title"],
        problem=row.texts["problem"],
        proposal=row.texts["proposal"],
        theme=row.theme,
        lead=row.lead,
        cosigner_count=len(row.cosigners),
        state=State.CLOSED,
        created_on=day("submitted_on"),
        submitted_on=day("submitted_on"),
        accepted_on=day("assigned_on"),
        assigned_on=day("assigned_on"),
        signed_on=day("assigned_on"),
        replied_on=day("replied_on"),
        rated_on=row.days["rated_on"],
        closed_on=closed,
        archived_on=today(),
        imported_on=today(),
        main_unit=row.main[0],
        handler_text=f"{names}（{'，'.join(notes)}）"[:120] if notes else names[:120],
        outcome=row.outcome,
        result_rating=row.result,
        consents_to_publish=False,
        drafted_by_name=by.person_name,
        drafted_by_unit=by.unit.name,
        updated_by_name=by.person_name,
        **scope_of(mandate.elected_in or term.congress.division),
    )


def _cosigners(case: Suggestion, row: Past) -> Iterator[CoSigner]:
    for deputy in row.cosigners:
        yield CoSigner(
            suggestion=case,
            deputy=deputy,
            state=SignerState.CONFIRMED,
            given=Given.PAPER,
            answered_at=_noon(row.day("submitted_on")),
        )


def _parties(case: Suggestion, row: Past) -> Iterator[Party]:
    signed, given = row.day("submitted_on"), row.day("assigned_on")
    yield Party(suggestion=case, part=Part.LEAD, deputy=row.lead, since=signed)
    for deputy in row.cosigners:
        yield Party(suggestion=case, part=Part.COSIGNER, deputy=deputy, since=signed)
    for unit in (*row.main, *row.co):
        yield Party(
            suggestion=case,
            part=_part(row, unit),
            unit=unit,
            government_id=unit.government_id,
            since=given,
        )


def _part(row: Past, unit: Unit) -> AssignmentPart:
    if unit in row.co:
        return AssignmentPart.CO
    return AssignmentPart.MAIN if len(row.main) == 1 else AssignmentPart.SEPARATE


def _share(case: Suggestion, row: Past, unit: Unit) -> Assignment:
    day = row.day("assigned_on")
    return Assignment(
        suggestion=case,
        unit=unit,
        unit_name=row.names[unit.pk],
        part=_part(row, unit),
        state=AssignmentState.DONE,
        assigned_on=day,
        signed_on=day,
        done_on=row.day("replied_on"),
    )


def _answers(shares: list[Assignment], rows: dict[int, Past], known: Known) -> None:
    """The letters and the duties that they ended, so that late is counted as for all."""
    duties, replies = [], []
    models: dict[Any, Deadline] = {}
    for share in shares:
        if share.part == AssignmentPart.CO:
            continue
        row = rows[share.suggestion_id]
        duty = _duty(share, models)
        on = row.day("replied_on")
        duty.state, duty.closed_on = DutyState.DONE, on
        duty.late_days = max(0, (on - duty.due_on).days)
        duties.append(duty)
        replies.append(
            Reply(
                suggestion=share.suggestion,
                assignment=share,
                letter_no=row.texts["letter_no"],
                outcome=row.outcome,
                outcome_label=known.classes(on)[row.outcome].label,
                text=row.texts["reply"] or NO_TEXT,
                replied_on=on,
                is_late=on > duty.due_on,
            )
        )
    Deadline.objects.bulk_create(duties)
    Reply.objects.bulk_create(replies)


def _duty(share: Assignment, models: dict[Any, Deadline]) -> Deadline:
    """Of the same day and place the date is the same: it is calculated once."""
    case, unit = share.suggestion, share.unit
    scope = case.scope()
    key = (share.assigned_on, *scope.values())
    if key not in models:
        models[key] = new_duty(
            case,
            kind=REPLY.code,
            owner=unit,
            from_on=share.assigned_on,
            scope=scope,
            label=case.label,
        )
    duty = copy(models[key])
    duty.subject_id, duty.subject_label = case.pk, case.label[:200]
    duty.ref, duty.owner_unit_id = f"assignment:{share.pk}", unit.pk
    duty.government_id = unit.government_id
    return duty


def _verdict(case: Suggestion, row: Past, by: Seat) -> Verdict:
    return Verdict(
        suggestion=case,
        deputy=row.lead,
        attitude=row.attitude,
        result=row.result,
        reason=row.texts["reason"],
        rated_on=row.day("rated_on"),
        given=Given.PAPER,
        entered_by_name=by.person_name,
    )


def _history(case: Suggestion, row: Past, by: Seat) -> Iterator[SuggestionEvent]:
    said = [
        ("submitted", row.day("submitted_on"), f"{row.lead.name}提交建议"),
        ("accepted", row.day("assigned_on"), f"受理，编为{case.number}"),
        ("assigned", row.day("assigned_on"), f"交办：{case.handler_text}"),
        ("replied", row.day("replied_on"), f"答复（{row.outcome}类）"),
    ]
    if row.days["rated_on"] is not None:
        said.append(("rated", row.day("rated_on"), f"{row.lead.name}评价"))
    for step, (code, day, words) in enumerate(said):
        yield SuggestionEvent(suggestion=case, at=_noon(day, step), code=code, sentence=words[:300])
    yield SuggestionEvent(
        suggestion=case, code="imported", sentence="由表格导入并归档", **signed(by)
    )


def _noon(day: dt.date, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12, minute), BEIJING)
