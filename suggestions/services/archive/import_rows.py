"""A sheet of an earlier year's suggestions: each row is checked whole, each wrong cell named."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.clock import today
from core.display import cn_date, cn_num
from core.text import half_width, normal_name, serial_in
from liaison.models import Deputy, Session, Unit
from liaison.services import sheets
from liaison.services.sheets import Column, Faults, Sheet
from stations.models import Theme
from suggestions.choices import Rating
from suggestions.services.archive.import_known import Known

COLUMNS = (
    Column("number", "编号", ("建议编号", "序号", "建议号"), required=True),
    Column("session", "会期", ("会议", "届次会议", "会议或闭会"), width=14),
    Column("title", "标题", ("题目", "案由", "建议标题"), required=True, width=40),
    Column("lead", "领衔代表", ("代表", "提出代表", "代表姓名"), required=True, width=12),
    Column("card_no", "代表证号", ("证号", "领衔代表证号")),
    Column("cosigners", "联名代表", ("附议代表", "联名人"), width=24),
    Column("theme", "主题", ("类别", "分类")),
    Column("problem", "反映的问题", ("情况与问题", "建议内容", "内容"), width=40),
    Column("proposal", "具体建议", width=40),
    Column("main", "主办单位", ("承办单位", "分办单位"), required=True, width=22),
    Column("co", "会办单位", ("协办单位",), width=22),
    Column("submitted_on", "提交日期", ("提出日期", "收到日期"), required=True),
    Column("assigned_on", "交办日期", required=True),
    Column("replied_on", "答复日期", required=True),
    Column("letter_no", "发文字号", ("答复文号", "文号"), width=22),
    Column("outcome", "结果类别", ("答复类别", "办理结果类别"), required=True, width=10),
    Column("reply", "答复内容", ("答复摘要",), width=40),
    Column("attitude", "办理态度", ("对办理态度", "态度评价"), width=10),
    Column("result", "办理结果", ("对办理结果", "满意度", "代表评价"), width=10),
    Column("reason", "不满意的理由", ("理由",), width=24),
    Column("rated_on", "评价日期"),
)
NOTES = (
    "带*的必填。一件建议一行；编号写0031、第31号、闭会第15号都可以，「会期」写第四次会议或闭会，编号写全了可以不填。",
    "单位写当时的名称或现在的名称都可以；两位代表同名的，请填代表证号。几个单位、几位联名代表用顿号隔开。",
    "日期写成2025年2月10日、2025.2.10、20250210都可以。评价只有一栏的，填「办理结果」，态度按同一个词记。",
)
_LONGEST = {"title": 80, "problem": 10_000, "proposal": 10_000, "letter_no": 40, "reply": 10_000}
_DAYS = ("submitted_on", "assigned_on", "replied_on", "rated_on")
_RATINGS = {str(label): code for code, label in Rating.choices}
_PARTED = re.compile(r"[、，,；;/\s]+")


@dataclass
class Past:
    """One good row, ready to be stored."""

    line: int
    serial: int
    session: Session | None
    lead: Deputy
    cosigners: list[Deputy]
    theme: Theme | None
    main: list[Unit]
    co: list[Unit]
    names: dict[int, str]
    outcome: str
    attitude: str
    result: str
    days: dict[str, dt.date | None]
    texts: dict[str, str] = field(default_factory=dict)

    def day(self, name: str) -> dt.date:
        found = self.days[name]
        assert found is not None  # noqa: S101 - a row without it is not good
        return found


def read_row(
    sheet: Sheet, line: int, cells: Sequence[Any], known: Known, faults: Faults
) -> Past | None:
    """The row, or None when anything in it is wrong."""
    row = _Row(sheet, line, cells, known, faults)
    days = row.days()
    texts = {name: row.text(name) for name in (*_LONGEST, "reason")}
    row.check_texts(texts)
    serial, session = row.number()
    main, co = row.units("main", days), row.units("co", days)
    attitude, result = row.verdict(texts["reason"], days)
    names = {unit.pk: written for unit, written in (*main, *co)}
    past = Past(
        line=line,
        serial=serial,
        session=session,
        lead=row.deputy("lead", row.text("lead"), row.text("card_no")),  # type: ignore[arg-type]
        cosigners=row.cosigners(),
        theme=row.theme(),
        main=[unit for unit, _ in main],
        co=[unit for unit, _ in co],
        names=names,
        outcome=row.outcome(days["replied_on"]),
        attitude=attitude,
        result=result,
        days=days,
        texts=texts,
    )
    row.check_units(past)
    return None if line in faults else past


@dataclass
class _Row:
    sheet: Sheet
    line: int
    cells: Sequence[Any]
    known: Known
    faults: Faults

    def text(self, key: str) -> str:
        return self.sheet.text(self.cells, key)

    def wrong(self, key: str, words: str) -> None:
        self.faults.add(self.line, key, words)

    def check_texts(self, texts: dict[str, str]) -> None:
        for name, most in _LONGEST.items():
            if len(texts[name]) > most:
                self.wrong(name, f"最多{most}个字")
        if not texts["title"]:
            self.wrong("title", "请填写标题")

    def number(self) -> tuple[int, Session | None]:
        """0031 with its session beside it, or 闭会第15号 whole."""
        written = self.text("number")
        serial = serial_in(written)
        if serial is None or not 1 <= serial <= 9999:
            self.wrong("number", f"看不懂「{written}」，请填1到9999的编号，如0031或闭会第15号")
            return 0, None
        session = self.session(self.text("session") or written)
        return serial, session

    def session(self, written: str) -> Session | None:
        if "闭会" in written:
            return None
        found = re.search(r"([0-9]+|[一二三四五六七八九十]+)次", half_width(written))
        if found is None:
            self.wrong("session", "请填第几次会议，如第四次会议；闭会期间的填闭会")
            return None
        session = self.known.session(found.group(1))
        if session is None:
            self.wrong("session", f"本届没有第{cn_num_of(found.group(1))}次会议，请先登记这次会议")
        return session

    def deputy(self, key: str, name: str, card: str = "") -> Deputy | None:
        name = normal_name(name)
        if not name:
            self.wrong(key, "请填写代表姓名")
            return None
        found = self.known.deputy(name, card)
        if isinstance(found, str):
            self.wrong("card_no" if card and key == "lead" else key, found)
            return None
        return found

    def cosigners(self) -> list[Deputy]:
        names = [name for name in _PARTED.split(self.text("cosigners")) if name]
        found = [self.deputy("cosigners", name) for name in names]
        return list(dict.fromkeys(deputy for deputy in found if deputy is not None))

    def theme(self) -> Theme | None:
        written = self.text("theme")
        found = self.known.themes.get(written)
        if written and found is None:
            self.wrong("theme", f"没有「{written}」这个主题，请填平台里的主题，也可以不填")
        return found

    def units(self, key: str, days: dict[str, dt.date | None]) -> list[tuple[Unit, str]]:
        names = [name for name in re.split(r"[、，,；;/]+", self.text(key)) if name.strip()]
        found = []
        for name in names:
            unit = self.known.unit(name.strip(), days["assigned_on"])
            if isinstance(unit, str):
                self.wrong(key, unit)
            else:
                found.append(unit)
        if key == "main" and not names:
            self.wrong(key, "请填写主办单位")
        return found

    def check_units(self, past: Past) -> None:
        ids = [unit.pk for unit in (*past.main, *past.co)]
        if len(ids) != len(set(ids)):
            self.wrong("co", "同一个单位写了两次，请核对主办和会办")

    def days(self) -> dict[str, dt.date | None]:
        """In the order in which things happen, none to come."""
        found: dict[str, dt.date | None] = {}
        before: dt.date | None = None
        for name in _DAYS:
            day = self.day(name, before)
            found[name] = day
            before = day or before
        return found

    def day(self, name: str, before: dt.date | None) -> dt.date | None:
        written = self.text(name)
        if not written:
            if name != "rated_on":
                self.wrong(name, "请填写日期")
            return None
        day = sheets.parse_date(self.sheet.value(self.cells, name))
        if day is None:
            self.wrong(name, f"看不懂「{written}」，请写成2025年2月10日这样")
        elif day > today():
            self.wrong(name, "日期还没有到，请核对")
        elif before is not None and day < before:
            self.wrong(name, f"比前一步（{cn_date(before)}）还早，请核对")
        return day

    def outcome(self, replied_on: dt.date | None) -> str:
        written = self.text("outcome").upper().removesuffix("类")
        classes = self.known.classes(replied_on)
        if written not in classes:
            self.wrong("outcome", f"没有「{written}」这一类，请填{'、'.join(classes)}")
        return written

    def verdict(self, reason: str, days: dict[str, dt.date | None]) -> tuple[str, str]:
        """Nothing at all, or a whole verdict with its day; one word stands for both."""
        said = {name: self.text(name) for name in ("attitude", "result")}
        if not any(said.values()):
            if days["rated_on"] is not None:
                self.wrong("result", "填了评价日期，请填满意、基本满意或不满意")
            return "", ""
        for name, word in said.items():
            if word and word not in _RATINGS:
                self.wrong(name, f"看不懂「{word}」，请填满意、基本满意或不满意")
        if days["rated_on"] is None:
            self.wrong("rated_on", "有评价的，请填评价日期")
        attitude = _RATINGS.get(said["attitude"] or said["result"], "")
        result = _RATINGS.get(said["result"] or said["attitude"], "")
        if Rating.UNSATISFIED in {attitude, result} and not reason:
            self.wrong("reason", "不满意的，请填理由")
        return attitude, result


def cn_num_of(written: str) -> str:
    return cn_num(int(written)) if written.isdecimal() else written
