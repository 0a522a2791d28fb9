"""Test databases are copies of one that was migrated once, and are kept for the next run.

Before a run, and after each test that commits (a journey with a live server), a database gets back
exactly what migrations had put there: past the triggers, since the audit refuses to be emptied.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from psycopg import sql

from launcher.environment import one_at_a_time
from launcher.paths import ROOT

SOURCE = "liaison_source_"


def fingerprint() -> str:
    """Changes with every migration, what migrations read, and the packages that bring their own."""
    seen = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for pattern in ("*/migrations/*.py", "*/data/*"):
        for path in sorted(ROOT.glob(pattern)):
            seen.update(path.name.encode())
            seen.update(path.read_bytes())
    return seen.hexdigest()[:16]


def address(name: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def command(text: str, *names: str) -> None:
    """One statement about whole databases, from a database that always exists."""
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(sql.SQL(text).format(*map(sql.Identifier, names)))


def drop(name: str) -> None:
    command("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def known(prefix: str) -> set[str]:
    with psycopg.connect(address("postgres")) as server:
        rows = server.execute("SELECT datname FROM pg_database").fetchall()
    return {name for (name,) in rows if name.startswith(prefix)}


def source(stamp: str) -> str:
    """The migrated database of this state of the code; those of earlier states are dropped."""
    name = SOURCE + stamp
    there = known(SOURCE)
    if name in there:
        return name
    for old in there:
        drop(old)
    fresh = f"{name}_new"
    command("CREATE DATABASE {}", fresh)
    subprocess.run(
        [sys.executable, ROOT / "manage.py", "migrate", "--verbosity=0"],
        env=os.environ | {"DATABASE_URL": address(fresh)},
        check=True,
    )
    command("ALTER DATABASE {} RENAME TO {}", fresh, name)
    return name


class Copy:
    """A test database, and the rows of its source to return to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: dict[str, bytes] = {}
        self.tables: list[str] = []
        stamp = fingerprint()
        # Nobody may look into the source while somebody copies it.
        with one_at_a_time("test-database"):
            self.source = source(stamp)
            self.read_source()
            if self.is_of(stamp):
                self.restore()
            else:
                self.make(stamp)

    def read_source(self) -> None:
        with psycopg.connect(address(self.source)) as pristine:
            found = pristine.execute(
                "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            self.tables = [table for (table,) in found]
            for table in self.tables:
                with pristine.cursor().copy(f"COPY {table} TO STDOUT") as out:
                    self.rows[table] = b"".join(out)

    def is_of(self, stamp: str) -> bool:
        with psycopg.connect(address("postgres")) as server:
            row = server.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                [self.name],
            ).fetchone()
        return row is not None and row[0] == stamp

    def make(self, stamp: str) -> None:
        drop(self.name)
        command("CREATE DATABASE {} TEMPLATE {}", self.name, self.source)
        command(f"COMMENT ON DATABASE {{}} IS '{stamp}'", self.name)

    def restore(self) -> None:
        """Rows only, which takes a tenth of a second; who may not pass triggers copies again."""
        try:
            self.refill()
        except psycopg.errors.InsufficientPrivilege:
            self.make(self.source.removeprefix(SOURCE))

    def refill(self) -> None:
        with psycopg.connect(address(self.name)) as dirty:
            dirty.execute("SET LOCAL session_replication_role = replica")
            dirty.execute(";".join(f"DELETE FROM {table}" for table in self.tables))  # noqa: S608
            for table, rows in self.rows.items():
                if rows:
                    with dirty.cursor().copy(f"COPY {table} FROM STDIN") as into:
                        into.write(rows)


def name_of_copy(options: dict[str, Any]) -> str:
    """What pytest-django chose for this worker, else Django's own choice."""
    return options["TEST"].get("NAME") or f"test_{options['NAME']}"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """This worker's own copy, whatever --reuse-db and --create-db say."""
    with django_db_blocker.unblock():
        name = name_of_copy(connection.settings_dict)
        own = Copy(name)
        connection.close()
        settings.DATABASES["default"]["NAME"] = name
        connection.settings_dict["NAME"] = name
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: own.restore())
        yield
    with django_db_blocker.unblock():
        connection.close()
