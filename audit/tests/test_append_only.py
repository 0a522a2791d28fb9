"""The record of deeds: nobody edits it, and a changed byte is found where it is."""

import datetime as dt
import json
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from audit import chain
from audit.models import Entry, Seal
from audit.services import SYSTEM, changes, record
from core.clock import now

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


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_is_committed_late_is_sealed_in_the_next_minute():
    begun, others_done = threading.Event(), threading.Event()

    def slow_deed():
        try:
            with transaction.atomic():
                record("test.slow", by=SYSTEM)
                begun.set()
                others_done.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=slow_deed)
    thread.start()
    assert begun.wait(20)
    quick = [record("test.quick", by=SYSTEM) for _ in range(3)]
    assert chain.seal() >= 3
    others_done.set()
    thread.join()
    late = Entry.objects.get(action="test.slow")
    assert late.pk < quick[0].pk
    assert chain.seal() == 1
    assert late.seal.number > quick[-1].seal.number
    assert list(chain.verify()) == []


def test_one_later_than_that_is_sealed_by_the_look_of_the_night():
    number = record("test.deed", by=SYSTEM).pk
    Entry.objects.bulk_create(Entry(pk=number + n, at=now(), action="test") for n in range(2, 20))
    chain.seal()
    late = Entry.objects.create(pk=number + 1, at=now(), action="test.late")
    assert chain.seal(back=5) == 0
    assert chain.seal_all() == 1
    assert late.seal.number == Seal.objects.count()
    assert list(chain.verify()) == []


def test_each_minutes_look_reads_the_same_number_of_rows_for_ever():
    Entry.objects.bulk_create(Entry(at=now(), action="test") for _ in range(6000))
    chain.seal_all()
    record("test.deed", by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_entry")
        cursor.execute("ANALYZE audit_seal")
    [plan] = json.loads(chain.unsealed(20).explain(analyze=True, format="json"))
    assert rows_read(plan["Plan"]) < 200


def rows_read(node: dict) -> int:
    kinds = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter")
    own = sum(node.get(kind, 0) for kind in kinds) * node.get("Actual Loops", 1)
    return own + sum(rows_read(inner) for inner in node.get("Plans", ()))


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
