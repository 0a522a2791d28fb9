"""建议专用纸: every field of the paper form, for Word, PDF and the archive."""

from core.display import cn_num, full_day, mask_phone
from core.papers import Block, Cell, Form, Paper, Signatures, Table, ticks
from liaison.models import Mandate
from suggestions.choices import LIVE_ASSIGNMENTS, AssignmentPart, FormedBy, SignerState
from suggestions.models import CoSigner, Suggestion

YES_NO = {True: "是", False: "否"}


def congress_line(case: Suggestion) -> str:
    """示范县第十八届人民代表大会第五次会议, or 闭会期间."""
    place = case.congress.division.name if case.congress else ""
    when = f"第{cn_num(case.session.number)}次会议" if case.session else "闭会期间"
    return f"{place}第{cn_num(case.term.number)}届人民代表大会{when}"


def suggestion_paper(case: Suggestion, *, shows_phone: bool) -> Paper:
    """`shows_phone`: who is no party gets neither phone nor address (domain: personal data)."""
    mandates = mandates_of(case)
    lead = mandates.get(case.lead_id)
    phone = case.lead.phone if shows_phone else mask_phone(case.lead.phone)
    rows = [
        [Cell("标题", case.title)],
        [Cell("领衔代表", case.lead.name), Cell("代表证号", lead.card_no if lead else "")],
        [Cell("代表团", lead.delegation if lead else ""), Cell("联系电话", phone)],
        [Cell("单位及职务", case.lead.work)],
        [Cell("地址和邮编", _address(case) if shows_phone else "")],
        [Cell("情况与问题", case.problem, tall=48, indent=True)],
        [Cell("具体建议", case.proposal, tall=40, indent=True)],
        [Cell("希望承办", case.wished_unit.name if case.wished_unit else "由代工委确定")],
        [
            Cell("同意公开", ticks(YES_NO, case.consents_to_publish)),
            Cell("要求保密", ticks(YES_NO, case.is_confidential)),
        ],
        [Cell("面商或现场", ticks(YES_NO, case.wants_meeting))],
        [Cell("形成方式", ticks(dict(FormedBy.choices), case.formed_by))],
        [Cell("群众意见", _opinions(case))],
    ]
    return Paper(
        title=congress_line(case),
        subtitle="代表建议专用纸",
        head=(f"编号：{case.number}", f"提交日期：{full_day(case.submitted_on)}"),
        blocks=[
            Form(rows),
            _signers(case, mandates),
            Form(_office_rows(case)),
            Signatures(["领衔代表（签名）", "受理人（签名）"]),
        ],
        foot=("一事一议", "编号和受理栏由代工委填写"),
        title_points=18,
        dense=True,
    )


def _address(case: Suggestion) -> str:
    """As written on the draft, else where the register says that the deputy lives or works."""
    home = case.lead.home
    return case.address or (home.name if home else "")


def mandates_of(case: Suggestion) -> dict[int, Mandate]:
    """Each signer's mandate of the suggestion's term: card and delegation as they were."""
    ids = [case.lead_id, *(row.deputy_id for row in case.cosigners.all())]
    rows = Mandate.objects.filter(term_id=case.term_id, deputy_id__in=ids).order_by("id")
    return {row.deputy_id: row for row in rows}


def signers_of(case: Suggestion) -> list[CoSigner]:
    return [row for row in case.cosigners.all() if row.state != SignerState.DECLINED]


def _signers(case: Suggestion, mandates: dict[int, Mandate]) -> Block:
    rows = []
    for number, row in enumerate(signers_of(case), 1):
        own = mandates.get(row.deputy_id)
        rows.append(
            [
                number,
                row.deputy.name,
                own.card_no if own else "",
                own.delegation if own else "",
                _beside_the_name(row),
            ]
        )
    return Table(
        ["序号", "联名代表", "代表证号", "代表团", "签名"],
        rows,
        widths=[1, 3, 3, 4, 3],
        align="cllll",
        empty="没有联名代表。",
    )


def _beside_the_name(row: CoSigner) -> str:
    """Room for the signature; a word where there is none to come (domain case 41)."""
    if row.denied_on is not None:
        return "交办后声明不是本人联名"
    return row.get_state_display() if row.state == SignerState.INVITED else ""


def _opinions(case: Suggestion) -> str:
    return "、".join(link.opinion.number for link in case.opinion_links.all()) or "无"


def _office_rows(case: Suggestion) -> list[list[Cell]]:
    """受理栏: filled by the office."""
    shares = [a for a in case.assignments.all() if a.state in LIVE_ASSIGNMENTS]
    main = [a.unit_name for a in shares if a.part != AssignmentPart.CO]
    co = [a.unit_name for a in shares if a.part == AssignmentPart.CO]
    return [
        [Cell("编号", case.number), Cell("类别", case.theme.name if case.theme else "")],
        [Cell("主办单位", "、".join(main)), Cell("会办单位", "、".join(co))],
        [
            Cell("受理日期", full_day(case.accepted_on)),
            Cell("交办日期", full_day(case.assigned_on)),
        ],
    ]
