"""What the record page shows, section by section, as the acting seat may see it."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef

from core.clock import today
from core.display import cn_date, mask_phone
from deadlines.choices import kind
from deadlines.lights import Light, light_of
from deadlines.models import Deadline
from deadlines.services import Climb, climb_of, ladder_of
from files.models import StoredFile
from liaison.models import Seat
from stations.models import Opinion
from suggestions import permissions as may
from suggestions.choices import (
    LIVE_ASSIGNMENTS,
    RATE,
    AssignmentPart,
    AssignmentState,
    Part,
    SignerState,
)
from suggestions.models import (
    Assignment,
    Coordination,
    CoSigner,
    KeyDecision,
    Reply,
    Suggestion,
    Verdict,
)
from suggestions.permissions.publication import kept_from_others
from suggestions.views.promises.shown import Row, row_of
from suggestions.views.rows import light_for

_PART_ORDER = {"main": 0, "separate": 1, "co": 2}


@dataclass
class UnitRow:
    """One unit's share: who, which part, how far, by when."""

    assignment: Assignment
    name: str
    part: str
    who: str
    progress: str
    light: Light | None
    prefix: str = ""


@dataclass
class Duty:
    label: str
    owner: str
    due_on: Any
    light: Light
    words: str
    is_silence: bool = False
    ladder: list[Climb] = field(default_factory=list)


@dataclass
class Record:
    units: list[UnitRow]
    replies: list[Reply]
    old_replies: list[Reply]
    contacts: list[Any]
    co_opinions: list[Any]
    verdicts: list[Any]
    studies: list[Any]
    presses: list[Any]
    returns: list[Any]
    extensions: list[Any]
    cosigners: list[CoSigner]
    opinions: list[Opinion]
    leaders: dict[str, Any]
    duties: list[Duty]
    files: list[StoredFile]
    light: Light | None
    decision: KeyDecision | None
    inside: bool
    office: bool = False
    promises: list[Row] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    coordinations: list[Coordination] = field(default_factory=list)
    gone: list[Assignment] = field(default_factory=list)

    def _parts(self, part: str) -> int:
        return sum(row.assignment.part == part for row in self.units)

    @property
    def main_count(self) -> int:
        return self._parts(AssignmentPart.MAIN)

    @property
    def separate_count(self) -> int:
        return self._parts(AssignmentPart.SEPARATE)

    @property
    def co_count(self) -> int:
        return self._parts(AssignmentPart.CO)


def record_of(case: Suggestion, seat: Seat) -> Record:
    """`case` has been filled, so all but the opinions and the duties come from memory."""
    inside, inner = may.sees_all(seat, case), may.sees_inner(seat, case)
    shares = sorted(case.assignments.all(), key=lambda a: (_PART_ORDER[a.part], a.pk))
    replies = list(case.replies.all())
    shown = _shown_replies(case, replies, inside)
    duties = _duties(case) if inside else []
    return Record(
        units=[_unit_row(case, a) for a in shares if a.state in LIVE_ASSIGNMENTS],
        replies=shown,
        old_replies=[r for r in replies if r not in shown] if inside else [],
        contacts=_collected(shares, "contacts") if inside else [],
        co_opinions=_collected(shares, "opinions") if inside else [],
        verdicts=_verdicts(case) if inside else [],
        studies=list(case.studies.all()) if inside else [],
        presses=list(case.presses.all()) if inner else [],
        returns=_collected(shares, "returns") if inner else [],
        extensions=_collected(shares, "extensions") if inside else [],
        cosigners=_cosigners(case, inside),
        opinions=_opinions(case, seat),
        leaders={row.part: row for row in case.key_leaders.all() if row.until is None},
        duties=duties,
        silent=[duty.owner.removesuffix("代表") for duty in duties if duty.is_silence],
        coordinations=list(case.coordinations.all()) if inside else [],
        files=case.kept_files if inside else [],  # type: ignore[attr-defined]
        light=light_for(case),
        decision=getattr(case, "key_decision", None),
        inside=inside,
        office=may.is_office(seat, case),
        promises=_promises(case, inside),
        gone=[a for a in shares if a.state not in LIVE_ASSIGNMENTS] if inner else [],
    )


def _collected(assignments: list[Assignment], name: str) -> list[Any]:
    """The rows of all shares together, oldest first, each knowing whose it is."""
    rows = []
    for assignment in assignments:
        for row in getattr(assignment, name).all():
            row.unit_name = assignment.unit_name
            rows.append(row)
    return sorted(rows, key=lambda row: row.pk)


def _unit_row(case: Suggestion, a: Assignment) -> UnitRow:
    reply = _reply_of(case, a)
    told = reply if reply and reply.contact_name else None
    who = f"{told.contact_name}，{mask_phone(told.contact_phone)}" if told else ""
    if not who and a.signed_by_name:
        who = f"签收人：{a.signed_by_name}"
    done = a.state == AssignmentState.DONE
    light = light_of(a.due_on, a.amber_on, done=done) if a.due_on or done else None
    prefix = "答复" if light and not done and a.part != AssignmentPart.CO else ""
    progress = _progress(case, a, reply)
    return UnitRow(a, a.unit_name, a.get_part_display(), who, progress, light, prefix)


def _reply_of(case: Suggestion, a: Assignment) -> Reply | None:
    valid = [r for r in case.replies.all() if r.assignment_id == a.pk and r.recalled_on is None]
    return valid[-1] if valid else None


