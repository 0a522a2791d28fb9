"""The voter's own words are stored once; the list of themes is there from the start."""

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Entry
from core.clock import today
from deadlines.models import Deadline
from liaison.tests.factories import county_fixture
from notifications.models import Notification
from stations import services
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


def test_a_phone_among_the_words_gets_into_no_title_no_notice_and_no_audit():
    county = county_fixture()
    station = make_station(county)
    for role in ("head", "deputy"):
        county.seat(role)
    words = "我叫扶国强，电话13873505127，身份证431099199001011234，家门口的路塌了"
    reception = services.record_reception(
        by=county.seat("clerk"),
        station=station,
        held_on=today(),
        visitor_name="扶国强",
        opinions=[{"raw_text": words, "route": "township"}],
    )
    opinion = reception.opinions.get()
    assert opinion.raw_text == words
    kept = [opinion.title, str(opinion)]
    kept += [f"{row.subject_label}{row.before}{row.after}" for row in Entry.objects.all()]
    kept += [f"{row.title}{row.body}" for row in Notification.objects.all()]
    kept += list(Deadline.objects.values_list("subject_label", flat=True))
    assert not any("13873505127" in text or "431099199001011234" in text for text in kept)
    assert not any("家门口" in f"{row.after}{row.subject_label}" for row in Entry.objects.all())


def test_every_look_at_a_contact_is_told_whatever_was_opened():
    county = county_fixture()
    station = make_station(county)
    head, clerk = county.seat("head"), county.seat("clerk")
    opinion = make_opinion(station)
    for subject in (opinion, opinion.reception, opinion.reception):
        services.reveal(subject, by=clerk, reason_code="verify", words="核实门牌")
    told = Notification.objects.filter(user=head.user, kind__endswith="_look")
    assert told.count() == 3
    assert all("核实门牌" in row.body for row in told)
