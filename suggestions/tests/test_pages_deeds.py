"""Every deed through its page: once, by who may, with the text kept when it cannot be done."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.clock import now, today
from liaison.choices import Role
from liaison.models import Seat
from liaison.tests.factories import County, county_fixture, make_seat
from stations.models import Theme
from suggestions import services
from suggestions.choices import Part, SignerState, State
from suggestions.models import CoSigner, RefusalGround, Suggestion
from suggestions.services.base import parties
from suggestions.tests.factories import (
    answer,
    co_share,
    days,
    deputy_seat,
    lead_seat,
    main_share,
    make_file,
    make_suggestion,
    unit_seat,
)
from suggestions.tests.pages import Browser, deeds_done, scan, words
from suggestions.views.table import DEEDS
from suggestions.workflow import SUGGESTION

pytestmark = pytest.mark.django_db

Who = Callable[[County, Suggestion], Any]
Data = Callable[[County, Suggestion], dict[str, Any]]


def office(county: County, case: Suggestion) -> Any:
    return county.seat(Role.OFFICE)


def lead(county: County, case: Suggestion) -> Any:
    return lead_seat(county)


def invited(county: County, case: Suggestion) -> Any:
    return deputy_seat(county, 1)


def clerk_of_main(county: County, case: Suggestion) -> Any:
    return unit_seat(main_share(case).unit, Role.UNIT)


def head_of_main(county: County, case: Suggestion) -> Any:
    return unit_seat(main_share(case).unit)


def clerk_of_co(county: County, case: Suggestion) -> Any:
    return unit_seat(co_share(case).unit, Role.UNIT)


def govoffice(county: County, case: Suggestion) -> Any:
    return county.seat(Role.GOVOFFICE)


def _nothing(county: County, case: Suggestion) -> None:
    return None


@dataclass
class Try:
    """A deed, the state it starts from, who does it with which fields, and the state after."""

    deed: str
    state: str
    who: Who
    data: dict[str, Any] | Data = field(default_factory=dict)
    after: str | None = None
    before: Callable[[County, Suggestion], None] = _nothing

    def fields(self, county: County, case: Suggestion) -> dict[str, Any]:
        return dict(self.data(county, case) if callable(self.data) else self.data)


def section_of_main(county: County, case: Suggestion) -> Seat:
    return unit_seat(county.departments[0], Role.UNIT_SECTION)


def _handed_up(county: County, case: Suggestion) -> None:
    section_of_main(county, case)
    given = {"outcome": "A", "text": "已划定限养区域。", "contact_name": "王磊"}
    clerk = unit_seat(county.departments[0], Role.UNIT)
    services.draft_reply(case, by=clerk, hand_up=True, contact_phone="0735-8612345", **given)


def _checked(county: County, case: Suggestion) -> dict[str, Any]:
    return REPLY | {"version": case.reply_drafts.get().version}


def _ask_return(county: County, case: Suggestion) -> None:
    services.ask_return(case, by=clerk_of_main(county, case), reason="不属于本局职责。")


def _ask_extension(county: County, case: Suggestion) -> None:
    until = case.reply_due_on + dt.timedelta(days=20)
    services.ask_extension(case, by=head_of_main(county, case), until=until, reason="设计要审。")


def _agreed_extension(county: County, case: Suggestion) -> None:
    _ask_extension(county, case)
    services.agree_extension(case, by=county.seat(Role.GOVOFFICE), agree=True)


def _pressed(county: County, case: Suggestion) -> None:
    services.press(case, by=county.seat(Role.OFFICE))


def _key(county: County, case: Suggestion) -> None:
    services.make_key(
        case,
        by=county.seat(Role.OFFICE),
        grounds="群众反映集中。",
        meeting="第23次主任会议",
        decided_on=today(),
    )


def _archived(county: County, case: Suggestion) -> None:
    services.archive(case, by=office(county, case))


def _withdrawal_asked(county: County, case: Suggestion) -> None:
    """Signed by another, and by the congress's rule all signers must agree."""
    services.set_rule(county.congress, {"withdrawn_by": "all"}, by=county.seat(Role.OFFICE))
    _signed(county, case)
    services.withdraw(case, by=lead_seat(county), reason="情况有变。")


