"""A check is planned, its list is frozen and published, and it may be given up with a reason."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from audit.services import perform, record
from core.clock import now, today
from core.display import cn_date
from core.problems import Conflict, Forbidden, Invalid
from deadlines import services as deadlines
from liaison.models import Deputy, Seat
from liaison.permissions import is_congress_office
from spotchecks import notices
from spotchecks.choices import DRAW, PersonPart, SizeRule, State, Strata
from spotchecks.models import SpotCheck, SpotCheckCase, SpotCheckPerson
from spotchecks.services.drawing import hash_of
from spotchecks.services.population import MOST, Population, Wanted, population, words_of
from spotchecks.workflow import SPOT_CHECK
from suggestions.services.base.clocks import office_of

# Without 0, O, 1, I and L, which are read for one another.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Plan:
    """What the office decides before anything is public."""

    name: str
    wanted: Wanted
    size_rule: str
    size: int
    source_name: str
    source_day: dt.date
    strata: str = Strata.NONE


@dataclass(frozen=True)
class Reviewers:
    """Deputies, and seats of committees."""

    deputies: Sequence[Deputy] = ()
    seats: Sequence[Seat] = ()


def refuse(field: str, words: str) -> Invalid:
    return Invalid(words, errors={field: [words]})


def _check_plan(plan: Plan) -> None:
    if not plan.name.strip():
        raise refuse("name", "请给这次抽评起个名字。")
    if plan.size_rule not in SizeRule.values or plan.strata not in Strata.values:
        raise refuse("size_rule", "请选抽多少、怎么分组。")
    most = 100 if plan.size_rule == SizeRule.SHARE else MOST
    if not 1 <= plan.size <= most:
        raise refuse("size", f"请填1到{most}之间的整数。")
    if not plan.source_name.strip():
        raise refuse("source_name", "请写明用哪个公开来源的数值，如某日的彩票开奖号码。")


def plan_check(plan: Plan, *, by: Seat, reviewers: Reviewers | None = None) -> SpotCheck:
    """筹备: seen by the office alone until it is published."""
    if not is_congress_office(by):
        raise Forbidden("随机抽评由本级人大的代工委（乡镇人大主席团）组织，请联系他们。")
    _check_plan(plan)
    with transaction.atomic():
        check = SpotCheck(congress_id=by.unit.congress_id, **_place(by))
        _write(check, plan)
        check.updated_by_name = by.person_name
        check.save()
        _name(check, reviewers or Reviewers())
        notices.happened(check, "plan", "开始筹备", by=by)
        record("spotcheck.plan", by=by, label="筹备抽评", subject=check)
    return check


def _place(seat: Seat) -> dict[str, int | None]:
    scope = seat.unit.scope()
    scope.pop("congress_id")
    return scope


def _write(check: SpotCheck, plan: Plan) -> None:
    check.name, check.year = plan.name.strip(), plan.wanted.year
    check.wanted, check.wanted_text = plan.wanted.as_data(), words_of(plan.wanted)
    check.strata, check.size_rule, check.size = plan.strata, plan.size_rule, plan.size
    check.source_name, check.source_day = plan.source_name.strip(), plan.source_day


def _name(check: SpotCheck, reviewers: Reviewers) -> None:
    check.people.filter(part=PersonPart.REVIEWER).delete()
    SpotCheckPerson.objects.bulk_create(
        [
            *(person_of(check, deputy=deputy) for deputy in reviewers.deputies),
            *(person_of(check, seat=seat) for seat in reviewers.seats),
        ]
    )


def person_of(
    check: SpotCheck, *, deputy: Deputy | None = None, seat: Seat | None = None
) -> SpotCheckPerson:
    """A reviewer as the paper names one; not stored yet."""
    name = deputy.name if deputy else seat.person_name if seat else ""
    title = "代表" if deputy else f"{seat.unit.name}" if seat else ""
    return SpotCheckPerson(
        spot_check=check,
        part=PersonPart.REVIEWER,
        name=name,
        title=title,
        deputy=deputy,
        seat=seat,
    )


def edit(
    check: SpotCheck,
    *,
    by: Seat,
    plan: Plan,
    reviewers: Reviewers | None = None,
    version: int | None = None,
) -> SpotCheck:
    """修改方案: as long as nothing is public."""
    _check_plan(plan)
    with perform(check, "edit", by=by, workflow=SPOT_CHECK, version=version) as deed:
        row: SpotCheck = deed.case
        _write(row, plan)
        if reviewers is not None:
            _name(row, reviewers)
    return check


def list_of(check: SpotCheck) -> Population:
    """The list as it would be published now."""
    return population(
        check.congress_id,
        Wanted.of(check.wanted),
        strata=check.strata,
        rule=check.size_rule,
        size=check.size,
    )


def publish(check: SpotCheck, *, by: Seat, version: int | None = None) -> SpotCheck:
    """公布: the list is frozen with its hash before anybody can know the source's value."""
    with perform(check, "publish", by=by, workflow=SPOT_CHECK, version=version) as deed:
        row: SpotCheck = deed.case
        if row.source_day <= today():
            raise refuse(
                "source_day",
                f"来源的日子要在公布（今天{cn_date(today())}）以后，请先改成以后的日子。",
            )
        found = list_of(row)
        _require_list(row, found)
        row.list_count = len(found.members)
        row.list_hash = hash_of([(m.number, m.group) for m in found.members])
        _require_new(row)
        _freeze(row, found)
        row.code = "".join(secrets.choice(_SIGNS) for _ in range(8))
        row.published_on, row.published_at = today(), now()
        row.published_by_name = by.person_name
        deadlines.open_(
            row,
            kind=DRAW.code,
            owner=office_of(row),
            from_on=row.source_day,
            scope=row.scope(),
            label=row.name,
            by=by,
        )
        sentence = (
            f"公布名单{row.list_count}件，抽{found.drawn}件，"
            f"以{row.source_name}（{cn_date(row.source_day)}）抽取"
        )
        event = notices.happened(row, "publish", sentence, by=by, note=row.list_hash)
        notices.tell_congress(row, event, by=by)
    return check


