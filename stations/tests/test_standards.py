"""The standard of a station: whose list, who checks, photos, and a list that was used stays."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Entry
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from files.models import StoredFile
from files.tests.test_files import picture
from liaison.tests.factories import signed_in
from stations import services
from stations.models import Checklist
from stations.services import Item, Mark

pytestmark = pytest.mark.django_db

LIST = [Item("场所", "有标牌", 5, needs_photo=True), Item("接待", "按安排接待", 15)]


def photo():
    return SimpleUploadedFile("标牌.jpg", picture(), content_type="image/jpeg")


def write(county, year=None, items=LIST):
    return services.write_standard(
        county.congress, year or today().year, by=county.seat("office"), name="标准", items=items
    )


def test_a_congress_starts_with_the_default_and_then_has_its_own(county, station):
    assert services.checklist_of(county.congress.pk).congress is None
    own = write(county)
    assert services.checklist_of(county.congress.pk) == own
    assert services.checklist_of(county.congress.pk, today().year + 3) == own
    assert services.checklist_of(None).congress is None


def test_a_check_gives_points_and_what_is_missing(county, station):
    own = write(county)
    sign, visits = own.items.all()
    services.check_station(
        station,
        by=county.seat("clerk"),
        marks=[Mark(sign, True, "门口", [photo()]), Mark(visits, False)],
    )
    standing = services.standing_of(station)
    assert (standing.points, standing.whole) == (5, 20)
    assert standing.missing == [visits]
    assert standing.without_photo == []
    assert StoredFile.objects.get().subject_type == "station"
    assert Entry.objects.filter(action="station.check").exists()


def test_met_without_the_photo_that_is_asked_for_is_named(county, station):
    sign, _ = write(county).items.all()
    services.check_station(station, by=county.seat("head"), marks=[Mark(sign, True)])
    assert services.standing_of(station).without_photo == [sign]


def test_one_photo_too_many_keeps_nothing(county, station):
    sign, visits = write(county).items.all()
    with pytest.raises(Invalid) as refused:
        services.check_station(
            station,
            by=county.seat("clerk"),
            marks=[Mark(visits, True), Mark(sign, True, "", [photo() for _ in range(4)])],
        )
    assert f"photos_{sign.pk}" in refused.value.errors
    assert services.standing_of(station).points == 0


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("clerk", True),
        ("head", True),
        ("presidium", True),
        ("office", True),
        ("deputy", False),
        ("leader", False),
        ("unit", False),
    ],
)
def test_who_may_check(county, station, role, may):
    sign, _ = write(county).items.all()
    marks = [Mark(sign, True)]
    if may:
        services.check_station(station, by=county.seat(role), marks=marks)
        return
    with pytest.raises(Forbidden):
        services.check_station(station, by=county.seat(role), marks=marks)


def test_a_list_that_was_used_is_not_rewritten_but_next_years_is(county, station):
    sign, _ = write(county).items.all()
    services.check_station(station, by=county.seat("clerk"), marks=[Mark(sign, True)])
    with pytest.raises(Conflict):
        write(county, items=[Item("场所", "换了", 5)])
    write(county, today().year + 1, [Item("场所", "换了", 5)])
    assert Checklist.objects.filter(congress=county.congress).count() == 2
    assert services.standing_of(station).points == 5


def test_only_the_own_office_writes_it(county, other_county):
    for seat in (county.seat("clerk"), county.seat("presidium"), other_county.seat("office")):
        with pytest.raises(Forbidden):
            services.write_standard(county.congress, today().year, by=seat, name="标准", items=LIST)


def test_a_check_of_tomorrow_is_refused(county, station):
    sign, _ = write(county).items.all()
    with pytest.raises(Invalid):
        services.check_station(
            station,
            by=county.seat("clerk"),
            marks=[Mark(sign, True)],
            on=today() + dt.timedelta(days=1),
        )


def test_the_pages(county, station):
    office = signed_in(county.seat("office"))
    sent = office.post(
        "/stations/standards/write/",
        {
            "year": today().year,
            "name": "本县标准",
            "items": "场所，有标牌，醒目，5，照片\n接待,按安排接待,15",
        },
    )
    assert sent.status_code == 302
    own = services.checklist_of(county.congress.pk)
    assert list(own.items.values_list("text", "weight", "needs_photo")) == [
        ("有标牌，醒目", 5, True),
        ("按安排接待", 15, False),
    ]
    wrong = office.post(
        "/stations/standards/write/", {"year": today().year, "name": "x", "items": "场所，没有分值"}
    ).content.decode()
    assert "第1行看不懂" in wrong
    assert "场所，没有分值" in wrong

    clerk = signed_in(county.seat("clerk"))
    address = f"/stations/{station.pk}/standard/"
    sign = own.items.first()
    assert "有标牌" in clerk.get(address).content.decode()
    data = {"on": today().isoformat(), f"met_{sign.pk}": "on", f"photos_{sign.pk}": photo()}
    assert clerk.post(address, data).status_code == 302
    assert "达到5分" in clerk.get(address).content.decode()
    assert "1项" in office.get("/stations/standards/").content.decode()
    reader = signed_in(county.seat("leader")).get(address).content.decode()
    assert "保存核对结果" not in reader
    assert signed_in(county.seat("leader")).post(address, data).status_code == 403
