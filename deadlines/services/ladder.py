"""Who hears of a late duty besides its owner, and when; a congress may set its own steps.

Everything goes out in office hours of working days only (deadlines/sweep.py): a step that falls
on a day off is taken on the next working day.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import Count, Q

from audit.services import record
from core.clock import today
from core.problems import Forbidden, Invalid
from deadlines.choices import LADDER, kinds
from deadlines.models import Deadline, EscalationStep
from deadlines.services.duties import regions_of
from deadlines.services.holding import hold_rules
from liaison.calendar import ONE, calendar_of
from liaison.choices import Role
from liaison.models import Congress, Seat
from liaison.permissions import is_congress_office

LONGEST = 180
# From the nearest to the furthest; a leader stands beside the ladder, for key items only.
ABOVE = {
    str(Role.UNIT_HEAD): "单位负责人",
    str(Role.GOVOFFICE): "政府督查室（政府办）",
    str(Role.OFFICE): "代工委（乡镇主席团）",
    str(Role.LEADER): "督办领导",
}


@dataclass(frozen=True)
class Rung:
    """From the day after `after_days` of lateness on, this post is told."""

    role: str
    after_days: int

    @property
    def label(self) -> str:
        return ABOVE.get(self.role, str(Role(self.role).label))

    @property
    def words(self) -> str:
        if self.after_days == 0:
            return "逾期第1天起"
        return f"逾期超过{self.after_days}天"


@dataclass(frozen=True)
class Climb:
    """A rung as one late duty meets it: the working day on which it is told."""

    rung: Rung
    on: dt.date
    reached: bool


def ladder_of(congress_id: int | None) -> list[Rung]:
    """The congress's own rows, else everybody's, else the ladder of roles.md."""
    rows = list(EscalationStep.objects.filter(Q(congress_id=congress_id or 0) | Q(congress=None)))
    own = [row for row in rows if row.congress_id is not None]
    found = [Rung(str(row.role), row.after_days) for row in own or rows]
    found = found or [Rung(str(role), after) for role, after in LADDER]
    return sorted(found, key=lambda rung: (rung.after_days, rung.role))


def has_own_ladder(congress_id: int | None) -> bool:
    return EscalationStep.objects.filter(congress_id=congress_id or 0).exists()


def climb_of(row: Deadline, ladder: list[Rung] | None = None) -> list[Climb]:
    """The way up of a late duty; empty while it is not late or when it tells nobody above."""
    if row.due_on >= today() or not row.escalates:
        return []
    calendar = calendar_of(regions_of(row))
    steps = []
    for rung in ladder_of(row.congress_id) if ladder is None else ladder:
        if _concerns(row, rung):
            on = calendar.working_on_or_after(row.due_on + ONE * (rung.after_days + 1))
            steps.append(Climb(rung, on, on <= today()))
    return steps


def climb_on(subject: models.Model) -> list[Climb]:
    """The way up of the case's latest duty; nothing is asked of a case without a late one."""
    rows = Deadline.objects.late().filter(
        subject_type=subject._meta.model_name, subject_id=subject.pk, escalates=True
    )
    row = rows.order_by("due_on", "id").first()
    return climb_of(row) if row is not None else []


def _concerns(row: Deadline, rung: Rung) -> bool:
    if rung.role == Role.LEADER:
        return row.supervisor_id is not None
    if rung.role == Role.GOVOFFICE:
        return row.government_id is not None
    return rung.role != Role.UNIT_HEAD or row.owner_unit_id is not None


@dataclass(frozen=True)
class RungEffect:
    """How many late duties one post hears of, now and by the new steps."""

    label: str
    before: str
    after: str
    told_now: int
    told_then: int


