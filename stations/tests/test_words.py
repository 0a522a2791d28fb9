"""The voter's own words are stored once; the list of themes is there from the start."""

import pytest
from django.db import IntegrityError, connection, transaction

from liaison.tests.factories import county_fixture
from stations.models import Opinion, Theme
from stations.tests.factories import make_opinion, make_station

pytestmark = pytest.mark.django_db


def test_the_database_refuses_other_words():
    opinion = make_opinion(make_station(county_fixture()), words="路塌了，半个月没人修")

    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        Opinion.objects.filter(pk=opinion.pk).update(raw_text="道路损毁")
    with (
        pytest.raises(IntegrityError, match="written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE stations_opinion SET raw_text = raw_text || '。'")
    Opinion.objects.filter(pk=opinion.pk).update(title="上坪村道路塌方", raw_text=opinion.raw_text)

    opinion.refresh_from_db()
    assert opinion.raw_text == "路塌了，半个月没人修"
    assert opinion.title == "上坪村道路塌方"


def test_a_new_congress_starts_with_two_levels_of_themes():
    top = Theme.objects.filter(congress=None, parent=None)

    assert top.count() == 10
    assert all(theme.children.exists() for theme in top)
    assert not Theme.objects.filter(parent__parent__isnull=False).exists()
