"""The schema that the product hands out is the stored one, without sign-in."""

import json
from pathlib import Path

import pytest
import yaml
from django.conf import settings

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/schema/"


def loaded(text):
    return yaml.load(text, yaml.CSafeLoader)


def test_it_is_the_stored_one_every_time(client):
    stored = loaded(Path(settings.BASE_DIR, "docs/api/openapi.yaml").read_bytes())
    first, second = client.get(ADDRESS), client.get(ADDRESS)
    assert loaded(first.content) == stored
    assert second.content == first.content


def test_as_json_for_programs(client):
    client.get(ADDRESS)
    answer = client.get(ADDRESS, headers={"accept": "application/vnd.oai.openapi+json"})
    assert answer["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert json.loads(answer.content)["openapi"].startswith("3.")
