"""Seats: acting in one, opening and closing them, resetting passwords."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.sessions.backends.base import SessionBase
from django.db import IntegrityError, transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404

from accounts import services as accounts
from accounts.models import User
from audit.services import SYSTEM, record
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from core.text import normal_name
from liaison.choices import ADMIN_ROLES, UNIT_ADMIN_ROLES, Role, Side, UnitKind
from liaison.models import Deputy, Division, Seat, Session, Unit
from liaison.permissions import administered_seats, may_reset, openable_roles, openable_sides
from liaison.services.stand_ins import as_stand_in, standing_seats
from liaison.services.units import create_unit

CHOSEN = "seat_id"


def session_seat(session: SessionBase, user: User) -> Seat | None:
    """The post of this session; one that was closed gives way to the next open one."""
    wanted = session.get(CHOSEN)
    seat = acting_seat(user, wanted)
    if seat is not None and seat.pk != wanted:
        session[CHOSEN] = seat.pk
    return seat


def own_seats(user: User) -> QuerySet[Seat]:
    """The own posts on which this person may act today."""
    return (
        Seat.objects.usable()
        .filter(user=user)
        .select_related("unit__division", "deputy")
        .order_by("starts_on", "id")
    )


def seats_to_act_in(user: User) -> list[Seat]:
    """The own posts first, then those of absent colleagues; in one query."""
    mine = Seat.objects.usable().filter(user=user).values("pk")
    both = mine.union(standing_seats(user).values("pk"))
    rows = Seat.objects.filter(pk__in=both).with_unit().order_by("starts_on", "id")
    own_first = sorted(rows, key=lambda seat: seat.user_id != user.pk)
    for seat in own_first:
        if seat.user_id == user.pk:
            seat.user = user
        as_stand_in(seat, user)
    return own_first


def acting_seat(user: User, wanted: int | None = None) -> Seat | None:
    """The wanted seat if it is the person's own and open, else the first open one; one query.

    Only somebody who wants a post that is not the own one costs a second: an absent colleague's.
    """
    first = Case(When(pk=wanted or 0, then=Value(0)), default=Value(1), output_field=IntegerField())
    seat = own_seats(user).order_by(first, "starts_on", "id").first()
    if seat is None or (wanted and seat.pk != wanted):
        seat = standing_seat(user, wanted) or seat
    if seat is not None and not seat.stands_in_for:
        seat.user = user
    return seat


def own_seat(user: User, pk: int) -> Seat | None:
    """This very seat, if it is the person's own and open, or that of an absent colleague."""
    seat = own_seats(user).filter(pk=pk).first()
    if seat is None:
        return standing_seat(user, pk)
    seat.user = user
    return seat


def standing_seat(user: User, wanted: int | None) -> Seat | None:
    """The post of an absent colleague, while this person stands in."""
    seat = standing_seats(user).with_unit().filter(pk=wanted or 0).first()
    return as_stand_in(seat, user) if seat is not None else None


def choose_seat(session: SessionBase, user: User, pk: int) -> Seat:
    """One click from one post to another; somebody else's post does not exist."""
    seat = own_seat(user, pk)
    if seat is None:
        raise Http404
    session[CHOSEN] = seat.pk
    return seat


def demo_seats(logins: Iterable[str]) -> list[Seat]:
    """The first open post of each demo account with one of these sign-in names."""
    return list(
        Seat.objects.open()
        .select_related("user", "unit")
        .filter(user__is_demo=True, user__is_active=True, user__login__in=list(logins))
        .order_by("user_id", "starts_on", "id")
        .distinct("user_id")
    )


def find_account(typed: str, name: str) -> User:
    """An account by login or phone, only together with the right name: no list of people here."""
    user = accounts.find_person(typed)
    if user is None or not user.is_active or user.name != normal_name(name):
        words = "没有这个账号，或姓名对不上。请核对登录名（手机号）和姓名。"
        raise Invalid(words, errors={"account": [words]})
    return user


def open_seat(
    unit: Unit,
    *,
    by: Seat,
    role: str,
    user: User,
    title: str = "",
    side: str = "",
    deputy: Deputy | None = None,
    session: Session | None = None,
    starts_on: dt.date | None = None,
) -> Seat:
    """Give a person a post; who may give which is in permissions.SEAT_RULES."""
    _require_may_open(unit, role, side, by)
    if user.pk == by.user_id:
        raise Forbidden("不能给自己开岗位，请另一位管理员来办。")
    require_compatible(user, unit, role)
    with transaction.atomic():
        if role == Role.DEPUTY:
            _bind_deputy(deputy, user)
        seat = Seat(
            user=user,
            role=role,
            unit=unit,
            title=title.strip(),
            side=side if role == Role.LEADER else "",
            deputy=deputy if role == Role.DEPUTY else None,
            session=session if role == Role.SECRETARIAT else None,
            starts_on=starts_on or today(),
        )
        try:
            with transaction.atomic():
                seat.save()
        except IntegrityError:
            raise Conflict(f"{user.name}已经有这个岗位了，不用再开。") from None
        record("seat.open", by=by, label="开通岗位", subject=seat, after=_facts(seat))
    return seat


def open_seat_for_new_person(
    unit: Unit, *, by: Seat, role: str, login: str, name: str, phone: str = "", **seat: object
) -> tuple[Seat, str]:
    """Account and post in one deed; the first password comes back to be shown once."""
    with transaction.atomic():
        user, password = accounts.create_person(login=login, name=name, phone=phone, by=by)
        return open_seat(unit, by=by, role=role, user=user, **seat), password  # type: ignore[arg-type]


