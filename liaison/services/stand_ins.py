"""Stand-ins during leave: who may be named, what ends it, in whose post they act meanwhile."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import User
from audit.services import record
from core.clock import now, today
from core.display import cn_date
from core.problems import Conflict, Forbidden, Invalid
from liaison.choices import ADMIN_ROLES, Role, Side
from liaison.models import Seat, StandIn
from liaison.permissions import may_name_stand_in, seen_stand_ins
from liaison.querysets import SeatQuerySet
from notifications.services import notify, notify_seats

LONGEST = dt.timedelta(days=183)
# A mandate is personal (代表法), and the three administrators exclude each other.
NEVER = ADMIN_ROLES | {Role.DEPUTY}
PAGE = "/stand-ins/"
# Which post is acted in by whom on the day `today`; reminders and notices join it.
STANDING = """
SELECT i.absent_id AS seat_id, s.user_id
FROM liaison_standin i
JOIN liaison_seat s ON s.id = i.stand_in_id
WHERE i.ended_at IS NULL AND i.starts_on <= %(today)s AND i.ends_on >= %(today)s
  AND s.starts_on <= %(today)s AND (s.ends_on IS NULL OR s.ends_on >= %(today)s)
"""


def candidates(absent: Seat) -> QuerySet[Seat]:
    """Colleagues of the same body; for a leader of the congress also the other leaders there."""
    if absent.role in NEVER:
        return Seat.objects.none()
    rows = Seat.objects.usable().exclude(role__in=NEVER).exclude(user_id=absent.user_id)
    here = Q(unit_id=absent.unit_id)
    if absent.role == Role.LEADER:
        here &= Q(role=Role.LEADER, side=absent.side)
        if absent.side == Side.CONGRESS:
            here |= Q(
                role=Role.LEADER, side=Side.CONGRESS, unit__congress_id=absent.unit.congress_id or 0
            )
    if absent.role == Role.SECRETARIAT:
        here &= Q(session_id=absent.session_id)
    return rows.filter(here, user__is_active=True).select_related("user", "unit").order_by("id")


@transaction.atomic
def name_stand_in(
    absent: Seat,
    stand_in: Seat,
    *,
    starts_on: dt.date,
    ends_on: dt.date,
    reason: str,
    by: Seat,
) -> StandIn:
    """The absent one says it, or whoever looks after the body's posts."""
    locked = Seat.objects.select_for_update(of=("self",)).filter(pk=absent.pk).first()
    if locked is None or not may_name_stand_in(by, absent):
        raise Forbidden("请假代办由本人或本单位管理员登记。")
    _require(absent, stand_in, starts_on, ends_on, reason)
    _require_free(absent, stand_in, starts_on, ends_on)
    row = StandIn.objects.create(
        absent=absent,
        stand_in=stand_in,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        made_at=now(),
        made_by_name=by.person_name,
    )
    record("standin.name", by=by, label="登记代班", subject=row, after=_facts(row))
    _tell(row, by)
    return row


def _require(
    absent: Seat, stand_in: Seat, starts_on: dt.date, ends_on: dt.date, reason: str
) -> None:
    errors: dict[str, list[str]] = {}
    if absent.role in NEVER:
        errors["absent"] = ["代表职务和平台管理员岗位不能由别人代。"]
    elif not candidates(absent).filter(pk=stand_in.pk).exists():
        errors["stand_in"] = ["请在本单位的同志里选一位。"]
    if starts_on < today():
        errors["starts_on"] = ["请选今天或以后的日期。"]
    if ends_on < starts_on:
        errors["ends_on"] = ["不能早于开始的日子。"]
    elif ends_on - starts_on > LONGEST:
        errors["ends_on"] = ["最长半年；更久的请另开岗位。"]
    if not reason.strip():
        errors["reason"] = ["请写原因，例如年休假、出差。"]
    if errors:
        raise Invalid("有几处要改。", errors=errors)