def _signed(county: County, case: Suggestion) -> None:
    other = county.deputies[1]
    CoSigner.objects.create(
        suggestion=case, deputy=other, state=SignerState.CONFIRMED, answered_at=now()
    )
    parties.join(case, Part.COSIGNER, deputy=other)


def _opinion_given(county: County, case: Suggestion) -> None:
    services.give_co_opinion(case, by=clerk_of_co(county, case), text="同意。")


def _unsatisfied_again(county: County, case: Suggestion) -> None:
    services.study(case, by=county.seat(Role.OFFICE), rehandle=True, words="请重新办理。")
    answer(case, county.departments[0])
    bad = {"attitude": "satisfied", "result": "unsatisfied", "reason": "还是没有办。"}
    services.rate(case, by=lead_seat(county), **bad)


def _found_wanting(county: County, case: Suggestion) -> None:
    services.note_check(
        case,
        by=county.seat(Role.OFFICE),
        result="not",
        found_on=today(),
        check="今年第1次抽评",
        row_id=1,
    )


def _theme(county: County, case: Suggestion) -> dict[str, Any]:
    from_list = case.theme_id or _first_theme()
    return {"theme": from_list}


def _first_theme() -> int:
    return Theme.objects.filter(congress=None).first().pk


def _ground(code: str) -> int:
    return RefusalGround.objects.get(congress=None, code=code).pk