def _progress(case: Suggestion, a: Assignment, reply: Reply | None) -> str:
    if a.state == AssignmentState.ASSIGNED:
        return "待签收"
    if a.state == AssignmentState.RETURNING:
        return "申请退办，等裁定"
    if reply is not None and reply.round == case.round:
        return f"{cn_date(reply.replied_on)}答复，{reply.outcome}类"
    if a.part == AssignmentPart.CO:
        given = list(a.opinions.all())
        if given and given[-1].returned_on is not None:
            return f"会办意见{cn_date(given[-1].returned_on)}退回，等重送"
        return f"{cn_date(given[-1].given_on)}已送会办意见" if given else "还没送会办意见"
    return _contacted(a)


def _contacted(a: Assignment) -> str:
    stages = list(dict.fromkeys(row.get_stage_display() for row in a.contacts.all()))
    if not stages:
        return f"{cn_date(a.signed_on)}签收，还没联系代表"
    return f"{'、'.join(stages)}已沟通"


def _shown_replies(case: Suggestion, replies: list[Reply], inside: bool) -> list[Reply]:
    """The valid ones of this round; other deputies read them when publishing was agreed to."""
    valid = [r for r in replies if r.recalled_on is None and r.round == case.round]
    public = {row.reply_id: row for row in case.publications.all()}
    for row in replies:
        got = [one for one in case.recipients.all() if one.reply_id == row.pk]
        row.shown_recipients = got  # type: ignore[attr-defined]
        row.reached = sum(one.has_it for one in got)  # type: ignore[attr-defined]
        row.shown_publication = public.get(row.pk)  # type: ignore[attr-defined]
    if inside:
        return valid
    if not case.consents_to_publish or case.is_confidential:
        return []
    return [r for r in valid if r.pk not in kept_from_others(case)]


def _promises(case: Suggestion, inside: bool) -> list[Row]:
    """As the replies: other deputies read them when publishing was agreed to."""
    if not inside and (not case.consents_to_publish or case.is_confidential):
        return []
    return [row_of(row) for row in case.promises.all()]


def _verdicts(case: Suggestion) -> list[Any]:
    """The newest first; one that changed an earlier verdict on the same replies says so."""
    rated: set[tuple[int, int]] = set()
    rows: list[Any] = list(case.verdicts.all())
    for row in rows:
        row.is_change = (row.deputy_id, row.round) in rated
        row.said = said_of(row)
        rated.add((row.deputy_id, row.round))
    return rows[::-1]


_YES_NO = {
    "got_reply": ("收到答复", "没有收到答复"),
    "wants_rehandling": ("要求重新办理", "不要求重新办理"),
    "agrees_to_publish": ("同意公开", "不同意公开"),
}


def said_of(row: Verdict) -> list[str]:
    """The rest of the consultation form in words; what was not said is not shown."""
    found = [f"问题{row.get_solved_display()}"] if row.solved else []
    for name, words in _YES_NO.items():
        value = getattr(row, name)
        found += [words[0] if value else words[1]] if value is not None else []
    for name, label in (("before", "办理前"), ("during", "办理中"), ("after", "办理后")):
        if way := getattr(row, f"get_contact_{name}_display")():
            found.append(f"{label}{way}")
    return found


def _cosigners(case: Suggestion, inside: bool) -> list[CoSigner]:
    rows = case.cosigners.all()
    return [row for row in rows if inside or row.state == SignerState.CONFIRMED]


def _opinions(case: Suggestion, seat: Seat) -> list[Opinion]:
    """Where it came from; an opinion that the seat may not open is a number without a link."""
    ids = [link.opinion_id for link in case.opinion_links.all()]
    if not ids:
        return []
    seen = Opinion.objects.visible_to(seat).filter(pk=OuterRef("pk"))
    rows = Opinion.objects.filter(pk__in=ids).annotate(may_open=Exists(seen))
    return list(rows.select_related("station").order_by("id"))


def _duties(case: Suggestion) -> list[Duty]:
    rows = (
        Deadline.objects.open()
        .filter(subject_type="suggestion", subject_id=case.pk)
        .select_related("owner_unit", "owner_deputy", "supersedes")
        .order_by("due_on", "id")
    )
    ladder = ladder_of(case.congress_id) if any(row.due_on < today() for row in rows) else []
    return [
        Duty(
            label=kind(row.kind).label,
            owner=row.owner_unit.name if row.owner_unit else f"{row.owner_deputy}代表",
            due_on=row.due_on,
            light=light_of(row.due_on, row.amber_on),
            words=_reckoned(row),
            is_silence=row.kind == RATE.code and row.due_on < today(),
            ladder=climb_of(row, ladder),
        )
        for row in rows
    ]


def _reckoned(row: Deadline) -> str:
    """The arithmetic, and what the date was before and why it moved."""
    words: str = row.calculation.get("words", "")
    before = getattr(row, "supersedes", None)
    if before is None or before.due_on == row.due_on:
        return words
    return f"{words}原来是{cn_date(before.due_on)}，{before.reason.rstrip('。')}。"


def leader_tag(case: Suggestion, leaders: dict[str, Any]) -> str:
    """重点督办 with who supervises: 刘建平副主任."""
    if not case.is_key:
        return ""
    row = leaders.get(Part.SUPERVISOR)
    return f"重点督办 · {row.name}" if row else "重点督办"
