"""Sheets as they come: every row checked, good ones kept, bad ones returned with advice."""

import datetime as dt
import io
import time
import zipfile

import pytest

from audit.models import Entry
from core.clock import today
from core.problems import Invalid
from liaison.choices import Role, UnitKind
from liaison.models import Deputy, Mandate, Unit
from liaison.permissions import managed_deputies
from liaison.services.import_deputies import import_deputies, template
from liaison.services.import_units import import_units
from liaison.services.sheets import ADVICE, parse_date
from liaison.tests.factories import county_fixture, make_deputy, make_division, make_mandate
from liaison.tests.sheet_files import HEAD, rows_of, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def take(county):
    """Import these rows for the county's congress."""

    def run(rows, head=HEAD, **kw):
        data = rows if isinstance(rows, bytes) else workbook([head, *rows], **kw)
        return import_deputies(
            data,
            term=county.term,
            managed=[county.congress, *county.township_congresses],
            by=county.seat(Role.OFFICE),
        )

    return run


def phone(number: int) -> str:
    return f"139{number:08d}"


def test_ten_thousand_rows_with_three_bad_ones(county, take):
    rows = [[f"代表{chr(0x4E00 + i)}", f"c{i}", "第1选区", phone(i), ""] for i in range(10_000)]
    rows[9][0], rows[4999][3], rows[9998][4] = "", "123", "昨天"

    started = time.monotonic()
    done = take(rows)

    # Five seconds on a quiet machine; here others run beside it.
    assert time.monotonic() - started < 60
    assert (done.rows, done.added, done.bad) == (10_000, 9_997, 3)
    assert Mandate.objects.filter(term=county.term).count() == 9_997 + 4
    back = rows_of(done.returned)
    assert "3行没有导入" in back[0][0]
    assert back[1] == [*HEAD, ADVICE]
    assert [row[1] for row in back[2:]] == ["c9", "c4999", "c9998"]
    assert "请填写姓名" in back[2][-1]
    assert "联系电话：号码位数不对" in back[3][-1]
    assert "看不懂「昨天」" in back[4][-1]
    assert Entry.objects.filter(action="deputy.import").count() == 1


def test_the_returned_file_goes_in_after_mending(take):
    done = take([["王一", "1", "第1选区", "", ""], ["", "2", "第1选区", "", ""]])
    back = rows_of(done.returned)
    back[2][0] = "李二"
    again = take(workbook(back))
    assert (again.added, again.bad) == (1, 0)
    assert Deputy.objects.filter(name="李二").exists()


def test_wrong_cells_carry_a_comment_and_all_of_a_row_are_named(take):
    done = take([["", "1", "", "12", "x"]])
    with zipfile.ZipFile(io.BytesIO(done.returned)) as packed:
        comments = packed.read("xl/comments1.xml").decode()
    for words in ("请填写姓名", "请填写选区", "号码位数不对", "看不懂"):
        assert words in comments


def test_the_same_file_again_changes_nothing(take):
    rows = [["王一", "1", "第1选区", phone(1), ""]]
    take(rows)
    done = take(rows)
    assert (done.added, done.changed, done.same, done.bad) == (0, 0, 1, 0)
    done = take([["王一", "1", "第2选区", phone(1), ""]])
    assert (done.changed, done.same) == (1, 0)
    assert Mandate.objects.get(card_no="1").district == "第2选区"


@pytest.mark.parametrize(
    "written",
    [
        "2021.12.3",
        "2021年12月3日",
        "2021-12-03",
        "2021/12/3",
        "20211203",
        20211203,
        44533,
        "44533",
        "２０２１．１２．３",
        "２０２１年１２月３日",
        " 2021 年 12 月 3 日 ",
        "二〇二一年十二月三日",
        "2021-12-03 00:00:00",
        dt.date(2021, 12, 3),
        dt.datetime(2021, 12, 3, 8),  # noqa: DTZ001 - a spreadsheet has no zone
    ],
)
def test_dates_in_many_writings(written):
    assert parse_date(written) == dt.date(2021, 12, 3)