def _require_may_open(unit: Unit, role: str, side: str, by: Seat) -> None:
    if role not in openable_roles(by, unit):
        raise Forbidden("您不能开通这个岗位，请找有权开通的管理员。")
    if role == Role.LEADER and side not in openable_sides(by):
        words = "请选领导属于哪一方。"
        raise Invalid(words, errors={"side": [words]})


def require_compatible(user: User, unit: Unit, role: str) -> None:
    """三员分立: an administrator of the platform holds no other post."""
    held = list(Seat.objects.not_ended().filter(user=user))
    admin = any(seat.role in ADMIN_ROLES for seat in held)
    if (held and role in ADMIN_ROLES) or admin:
        words = "系统、安全、审计管理员不能兼任其他岗位，请换一个人，或先停用原来的岗位。"
        raise Invalid(words, errors={"role": [words]})
    if any(seat.role == role and seat.unit_id == unit.pk for seat in held):
        raise Conflict(f"{user.name}已经有这个岗位了，不用再开。")


def _bind_deputy(deputy: Deputy | None, user: User) -> None:
    if deputy is None:
        raise Invalid("请选是哪位代表。", errors={"deputy": ["请选是哪位代表"]})
    if deputy.user_id not in {None, user.pk}:
        words = "这位代表已经有账号，请选「已有账号」。"
        raise Invalid(words, errors={"deputy": [words]})
    deputy.user = user
    deputy.save(update_fields=["user"])


def is_last_administrator(seat: Seat) -> bool:
    """Closing it would leave the unit without anybody who opens posts and resets passwords."""
    if seat.role not in UNIT_ADMIN_ROLES:
        return False
    others = Seat.objects.open().filter(unit_id=seat.unit_id, role__in=UNIT_ADMIN_ROLES)
    return not others.exclude(pk=seat.pk).exists()


def close_seat(
    seat: Seat, *, by: Seat, last_day: dt.date | None = None, reason: str = "", sure: bool = False
) -> Seat:
    """End a post: at once, or after its last day; what was done on it stays in the records."""
    with transaction.atomic():
        found = administered_seats(by).select_for_update(of=("self",)).filter(pk=seat.pk)
        mine: Seat | None = found.first()
        if mine is None:
            raise Http404
        _require_closable(mine, last_day, by, sure=sure)
        before = _facts(mine)
        at_once = last_day is None
        mine.ends_on = last_day or today() - dt.timedelta(days=1)
        mine.save(update_fields=["ends_on"])
        if at_once:
            accounts.end_seat(mine.user, mine.pk)
        record(
            "seat.close",
            by=by,
            label="停用岗位",
            subject=mine,
            before=before,
            after=_facts(mine),
            reason=reason,
        )
    return mine


def _require_closable(seat: Seat, last_day: dt.date | None, by: Seat, *, sure: bool) -> None:
    if seat.ends_on is not None and seat.ends_on < today():
        raise Conflict("这个岗位已经停用了。")
    if last_day is not None and last_day < max(today(), seat.starts_on):
        words = "最后一天不能早于今天；要马上停用，请把日期留空。"
        raise Invalid(words, errors={"last_day": [words]})
    if seat.pk == by.pk:
        raise Forbidden("不能停用自己正在用的岗位，请另一位管理员来办。")
    if is_last_administrator(seat) and not sure:
        words = f"这是{seat.unit.name}最后一位管理员，停用后没人能开岗位、重置密码。请勾选确认。"
        raise Invalid(words, errors={"sure": [words]})


def reset_password(person: User, *, by: Seat) -> str:
    """A new first password, shown once; the person's sessions and devices end at once."""
    if person.pk == by.user_id:
        raise Forbidden("自己的密码请在「我的账号」里修改。")
    if not administered_seats(by).filter(user=person).exists():
        raise Http404
    if not may_reset(by, person):
        raise Forbidden("这位同志还有您管不到的岗位，请系统管理员来重置密码。")
    return accounts.reset_password(person, by=by)


def make_first_administrator(
    place: Division, *, code: str, login: str, name: str, password: str
) -> Seat:
    """The one account that nobody gave: made with the code from the server's terminal."""
    accounts.require_good_password(password)
    with transaction.atomic():
        accounts.use_setup_code(code)
        if not accounts.is_empty():
            raise Http404
        user, _ = accounts.create_person(login=login, name=name, password=password, by=SYSTEM)
        unit = Unit.objects.open().filter(kind=UnitKind.PLATFORM).order_by("id").first()
        if unit is None:
            unit = create_unit(
                name=f"{place.name}平台管理", kind=UnitKind.PLATFORM, division=place, by=SYSTEM
            )
        seat = Seat.objects.create(user=user, role=Role.ADMIN, unit=unit, starts_on=today())
        record("seat.open", by=SYSTEM, label="开通岗位", subject=seat, after=_facts(seat))
    return seat


def _facts(seat: Seat) -> dict[str, object]:
    return {
        "user_id": seat.user_id,
        "role": str(seat.role),
        "unit_id": seat.unit_id,
        "title": seat.title,
        "starts_on": seat.starts_on.isoformat(),
        "ends_on": seat.ends_on.isoformat() if seat.ends_on else None,
        "side": str(Side(seat.side)) if seat.side else "",
    }
