"""Deputies from a sheet: good rows are taken, bad rows come back with advice beside the cell."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from audit.services import Actor
from core.display import cn_date
from core.text import is_phone, normal_name, normal_phone
from liaison.choices import Gender, Level
from liaison.models import Congress, DeputyGroup, Division, Term
from liaison.services import sheets
from liaison.services.import_deputies_match import Person, store
from liaison.services.importing import Done, Places, places_in, short
from liaison.services.sheets import Column, Faults, Sheet

COLUMNS = (
    Column("name", "姓名", ("代表姓名",), required=True, width=12),
    Column("gender", "性别", width=6),
    Column("card_no", "代表证号", ("证号", "代表证编号", "代表号"), required=True),
    Column("congress", "所在人大", ("人大", "级别", "代表级别"), width=18),
    Column("district", "选区或选举单位", ("选区", "选举单位", "所属选区"), required=True, width=18),
    Column("elected_in", "选举地区", ("所在乡镇", "乡镇", "所属乡镇", "乡镇街道")),
    Column("delegation", "代表团", ("所在代表团",)),
    Column("phone", "联系电话", ("电话", "手机", "手机号", "手机号码", "联系方式"), width=16),
    Column("work", "单位及职务", ("工作单位及职务", "工作单位", "职务"), width=26),
    Column("home", "居住或工作地", ("居住地", "现居住地", "住址")),
    Column("starts_on", "起始日期", ("当选日期", "任职日期", "起始时间")),
    Column("other_card", "其他级代表证号", ("其他代表证号", "兼任代表证号")),
    Column("group", "代表小组", ("小组", "所在小组")),
    Column("no_income", "无固定工资收入", ("无固定收入",), width=10),
)
NOTES = (
    "带*的必填。日期写成2021年12月3日、2021.12.3、20211203都可以；合并单元格会按每一行都填了来读。",
    "同一个人在几级人大任代表：电话相同，或者在「其他级代表证号」里填他另一级的证号，系统会认作同一个人。",
    "「所在人大」不填就是上传时选的那一个；「代表小组」要先在平台里建好。",
)
_LENGTHS = {"card_no": 20, "district": 80, "delegation": 40, "work": 120}
_YES, _NO = {"是", "有", "√", "1", "y", "yes", "true"}, {"", "否", "无", "0", "n", "no", "false"}


@dataclass
class Context:
    """What the rows are read against: congresses that this seat manages, their terms, places."""

    congress: Congress  # of the rows that name none
    terms: dict[int, Term]
    congresses: dict[str, Congress]
    groups: dict[tuple[int, str], DeputyGroup]
    places: Places
    faults: Faults = field(default_factory=Faults)


def template() -> bytes:
    return sheets.template("代表", COLUMNS, NOTES)


def import_deputies(
    data: bytes, *, term: Term, managed: Sequence[Congress], by: Actor, file_name: str = ""
) -> Done:
    """Read, tell apart, store; `managed` are the congresses whose deputies this seat may enter."""
    sheet = sheets.open_sheet(data, COLUMNS)
    context = _context(term, managed)
    people = [
        person
        for line, cells in sheet.lines
        if (person := _person(sheet, line, cells, context)) is not None
    ]
    done = store(people, context.faults, by=by, file_name=file_name)
    done.rows, done.bad = len(sheet.lines), len(context.faults.cells)
    if done.bad:
        done.returned = sheets.annotated("没有导入的代表", sheet, context.faults)
    return done


def _context(term: Term, managed: Sequence[Congress]) -> Context:
    congress = term.congress
    mine = {c.pk: c for c in managed} | {congress.pk: congress}
    terms = Term.objects.filter(ends_on=None, congress__in=mine).select_related("congress")
    groups = DeputyGroup.objects.filter(congress__in=mine, closed_on=None)
    return Context(
        congress=congress,
        terms={one.congress_id: one for one in terms} | {congress.pk: term},
        congresses=_names(congress, list(mine.values())),
        groups={(group.congress_id, group.name): group for group in groups},
        places=places_in(_whole(congress.division)),
    )


def _whole(division: Division) -> Division:
    """A township's deputies may live anywhere in its county."""
    if division.level == Level.TOWNSHIP and division.parent is not None:
        return division.parent
    return division


def _names(congress: Congress, managed: Sequence[Congress]) -> dict[str, Congress]:
    """Every way to write which congress; a bare level only where it names one."""
    names: dict[str, Congress] = {}
    for one in managed:
        for name in (one.name, one.short_name, one.division.name, short(one.division.name)):
            names[name] = one
            names[f"{name}人大"] = one
    levels: dict[str, list[Congress]] = {}
    for one in managed:
        levels.setdefault(Level(one.level).label, []).append(one)
    for label, found in levels.items():
        if len(found) == 1:
            names.setdefault(label, found[0])
    names[Level(congress.level).label] = congress
    return names