@pytest.mark.parametrize(
    "written", ["2021.12", 2021.12, "2021-13-01", "2021年2月30日", "99999", "去年", 3]
)
def test_what_is_no_date_is_not_guessed(written):
    assert parse_date(written) is None


def test_a_serial_number_in_a_plain_cell_is_a_date(county, take):
    day = county.term.starts_on + dt.timedelta(days=5)
    serial = (day - dt.date(1899, 12, 30)).days
    take([["王一", "1", "第1选区", "", serial]])
    assert Mandate.objects.get(card_no="1").starts_on == day


def test_full_width_digits_and_numbers_in_number_cells(take):
    take(
        [
            ["王一", "００１", "第１选区", "１３９０００００００１", ""],
            ["李二", 2, "第2选区", 13900000002, ""],
        ]
    )
    assert Deputy.objects.get(name="王一").phone == "13900000001"
    assert Mandate.objects.get(card_no="001").district == "第1选区"
    assert Deputy.objects.get(name="李二").phone == "13900000002"
    assert Mandate.objects.filter(card_no="2").exists()


def test_a_merged_cell_belongs_to_all_its_rows(take):
    rows = [["王一", "1", None], ["李二", "2", None], ["张三", "3", None]]
    done = take(rows, head=["姓名", "代表证号", "选区"], merge=[(1, 3, 2, "第7选区")])
    assert done.added == 3
    assert Mandate.objects.filter(district="第7选区").count() == 3


def test_titles_above_stars_and_other_words_in_the_heading(take):
    done = take(
        [["王一", "1", "第1选区"]],
        head=["姓 名*", "证号", "所属选区（必填）"],
        title="示范县第十八届人大代表名册",
    )
    assert done.added == 1


def test_names_with_a_dot_are_one_writing_and_keep_the_original(take):
    take([["阿不都•买买提", "1", "第1选区", "", ""]])
    deputy = Deputy.objects.get(mandates__card_no="1")
    assert (deputy.name, deputy.name_raw) == ("阿不都·买买提", "阿不都•买买提")


def test_people_of_one_name_are_told_apart_by_card(take):
    done = take([["王建国", "1", "第1选区", "", ""], ["王建国", "2", "第1选区", phone(2), ""]])
    assert done.added == 2
    assert Deputy.objects.filter(name="王建国").count() == 2


def test_a_namesake_on_record_is_not_merged_but_mentioned(county, take):
    make_mandate(make_deputy("王建国", phone=""), county.term, card_no="777")
    done = take([["王建国", "1", "第1选区", "", ""]])
    assert Deputy.objects.filter(name="王建国").count() == 2
    assert "同名" in done.reminders[0]


def test_one_person_with_two_mandates_is_known_by_phone_or_the_other_card(county, take):
    town = county.township_congresses[0]
    by_phone = make_deputy("赵六", phone=phone(6))
    make_mandate(by_phone, town.terms.get(), card_no="T6")
    by_card = make_deputy("钱七", phone="")
    make_mandate(by_card, town.terms.get(), card_no="T7")

    done = take(
        [["赵六", "1", "第1选区", phone(6), ""], ["钱七", "2", "第1选区", "", "T7"]],
        head=["姓名", "代表证号", "选区", "电话", "其他级代表证号"],
    )

    assert done.added == 2
    assert by_phone.mandates.count() == by_card.mandates.count() == 2


def test_a_name_and_a_card_from_elsewhere_do_not_open_that_deputys_record(county, take):
    """Else anybody who imports would read the phone of any deputy whose card he knows."""
    far = county_fixture("邻县")
    stranger = make_deputy("钱七", phone=phone(7))
    make_mandate(stranger, far.term, card_no="F7")

    take(
        [["钱七", "2", "第1选区", "", "F7"], ["钱七", "3", "第1选区", phone(7), ""]],
        head=["姓名", "代表证号", "选区", "电话", "其他级代表证号"],
    )

    assert stranger.mandates.count() == 1
    assert not managed_deputies(county.seat(Role.OFFICE)).filter(pk=stranger.pk).exists()


