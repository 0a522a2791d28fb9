"""The answer as a letter (答复函) and a contact as minutes to sign (面商记录), for Word and PDF."""

from dataclasses import replace
from uuid import UUID

from core.clock import today
from core.display import cn_date, cn_num, full_day
from core.papers import Cell, Form, Letter, Paper, Signatures, ticks
from suggestions.choices import ContactForm, ContactStage, SignerState
from suggestions.models import Contact, Reply, ReplyDraft, Suggestion
from suggestions.services.base import clocks
from suggestions.services.intake import numbers

CODE = "LIAISON:LETTER:"


def reply_paper(case: Suggestion, reply: Reply) -> Letter:
    """Class at the top right, every signer addressed (also one who has left office), contact."""
    letter = getattr(reply, "letter", None)
    return Letter(
        office=reply.assignment.unit_name,
        mark=f"{reply.outcome}类",
        number=reply.letter_no,
        title=f"关于{_whole_number(case)}建议的答复",
        addressees=f"{'、'.join(_signers(case))}代表：",
        paragraphs=_said(case, reply),
        signed=reply.assignment.unit_name,
        day=full_day(reply.replied_on),
        contact=f"联系人：{reply.contact_name}，联系电话：{reply.contact_phone}",
        copies=_copies(case),
        token=code_of(letter.token) if letter else "",
        note="本函已撤回" if reply.recalled_on else "",
    )


def draft_paper(case: Suggestion, draft: ReplyDraft) -> Letter:
    """The letter as it would be if it were signed today: without number and code."""
    found = draft.contents
    names = ("outcome", "text", "contact_name", "contact_phone", "without_co_opinion")
    reply = Reply(
        assignment=draft.assignment,
        replied_on=today(),
        letter_no="",
        **{name: found.get(name, "") for name in names},
    )
    return replace(reply_paper(case, reply), note="送审稿")


def code_of(token: UUID) -> str:
    """What the code at the foot holds: capitals and digits alone make the smallest square."""
    return f"{CODE}{token.hex.upper()}"


def _said(case: Suggestion, reply: Reply) -> list[str]:
    found = [f"您提出的《{case.title}》（{case.number or '未编号'}）收悉。现答复如下：", reply.text]
    if reply.without_co_opinion:
        found.append(f"会办意见的情况：{reply.without_co_opinion}")
    return [*found, "感谢您对我们工作的关心和支持。"]


def _whole_number(case: Suggestion) -> str:
    """示范县第十八届人民代表大会第五次会议第0031号, 第0031-1号 of what was split off."""
    if case.serial is None or case.term is None:
        return case.number
    congress = case.congress.name if case.congress else ""
    body = congress.removesuffix("人民代表大会") if congress else ""
    term = f"{body}第{cn_num(case.term.number)}届人民代表大会"
    short = numbers.short(case.serial, case.split_no, in_session=case.session is not None)
    if case.session is None:
        return f"{term}闭会期间{short}"
    return f"{term}第{cn_num(case.session.number)}次会议{short}"


def _signers(case: Suggestion) -> list[str]:
    """The lead first; whoever confirmed is answered, in office or not (each signer, case 41)."""
    rows = case.cosigners.filter(state=SignerState.CONFIRMED).select_related("deputy")
    return [case.lead.name, *(row.deputy.name for row in rows.order_by("id"))]


def _copies(case: Suggestion) -> str:
    """The congress's office always; the government's when one of its units answers."""
    names = [clocks.office_of(case).name] if case.congress_id else []
    units = [row.unit for row in case.assignments.select_related("unit__government")]
    for government in dict.fromkeys(unit.government for unit in units if unit.government):
        office = clocks.govoffice_of(government.pk)
        names.append(office.name if office else f"{government.short_name}办公室")
    return "，".join(names)


def contact_paper(case: Suggestion, contact: Contact) -> Paper:
    """面商记录: when, where, who, what was agreed, and room for both sides to sign."""
    rows = [
        [Cell("建议编号", case.number), Cell("日期", cn_date(contact.on))],
        [Cell("案由", case.title)],
        [Cell("阶段", ticks(dict(ContactStage.choices), contact.stage))],
        [Cell("方式", ticks(dict(ContactForm.choices), contact.form))],
        [Cell("地点", contact.place), Cell("记录人", contact.by_name)],
        [Cell("参加人员", contact.people)],
        [Cell("沟通情况", contact.minutes, tall=90, indent=True)],
        [Cell("代表意见", "", tall=30)],
    ]
    return Paper(
        title=contact.assignment.unit_name,
        subtitle="代表建议面商记录",
        blocks=[Form(rows), Signatures(["代表（签名）", "承办单位（签名）"])],
    )
