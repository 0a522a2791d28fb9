"""Pages by key: complete, without doubles, and unmoved by what is added meanwhile."""

import pytest

from core.keyset import Keyset
from core.problems import Invalid
from liaison.models import Division

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    rows = [Division(code=f"43{n:010d}", name=f"第{n % 4}地", level="province") for n in range(23)]
    Division.objects.bulk_create(rows)


def walk(keyset: Keyset, size: int) -> tuple[list[list[int]], str]:
    pages, cursor, last = [], "", ""
    while True:
        page = keyset.page(Division.objects.all(), cursor, size)
        pages.append([row.pk for row in page.rows])
        last = page.previous
        if not page.next:
            return pages, last
        cursor = page.next


@pytest.mark.parametrize("fields", [("id",), ("-id",), ("name", "id"), ("-name", "id")])
def test_every_row_once_in_order(places, fields):
    pages, _ = walk(Keyset(*fields), 5)
    seen = [pk for page in pages for pk in page]
    assert seen == list(Division.objects.order_by(*fields).values_list("pk", flat=True))


def test_back_is_the_page_before(places):
    keyset = Keyset("name", "id")
    pages, previous = walk(keyset, 5)
    back = keyset.page(Division.objects.all(), previous, 5)
    assert [row.pk for row in back.rows] == pages[-2]
    assert back.next


def test_the_first_page_has_nothing_before_it(places):
    assert Keyset("id").page(Division.objects.all(), "", 5).previous == ""


def test_a_row_added_meanwhile_moves_nothing(places):
    keyset = Keyset("-id")
    first = keyset.page(Division.objects.all(), "", 5)
    Division.objects.create(code="430000000999", name="新地", level="province")
    second = keyset.page(Division.objects.all(), first.next, 5)
    assert not {r.pk for r in first.rows} & {r.pk for r in second.rows}


@pytest.mark.parametrize("cursor", ["x", "e30", "W10", "WzAsWzFdXQ", "WzAsWyJhIiwiYiJdXQ", "é"])
def test_a_made_up_cursor_is_refused_in_words(places, cursor):
    with pytest.raises(Invalid):
        Keyset("name", "id", "code").page(Division.objects.all(), cursor, 5)