def ladder_effect(congress_id: int, days: Mapping[str, int | None]) -> list[RungEffect]:
    """Looked at before it is saved: late duties that reach each step today."""
    now = {rung.role: rung for rung in ladder_of(congress_id)}
    then = {role: Rung(role, after) for role, after in days.items() if after is not None}
    counts = _late_counts(congress_id, [*now.values(), *then.values()])
    return [
        RungEffect(
            label,
            now[role].words if role in now else "不报",
            then[role].words if role in then else "不报",
            counts[now[role]] if role in now else 0,
            counts[then[role]] if role in then else 0,
        )
        for role, label in ABOVE.items()
    ]


def _late_counts(congress_id: int, rungs: list[Rung]) -> dict[Rung, int]:
    """One query for all of them."""
    late = Deadline.objects.late().filter(congress_id=congress_id, escalates=True)
    asked = {
        f"r{n}": Count("id", filter=_reached(rung), distinct=False) for n, rung in enumerate(rungs)
    }
    found = late.aggregate(**asked) if asked else {}
    return {rung: found[f"r{n}"] for n, rung in enumerate(rungs)}


def _reached(rung: Rung) -> models.Q:
    reached = Q(due_on__lt=today() - ONE * rung.after_days)
    if rung.role == Role.LEADER:
        return reached & Q(supervisor__isnull=False)
    if rung.role == Role.GOVOFFICE:
        return reached & Q(government__isnull=False)
    return reached & Q(owner_unit__isnull=False) if rung.role == Role.UNIT_HEAD else reached


def check_ladder(days: Mapping[str, int | None]) -> None:
    """At least one step, and nobody hears before those below."""
    errors: dict[str, list[str]] = {}
    lowest, name = 0, ""
    for post in (Role.UNIT_HEAD, Role.GOVOFFICE, Role.OFFICE):
        after = days.get(str(post))
        if after is None:
            continue
        if after < lowest:
            errors[str(post)] = [f"不能早于{name}，请填{lowest}或更多的天数。"]
        lowest, name = max(lowest, after), ABOVE[str(post)]
    for role, after in days.items():
        if after is not None and not 0 <= after <= LONGEST:
            errors[role] = [f"请填0到{LONGEST}之间的天数。"]
    if all(after is None for after in days.values()):
        first = str(Role.UNIT_HEAD)
        errors[first] = ["至少留一级；逾期没人知道，事情就会拖下去。"]
    if errors:
        raise Invalid("有几处要改，改好后再看影响。", errors=errors)


@transaction.atomic
def set_ladder(congress: Congress, days: Mapping[str, int | None], *, by: Seat) -> None:
    """The congress's own steps replace those it had; the record keeps both."""
    _require(congress, by)
    check_ladder(days)
    hold_rules(congress.pk)
    before = _facts(congress.pk)
    EscalationStep.objects.filter(congress=congress).delete()
    EscalationStep.objects.bulk_create(
        EscalationStep(congress=congress, role=role, after_days=after)
        for role, after in days.items()
        if after is not None
    )
    record(
        "escalation.set",
        by=by,
        label="改逾期上报",
        subject=congress,
        before=before,
        after=_facts(congress.pk),
    )


@transaction.atomic
def reset_ladder(congress: Congress, *, by: Seat) -> None:
    """Back to the common steps."""
    _require(congress, by)
    hold_rules(congress.pk)
    before = _facts(congress.pk)
    EscalationStep.objects.filter(congress=congress).delete()
    after = _facts(congress.pk)
    record(
        "escalation.reset",
        by=by,
        label="恢复默认逾期上报",
        subject=congress,
        before=before,
        after=after,
    )


def _require(congress: Congress, by: Seat) -> None:
    if not is_congress_office(by) or by.unit.congress_id != congress.pk:
        raise Forbidden("逾期上报由本级人大的代工委（乡镇人大主席团）来定，请联系他们。")


def _facts(congress_id: int) -> dict[str, object]:
    return {rung.role: rung.after_days for rung in ladder_of(congress_id)}


def climbing_kinds() -> list[str]:
    """Words of the kinds whose lateness is told above."""
    return [kind.label for kind in kinds() if kind.escalates]