REPLY = {
    "outcome": "A",
    "text": "已划定限养区域。",
    "contact_name": "王磊",
    "contact_phone": "0735-8612345",
    "without_co_opinion": "已电话征求意见。",
}
REASON = {"reason": "请把两件事分开写。"}
S = State
TRIES = [
    Try(
        "edit",
        S.DRAFT,
        lead,
        {"title": "关于新题目的建议", "problem": "问题", "proposal": "建议"},
        S.DRAFT,
    ),
    Try(
        "invite",
        S.DRAFT,
        lead,
        lambda county, case: {"deputies": [county.deputies[1].pk]},
        S.COSIGNING,
    ),
    Try("confirm_cosign", S.COSIGNING, invited, {}, S.COSIGNING),
    Try("decline_cosign", S.COSIGNING, invited, {}, S.COSIGNING),
    Try("submit", S.DRAFT, lead, {}, S.SUBMITTED),
    Try("withdraw", S.SUBMITTED, lead, REASON, S.WITHDRAWN),
    Try("accept", S.SUBMITTED, office, _theme, S.ACCEPTED),
    Try("send_back", S.SUBMITTED, office, REASON, S.SENT_BACK),
    Try(
        "refuse",
        S.SUBMITTED,
        office,
        lambda county, case: {"ground": _ground("litigation"), "words": "请等法院判决。"},
        S.NOT_ADMITTED,
    ),
    Try(
        "split",
        S.ACCEPTED,
        office,
        lambda county, case: {
            "title": case.title,
            "problem": case.problem,
            "proposal": case.proposal,
            "title_1": "关于增设公共厕所的建议",
            "problem_1": "城东只有一座公厕。",
            "proposal_1": "今年增设两座。",
        },
        S.ACCEPTED,
    ),
    Try(
        "merge",
        S.ACCEPTED,
        office,
        lambda county, case: {
            "number": make_suggestion(county, S.ACCEPTED).number,
            "reason": "同一件事，一并办理。",
        },
        S.MERGED,
    ),
    Try("unmerge", S.MERGED, office, REASON, S.ACCEPTED),
    Try("agree_withdrawal", S.SUBMITTED, invited, {}, S.WITHDRAWN, before=_withdrawal_asked),
    Try("refuse_withdrawal", S.SUBMITTED, invited, {}, S.SUBMITTED, before=_withdrawal_asked),
    Try(
        "add_promise",
        S.REPLIED,
        head_of_main,
        lambda county, case: {"what": "开办三个登记点。", "due_on": days(60).isoformat()},
        S.REPLIED,
    ),
    Try(
        "coordinate",
        S.STUDYING,
        office,
        {
            "form": "interview",
            "on": today().isoformat(),
            "participants": "黄志勇代表、县公安局王磊",
            "outcome": "商定12月底前开办。",
            "again": "no",
        },
        S.CLOSED,
        before=_unsatisfied_again,
    ),
    Try(
        "follow_check",
        S.CLOSED,
        office,
        {"rehandle": "yes", "words": "登记点没有开办，请重新办理。"},
        S.REHANDLING,
        before=_found_wanting,
    ),
    Try(
        "assign",
        S.ACCEPTED,
        office,
        lambda county, case: {
            "way": "main",
            "main": county.departments[0].pk,
            "co": [county.departments[1].pk],
        },
        S.ASSIGNED,
    ),
    Try(
        "reassign",
        S.ASSIGNED,
        office,
        lambda county, case: {
            "assignment": main_share(case).pk,
            "unit": county.departments[2].pk,
            "reason": "职责调整。",
        },
        S.ASSIGNED,
    ),
    Try("recall", S.ASSIGNED, office, REASON, S.ACCEPTED),
    Try("sign_for", S.ASSIGNED, clerk_of_main, {}, S.HANDLING),
    Try(
        "log_contact",
        S.HANDLING,
        clerk_of_main,
        {
            "stage": "before",
            "form": "phone",
            "on": today().isoformat(),
            "minutes": "代表希望先公示。",
        },
        S.HANDLING,
    ),
    Try("give_co_opinion", S.HANDLING, clerk_of_co, {"text": "安排夜间巡查。"}, S.HANDLING),
    Try("return_opinion", S.HANDLING, clerk_of_main, REASON, S.HANDLING, _opinion_given),
    Try("deny_cosign", S.SUBMITTED, invited, REASON, S.SUBMITTED, _signed),
    Try("draft_reply", S.HANDLING, clerk_of_main, {"text": "已划定限养区域。"}, S.HANDLING),
    Try("check_reply", S.HANDLING, section_of_main, _checked, S.HANDLING, _handed_up),
    Try(
        "return_draft", S.HANDLING, section_of_main, {"words": "写明时间。"}, S.HANDLING, _handed_up
    ),
    Try("reply", S.HANDLING, head_of_main, REPLY, S.REPLIED),
    Try(
        "add_scan",
        S.REPLIED,
        clerk_of_main,
        lambda county, case: {
            "waiting": str(make_file(clerk_of_main(county, case)).token),
            "number": "示公函〔2026〕12号",
        },
        S.REPLIED,
    ),
    Try(
        "record_delivery",
        S.REPLIED,
        clerk_of_main,
        lambda county, case: {
            "deputies": [case.lead_id],
            "way": "hand",
            "on": today().isoformat(),
        },
        S.REPLIED,
    ),
    Try("recall_reply", S.REPLIED, head_of_main, REASON, S.HANDLING),
    Try("ask_return", S.HANDLING, clerk_of_main, REASON, S.HANDLING),
    Try(
        "decide_return",
        S.HANDLING,
        govoffice,
        lambda county, case: {
            "agree": "yes",
            "unit": county.departments[2].pk,
            "words": "按三定方案。",
        },
        S.ASSIGNED,
        _ask_return,
    ),
    Try(
        "ask_extension",
        S.HANDLING,
        head_of_main,
        lambda county, case: {
            "until": (case.reply_due_on + dt.timedelta(days=20)).isoformat(),
            "reason": "设计还在审查。",
        },
        S.HANDLING,
    ),
    Try("agree_extension", S.HANDLING, govoffice, {"agree": "yes"}, S.HANDLING, _ask_extension),
    Try("decide_extension", S.HANDLING, office, {"agree": "yes"}, S.HANDLING, _agreed_extension),
    Try("answer_press", S.HANDLING, clerk_of_main, {"answer": "本月底答复。"}, None, _pressed),
    Try("rate", S.REPLIED, lead, {"attitude": "satisfied", "result": "basic"}, S.CLOSED),
    Try("rate_again", S.CLOSED, lead, {"attitude": "basic", "result": "satisfied"}, S.CLOSED),
    Try("study", S.STUDYING, office, {"rehandle": "yes", "words": "重新办理。"}, S.REHANDLING),
    Try(
        "make_key",
        S.HANDLING,
        office,
        {
            "grounds": "群众反映集中。",
            "meeting": "第23次主任会议",
            "decided_on": today().isoformat(),
        },
        S.HANDLING,
    ),
    Try(
        "name_leaders",
        S.HANDLING,
        office,
        lambda county, case: {"supervisor": county.seat("leader:congress").pk},
        S.HANDLING,
        _key,
    ),
    Try("press", S.HANDLING, office, {"words": "请抓紧。"}, S.HANDLING),
    Try("archive", S.CLOSED, office, {}, S.CLOSED),
    Try("unarchive", S.CLOSED, office, REASON, S.CLOSED, _archived),
]


