"""What goes wrong is logged with its trace, and without the row of a voter."""

import json
import logging

import pytest
from django.db import connection

from core.apart import apart
from core.logs import JSONLines

pytestmark = pytest.mark.django_db

VISITOR = "扶国强\n\n电话13812345678"


def test_the_trace_of_a_refused_row_names_the_rule_and_not_the_row(caplog):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE guest (name text, CONSTRAINT adult CHECK (name = ''))")
        with apart("keeping a guest", 7):
            cursor.execute("INSERT INTO guest VALUES (%s)", [VISITOR])
        cursor.execute("SELECT 1")  # the others go on
    [entry] = [line for line in caplog.records if line.levelno == logging.ERROR]
    line = json.loads(JSONLines().format(entry))
    assert line["message"] == "keeping a guest failed (7), the others go on"
    assert "adult" in line["trace"]
    assert "IntegrityError" in line["trace"]
    assert "扶国强" not in line["trace"]
    assert "138" not in line["trace"]