def _person(sheet: Sheet, line: int, cells: Sequence[Any], context: Context) -> Person | None:
    """One row, or None when anything in it is wrong; every wrong cell is named, not the first."""
    faults = context.faults
    term = _term(sheet, line, cells, context)
    raw = str(sheet.value(cells, "name") or "").strip()
    texts = {key: sheet.text(cells, key) for key in ("card_no", "district", "delegation", "work")}
    _check_texts(texts, line, faults)
    person = Person(
        line=line,
        term=term,
        name=_name(raw, line, faults),
        name_raw=raw,
        gender=_gender(sheet.text(cells, "gender"), line, faults),
        phone=_phone(sheet.text(cells, "phone"), line, faults),
        home=_place(sheet, line, cells, "home", context),
        elected_in=_place(sheet, line, cells, "elected_in", context),
        starts_on=_start(sheet.value(cells, "starts_on"), line, term, faults),
        other_card=sheet.text(cells, "other_card"),
        group=_group(sheet.text(cells, "group"), line, term, context),
        no_income=_yes(sheet.text(cells, "no_income"), line, faults),
        **texts,
    )
    return None if line in faults else person


def _term(sheet: Sheet, line: int, cells: Sequence[Any], context: Context) -> Term | None:
    text = sheet.text(cells, "congress")
    congress = context.congresses.get(text) if text else context.congress
    if congress is None:
        context.faults.add(
            line,
            "congress",
            f"「{text}」不在您管理的人大里，请填简称，如{context.congress.short_name}",
        )
        return None
    if congress.pk not in context.terms:
        words = f"{congress.short_name}还没有现任的届，请先在「届次与会议」里新开一届"
        context.faults.add(line, "congress", words)
        return None
    return context.terms[congress.pk]


def _name(raw: str, line: int, faults: Faults) -> str:
    name = normal_name(raw)
    if not name:
        faults.add(line, "name", "请填写姓名")
    elif len(name) > 80:
        faults.add(line, "name", "姓名最多80个字")
    elif re.search(r"\d", sheets.plain(name)):
        faults.add(line, "name", "姓名里有数字，请核对")
    return name


def _check_texts(texts: dict[str, str], line: int, faults: Faults) -> None:
    for key, text in texts.items():
        if len(text) > _LENGTHS[key]:
            faults.add(line, key, f"最多{_LENGTHS[key]}个字")
    if not texts["card_no"]:
        faults.add(line, "card_no", "请填写代表证号")
    if not texts["district"]:
        faults.add(line, "district", "请填写选区，间接选举的填选举单位")


def _gender(text: str, line: int, faults: Faults) -> str:
    found = {"男": Gender.MALE, "女": Gender.FEMALE, "": ""}.get(text.removesuffix("性"))
    if found is None:
        faults.add(line, "gender", "请填男或女，也可以不填")
    return found or ""


def _phone(text: str, line: int, faults: Faults) -> str:
    phone = normal_phone(text)
    if text and not is_phone(phone):
        faults.add(line, "phone", "号码位数不对，请填一个11位手机号，或带区号的座机")
    return phone


def _place(
    sheet: Sheet, line: int, cells: Sequence[Any], key: str, context: Context
) -> Division | None:
    text = sheet.text(cells, key)
    if not text:
        return None
    found = context.places.find(text)
    if isinstance(found, str):
        context.faults.add(line, key, found)
        return None
    return found


def _start(value: Any, line: int, term: Term | None, faults: Faults) -> dt.date | None:
    text = sheets.plain(value)
    if not text:
        return term.starts_on if term else None
    day = sheets.parse_date(value)
    if day is None:
        faults.add(line, "starts_on", f"看不懂「{text}」，请写成2021年12月3日这样")
    elif term is not None and day < term.starts_on:
        begins = cn_date(term.starts_on)
        faults.add(line, "starts_on", f"本届从{begins}开始，起始日期不能更早；不填就按这一天")
    return day


def _group(text: str, line: int, term: Term | None, context: Context) -> DeputyGroup | None:
    if not text or term is None:
        return None
    group = context.groups.get((term.congress_id, text))
    if group is None:
        context.faults.add(line, "group", f"还没有「{text}」，请先在代表小组里新建，或者不填")
    return group


def _yes(text: str, line: int, faults: Faults) -> bool:
    if text.lower() not in _YES | _NO:
        faults.add(line, "no_income", "请填是或否，也可以不填")
    return text.lower() in _YES
