"""A congress settles how long a duty lasts from a day on; open duties move only if that is said.

A duty goes by the rule that held on the day on which it began. So a rule from today or later on
moves nothing that is open. One from a past day reckons anew what began since and is not done:
the old row is superseded with a reason, as with every other change of a date.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models, transaction
from django.db.models import F

from audit.services import name_of, record, snapshot
from core import registry
from core.clock import now, today
from core.display import cn_date
from core.problems import Conflict, Forbidden, Invalid
from deadlines import arithmetic
from deadlines.arithmetic import Calculation
from deadlines.choices import PeriodUnit
from deadlines.choices import kind as kind_of
from deadlines.models import Deadline, DeadlineRule
from deadlines.services.duties import copy_of, put_in_place, put_result, regions_of
from deadlines.services.holding import hold_rules
from deadlines.services.terms import Terms, terms_of
from liaison.calendar import ONE, Calendar, calendar_of
from liaison.models import Seat
from liaison.permissions import is_congress_office
from notifications.services import notify_seats

SHOWN = 20
FURTHEST_BACK = dt.timedelta(days=366)
MOST_REMINDERS = 10
FURTHEST_REMINDER = 180


@dataclass(frozen=True)
class Move:
    """An open duty that would get another date; `late`: by that date it is late at once."""

    deadline: Deadline
    due_on: dt.date
    found: Calculation = field(repr=False)

    @property
    def late(self) -> bool:
        return self.due_on < today() <= self.deadline.due_on

    @property
    def owner_name(self) -> str:
        row = self.deadline
        return row.owner_unit.short_name if row.owner_unit else f"{row.owner_deputy}代表"

    @property
    def case_url(self) -> str:
        row = self.deadline
        known = registry.known(row.subject_type)
        return registry.subject(row.subject_type).url(row.subject_id) if known else ""


@dataclass(frozen=True)
class Effect:
    """What a new rule does to what is open: `waiting` all of the kind, `begun` since its day."""

    waiting: int
    begun: int
    moves: list[Move]

    @property
    def late(self) -> int:
        return sum(move.late for move in self.moves)

    @property
    def earlier(self) -> int:
        return sum(move.due_on < move.deadline.due_on for move in self.moves)

    @property
    def first(self) -> list[Move]:
        return self.moves[:SHOWN]


def effect_of(rule: DeadlineRule) -> Effect:
    """Looked at before it is made; nothing is written."""
    rows = _open(rule)
    calculate = _Reckoner(terms_of(rule))
    touched = list(_touched(rule).select_related("rule", "owner_unit", "owner_deputy"))
    begun = [row for row in touched if _goes_by_rule(row)]
    moves = []
    for row in begun:
        found = calculate(row)
        if found.due_on != row.due_on:
            moves.append(Move(row, found.due_on, found))
    return Effect(rows.count(), len(begun), moves)


def named_for(seat: Seat, moves: list[Move]) -> set[int]:
    """Those moves whose case the seat may read; the others are counted and not named."""
    asked: dict[str, set[int]] = {}
    for move in moves:
        asked.setdefault(move.deadline.subject_type, set()).add(move.deadline.subject_id)
    unseen: set[tuple[str, int]] = set()
    for code, ids in asked.items():
        if registry.known(code):
            rows = registry.subject(code).visible(seat).filter(pk__in=ids)
            unseen |= {(code, pk) for pk in ids - set(rows.values_list("pk", flat=True))}
    return {
        move.deadline.pk
        for move in moves
        if (move.deadline.subject_type, move.deadline.subject_id) not in unseen
    }


class _Reckoner:
    """Duties that began on one day in one place have one due date."""

    def __init__(self, terms: Terms):
        self.terms = terms
        self.known: dict[tuple[object, ...], Calculation] = {}

    def __call__(self, row: Deadline) -> Calculation:
        regions = regions_of(row)
        key = (row.from_on, *regions)
        if key not in self.known:
            self.known[key] = self.terms.calculate(row.from_on, calendar_of(regions))
        return self.known[key]


def _open(rule: DeadlineRule) -> "models.QuerySet[Deadline]":
    return Deadline.objects.open().filter(congress=rule.congress, kind=rule.kind)


def _touched(rule: DeadlineRule) -> "models.QuerySet[Deadline]":
    """What began since the rule's day, up to the day of a later rule of the same congress."""
    rows = _open(rule).filter(from_on__gte=rule.effective_from).order_by("due_on", "id")
    later = (
        DeadlineRule.objects.filter(
            congress=rule.congress, kind=rule.kind, effective_from__gt=rule.effective_from
        )
        .order_by("effective_from")
        .first()
    )
    return rows if later is None else rows.filter(from_on__lt=later.effective_from)


