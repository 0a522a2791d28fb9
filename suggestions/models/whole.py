"""A case with all that belongs to it in one statement, so that a page or an answer needs no more.

The related managers (`case.assignments`, `assignment.contacts` …) answer from memory afterwards;
permissions and presenters read them as they would read the database.
"""
# ruff: noqa: S608 (table names come from the models; the only value is the id, a parameter)

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, models

from core.kept import prepared_cursor
from files.models import StoredFile
from liaison.models import Deputy, Unit
from stations.models import Opinion, Theme
from suggestions.models.assignment import (
    Assignment,
    Contact,
    CoOpinion,
    Extension,
    Press,
    ReturnRequest,
)
from suggestions.models.intake import RefusalGround
from suggestions.models.key import KeyDecision, KeyLeader
from suggestions.models.letter import Letter, ReplyDraft
from suggestions.models.promise import Promise
from suggestions.models.publication import Publication
from suggestions.models.recipient import ReplyRecipient
from suggestions.models.reply import Coordination, Reply, Study, Verdict
from suggestions.models.rule import SuggestionRule
from suggestions.models.suggestion import (
    CoSigner,
    OpinionLink,
    Party,
    Suggestion,
    SuggestionEvent,
)

Rows = list[Any]

_OF_CASE: dict[str, type[models.Model]] = {
    "assignments": Assignment,
    "cosigners": CoSigner,
    "parties": Party,
    "key_leaders": KeyLeader,
    "presses": Press,
    "replies": Reply,
    "recipients": ReplyRecipient,
    "verdicts": Verdict,
    "studies": Study,
    "coordinations": Coordination,
    "promises": Promise,
    "reply_drafts": ReplyDraft,
    "publications": Publication,
    "events": SuggestionEvent,
    "opinion_links": OpinionLink,
}
_OF_ASSIGNMENT: dict[str, type[models.Model]] = {
    "contacts": Contact,
    "opinions": CoOpinion,
    "returns": ReturnRequest,
    "extensions": Extension,
}


_LETTERS = f"t.reply_id IN (SELECT id FROM {Reply._meta.db_table} WHERE suggestion_id = %(id)s)"


def fill(case: Suggestion) -> Suggestion:
    """Read everything that hangs on the case; the same case comes back."""
    with prepared_cursor() as cursor:
        cursor.execute(_statement(), {"id": case.pk})
        found = orjson.loads(cursor.fetchone()[0])
    units = {row.pk: row for row in _instances(Unit, found["units"])}
    deputies = {row.pk: row for row in _instances(Deputy, found["deputies"])}
    rows = {name: _instances(model, found[name]) for name, model in _OF_CASE.items()}
    for name, kept in rows.items():
        for row in kept:
            row.suggestion = case
        _remember(case, name, kept)
    for row in (*rows["cosigners"], *rows["verdicts"], *rows["recipients"]):
        row.deputy = deputies[row.deputy_id]
    case.lead = deputies[case.lead_id]
    case.theme = next(iter(_instances(Theme, found["theme"])), None)
    case.main_unit = units.get(case.main_unit_id)
    case.wished_unit = units.get(case.wished_unit_id)
    _fill_kin(case, found)
    _fill_assignments(rows, found, units)
    decision = _instances(KeyDecision, found["key_decision"])
    case._state.fields_cache["key_decision"] = decision[0] if decision else None
    case.told_states = [  # type: ignore[attr-defined]
        (state, dt.date.fromisoformat(day) if day else None) for state, day in found["told"]
    ]
    case.kept_files = _instances(StoredFile, found["files"])  # type: ignore[attr-defined]
    _fill_letters(rows["replies"], found, {row.pk: row for row in case.kept_files})  # type: ignore[attr-defined]
    return case


def _fill_kin(case: Suggestion, found: dict[str, Rows]) -> None:
    """The file it is handled in, what went into its own, and what was split off or from what."""
    kin = {row.pk: row for row in _instances(Suggestion, found["kin"])}
    case.merged_into = kin.get(case.merged_into_id)
    case.split_from = kin.get(case.split_from_id)
    _remember(case, "members", _instances(Suggestion, found["members"]))
    _remember(case, "parts", _instances(Suggestion, found["parts"]))
    vars(case)["rules"] = next(iter(_instances(SuggestionRule, found["rules"])), SuggestionRule())
    case.refusal_ground = next(iter(_instances(RefusalGround, found["ground"])), None)


def _fill_letters(replies: Rows, found: dict[str, Rows], files: dict[int, StoredFile]) -> None:
    """Each answer with its letter, each letter with its sealed scan."""
    letters = {row.reply_id: row for row in _instances(Letter, found["letters"])}
    for row in replies:
        letter = row._state.fields_cache["letter"] = letters.get(row.pk)
        if letter is not None and letter.scan_id is not None:
            letter.scan = files[letter.scan_id]


