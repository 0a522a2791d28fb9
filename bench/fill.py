"""Fills the database that DATABASE_URL names; says what it holds and who asks it."""

import multiprocessing
import os
import sys
import time
from typing import Any

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from bench.cases import Cases, Duties
from bench.places import Places
from bench.visits import Visits
from bench.words import Words

CHUNK = 4000
OWN: list[Any] = []


def main(text: str) -> dict[str, Any]:
    started, rows = time.monotonic(), int(text)
    call_command("migrate", interactive=False, verbosity=0)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        # The rows agree with each other by construction, so foreign keys need not look again.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        later = drop_indexes(connection)
        facts = copy_all(connection, rows, started)
        copied = time.monotonic() - started
        say(f"  装入用时{copied:.0f}秒，正在建索引……")
        connection.execute("SET max_parallel_maintenance_workers = 2")
        for definition in later:
            connection.execute(definition.encode())
        set_sequences(connection)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        connection.execute("CHECKPOINT")
        facts |= {"copy_seconds": round(copied), "sizes": sizes(connection)}
    return facts | {"seconds": round(time.monotonic() - started)}


def copy_all(connection: psycopg.Connection[Any], rows: int, started: float) -> dict[str, Any]:
    words = Words()
    places = Places(words, first_id(connection))
    places.make()
    places.flush(connection)
    duties = Duties(words)
    workers = int(os.environ.get("BENCH_LOADERS") or os.cpu_count() or 1)
    share = -(-rows // workers)
    jobs = [
        (range(first + 1, min(first + share, rows) + 1), number, started)
        for number, first in enumerate(range(0, rows, share))
    ]
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(
        len(jobs), make_own, (words, places, duties, rows)
    ) as pool:
        newest = pool.starmap(load_part, jobs)[-1]
    return {
        "rows": rows,
        "callers": places.tokens,
        "cases": newest,
        "deputies": {place: here.deputies[:50] for place, here in enumerate(places.counties)},
        "congresses": [here.congress for here in places.counties],
        "governments": [here.government for here in places.counties],
        "terms": sorted({text[:2] for text in words.titles if len(text) > 2})[:100],
    }


def make_own(*shared: Any) -> None:
    """A forked process works on copies of what its parent had made."""
    OWN.extend(shared)


def load_part(numbers: range, part: int, started: float) -> dict[int, list[int]]:
    """Cases of one stretch and their visits; ids of different stretches never meet."""
    words, places, duties, rows = OWN
    words.random.seed(part)
    cases, visits = Cases(words, places, duties, rows), Visits(words, places, duties, rows)
    for owner in (cases, visits, duties):
        owner.start_from(part * rows * 8)
    for here in places.counties:
        here.first_serial = part * rows
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for number in numbers:
            cases.make(number)
            if number % 2 == 0:
                visits.make(number // 2)
            if number % CHUNK == 0 or number == numbers[-1]:
                for owner in (cases, visits, duties):
                    owner.flush(connection)
            if number % max(1, rows // 10) == 0:
                say(f"  第{number:,}件，{time.monotonic() - started:.0f}秒")
    return {place: kept[-2000:] for place, kept in cases.kept.items()}


def first_id(connection: psycopg.Connection[Any]) -> int:
    """Beyond what migrations have filled in."""
    highest = 0
    for model in (*apps.get_app_config("liaison").get_models(), apps.get_model("accounts.User")):
        table = sql.Identifier(model._meta.db_table)
        query = sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(table)
        found = connection.execute(query).fetchone()
        highest = max(highest, found[0] if found else 0)
    return highest


def drop_indexes(connection: psycopg.Connection[Any]) -> list[str]:
    """Built once at the end, they cost a fraction of what they cost row by row."""
    found = connection.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i"
        " LEFT JOIN pg_constraint c ON c.conname = i.indexname"
        " WHERE i.schemaname = 'public' AND c.oid IS NULL AND i.indexdef NOT LIKE '%UNIQUE%'"
    ).fetchall()
    for name, _ in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    return [definition for _, definition in found]


def set_sequences(connection: psycopg.Connection[Any]) -> None:
    for model in apps.get_models():
        key = model._meta.pk
        if key.get_internal_type() not in {"BigAutoField", "AutoField"}:
            continue
        table = sql.Identifier(model._meta.db_table)
        connection.execute(
            sql.SQL(
                "SELECT setval(pg_get_serial_sequence({}, {}), greatest(max({}), 1)) FROM {}"
            ).format(model._meta.db_table, key.column, sql.Identifier(key.column), table)
        )


def sizes(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    rows = connection.execute(
        "SELECT relname, n_live_tup, pg_total_relation_size(relid), pg_indexes_size(relid)"
        " FROM pg_stat_user_tables WHERE n_live_tup > 1000 ORDER BY 3 DESC LIMIT 12"
    ).fetchall()
    found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    tables = {name: [count, total, index] for name, count, total, index in rows}
    return {"database": found[0] if found else 0, "tables": tables}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