def _goes_by_rule(row: Deadline) -> bool:
    """A date that an authority wrote, or an extension, is nobody's to reckon anew."""
    if row.calculation.get("unit") != PeriodUnit.FIXED:
        return True
    if row.rule is None or row.rule.unit != PeriodUnit.FIXED:
        return False
    calendar = calendar_of(regions_of(row))
    return terms_of(row.rule).calculate(row.from_on, calendar).due_on == row.due_on


def check(rule: DeadlineRule, by: Seat) -> None:
    """What a congress may settle; each refusal beside its field."""
    _require_office(rule, by)
    errors = dict(_faults(rule))
    if errors:
        raise Invalid("有几处要改，改好后再看影响。", errors=errors)


def _require_office(rule: DeadlineRule, by: Seat) -> None:
    if not is_congress_office(by) or by.unit.congress_id != rule.congress_id:
        raise Forbidden("期限规则由本级人大的代工委（乡镇人大主席团）来定，请联系他们。")
    if kind_of(rule.kind).from_case:
        raise Forbidden("这一项的期限随每件事定，不能在这里改。")


def _faults(rule: DeadlineRule) -> Iterable[tuple[str, list[str]]]:
    length = _length_fault(rule)
    if length:
        yield length
    elif beyond := beyond_the_law(rule):
        yield "amount", [beyond]
    day = _day_fault(rule)
    if day:
        yield "effective_from", [day]
    reminders = _reminder_fault(rule)
    if reminders:
        yield "reminders", [reminders]
    if not 1 <= rule.late_every <= 60:
        yield "late_every", ["请填1到60之间的天数。"]
    if not rule.source.strip():
        yield "source", ["请写明依据，例如哪个文件、第几条。"]


def _length_fault(rule: DeadlineRule) -> tuple[str, list[str]] | None:
    if rule.unit == PeriodUnit.FIXED:
        return None if _is_a_day(rule) else ("fixed_day", ["没有这一天，请改月份或日期。"])
    longest = {PeriodUnit.MONTHS: 60, PeriodUnit.DAYS: 1825, PeriodUnit.WORKING_DAYS: 750}
    most = longest[PeriodUnit(rule.unit)]
    if not 1 <= (rule.amount or 0) <= most:
        return "amount", [f"请填1到{most}之间的数字。"]
    return None


def _is_a_day(rule: DeadlineRule) -> bool:
    try:
        dt.date(2000, rule.fixed_month or 0, rule.fixed_day or 0)
    except ValueError:
        return False
    return True


def beyond_the_law(rule: DeadlineRule) -> str:
    """Where the law says how long at most, no day of the year may lead past it."""
    kind = kind_of(rule.kind)
    if kind.limit is None or rule.unit == PeriodUnit.FIXED:
        return ""
    calendar, terms = _calendar(rule), terms_of(rule)
    for number in range(366):
        day = rule.effective_from + ONE * number
        found = terms.calculate(day, calendar).due_on
        latest = arithmetic.compute(day, *kind.limit, calendar).due_on
        if found > latest:
            amount, unit = kind.limit
            return (
                f"依{kind.law}，{kind.label}最长{amount}{PeriodUnit(unit).label}。按您填的，"
                f"{cn_date(day)}起算的到{cn_date(found)}，超过{cn_date(latest)}，请改短。"
            )
    return ""


def _calendar(rule: DeadlineRule) -> Calendar:
    division = rule.congress.division if rule.congress else None
    places: list[int | None] = []
    while division is not None:
        places.append(division.pk)
        division = division.parent
    return calendar_of(places)


def _day_fault(rule: DeadlineRule) -> str:
    if rule.effective_from < today() - FURTHEST_BACK:
        return f"最早填{cn_date(today() - FURTHEST_BACK)}；更早起算的按原来的规则办。"
    if rule.effective_from > today() + FURTHEST_BACK * 3:
        return "生效日期太远，请填三年以内的日期。"
    same = DeadlineRule.objects.filter(
        congress=rule.congress, kind=rule.kind, effective_from=rule.effective_from
    )
    if same.exists():
        return f"{cn_date(rule.effective_from)}起已经有一条规则了，请另选一天。"
    return ""


def _reminder_fault(rule: DeadlineRule) -> str:
    days = rule.reminders
    if len(days) > MOST_REMINDERS:
        return f"最多填{MOST_REMINDERS}个提醒。"
    if any(day > FURTHEST_REMINDER for day in days):
        return f"最多提前{FURTHEST_REMINDER}天提醒。"
    return ""