@pytest.fixture
def county() -> County:
    return county_fixture()


def test_every_step_of_the_table_has_its_page():
    assert set(DEEDS) == set(SUGGESTION.steps)
    assert {one.deed for one in TRIES} == set(SUGGESTION.steps)


@pytest.mark.parametrize("one", TRIES, ids=lambda one: one.deed)
def test_each_deed_is_done_once_through_its_page(county, one):
    case = make_suggestion(county, one.state)
    one.before(county, case)
    case.refresh_from_db()
    browser = Browser(one.who(county, case))
    already = deeds_done(case, one.deed)

    page = browser.form(case, one.deed)
    assert page.status_code == 200
    assert DEEDS[one.deed].button in words(page)

    fields, key = one.fields(county, case), str(uuid.uuid4())
    first = browser.do(case, one.deed, key, **fields)
    assert first.status_code == 302, words(first)
    again = browser.do(case, one.deed, key, **fields)
    assert (again.status_code, again["Location"]) == (302, first["Location"])

    case.refresh_from_db()
    assert deeds_done(case, one.deed) == already + 1
    if one.after:
        assert case.state == one.after


@pytest.mark.parametrize(
    ("deed", "state", "who", "data", "error", "kept"),
    [
        (
            "reply",
            S.HANDLING,
            head_of_main,
            REPLY | {"contact_phone": "138"},
            "电话号码不对",
            "已划定限养区域。",
        ),
        (
            "reply",
            S.HANDLING,
            head_of_main,
            REPLY | {"outcome": ""},
            "请选结果类别",
            "已划定限养区域。",
        ),
        (
            "rate",
            S.REPLIED,
            lead,
            {"attitude": "satisfied", "result": "unsatisfied"},
            "不满意",
            'value="unsatisfied"',
        ),
        ("send_back", S.SUBMITTED, office, {"reason": " "}, "请填理由", ""),
        (
            "assign",
            S.ACCEPTED,
            office,
            {"way": "separate", "separate": []},
            "请选分办单位",
            "",
        ),
        (
            "log_contact",
            S.HANDLING,
            clerk_of_main,
            {"stage": "before", "form": "phone", "on": "2999-01-01", "minutes": "谈了选址。"},
            "还没有到",
            "谈了选址。",
        ),
    ],
)
def test_a_wrong_field_is_said_beside_it_and_nothing_is_lost(
    county, deed, state, who, data, error, kept
):
    case = make_suggestion(county, state)
    page = Browser(who(county, case)).do(case, deed, **data)
    assert page.status_code == 200
    assert error in words(page)
    assert kept in page.content.decode()
    assert deeds_done(case, deed) == 0


def test_a_refusal_of_the_service_is_said_beside_its_field(county):
    case = make_suggestion(county, S.HANDLING)
    early = (today() + dt.timedelta(days=1)).isoformat()
    browser = Browser(head_of_main(county, case))
    page = browser.do(case, "ask_extension", until=early, reason="设计要审查。")
    assert page.status_code == 200
    assert "要晚于现在的期限" in words(page)
    assert "设计要审查。" in page.content.decode()


def test_the_second_of_two_people_is_told_who_changed_what_and_keeps_the_text(county):
    case = make_suggestion(county, S.HANDLING)
    old = case.version
    colleague = clerk_of_main(county, case)
    services.log_contact(case, by=colleague, stage="before", form="phone", minutes="先通了电话。")

    browser = Browser(head_of_main(county, case))
    page = browser.do(case, "reply", version=old, **REPLY)
    assert page.status_code == 409
    assert colleague.user.name in words(page)
    assert "记沟通" in words(page)
    assert "已划定限养区域。" in page.content.decode()
    assert deeds_done(case, "reply") == 0

    case.refresh_from_db()
    assert f'name="version" value="{case.version}"' in page.content.decode()
    assert browser.do(case, "reply", **REPLY).status_code == 302


