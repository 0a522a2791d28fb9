"""Who is who: one person with several mandates is one, two people of one name stay two."""

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from audit.services import Actor, name_of, record
from core.clock import today
from liaison.models import Deputy, DeputyGroup, Division, GroupMember, Mandate, Seat, Term
from liaison.permissions import managed_deputies
from liaison.services.deputies import named
from liaison.services.importing import Done
from liaison.services.sheets import Faults

BATCH = 2000
SHOWN = 20


@dataclass
class Person:
    """One row of the sheet, read and found in order by itself."""

    line: int
    term: Term | None
    name: str
    name_raw: str
    gender: str
    phone: str
    home: Division | None
    elected_in: Division | None
    starts_on: dt.date | None
    other_card: str
    group: DeputyGroup | None
    no_income: bool
    card_no: str
    district: str
    delegation: str
    work: str

    def particulars(self) -> dict[str, Any]:
        """What the row says of the person; a blank says nothing."""
        said = {
            "gender": self.gender,
            "phone": self.phone,
            "work": self.work,
            "home": self.home,
            "without_fixed_income": self.no_income,
        }
        return {key: value for key, value in said.items() if value}

    def seat(self) -> dict[str, Any]:
        said = {"district": self.district, "delegation": self.delegation}
        return {
            key: value for key, value in (said | {"elected_in": self.elected_in}).items() if value
        }


class Register:
    """Everyone whom the rows could mean: those on record, then those of earlier rows.

    Only `known` people are recognised: a row with a name and a card number from the newspaper
    must not give another county's deputy into the hands of whoever imports it.
    """

    def __init__(self, people: Sequence[Person], known: QuerySet[Deputy]):
        names = {person.name for person in people}
        others = {person.other_card for person in people if person.other_card}
        cards = {person.card_no for person in people} | others
        phones = {person.phone for person in people if person.phone}
        terms = {person.term.pk for person in people if person.term}
        mandates = Mandate.objects.select_related("deputy")
        self.by_card: dict[tuple[int, str], Mandate] = {}
        self.by_name_card: dict[tuple[str, str], Deputy] = {}
        seen = set(known.filter(mandates__card_no__in=others).values_list("pk", flat=True))
        for mandate in mandates.filter(card_no__in=cards):
            self.by_card[(mandate.term_id, mandate.card_no)] = mandate
            if mandate.deputy_id in seen:
                self.by_name_card[(mandate.deputy.name, mandate.card_no)] = mandate.deputy
        self.by_phone: dict[str, list[Deputy]] = {}
        for deputy in known.filter(phone__in=phones).order_by("pk"):
            self.by_phone.setdefault(deputy.phone, []).append(deputy)
        self.open: dict[tuple[int, int], str] = {
            (mandate.deputy_id, mandate.term_id): mandate.card_no
            for mandate in mandates.filter(term__in=terms, ends_on=None)
        }
        # Of a name on record: whether somebody who bears it has no phone to tell him by.
        self.namesakes: dict[str, bool] = {}
        bearers = Deputy.objects.filter(name__in=names, mandates__term__congress__terms__in=terms)
        for name, phone in bearers.values_list("name", "phone"):
            self.namesakes[name] = self.namesakes.get(name, False) or not phone
        self.lines: dict[tuple[int, str], int] = {}

    def who(self, person: Person) -> Deputy | None:
        """The person on record whom the row means: by phone, or by name and another card."""
        same_phone = self.by_phone.get(person.phone, []) if person.phone else []
        for deputy in same_phone:
            if deputy.name == person.name:
                return deputy
        if person.other_card:
            return self.by_name_card.get((person.name, person.other_card))
        return None

    def add(self, deputy: Deputy, mandate: Mandate, line: int) -> None:
        self.by_card[(mandate.term_id, mandate.card_no)] = mandate
        self.by_name_card[(mandate.deputy.name, mandate.card_no)] = mandate.deputy
        self.lines[(mandate.term_id, mandate.card_no)] = line
        self.open[(key(deputy), mandate.term_id)] = mandate.card_no
        if deputy.phone and deputy not in self.by_phone.get(deputy.phone, []):
            self.by_phone.setdefault(deputy.phone, []).append(deputy)


def key(deputy: Deputy) -> int:
    """Tells people apart before they have an id."""
    return deputy.pk or -id(deputy)


@dataclass
class Plan:
    """What will be written, gathered before anything is."""

    deputies: list[Deputy]
    mandates: list[Mandate]
    changed: dict[int, Deputy]
    corrected: dict[int, Mandate]
    members: list[tuple[DeputyGroup, Deputy]]
    reminders: list[str]


def store(people: Sequence[Person], faults: Faults, *, by: Actor, file_name: str) -> Done:
    """All good rows in one transaction; a row that contradicts the record becomes a bad one."""
    done = Done()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('deputies'))")
        register = Register(people, _known_to(by))
        plan = Plan([], [], {}, {}, [], [])
        for person in people:
            outcome = _place(person, register, plan, faults)
            done.added += outcome == "added"
            done.changed += outcome == "changed"
            done.same += outcome == "same"
        _write(plan, by)
        done.reminders = plan.reminders
        if done.added or done.changed:
            after = {
                "file": file_name,
                "added": done.added,
                "changed": done.changed,
                "mandates": [mandate.pk for mandate in plan.mandates],
                "corrected": sorted(plan.corrected),
            }
            record("deputy.import", by=by, label="导入代表", after=after)
    return done