def _require_list(check: SpotCheck, found: Population) -> None:
    if not found.members:
        raise Conflict("这个范围内没有已答复的建议，请修改方案里的范围。", state=check.state)
    if len(found.members) > MOST:
        raise Conflict(f"名单超过{MOST}件，请把范围缩小一些。", state=check.state)


def _require_new(check: SpotCheck) -> None:
    """The same list is not drawn twice: nobody may try until the draw is to his liking.

    One that was given up before its source's day was out could not have been known by anybody.
    """
    for old in SpotCheck.objects.filter(list_hash=check.list_hash).exclude(pk=check.pk):
        given_up = old.state == State.CANCELLED and old.drawn_at is None
        if not given_up or (old.cancelled_on or old.source_day) >= old.source_day:
            raise Conflict(
                f"同一份名单已经在「{old.name}」用过，不能再抽一次。请换范围另作一次抽评。",
                state=check.state,
            )


def _freeze(check: SpotCheck, found: Population) -> None:
    SpotCheckCase.objects.bulk_create(
        SpotCheckCase(
            spot_check=check,
            suggestion=member.case,
            position=place,
            number=member.number,
            group=member.group,
            group_name=member.group_name,
            claimed=member.case.outcome,
            claimed_label=member.claimed_label,
            claimed_tag=member.claimed_tag,
        )
        for place, member in enumerate(found.members, start=1)
    )


def cancel(check: SpotCheck, *, by: Seat, reason: str, version: int | None = None) -> SpotCheck:
    """取消: with a reason, and it stays where everybody saw it."""
    if not reason.strip():
        raise refuse("reason", "请写明为什么取消，公布过的会照原样留着。")
    with perform(
        check, "cancel", by=by, workflow=SPOT_CHECK, version=version, reason=reason
    ) as deed:
        row: SpotCheck = deed.case
        row.cancelled_on, row.cancel_reason = today(), reason.strip()
        deadlines.cancel_all(row, reason="抽评已取消")
        for case in row.cases.drawn():
            deadlines.cancel_all(case, reason="抽评已取消")
        late = row.published_at is not None and row.source_day <= today() and not row.drawn_at
        words = "取消抽评（来源的数值已经公布，还没有抽取）" if late else "取消抽评"
        event = notices.happened(row, "cancel", words, by=by, note=reason.strip())
        if row.published_at is not None:
            notices.tell_congress(row, event, by=by)
    return check
