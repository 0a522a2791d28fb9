"""Turns the demo county into many: every row gets a twin whose ids are shifted by a fixed step.

Copy number n belongs to county n mod COUNTIES. Rows of cases shift by n steps, rows of people and
places by the county's number of steps, and foreign keys follow the table that they point to.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from deadlines.models import Deadline
from liaison.models import Congress, Deputy, Division, Session, Term, Unit
from suggestions.models import Suggestion

COUNTIES = 100
BATCH = 25
PEOPLE: tuple[type[models.Model], ...] = (Congress, Term, Session, Unit, Deputy)
COUNTY = f"(n %% {COUNTIES})"


@dataclass(frozen=True)
class Steps:
    """How far one copy lies from the next, for each table."""

    people: dict[type[models.Model], int]
    cases: dict[type[models.Model], int]

    @classmethod
    def measure(cls) -> "Steps":
        cases: list[type[models.Model]] = [Suggestion, *hanging_on(Suggestion), Deadline]
        return cls({m: step(m) for m in PEOPLE}, {m: step(m) for m in cases})

    def shifted(self, target: type[models.Model], column: str) -> str | None:
        """The SQL for a key that points to `target`; None where the target is not copied."""
        if target in self.people:
            return f"{column} + {COUNTY} * {self.people[target]}"
        if target in self.cases:
            return f"{column} + n * {self.cases[target]}"
        return None


def step(model: type[models.Model]) -> int:
    highest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return int(highest or 0) + 1


def hanging_on(root: type[models.Model]) -> list[type[models.Model]]:
    """Every table of the app that points to a case, directly or through another one.

    Links to opinions stay out: the opinions themselves are not copied.
    """
    found: list[type[models.Model]] = [root]
    candidates = [m for m in apps.get_app_config("suggestions").get_models() if m is not root]
    grown = True
    while grown:
        grown = False
        for model in candidates:
            if model not in found and targets(model).intersection(found):
                found.append(model)
                grown = True
    return [model for model in found[1:] if model.__name__ != "OpinionLink"]


def targets(model: type[models.Model]) -> set[type[models.Model]]:
    return {
        field.related_model
        for field in model._meta.concrete_fields
        if field.related_model and not isinstance(field.related_model, str)
    }


def multiply(rows: int, say: Callable[[str], None]) -> None:
    """Grow to about `rows` suggestions, spread evenly over the counties."""
    steps = Steps.measure()
    base = Suggestion._default_manager.count()
    copies = max(COUNTIES, -(-rows // base)) - 1
    with connection.cursor() as cursor:
        # The copies agree with each other by construction, so triggers need not look again.
        cursor.execute("SET session_replication_role = replica")
        for model in PEOPLE:
            insert(cursor, model, steps, 1, min(copies, COUNTIES - 1))
        cases = list(steps.cases)
        definitions = drop_indexes(cursor, cases)
        for first in range(1, copies + 1, BATCH):
            for model in cases:
                insert(cursor, model, steps, first, min(first + BATCH - 1, copies))
            say(f"  {min((first + BATCH) * base, rows):>9,} / {rows:,}")
        for definition in definitions:
            cursor.execute(definition)
        for model in (*PEOPLE, *cases):
            set_sequence(cursor, model)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")


def insert(
    cursor: CursorWrapper, model: type[models.Model], steps: Steps, first: int, last: int
) -> None:
    """All copies of one table in one statement."""
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(expression(model, field, steps) for field in fields)
    table = model._meta.db_table
    own = steps.people.get(model) or steps.cases[model]
    condition = f'"{model._meta.pk.column}" < {own}'
    if model is Deadline:
        condition += " AND subject_type = 'suggestion'"
    cursor.execute(
        f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM "{table}",'
        f" generate_series(%s::bigint, %s::bigint) AS n WHERE {condition}",
        [first, last],
    )


def expression(model: type[models.Model], field: models.Field, steps: Steps) -> str:
    """What a column holds in copy number n."""
    column = f'"{field.column}"'
    special = SPECIAL.get((model, field.name))
    if special:
        return special
    if model is Deadline and field.name == "subject_id":
        return f"{column} + n * {steps.cases[Suggestion]}"
    if field.related_model and not isinstance(field.related_model, str):
        return steps.shifted(field.related_model, column) or column
    if field.primary_key:
        return steps.shifted(model, column) or column
    return column


# What has to differ between the copies, because the database says that it is unique.
SPECIAL: dict[tuple[type[models.Model], str], str] = {
    (Congress, "division"): (
        f'(SELECT id FROM "{Division._meta.db_table}" d WHERE d.id > division_id'
        f' AND d.id NOT IN (SELECT division_id FROM "{Congress._meta.db_table}")'
        f" ORDER BY d.id OFFSET (n - 1) * 50 + liaison_congress.id LIMIT 1)"
    ),
    (Unit, "name"): f"left(name, 60) || ' ' || {COUNTY}",
    (Suggestion, "serial"): f"serial + (n / {COUNTIES}) * 10000",
    # Only the first county keeps its townships, so that a presidium's list stays a township's.
    (Suggestion, "township"): f"CASE WHEN {COUNTY} = 0 THEN township_id END",
}


def drop_indexes(cursor: CursorWrapper, tables: Iterable[type[models.Model]]) -> list[str]:
    """Built once at the end, they cost a fraction of what they cost row by row."""
    cursor.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i"
        " LEFT JOIN pg_constraint c ON c.conname = i.indexname"
        " WHERE i.tablename = ANY(%s) AND c.oid IS NULL",
        [[model._meta.db_table for model in tables]],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _, definition in found]


def set_sequence(cursor: CursorWrapper, model: type[models.Model]) -> None:
    key = model._meta.pk
    if key.related_model is None:
        table = model._meta.db_table
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{key.column}'),"
            f' (SELECT max("{key.column}") FROM "{table}"))'
        )