def _known_to(by: Actor) -> QuerySet[Deputy]:
    if isinstance(by, Seat):
        return Deputy.objects.visible_to(by) | managed_deputies(by)
    return Deputy.objects.all()


def _place(person: Person, register: Register, plan: Plan, faults: Faults) -> str:
    term = person.term
    if term is None:
        return "bad"
    held = register.by_card.get((term.pk, person.card_no))
    if held is not None:
        return _known(person, held, register, plan, faults)
    deputy = register.who(person)
    if deputy is None:
        if _phone_taken(person, register, faults):
            return "bad"
        deputy = _new_person(person, register, plan)
    elif _already_in(person, deputy, term, register, faults):
        return "bad"
    else:
        _change(deputy, person.particulars(), plan)
    mandate = Mandate(
        deputy=deputy,
        term=term,
        card_no=person.card_no,
        starts_on=person.starts_on or term.starts_on,
        **person.seat(),
    )
    plan.mandates.append(mandate)
    register.add(deputy, mandate, person.line)
    if person.group is not None:
        plan.members.append((person.group, deputy))
    return "added"


def _known(person: Person, held: Mandate, register: Register, plan: Plan, faults: Faults) -> str:
    """The card is on record: the same person again, or somebody else's card."""
    earlier = register.lines.get((held.term_id, held.card_no))
    if earlier is not None:
        faults.add(person.line, "card_no", f"与第{earlier}行的代表证号重复，请核对")
    elif held.deputy.name != person.name:
        faults.add(person.line, "card_no", f"本届{held.card_no}号是{held.deputy.name}，请核对")
    elif held.ends_on is not None:
        faults.add(person.line, "card_no", f"{held.deputy.name}的这个资格已经终止，请核对")
    if person.line in faults:
        return "bad"
    register.lines[(held.term_id, held.card_no)] = person.line
    changed = _change(held.deputy, person.particulars(), plan)
    seat = {key: value for key, value in person.seat().items() if getattr(held, key) != value}
    for key, value in seat.items():
        setattr(held, key, value)
    if seat:
        plan.corrected[held.pk] = held
    if person.group is not None:
        plan.members.append((person.group, held.deputy))
    return "changed" if changed or seat else "same"


def _phone_taken(person: Person, register: Register, faults: Faults) -> bool:
    if person.phone and register.by_phone.get(person.phone):
        words = "这个电话登记的是另一位代表，请核对姓名和电话"
        faults.add(person.line, "phone", words)
        return True
    return False


def _already_in(
    person: Person, deputy: Deputy, term: Term, register: Register, faults: Faults
) -> bool:
    card = register.open.get((key(deputy), term.pk))
    if card is None:
        return False
    words = f"{person.name}本届已有代表证{card}，一人一届只有一个，请核对"
    faults.add(person.line, "card_no", words)
    return True


def _new_person(person: Person, register: Register, plan: Plan) -> Deputy:
    keys = named(person.name)
    keys["name_raw"] = person.name_raw if person.name_raw != person.name else ""
    deputy = Deputy(**keys, **person.particulars())
    plan.deputies.append(deputy)
    unclear = not person.phone or register.namesakes.get(person.name, False)
    if person.name in register.namesakes and unclear and len(plan.reminders) < SHOWN:
        plan.reminders.append(
            f"第{person.line}行{person.name}：已有同名代表，按不同的人登记了，请核对。"
        )
    return deputy


def _change(deputy: Deputy, said: dict[str, Any], plan: Plan) -> bool:
    """What the row says anew of a person on record; a new person takes it as it comes."""
    new = {key: value for key, value in said.items() if getattr(deputy, key) != value}
    for key, value in new.items():
        setattr(deputy, key, value)
    if new and deputy.pk is not None:
        plan.changed[deputy.pk] = deputy
    return bool(new)


def _write(plan: Plan, by: Actor) -> None:
    who = name_of(by)
    for deputy in itertools.chain(plan.deputies, plan.changed.values()):
        deputy.updated_by_name = who
    for deputy in plan.changed.values():
        deputy.version += 1
    Deputy.objects.bulk_create(plan.deputies, batch_size=BATCH)
    fields = ("gender", "phone", "work", "home", "without_fixed_income")
    Deputy.objects.bulk_update(
        plan.changed.values(), [*fields, "version", "updated_by_name"], batch_size=500
    )
    for mandate in plan.mandates:
        mandate.deputy_id = mandate.deputy.pk
    Mandate.objects.bulk_create(plan.mandates, batch_size=BATCH)
    Mandate.objects.bulk_update(
        plan.corrected.values(), ["district", "delegation", "elected_in"], batch_size=500
    )
    _join(plan.members)


def _join(members: Sequence[tuple[DeputyGroup, Deputy]]) -> None:
    groups = {group.pk for group, _ in members}
    rows = GroupMember.objects.filter(group__in=groups, until=None)
    known = set(rows.values_list("group_id", "deputy_id"))
    fresh = []
    for group, deputy in members:
        if (group.pk, deputy.pk) not in known:
            known.add((group.pk, deputy.pk))
            fresh.append(
                GroupMember(group=group, deputy_id=deputy.pk, since=max(group.opened_on, today()))
            )
    GroupMember.objects.bulk_create(fresh, batch_size=BATCH)
