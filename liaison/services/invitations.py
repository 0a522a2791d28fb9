"""邀请码: a body outside the county's tree gets its first post by a code; each use is recorded."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404
from django.utils.crypto import salted_hmac

from accounts import quotas
from accounts import services as accounts
from accounts.models import User
from accounts.services import Oneself
from audit.services import record
from core.clock import now, today
from core.display import full_day
from core.problems import Conflict, Forbidden, Invalid, TooOften
from core.text import half_width
from liaison.choices import Role
from liaison.models import Invitation, Seat, Unit
from liaison.permissions import may_invite, may_manage_units
from liaison.services.seats import require_compatible
from liaison.services.units import create_unit

# Without 0, O, 1, I and L, which are read for one another.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 16
DAYS = 15
MOST_DAYS = 60
TRIES = 20
WINDOW = dt.timedelta(minutes=15)
WRONG = "邀请码不对、已经用过、收回了或者过期了。请核对，或请发码的代工委再发一个。"


@dataclass(frozen=True)
class Newcomer:
    """Who opens an account with the code."""

    login: str
    name: str
    password: str
    phone: str = ""


def invite_new_unit(
    *, by: Seat, name: str, kind: str, contact: str, ends_on: dt.date | None = None
) -> tuple[Invitation, str]:
    """A body that is not in the registry yet (税务、供电) is entered and invited in one deed."""
    if not may_manage_units(by):
        raise Forbidden("邀请单位由代工委办理，请联系他们。")
    with transaction.atomic():
        unit = create_unit(
            name=name,
            kind=kind,
            division=by.unit.division,
            congress=by.unit.congress,
            by=by,
        )
        return invite(unit, by=by, contact=contact, ends_on=ends_on)


def invite(
    unit: Unit, *, by: Seat, contact: str, ends_on: dt.date | None = None
) -> tuple[Invitation, str]:
    """The code comes back to be shown once; an earlier one that nobody used is void with it."""
    if not may_invite(by, unit):
        raise Forbidden("这个单位不用邀请码：已有管理员的由它自己开岗位，其余的请在岗位里开通。")
    until = ends_on or today() + dt.timedelta(days=DAYS)
    _check(contact, until)
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    with transaction.atomic():
        unit = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
        for old in Invitation.objects.usable().filter(unit=unit):
            _revoke(old, by)
        made = Invitation.objects.create(
            unit=unit,
            contact=contact.strip(),
            code_hash=_hash(code),
            made_on=today(),
            made_by=by,
            made_by_name=by.person_name,
            ends_on=until,
        )
        after = {"unit": unit.name, "contact": made.contact, "ends_on": until.isoformat()}
        record("invitation.make", by=by, label="发邀请码", subject=made, after=after)
    return made, "-".join(code[i : i + 4] for i in range(0, LENGTH, 4))


def _check(contact: str, until: dt.date) -> None:
    if not contact.strip():
        words = "请写明发给谁，例如办公室张某。"
        raise Invalid(words, errors={"contact": [words]})
    last = today() + dt.timedelta(days=MOST_DAYS)
    if not today() <= until <= last:
        words = f"有效期从今天起最多{MOST_DAYS}天，请另选日期。"
        raise Invalid(words, errors={"ends_on": [words]})


def revoke(invitation: Invitation, *, by: Seat) -> None:
    """收回: whoever may invite the unit; a used one stays, the post is closed as any other."""
    with transaction.atomic():
        rows = Invitation.objects.select_for_update(of=("self",))
        row = rows.select_related("unit").filter(pk=invitation.pk).first()
        if row is None or not Invitation.objects.visible_to(by).filter(pk=row.pk).exists():
            raise Http404
        if row.used_at is not None:
            raise Conflict("这个邀请码已经用过了；要停用的，请在岗位里停用。")
        if row.revoked_at is None:
            _revoke(row, by)


def _revoke(row: Invitation, by: Seat) -> None:
    row.revoked_at, row.revoked_by_name = now(), by.person_name
    row.save(update_fields=["revoked_at", "revoked_by_name"])
    record("invitation.revoke", by=by, label="收回邀请码", subject=row)


def find(typed: str, *, network: str) -> Invitation:
    """The invitation of a code; who guesses is stopped before the code is compared."""
    taken = quotas.take(f"invitation:{network}", TRIES, WINDOW)
    if not taken.allowed:
        raise TooOften("试得太多了，请过一会儿再试。", retry_after=taken.retry_after)
    found: Invitation | None = (
        Invitation.objects.usable().select_related("unit").filter(code_hash=_hash(typed)).first()
    )
    if found is None or not found.unit_is_open:
        raise Invalid(WRONG, errors={"code": [WRONG]})
    quotas.give_back(taken)
    return found


def accept_as_newcomer(typed: str, person: Newcomer, *, network: str) -> Seat:
    """Account and post in one deed; the password is the person's own from the start."""
    accounts.require_good_password(person.password)
    with transaction.atomic():
        row = _locked(find(typed, network=network))
        user, _ = accounts.create_person(
            login=person.login,
            name=person.name,
            phone=person.phone,
            password=person.password,
            by=row.made_by,
        )
        return _open(row, user)


def accept(typed: str, user: User, *, network: str) -> Seat:
    """Somebody who has an account already gets one post more."""
    with transaction.atomic():
        return _open(_locked(find(typed, network=network)), user)


def _locked(found: Invitation) -> Invitation:
    """Two who use one code at once: the second finds it used."""
    rows = Invitation.objects.usable().select_for_update(of=("self",))
    row: Invitation | None = rows.select_related("unit", "made_by").filter(pk=found.pk).first()
    if row is None:
        raise Invalid(WRONG, errors={"code": [WRONG]})
    return row


def _open(row: Invitation, user: User) -> Seat:
    require_compatible(user, row.unit, row.role)
    seat = Seat.objects.create(user=user, role=row.role, unit=row.unit, starts_on=today())
    row.used_at, row.used_by = now(), user
    row.save(update_fields=["used_at", "used_by"])
    reason = f"{row.made_by_name}于{full_day(row.made_on)}发的邀请码"
    after = {"user_id": user.pk, "role": str(Role(row.role)), "unit_id": row.unit_id}
    record(
        "seat.open",
        by=Oneself(user),
        label="用邀请码开通岗位",
        subject=seat,
        after=after,
        reason=reason,
    )
    return seat


def _hash(code: str) -> str:
    plain = "".join(one for one in half_width(code).upper() if one in SIGNS)
    return salted_hmac("liaison.invitation", plain, algorithm="sha256").hexdigest()
