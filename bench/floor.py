"""The bare floor: WSGI, psycopg with prepared statements, orjson, and the same rows as the product.

It looks the token up once and believes everything else: no rights, no forms, no buttons. What the
product costs above it is what the framework, the rights and the records cost.
"""

import hashlib
import os
import threading
import zlib
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import orjson
import psycopg
from psycopg.rows import dict_row

from bench import floor_sql as sql

Start = Callable[[str, list[tuple[str, str]]], Any]
HEADERS = [("Content-Type", "application/json")]

local = threading.local()
seats: dict[str, dict[str, Any]] = {}


def session() -> psycopg.Connection[dict[str, Any]]:
    if not hasattr(local, "connection"):
        local.connection = psycopg.connect(
            os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=0, row_factory=dict_row
        )
    found: psycopg.Connection[dict[str, Any]] = local.connection
    return found


def rows(statement: str, values: Any) -> list[dict[str, Any]]:
    return session().execute(statement.encode(), values).fetchall()


def seat_of(environ: dict[str, Any]) -> dict[str, Any]:
    token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if token not in seats:
        digest = hashlib.sha512(token.encode()).hexdigest()
        seats[token] = rows(sql.SEAT, (digest,))[0]
    return seats[token]


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    path = environ["PATH_INFO"].removeprefix("/api/v1")
    if path == "/":
        start("200 OK", [("Content-Length", "0")])
        return []
    seat = seat_of(environ)
    status = "200 OK"
    if path == "/opinions/similar/":
        data = {"results": rows(sql.ALIKE, seat | {"grams": grams(said(environ)["text"])})}
    elif path == "/opinions/search/":
        data = opinions_found(environ, seat)
    elif environ["REQUEST_METHOD"] == "POST":
        data, status = create(environ, seat), "201 Created"
    elif path == "/suggestions/":
        data = listed(seat, parse_qs(environ["QUERY_STRING"]))
    elif path in sql.PAGES:
        statement = sql.PAGES[path]
        data = page(rows(statement[seat["role"]], seat))
    elif path == "/indicators/":
        year = int(parse_qs(environ["QUERY_STRING"])["year"][0])
        data = {"sums": rows(sql.FIGURES, seat | {"year": year})}
    else:
        case = int(path.strip("/").rpartition("/")[2])
        data = rows(sql.CASE, seat | {"case": case})[0] | rows(sql.PARTS, {"case": case})[0]
    body = orjson.dumps(data, default=str)
    start(status, [*HEADERS, ("Content-Length", str(len(body)))])
    return [body]


def page(found: list[dict[str, Any]]) -> dict[str, Any]:
    following = found[19]["id"] if len(found) > 20 else None
    return {"results": found[:20], "next": following, "previous": None}


def listed(seat: dict[str, Any], query: dict[str, list[str]]) -> dict[str, Any]:
    if "q" not in query:
        return page(rows(sql.LISTS[seat["role"]], seat))
    text = query["q"][0]
    wanted = seat | {"like": f"%{text}%"}
    found = [row["id"] for row in rows(sql.WITH_WORDS, {"grams": grams(text)})]
    if len(found) > 500:
        return page(rows(sql.SEARCH_COMMON, wanted))
    return page(rows(sql.SEARCH_RARE, wanted | {"found": found}))


def said(environ: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = orjson.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    return body


def opinions_found(environ: dict[str, Any], seat: dict[str, Any]) -> dict[str, Any]:
    text = said(environ)["q"]
    wanted = seat | {"like": f"%{text}%"}
    found = [row["id"] for row in rows(sql.OPINIONS_WITH_WORDS, {"grams": grams(text)})]
    if len(found) > 500:
        return page(rows(sql.OPINIONS_COMMON, wanted))
    return page(rows(sql.OPINIONS_RARE, wanted | {"found": found}))


def grams(text: str) -> list[int]:
    pairs = {text[i : i + 2] for i in range(len(text) - 1)}
    return [zlib.crc32(pair.encode()) - 2**31 for pair in pairs]


def create(environ: dict[str, Any], seat: dict[str, Any]) -> Any:
    """The rows that the product writes, in one transaction and three statements."""
    sent = said(environ)
    matter = sent["opinions"][0]
    values = seat | {
        "held_on": sent["held_on"],
        "visits": f"{seat['code']}-{sent['held_on'][:4]}-",
        "matters": f"{seat['code']}-{sent['held_on'].replace('-', '')}-",
        "name": sent["visitor_name"],
        "phone": sent["visitor_phone"],
        "receiver": sent["deputies"][0],
        "addressed": matter["addressed"][0],
        "words": matter["raw_text"],
        "title": matter["raw_text"][:20],
        "grams": grams(matter["raw_text"]),
        "user_name": "登记人",
        "once": environ["HTTP_IDEMPOTENCY_KEY"],
    }
    with session().transaction():
        rows(sql.LOCK, values)
        values |= rows(sql.NUMBERS, values)[0]
        return rows(sql.CREATE, values)[0]
