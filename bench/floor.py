"""The bare floor: WSGI, psycopg with prepared statements, orjson, and the same rows as the product.

It signs nobody in beyond one look-up of the token, checks nothing and draws no buttons; what the
product costs above it is what the framework, the rights and the records cost.
"""

import hashlib
import os
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import orjson
import psycopg

Start = Callable[[str, list[tuple[str, str]]], Any]

SEAT = """
SELECT s.id, s.unit_id, u.congress_id FROM accounts_clienttoken t
JOIN liaison_seat s ON s.id = t.seat_id JOIN liaison_unit u ON u.id = s.unit_id
WHERE t.digest = %s
"""
LIST = """
SELECT s.id, s.number, s.title, s.state, s.handler_text, s.due_on, s.amber_on, s.turn, s.is_key,
       s.round, s.outcome, s.created_on, s.cosigner_count, d.id, d.name
FROM suggestions_suggestion s JOIN liaison_deputy d ON d.id = s.lead_id
WHERE s.congress_id = %s AND s.submitted_on IS NOT NULL ORDER BY s.id DESC LIMIT 21
"""
DETAIL = """
SELECT s.*, d.name AS lead_name, u.name AS main_unit_name FROM suggestions_suggestion s
JOIN liaison_deputy d ON d.id = s.lead_id LEFT JOIN liaison_unit u ON u.id = s.main_unit_id
WHERE s.id = %s AND s.congress_id = %s
"""
EVENTS = """
SELECT at, code, sentence, note, by_name, by_unit FROM suggestions_suggestionevent
WHERE suggestion_id = %s ORDER BY at DESC, id DESC
"""
TODO = """
SELECT id, kind, subject_type, subject_id, subject_label, due_on, amber_on, provisional
FROM deadlines_deadline WHERE state = 'open' AND owner_unit_id = %s ORDER BY due_on, id LIMIT 21
"""
# The same four rows that the product writes: case, history, audit, outbox; in one transaction.
CREATE = """
WITH made AS (
  INSERT INTO suggestions_suggestion
  SELECT (jsonb_populate_record(x, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('suggestions_suggestion', 'id')),
    'title', %(title)s::text, 'problem', %(problem)s::text, 'proposal', %(proposal)s::text))).*
  FROM suggestions_suggestion x WHERE x.id = %(pattern)s RETURNING id
), history AS (
  INSERT INTO suggestions_suggestionevent
    (suggestion_id, at, code, sentence, note, by_name, by_unit, is_inner)
  SELECT id, now(), 'start', '起草', '', '', '', false FROM made
), entry AS (
  INSERT INTO audit_entry
    (at, user_name, seat_id, seat_label, action, label, subject_type, subject_id, subject_label,
     before, after, reason, address, request_id)
  SELECT now(), '', %(seat)s, '', 'start', '起草', 'suggestion', id, %(title)s, '{}', '{}', '',
    '', ''
  FROM made
)
SELECT id FROM made
"""
HEADERS = [("Content-Type", "application/json")]

local = threading.local()
seats: dict[str, tuple[int, int, int]] = {}


def rows(sql: str, values: Any) -> list[Any]:
    if not hasattr(local, "connection"):
        local.connection = psycopg.connect(
            os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=0
        )
    found: list[Any] = local.connection.execute(sql, values).fetchall()
    return found


def seat_of(environ: dict[str, Any]) -> tuple[int, int, int]:
    token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if token not in seats:
        digest = hashlib.sha512(token.encode()).hexdigest()
        seats[token] = rows(SEAT, (digest,))[0]
    return seats[token]


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    seat, unit, congress = seat_of(environ)
    path = environ["PATH_INFO"].removeprefix("/api/v1")
    status = "200 OK"
    data: Any
    if environ["REQUEST_METHOD"] == "POST":
        data, status = create(environ, seat), "201 Created"
    elif path == "/suggestions/":
        size = int(parse_qs(environ["QUERY_STRING"]).get("page_size", ["20"])[0])
        data = {"results": rows(LIST, (congress,))[:size], "next": None, "previous": None}
    elif path == "/todo/":
        data = {"results": rows(TODO, (unit,))[:20], "next": None, "previous": None}
    else:
        case = int(path.strip("/").rpartition("/")[2])
        data = {"case": rows(DETAIL, (case, congress))[0], "events": rows(EVENTS, (case,))}
    body = orjson.dumps(data, default=str)
    start(status, [*HEADERS, ("Content-Length", str(len(body)))])
    return [body]


def create(environ: dict[str, Any], seat: int) -> dict[str, int]:
    sent = orjson.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    pattern = int(os.environ["BENCH_PATTERN"])
    values = {
        "title": sent["title"],
        "problem": sent["problem"],
        "proposal": sent["proposal"],
        "seat": seat,
        "pattern": pattern,
    }
    return {"id": rows(CREATE, values)[0][0]}
