"""How many statements each request sends to the database, the second time it is asked."""

import json
import sys
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.jobs import jobs


def main(facts: str) -> None:
    found = {}
    for job in jobs(json.loads(Path(facts).read_text())):
        client = Client(headers={"host": "127.0.0.1"})
        for number in (1, 2):
            method, path, body, headers = job.make(number)
            with CaptureQueriesContext(
                connection,
            ) as seen:
                answer = client.generic(
                    method,
                    path,
                    body or b"",
                    content_type=headers.get("Content-Type", "application/json"),
                    headers=headers,
                )
        found[job.name] = len(seen)
        if answer.status_code >= 400:
            print(f"{job.name}: {answer.status_code} {answer.content.decode()}", file=sys.stderr)
    json.dump(found, sys.stdout)