def test_a_file_whose_members_lie_nowhere_is_refused(take):
    data = workbook([HEAD, ["王一", "1", "第1选区", "", ""]])
    end = data.rindex(b"PK\x05\x06") + 16
    shifted = int.from_bytes(data[end : end + 4], "little") + 70_000_000
    with pytest.raises(Invalid):
        take(data[:end] + shifted.to_bytes(4, "little") + data[end + 4 :])


def test_two_levels_in_one_sheet_are_one_person(county, take):
    done = take(
        [
            ["赵六", "1", "第1选区", phone(6), ""],
            ["赵六", "9", "第2选区", phone(6), "东坪镇人大"],
        ],
        head=["姓名", "代表证号", "选区", "电话", "所在人大"],
    )
    assert done.added == 2
    levels = Deputy.objects.get(name="赵六").mandates.values_list("term__congress__level")
    assert {level for (level,) in levels} == {"county", "township"}


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (["王一", "1", "第1选区", phone(1), ""], 1, "与第2行的代表证号重复"),
        (["李二", "2", "第1选区", phone(1), ""], 3, "另一位代表"),
        (["王一", "3", "第1选区", phone(1), ""], 1, "已有代表证1"),
    ],
)
def test_rows_that_contradict_each_other(take, row, column, words):
    done = take([["王一", "1", "第1选区", phone(1), ""], row])
    assert (done.added, done.bad) == (1, 1)
    assert words in rows_of(done.returned)[2][-1]


def test_a_card_of_somebody_on_record(county, take):
    card = county.deputies[0].mandates.get(term=county.term).card_no
    done = take([["别的人", card, "第1选区", "", ""]])
    assert county.deputies[0].name in rows_of(done.returned)[2][-1]


def test_places_with_and_without_their_suffix(county, take):
    head = ["姓名", "代表证号", "选区", "选举地区", "居住地"]
    take(
        [
            ["王一", "1", "第1选区", "东坪", "青1山村"],
            ["李二", "2", "第1选区", "示范县西岭乡", "西岭乡绿2水村"],
        ],
        head=head,
    )
    first = Mandate.objects.get(card_no="1")
    assert first.elected_in == county.townships[0]
    assert first.deputy.home == county.villages[0]
    second = Mandate.objects.get(card_no="2")
    assert (second.elected_in, second.deputy.home) == (county.townships[1], county.villages[3])

    done = take([["张三", "3", "第1选区", "汝城", ""]], head=head)
    assert "没有找到「汝城」" in rows_of(done.returned)[2][-1]


def test_two_villages_of_one_name_need_their_township(county, take):
    for township in county.townships:
        make_division("桥头村", "village", township)
    head = ["姓名", "代表证号", "选区", "居住地"]
    done = take(
        [["王一", "1", "第1选区", "桥头"], ["李二", "2", "第1选区", "东坪镇桥头村"]], head=head
    )
    assert (done.added, done.bad) == (1, 1)
    assert "请写上乡镇" in rows_of(done.returned)[2][-1]


def test_congress_out_of_reach_group_unknown_and_start_too_early(county, take):
    there = county_fixture("邻县")
    done = take(
        [
            ["王一", "1", "第1选区", there.congress.short_name, "", ""],
            ["李二", "2", "第1选区", "", "没有的小组", ""],
            ["张三", "3", "第1选区", "", "", "1999.1.1"],
            ["周四", "4", "第1选区", "", "第一代表小组", ""],
        ],
        head=["姓名", "代表证号", "选区", "所在人大", "代表小组", "起始日期"],
    )
    assert (done.added, done.bad) == (1, 3)
    advice = [row[-1] for row in rows_of(done.returned)[2:]]
    assert "不在您管理的人大里" in advice[0]
    assert "请先在代表小组里新建" in advice[1]
    assert "起始日期不能更早" in advice[2]
    assert county.group.members.filter(deputy__name="周四", since=today()).exists()


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "x")
        packed.writestr("xl/workbook.xml", "x")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return buffer.getvalue()


