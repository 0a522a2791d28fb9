"""The answer as a letter (答复函) and a contact as minutes to sign (面商记录), for Word and PDF."""

from collections.abc import Sequence

from core.display import cn_date, cn_num
from core.papers import Big, Cell, Form, Paper, Signatures, Text, ticks
from suggestions.choices import ContactForm, ContactStage, SignerState
from suggestions.models import Contact, Reply, Suggestion


def reply_paper(case: Suggestion, reply: Reply) -> Paper:
    """Class at the top right, every signer addressed (also one who has left office), contact."""
    unit = reply.assignment.unit_name
    number = case.number or "未编号"
    opening = f"{'、'.join(_signers(case))}代表："
    quoted = f"您提出的《{case.title}》（{number}）收悉。现答复如下："
    day = reply.replied_on
    return Paper(
        title=unit,
        head=(reply.letter_no, f"{reply.outcome}类"),
        blocks=[
            Big(f"对{_congress(case)}{number}建议的答复", points=18),
            Text(opening, indent=False),
            Text(quoted),
            Text(reply.text),
            *_without(reply),
            Text("感谢您对我们工作的关心和支持。"),
            Text(f"签发人：{reply.signed_by_name}\n{unit}（盖章）", indent=False),
            Text(f"{day.year}年{day.month}月{day.day}日", indent=False),
            Text(f"联系人及电话：{reply.contact_name}，{reply.contact_phone}", indent=False),
            Text(f"抄送：{_copies(case)}", small=True, indent=False),
        ],
        foot=(number, "本稿已撤回" if reply.recalled_on else ""),
        title_points=26,
    )


def _signers(case: Suggestion) -> list[str]:
    """The lead first; whoever confirmed is answered, in office or not (each signer, case 41)."""
    rows = case.cosigners.filter(state=SignerState.CONFIRMED).select_related("deputy")
    return [case.lead.name, *(row.deputy.name for row in rows.order_by("id"))]


def _without(reply: Reply) -> Sequence[Text]:
    words = reply.without_co_opinion
    return [Text(f"会办意见的情况：{words}")] if words else []


def _congress(case: Suggestion) -> str:
    place = case.congress.short_name if case.congress else ""
    return f"{place}第{cn_num(case.term.number)}届" if case.term else place


def _copies(case: Suggestion) -> str:
    """The congress's office always; the government's when one of its units answers."""
    units = [row.unit for row in case.assignments.select_related("unit__government")]
    governments = dict.fromkeys(u.government.short_name for u in units if u.government)
    office = f"{case.congress.short_name if case.congress else ''}代表工作机构"
    return "、".join([office, *(f"{name}办公室" for name in governments)])


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
