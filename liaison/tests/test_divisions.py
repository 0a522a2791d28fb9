"""Loading the real divisions: quick, idempotent, all or nothing, with history."""

import datetime as dt
import gzip
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.models import Entry
from audit.services import SYSTEM
from core.problems import Invalid
from liaison.models import Division
from liaison.services.divisions import load
from liaison.tests.factories import make_unit

pytestmark = pytest.mark.django_db
REAL = Path(__file__).parents[1] / "data" / "hunan-divisions.csv.gz"
DAY = dt.date(2026, 1, 1)
HEAD = "code,name,level,parent\n"
SMALL = HEAD + (
    "430000000000,湖南省,province,\n"
    "431000000000,郴州市,prefecture,430000000000\n"
    "431027000000,桂东县,county,431000000000\n"
    "431027100000,沤江镇,township,431027000000\n"
)


def run(path: Path, **options: object) -> str:
    out = StringIO()
    call_command("import_divisions", str(path), stdout=out, **options)
    return out.getvalue()


def test_the_real_file_loads_in_seconds_and_a_second_run_changes_nothing():
    started = time.monotonic()
    said = run(REAL)
    # Ten seconds are promised on a quiet machine (it takes three); here others run beside it.
    assert time.monotonic() - started < 60
    assert "新增31691个" in said
    assert Division.objects.current().count() == 31691
    guidong = Division.objects.get(code="431027000000")
    assert (guidong.name, guidong.parent.name, guidong.level) == ("桂东县", "郴州市", "county")

    before = list(Division.objects.order_by("id").values_list())
    assert "没有改动" in run(REAL)
    assert list(Division.objects.order_by("id").values_list()) == before
    assert Entry.objects.filter(action="division.load").count() == 1


def test_the_parent_column_is_the_truth_not_the_digits():
    zone = SMALL + "430199000000,某管理区,county,431000000000\n"
    load(zone.encode(), by=SYSTEM)
    assert Division.objects.get(code="430199000000").parent.name == "郴州市"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("43102710000,短码镇,township,431027000000", "不是12位数字"),
        ("431027101000,,township,431027000000", "没有名称"),
        ("431027101000,四都镇,town,431027000000", "级别「town」不认识"),
        ("431027101000,四都镇,township,439999000000", "上级代码439999000000不在文件里"),
        ("431027101000,四都镇,township,", "没有上级代码"),
        ("431027101000,四都镇,county,431027000000", "级别不高于本级"),
        ("431027100000,又一个沤江镇,township,431027000000", "与第5行重复"),
    ],
)
def test_a_bad_row_is_named_by_line_and_nothing_is_loaded(tmp_path, row, reason):
    path = tmp_path / "bad.csv"
    path.write_text(SMALL + row + "\n431027200000,好乡,township,431027000000\n", encoding="utf-8")

    with pytest.raises(CommandError) as refused:
        run(path)

    assert "第6行" in str(refused.value)
    assert reason in str(refused.value)
    assert "没有导入任何一行" in str(refused.value)
    assert not Division.objects.exists()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件是空的"),
        (b"\x1f\x8bbroken", "压缩文件不完整"),
        (b"\xff\xfe\x00\x81\x00\x81", "认不出"),
        ("代码,名称\n1,2\n".encode(), "缺少列"),
        (HEAD.encode(), "没有区划"),
    ],
)
def test_a_wrong_file_is_refused_in_words(data, reason):
    with pytest.raises(Invalid, match=reason):
        load(data, by=SYSTEM)


def test_a_file_from_a_spreadsheet_in_gb18030_is_read():
    assert load(SMALL.encode("gb18030"), by=SYSTEM).added == 4


def test_a_change_of_name_keeps_the_old_name_with_its_dates():
    load(SMALL.encode(), by=SYSTEM)
    living = Division.objects.get(code="431027100000")

    done = load(SMALL.replace("沤江镇", "沤江街道").encode(), by=SYSTEM, on=DAY)

    assert (done.renamed, done.added, done.moved) == (1, 0, 0)
    living.refresh_from_db()
    assert (living.name, living.valid_from, living.valid_to) == ("沤江街道", DAY, None)
    old = Division.objects.get(code="431027100000", valid_to__isnull=False)
    assert (old.name, old.valid_to, old.successor) == ("沤江镇", dt.date(2025, 12, 31), living)


def test_a_second_change_on_one_day_corrects_the_first():
    load(SMALL.encode(), by=SYSTEM)
    load(SMALL.replace("沤江镇", "沤红镇").encode(), by=SYSTEM, on=DAY)
    load(SMALL.replace("沤江镇", "沤江街道").encode(), by=SYSTEM, on=DAY)

    names = Division.objects.filter(code="431027100000").order_by("valid_from")
    assert [d.name for d in names] == ["沤江镇", "沤江街道"]


def test_bodies_follow_a_township_that_came_under_another_county():
    other = SMALL + "431026000000,汝城县,county,431000000000\n"
    load(other.encode(), by=SYSTEM)
    township = Division.objects.get(code="431027100000")
    unit = make_unit("沤江镇人民政府", "government", township)

    moved = other.replace("沤江镇,township,431027000000", "沤江镇,township,431026000000")
    assert load(moved.encode(), by=SYSTEM, on=DAY).moved == 1

    unit.refresh_from_db()
    assert unit.county.name == "汝城县"
    assert unit.township == township


def test_places_that_the_file_does_not_name_close_only_when_asked():
    load(SMALL.encode(), by=SYSTEM)
    partial = "\n".join(SMALL.splitlines()[:-1])

    assert load(partial.encode(), by=SYSTEM, on=DAY).absent == 1
    assert load(partial.encode(), by=SYSTEM, on=DAY, close_absent=True).closed == 1
    assert Division.objects.get(code="431027100000").valid_to == dt.date(2025, 12, 31)
    assert Division.objects.current().count() == 3


def test_gz_and_plain_are_the_same():
    assert load(gzip.compress(SMALL.encode()), by=SYSTEM).added == 4
    assert load(SMALL.encode(), by=SYSTEM).changed == 0


def test_places_are_found_by_part_of_the_name_or_beginning_of_the_code():
    load(SMALL.encode(), by=SYSTEM)
    county = Division.objects.get(code="431027000000")

    assert list(Division.objects.matching("桂东")) == [county]
    assert county in Division.objects.matching("４３１０２７")
    assert set(Division.objects.within(county.pk).values_list("name", flat=True)) == {
        "桂东县",
        "沤江镇",
    }