def lying_bomb() -> bytes:
    """The directory says ten bytes; the stream holds many more."""
    data = bytearray(bomb())
    size = (60_000_000).to_bytes(4, "little")
    while (place := data.find(size)) >= 0:
        data[place : place + 4] = (10).to_bytes(4, "little")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的"),
        ("姓名,证号\n王一,1\n".encode(), "不是完整的xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 512, "旧版xls"),
        (b"PK\x03\x04 broken", "不是完整的xlsx"),
        (bomb(), "大得不正常"),
        (lying_bomb(), "不是完整的xlsx"),
        (workbook([["姓名", "电话"], ["王一", "1"]]), "缺少这几列：代表证号、选区或选举单位"),
        (workbook([HEAD]), "只有表头"),
        (template(), "只有表头"),
    ],
)
def test_a_wrong_file_is_refused_beside_the_field(take, data, words):
    with pytest.raises(Invalid) as refused:
        take(data)
    assert words in refused.value.errors["file"][0]
    assert not Deputy.objects.filter(name="王一").exists()


def test_a_zip_that_is_no_workbook(take):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("a.txt", "x")
    with pytest.raises(Invalid, match="不是xlsx"):
        take(buffer.getvalue())


class TestUnits:
    HEAD = ("单位名称", "简称", "种类", "所在地区", "上级单位", "设立日期")

    def take(self, county, rows):
        return import_units(
            workbook([self.HEAD, *rows]), division=county.division, by=county.seat(Role.OFFICE)
        )

    def test_bodies_come_with_their_scope_congress_and_government(self, county):
        done = self.take(
            county,
            [
                ["示范县财政局", "县财政局", "政府部门", "", "示范县人民政府", "2019.3.1"],
                ["东坪镇综治中心", "", "部门", "东坪", "东坪镇人民政府", ""],
                ["示范县财政局国库股", "", "部门", "", "示范县财政局", ""],
            ],
        )
        assert (done.added, done.bad) == (3, 0)
        unit = Unit.objects.get(name="示范县财政局")
        assert (unit.congress, unit.government) == (county.congress, county.government)
        assert (unit.parent, unit.opened_on) == (county.government, dt.date(2019, 3, 1))
        assert unit.names.get().valid_from == dt.date(2019, 3, 1)
        assert Unit.objects.get(name="东坪镇综治中心").township == county.townships[0]
        assert Unit.objects.get(name="示范县财政局国库股").parent == unit

    def test_governments_and_their_departments_in_one_sheet(self, county):
        town = make_division("新设乡", "township", county.division)
        self.take(county, [["新设乡人民政府", "", "人民政府", "新设乡", "", ""]])
        unit = Unit.objects.get(name="新设乡人民政府")
        assert (unit.township, unit.government) == (town, county.government)

    def test_bad_rows_come_back_and_known_bodies_stay(self, county):
        done = self.take(
            county,
            [
                ["示范县公安局", "", "政府部门", "", "", ""],
                ["示范县水利局", "", "政府部们", "", "", ""],
                ["示范县民政局", "", "政府部门", "别的县", "", ""],
                ["示范县司法局", "", "政府部门", "", "没有的局", ""],
                ["示范县审计局", "", "政府部门", "", "", "去年"],
                ["甲局", "", "政府部门", "", "乙局", ""],
                ["乙局", "", "政府部门", "", "甲局", ""],
                ["示范县统计局", "", "政府部门", "", "", ""],
                ["示范县统计局", "", "政府部门", "", "", ""],
            ],
        )
        assert (done.added, done.same, done.bad) == (1, 1, 7)
        assert Unit.objects.filter(name="示范县统计局", kind=UnitKind.DEPARTMENT).count() == 1
        advice = " ".join(str(row[-1]) for row in rows_of(done.returned)[2:])
        for words in ("种类不认识", "没有找到「别的县」", "没有找到「没有的局」", "看不懂「去年」"):
            assert words in advice