def _fill_assignments(rows: dict[str, Rows], found: dict[str, Rows], units: dict) -> None:
    shares = {row.pk: row for row in rows["assignments"]}
    for share in shares.values():
        share.unit = units[share.unit_id]
    for row in (*rows["replies"], *rows["presses"]):
        row.assignment = shares[row.assignment_id]
    for row in rows["promises"]:
        row.unit = units[row.unit_id]
    for name, model in _OF_ASSIGNMENT.items():
        kept = _instances(model, found[name])
        for share in shares.values():
            own = [row for row in kept if row.assignment_id == share.pk]
            for row in own:
                row.assignment = share
                if name == "returns" and row.proposed_unit_id:
                    row.proposed_unit = units[row.proposed_unit_id]
            _remember(share, name, own)


def _remember(owner: models.Model, name: str, rows: Rows) -> None:
    manager = getattr(owner, name)
    known = manager.get_queryset()
    known._result_cache = rows
    known._prefetch_done = True
    vars(owner).setdefault("_prefetched_objects_cache", {})[name] = known


@cache
def _columns(model: type[models.Model]) -> list[tuple[str, str, Callable[[str], Any] | None]]:
    read: dict[str, Callable[[str], Any]] = {
        "DateTimeField": dt.datetime.fromisoformat,
        "DateField": dt.date.fromisoformat,
        "UUIDField": UUID,
    }
    return [
        (field.attname, field.column, read.get(field.get_internal_type()))
        for field in model._meta.concrete_fields
    ]


def _instances(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> Rows:
    columns = _columns(model)
    names = [name for name, _, _ in columns]
    return [
        model.from_db(
            connection.alias,
            names,
            [
                value if value is None or read is None else read(value)
                for value, read in ((row[column], read) for _, column, read in columns)
            ],
        )
        for row in rows
    ]


@cache
def _statement() -> str:
    """Table names come from the models; the only value is the id of the case."""
    own = "t.suggestion_id = %(id)s"
    share = (
        f"t.assignment_id IN (SELECT id FROM {Assignment._meta.db_table}"
        " WHERE suggestion_id = %(id)s)"
    )
    wanted = [(name, model, own) for name, model in _OF_CASE.items()]
    wanted += [(name, model, share) for name, model in _OF_ASSIGNMENT.items()]
    wanted += [
        ("letters", Letter, _LETTERS),
        ("key_decision", KeyDecision, own),
        ("units", Unit, f"t.id IN ({_unit_ids()})"),
        ("deputies", Deputy, f"t.id IN ({_deputy_ids()})"),
        ("theme", Theme, f"t.id = ({_of_case_row('theme_id')})"),
        ("ground", RefusalGround, f"t.id = ({_of_case_row('refusal_ground_id')})"),
        ("rules", SuggestionRule, f"t.id = ({_rule_id()})"),
        ("members", Suggestion, "t.merged_into_id = %(id)s"),
        ("parts", Suggestion, "t.split_from_id = %(id)s"),
        ("kin", Suggestion, f"t.id IN ({_kin_ids()})"),
        ("files", StoredFile, "t.subject_type = 'suggestion' AND t.subject_id = %(id)s"),
    ]
    parts = ", ".join(
        f"'{name}', (SELECT coalesce(json_agg(to_json(t) ORDER BY t.id), '[]'::json)"
        f" FROM {model._meta.db_table} t WHERE {condition})"
        for name, model, condition in wanted
    )
    told = (
        "SELECT coalesce(json_agg(json_build_array(o.state, o.told_on)), '[]'::json)"
        f" FROM {Opinion._meta.db_table} o JOIN {OpinionLink._meta.db_table} l"
        " ON l.opinion_id = o.id WHERE l.suggestion_id = %(id)s"
    )
    return f"SELECT json_build_object({parts}, 'told', ({told}))::text"


def _rule_id() -> str:
    """The congress's own rule, else the one that holds for all."""
    return (
        f"SELECT r.id FROM {SuggestionRule._meta.db_table} r WHERE r.congress_id IS NULL"
        f" OR r.congress_id = ({_of_case_row('congress_id')})"
        " ORDER BY r.congress_id NULLS LAST LIMIT 1"
    )


def _kin_ids() -> str:
    return f"{_of_case_row('merged_into_id')} UNION {_of_case_row('split_from_id')}"


def _unit_ids() -> str:
    shares = Assignment._meta.db_table
    return (
        f"SELECT unit_id FROM {shares} WHERE suggestion_id = %(id)s UNION "
        f"SELECT unit_id FROM {Promise._meta.db_table} WHERE suggestion_id = %(id)s UNION "
        f"SELECT r.proposed_unit_id FROM {ReturnRequest._meta.db_table} r"
        f" JOIN {shares} a ON a.id = r.assignment_id WHERE a.suggestion_id = %(id)s"
        f" UNION {_of_case_row('main_unit_id')} UNION {_of_case_row('wished_unit_id')}"
    )


def _deputy_ids() -> str:
    return " UNION ".join(
        [
            _of_case_row("lead_id"),
            *(
                f"SELECT deputy_id FROM {model._meta.db_table} WHERE suggestion_id = %(id)s"
                for model in (CoSigner, Verdict, ReplyRecipient)
            ),
        ]
    )


def _of_case_row(column: str) -> str:
    return f"SELECT {column} FROM {Suggestion._meta.db_table} WHERE id = %(id)s"