def test_a_step_that_came_too_late_says_what_happened_and_keeps_the_text(county):
    case = make_suggestion(county, S.SUBMITTED)
    services.accept(case, by=county.seat(Role.OFFICE))
    colleague = make_seat(Role.OFFICE, county.office)
    page = Browser(colleague).do(case, "send_back", reason="请把两件事分开写。")
    assert page.status_code == 409
    assert "受理" in words(page)
    assert county.seat(Role.OFFICE).user.name in words(page)
    assert "请把两件事分开写。" in page.content.decode()
    case.refresh_from_db()
    assert case.state == S.ACCEPTED


def test_a_step_of_another_post_is_refused_with_the_reason(county):
    case = make_suggestion(county, S.SUBMITTED)
    page = Browser(lead_seat(county)).form(case, "accept")
    assert page.status_code == 403
    assert "不能受理" in words(page)
    direct = Browser(lead_seat(county)).do(case, "accept", **_theme(county, case))
    assert direct.status_code == 403
    case.refresh_from_db()
    assert case.state == S.SUBMITTED


def test_a_step_of_another_state_is_refused_with_the_reason(county):
    case = make_suggestion(county, S.SUBMITTED)
    page = Browser(county.seat(Role.OFFICE)).form(case, "assign")
    assert page.status_code == 409
    assert "待审核" in words(page)
    direct = Browser(county.seat(Role.OFFICE)).do(
        case, "assign", way="main", main=county.departments[0].pk
    )
    assert direct.status_code == 409
    case.refresh_from_db()
    assert case.state == S.SUBMITTED


def test_units_of_another_county_are_not_offered_and_not_taken(county):
    elsewhere = county_fixture("邻县")
    case = make_suggestion(county, S.ACCEPTED)
    browser = Browser(county.seat(Role.OFFICE))
    assert "邻县" not in words(browser.form(case, "assign"))
    page = browser.do(case, "assign", way="main", main=elsewhere.departments[0].pk)
    assert page.status_code == 200
    assert "有效" in words(page)
    case.refresh_from_db()
    assert case.state == S.ACCEPTED


def test_unknown_deeds_and_other_counties_are_not_there(county):
    case = make_suggestion(county, S.SUBMITTED)
    stranger = Browser(county_fixture("邻县").seat(Role.OFFICE))
    assert stranger.form(case, "accept").status_code == 404
    assert stranger.do(case, "accept").status_code == 404
    assert Browser(county.seat(Role.OFFICE)).form(case, "explode").status_code == 404


def test_the_office_enters_a_paper_verdict_with_its_scan(county):
    case = make_suggestion(county, S.REPLIED)
    browser = Browser(county.seat(Role.OFFICE))
    verdict = {"attitude": "satisfied", "result": "satisfied", "on": today().isoformat()}
    bare = browser.do(case, "rate", given="paper", **verdict)
    assert "请附上扫描件" in words(bare)
    done = browser.do(case, "rate", given="paper", scan=scan(), **verdict)
    assert done.status_code == 302, words(done)
    row = case.verdicts.get()
    assert (row.given, row.entered_by_name) == ("paper", county.seat(Role.OFFICE).user.name)
    assert "征询意见表" in words(browser.get("suggestion", pk=case.pk))


@pytest.mark.parametrize(
    ("name", "content"), [("空.pdf", b""), ("程序.pdf", b"MZ\x90\x00" * 64), ("表.txt", b"abc")]
)
def test_a_wrong_file_is_refused_beside_its_field_and_the_rest_is_kept(county, name, content):
    case = make_suggestion(county, S.HANDLING)
    letter = SimpleUploadedFile(name, content)
    page = Browser(head_of_main(county, case)).do(case, "reply", letter=letter, **REPLY)
    assert page.status_code == 200
    assert page.context["form"].errors["letter"]
    assert "已划定限养区域。" in page.content.decode()
    assert deeds_done(case, "reply") == 0


def test_the_office_enters_a_cosignature_given_by_phone(county):
    case = make_suggestion(county, S.COSIGNING)
    page = Browser(county.seat(Role.OFFICE)).do(
        case, "confirm_cosign", deputy=county.deputies[1].pk, given="phone"
    )
    assert page.status_code == 302, words(page)
    case.refresh_from_db()
    assert case.cosigner_count == 1


def test_separate_units_are_assigned_together(county):
    case = make_suggestion(county, S.ACCEPTED)
    ids = [unit.pk for unit in county.departments[:2]]
    page = Browser(county.seat(Role.OFFICE)).do(case, "assign", way="separate", separate=ids)
    assert page.status_code == 302
    assert set(case.assignments.values_list("part", flat=True)) == {"separate"}


