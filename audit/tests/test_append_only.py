"""The record of deeds: nobody edits it, and a changed byte is found where it is."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from audit import chain
from audit.models import Entry, Seal
from audit.services import SYSTEM, changes, record

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET user_name = '别人'",
        "DELETE FROM audit_entry",
        "UPDATE audit_seal SET digest = 'x'",
        "DELETE FROM audit_seal",
    ],
)
def test_the_database_refuses_to_change_or_remove(statement):
    record("test.deed", by=SYSTEM, label="试")
    chain.seal()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.get().user_name == "系统"


def test_the_chain_is_whole_and_grows_by_what_is_new():
    for number in range(3):
        record("test.deed", by=SYSTEM, label=f"第{number}件")
    assert chain.seal() == 3
    record("test.deed", by=SYSTEM, label="再一件")
    assert chain.seal() == 1
    assert chain.seal() == 0
    assert list(Seal.objects.values_list("number", flat=True).order_by("number")) == [1, 2, 3, 4]
    assert list(chain.verify()) == []


def tamper(statement: str, *values: int) -> None:
    """What somebody who owns the database could do behind the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE audit_seal DISABLE TRIGGER USER")
        cursor.execute(statement, values or None)


def sealed_entries(count: int = 4) -> list[Entry]:
    entries = [record("test.deed", by=SYSTEM, label=f"第{n}件") for n in range(count)]
    chain.seal()
    return entries


def test_a_changed_entry_is_found_at_its_place():
    second = sealed_entries()[1]
    tamper("UPDATE audit_entry SET label = '另一件' WHERE id = %s", second.pk)
    found = list(chain.verify())
    assert [(f.number, f.entry_id) for f in found] == [(2, second.pk)]


def test_a_changed_time_is_found():
    second = sealed_entries()[1]
    tamper("UPDATE audit_entry SET at = at - interval '1 second' WHERE id = %s", second.pk)
    assert [f.number for f in chain.verify()] == [2]


def test_a_removed_link_is_found():
    sealed_entries()
    tamper("DELETE FROM audit_seal WHERE number = 2")
    assert any(f.what == "第2环缺失" for f in chain.verify())


def test_the_command_says_whole_or_where_not(capsys):
    sealed_entries()
    call_command("audit_verify")
    assert "审计链完好：4环" in capsys.readouterr().out
    tamper("UPDATE audit_entry SET reason = '改' WHERE id = (SELECT min(id) FROM audit_entry)")
    with pytest.raises(CommandError, match="1处"):
        call_command("audit_verify")


def test_an_entry_keeps_moments_to_the_microsecond():
    entry = record("test.deed", by=SYSTEM)
    assert isinstance(Entry.objects.get(pk=entry.pk).at, dt.datetime)
    assert Entry.objects.get(pk=entry.pk).at == entry.at


def test_only_what_changed_is_kept():
    before, after = {"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}
    assert changes(before, after) == ({"b": 2, "c": None}, {"b": 3, "c": 4})