def _require_free(absent: Seat, stand_in: Seat, starts_on: dt.date, ends_on: dt.date) -> None:
    """One stand-in a day; and nobody who is on leave then, or has no post any more."""
    same_days = StandIn.objects.not_ended().filter(starts_on__lte=ends_on, ends_on__gte=starts_on)
    taken = same_days.filter(absent=absent).select_related("stand_in__user").first()
    if taken is not None:
        words = (
            f"{cn_date(taken.starts_on)}到{cn_date(taken.ends_on)}已经由"
            f"{taken.stand_in.user.name}代，请改日期，或先结束那一次。"
        )
        raise Invalid(words, errors={"starts_on": [words]})
    if same_days.filter(absent__user_id=stand_in.user_id).exists():
        words = f"{stand_in.user.name}那几天也请了假，请另选一位。"
        raise Invalid(words, errors={"stand_in": [words]})
    if stand_in.ends_on is not None and stand_in.ends_on < ends_on:
        words = f"{stand_in.user.name}的岗位到{cn_date(stand_in.ends_on)}为止，请另选一位。"
        raise Invalid(words, errors={"stand_in": [words]})


def _tell(row: StandIn, by: Seat) -> None:
    days = f"{cn_date(row.starts_on)}到{cn_date(row.ends_on)}"
    notify_seats(
        [row.stand_in],
        kind="stand_in",
        title=f"{days}由您代{row.absent.user.name}（{row.absent.label}）",
        body="那几天在右上角换到这个岗位，就能看到和办理。",
        url=PAGE,
        key=f"stand-in:{row.pk}:named",
    )
    if by.user_id != row.absent.user_id:
        # To the person, not to the post: the post is the stand-in's to read by then.
        notify(
            [row.absent.user],
            kind="stand_in",
            title=f"{days}由{row.stand_in.user.name}代您（{row.absent.label}）",
            body=f"登记人：{row.made_by_name}。",
            url=PAGE,
            key=f"stand-in:{row.pk}:absent",
        )


@transaction.atomic
def end_stand_in(row: StandIn, *, by: Seat) -> StandIn:
    """Back early, or it was a mistake: it ends at once."""
    rows = seen_stand_ins(by).select_for_update(of=("self",))
    locked: StandIn | None = rows.filter(pk=row.pk).first()
    if locked is None:
        raise Http404
    if not may_name_stand_in(by, locked.absent):
        raise Forbidden("请假代办由本人或本单位管理员结束。")
    if locked.ended_at is not None or locked.ends_on < today():
        raise Conflict("这次代班已经结束了。")
    locked.ended_at, locked.ended_by_name = now(), by.person_name
    locked.save(update_fields=["ended_at", "ended_by_name"])
    record("standin.end", by=by, label="结束代班", subject=locked, before=_facts(locked))
    notify_seats(
        [locked.stand_in],
        kind="stand_in",
        title=f"不用再代{locked.absent.user.name}（{locked.absent.label}）了",
        body=f"{by.person_name}结束了这次代班。",
        url=PAGE,
        key=f"stand-in:{locked.pk}:ended",
    )
    return locked


def _facts(row: StandIn) -> dict[str, Any]:
    return {
        "absent": row.absent_id,
        "stand_in": row.stand_in_id,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "reason": row.reason,
    }


def standing_seats(user: User) -> SeatQuerySet:
    """The posts in which this person acts for somebody today."""
    rows = StandIn.objects.live().filter(
        stand_in__user=user, stand_in__in=Seat.objects.usable().filter(user=user)
    )
    found: SeatQuerySet = Seat.objects.usable().filter(pk__in=rows.values("absent_id"))
    return found


def as_stand_in(seat: Seat, user: User) -> Seat:
    """The absent one's post with the person who acts in it; nobody else's becomes theirs."""
    if seat.user_id != user.pk:
        seat.stands_in_for = seat.user.name
        seat.user = user
    return seat


def state_of(row: StandIn) -> str:
    if row.ended_at is not None:
        return f"{cn_date(row.ended_at)}提前结束"
    if row.ends_on < today():
        return "已到期"
    return "正在代" if row.starts_on <= today() else "还没开始"