@transaction.atomic
def add_rule(rule: DeadlineRule, *, by: Seat, moving: int) -> DeadlineRule:
    """From its day on this holds. `moving` is how many dates the office was shown to move.

    More or fewer by now, because others worked meanwhile, is refused: look again first.
    """
    hold_rules(rule.congress_id)
    check(rule, by)
    effect = effect_of(rule)
    if len(effect.moves) != moving:
        raise Conflict(
            f"现在有{len(effect.moves)}个正在计算的期限会改，和您刚才看到的不一样，请再看一遍影响。",
            moving=len(effect.moves),
        )
    before = _facts(_in_force_before(rule))
    rule.reminders = sorted(set(rule.reminders), reverse=True)
    rule.source = rule.source.strip()
    rule.made_by_name, rule.made_at = name_of(by), now()
    rule.save(force_insert=True)
    moved = _reckon_anew(rule)
    after = _facts(rule) | {"moved": len(moved)}
    record("deadlinerule.add", by=by, label="改期限规则", subject=rule, before=before, after=after)
    _tell_owners(rule, moved)
    return rule


def _in_force_before(rule: DeadlineRule) -> DeadlineRule | None:
    rows = DeadlineRule.objects.of(rule.congress_id).filter(
        kind=rule.kind, effective_from__lte=rule.effective_from
    )
    return rows.order_by(F("congress_id").asc(nulls_last=True), "-effective_from").first()


def _facts(rule: DeadlineRule | None) -> dict[str, object]:
    return {} if rule is None else snapshot(rule, without=("id", "made_at", "made_by_name"))


def _reckon_anew(rule: DeadlineRule) -> list[Move]:
    """Open duties that began since: a moved date supersedes the row, the rest is put right."""
    reason = f"期限规则自{cn_date(rule.effective_from)}起改为{rule.period}，期限重新计算"
    calculate, moved = _Reckoner(terms_of(rule)), []
    touched: dict[str, set[int]] = {}
    locked = _touched(rule).select_related("rule").select_for_update(of=("self",))
    for row in [row for row in locked if _goes_by_rule(row)]:
        found = calculate(row)
        fresh = copy_of(row) if found.due_on != row.due_on else row
        fresh.rule, fresh.reminders, fresh.late_every = rule, rule.reminders, rule.late_every
        fraction = (rule.amber_numerator, rule.amber_denominator)
        put_result(fresh, found, calendar_of(regions_of(row)), fraction)
        if fresh is row:
            row.save()
        else:
            moved.append(Move(put_in_place(fresh, row, reason=reason), fresh.due_on, found))
        touched.setdefault(row.subject_type, set()).add(row.subject_id)
    _tell_cases(touched)
    return moved


def _tell_cases(touched: dict[str, set[int]]) -> None:
    for code, ids in touched.items():
        refresh = registry.subject(code).dates_moved if registry.known(code) else None
        if refresh is not None:
            refresh(sorted(ids))


def _tell_owners(rule: DeadlineRule, moved: list[Move]) -> None:
    """Each body or deputy hears once, however many of its dates moved."""
    groups: dict[tuple[str, int | None], list[Move]] = {}
    for move in moved:
        row = move.deadline
        owner = (
            ("unit", row.owner_unit_id) if row.owner_unit_id else ("deputy", row.owner_deputy_id)
        )
        groups.setdefault(owner, []).append(move)
    label = kind_of(rule.kind).label
    for (side, pk), moves in groups.items():
        one = moves[0] if len(moves) == 1 else None
        title = (
            f"{label}的期限改到{cn_date(one.due_on)}：{one.deadline.subject_label}"
            if one
            else f"{label}的期限规则改了，有{len(moves)}件改了日期"
        )
        notify_seats(
            _seats(side, pk, moves[0].deadline),
            kind="deadline_moved",
            title=title,
            body=f"自{cn_date(rule.effective_from)}起按{rule.period}计算。依据：{rule.source}",
            url=one.case_url if one else "/todo/",
            key=f"deadline-rule:{rule.pk}",
        )


def _seats(side: str, pk: int | None, row: Deadline) -> Iterable[Seat]:
    if side == "deputy":
        return Seat.objects.usable().filter(deputy_id=pk)
    return Seat.objects.usable().filter(unit_id=pk, role__in=row.owner_roles)


@transaction.atomic
def withdraw_rule(rule: DeadlineRule, *, by: Seat) -> None:
    """A rule that has not begun yet may be taken back; afterwards only a newer one replaces it."""
    locked = DeadlineRule.objects.select_for_update().filter(pk=rule.pk).first()
    if locked is None:
        raise Conflict("这条规则已经撤回了。")
    _require_office(locked, by)
    if locked.effective_from <= today():
        raise Conflict("这条规则已经生效，不能撤回。要改，请另定一条从某一天起的新规则。")
    if Deadline.objects.filter(rule=locked).exists():
        raise Conflict("已经有事项按这条规则计算，不能撤回。请另定一条新规则。")
    record(
        "deadlinerule.withdraw",
        by=by,
        label="撤回期限规则",
        subject=locked,
        before=_facts(locked),
    )
    locked.delete()