def test_assigning_shows_the_due_date_its_arithmetic_and_the_wish(county):
    case = make_suggestion(county, S.ACCEPTED, wished_unit=county.departments[1])
    page = words(Browser(county.seat(Role.OFFICE)).form(case, "assign"))
    assert "代表希望由" in page
    assert "当日不计，3个月到" in page.replace(" ", "")


def test_a_case_that_came_back_keeps_its_first_due_date(county):
    case = make_suggestion(county, S.HANDLING)
    _ask_return(county, case)
    services.decide_return(case, by=county.seat(Role.GOVOFFICE), agree=True, words="重新交办。")
    case.refresh_from_db()
    assert case.state == S.ACCEPTED
    assert "答复期限不变" in words(Browser(county.seat(Role.OFFICE)).form(case, "assign"))


def test_accepting_shows_the_number_it_would_get(county):
    make_suggestion(county, S.ACCEPTED)
    case = make_suggestion(county, S.SUBMITTED)
    assert "闭会第2号" in words(Browser(county.seat(Role.OFFICE)).form(case, "accept"))


def test_a_refusal_to_admit_keeps_its_ground(county):
    case = make_suggestion(county, S.SUBMITTED)
    Browser(county.seat(Role.OFFICE)).do(
        case, "refuse", ground=_ground("litigation"), words="请等法院判决。"
    )
    case.refresh_from_db()
    assert case.refusal_ground.label == "正在诉讼、仲裁的具体案件"
    assert case.state_note == "请等法院判决。"


def test_similar_ones_are_offered_as_the_file(county):
    near = make_suggestion(county, S.ACCEPTED, title="关于规范城区养犬登记的建议")
    case = make_suggestion(county, S.ACCEPTED, title="关于规范城区养犬的建议")
    page = words(Browser(county.seat(Role.OFFICE)).form(case, "merge"))
    assert near.title in page


def test_a_number_that_is_nobodys_is_refused_beside_the_field(county):
    case = make_suggestion(county, S.ACCEPTED)
    page = Browser(county.seat(Role.OFFICE)).do(case, "merge", number="闭会第999号", reason="同。")
    assert "没有这个编号" in words(page)


def test_record_leads_from_one_to_the_other(county):
    case = make_suggestion(county, S.MERGED)
    office = Browser(county.seat(Role.OFFICE))
    assert case.merged_into.number in words(office.get("suggestion", pk=case.pk))
    assert case.number in words(office.get("suggestion", pk=case.merged_into.pk))


def test_office_keeps_the_list_of_grounds(county):
    office = Browser(county.seat(Role.OFFICE))
    common = RefusalGround.objects.filter(congress=None).first()
    assert common.label in words(office.get("grounds"))
    url = reverse("suggestions:ground", kwargs={"pk": common.pk})
    key = {"idempotency_key": str(uuid.uuid4())}
    office.client.post(url, {"label": "个人私事", "remedy": "letter"} | key)
    page = words(office.get("grounds"))
    assert "个人私事" in page
    assert common.label not in page


def test_only_the_office_opens_the_list_of_grounds(county):
    assert Browser(lead_seat(county)).get("grounds").status_code == 403


def test_a_form_never_leads_away_from_the_site(county):
    case = make_suggestion(county, S.HANDLING)
    browser = Browser(county.seat(Role.OFFICE))
    away = browser.do(case, "press", next="https://example.com/")
    assert away["Location"] == f"/suggestions/{case.pk}/"
    board = browser.do(case, "press", next="/suggestions/key/")
    assert board["Location"] == "/suggestions/key/"


def test_a_second_verdict_shows_the_first_and_is_called_a_change(county):
    case = make_suggestion(county, State.CLOSED)
    browser = Browser(lead_seat(county))
    form = words(browser.form(case, "rate_again"))
    assert "的评价：态度满意，结果基本满意。变更以后以新的为准，原来的也留在记录里。" in form
    answer = {"attitude": "unsatisfied", "result": "unsatisfied", "reason": "到现在还没有动工。"}
    assert browser.do(case, "rate_again", **answer).status_code == 302
    record = words(browser.get("suggestion", pk=case.pk))
    assert record.count("变更评价 态度不满意结果不满意") == 1
    assert "逾期评价" not in record
    assert "态度满意结果基本满意" in record
