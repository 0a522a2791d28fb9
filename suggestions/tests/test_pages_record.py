"""The record: what each post reads, which buttons it gets, its papers and its parts elsewhere."""

import io

import pypdf
import pytest

from core.clock import today
from liaison.choices import Role
from liaison.tests.factories import County, county_fixture
from stations.choices import OpinionState
from stations.tests.factories import make_opinion, make_reception, make_station
from suggestions import services
from suggestions.choices import State
from suggestions.tests.factories import (
    deputy_seat,
    lead_seat,
    main_share,
    make_suggestion,
    unit_seat,
)
from suggestions.tests.pages import Browser, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return county_fixture()


def record(seat, case) -> str:
    return words(Browser(seat).get("suggestion", pk=case.pk))


def test_it_says_where_it_stands_who_handles_and_what_is_owed(county):
    case = make_suggestion(county, State.HANDLING)
    page = record(county.seat(Role.OFFICE), case)
    assert case.number in page
    assert county.departments[0].name in page
    assert "主办" in page
    assert "还没送会办意见" in page
    assert "还欠什么" in page
    assert case.problem in page


def test_only_buttons_that_work_are_drawn(county):
    case = make_suggestion(county, State.HANDLING)
    office = Browser(county.seat(Role.OFFICE)).get("suggestion", pk=case.pk).content.decode()
    assert 'data-deed="press"' in office
    assert 'data-deed="reply"' not in office
    # Both have signed: another unit is now a matter of returning.
    assert 'data-deed="reassign"' not in office
    head = Browser(unit_seat(main_share(case).unit)).get("suggestion", pk=case.pk)
    assert 'data-deed="reply"' in head.content.decode()
    assert 'data-deed="press"' not in head.content.decode()


def test_other_deputies_read_text_units_and_reply_only(county):
    case = make_suggestion(county, State.HANDLING)
    services.log_contact(
        case, by=unit_seat(main_share(case).unit), stage="before", form="phone", minutes="内部话。"
    )
    other = record(deputy_seat(county, 2), case)
    assert case.problem in other
    assert county.departments[0].name in other
    assert "内部话。" not in other
    assert "还欠什么" not in other
    assert "内部话。" in record(lead_seat(county), case)


def test_a_reply_is_published_only_with_consent(county):
    open_one = make_suggestion(county, State.REPLIED)
    closed_one = make_suggestion(county, State.REPLIED, consents_to_publish=False)
    stranger = deputy_seat(county, 2)
    assert "登记点10月开办" in record(stranger, open_one)
    assert "登记点10月开办" not in record(stranger, closed_one)
    assert "登记点10月开办" in record(lead_seat(county), closed_one)


def test_phones_are_masked_in_the_table_and_whole_in_the_letter(county):
    case = make_suggestion(county, State.REPLIED)
    page = record(lead_seat(county), case)
    assert "****" in page
    assert "07358612345" in page
    assert "07358612345" not in record(deputy_seat(county, 2), case)


def test_returns_and_presses_are_no_business_of_deputies(county):
    case = make_suggestion(county, State.HANDLING)
    services.ask_return(
        case, by=unit_seat(main_share(case).unit), reason="不属于本局职责，理由在此。"
    )
    assert "理由在此" in record(county.seat(Role.GOVOFFICE), case)
    assert "理由在此" not in record(lead_seat(county), case)


def test_a_key_item_names_its_leaders_and_the_meeting(county):
    case = make_suggestion(county, State.HANDLING)
    leader = county.seat("leader:congress")
    services.make_key(
        case,
        by=county.seat(Role.OFFICE),
        grounds="群众反映集中。",
        meeting="第23次主任会议",
        decided_on=today(),
        supervisor=leader,
    )
    page = record(lead_seat(county), case)
    assert f"重点督办 · {leader.user.name}" in page
    assert "第23次主任会议" in page


def test_the_record_leads_to_the_opinion_and_back(county):
    station = make_station(county)
    reception = make_reception(station, deputies=[county.deputies[0]])
    opinion = make_opinion(station, OpinionState.RECORDED, reception=reception)
    case = make_suggestion(county, State.SUBMITTED, opinions=[opinion])
    clerk = county.seat(Role.CLERK)
    page = Browser(clerk).get("suggestion", pk=case.pk).content.decode()
    assert f"/opinions/{opinion.pk}/" in page
    part = Browser(clerk).get("for-opinion", pk=opinion.pk)
    assert case.title in words(part)
    assert f"/suggestions/{case.pk}/" in part.content.decode()
    stranger = Browser(county_fixture("邻县").seat(Role.CLERK))
    assert stranger.get("for-opinion", pk=opinion.pk).status_code == 404


def test_an_opinion_without_a_suggestion_says_so(county):
    opinion = make_opinion(make_station(county), OpinionState.RECORDED)
    part = Browser(county.seat(Role.CLERK)).get("for-opinion", pk=opinion.pk)
    assert "还没有代表就这件意见提建议" in words(part)


def test_another_county_finds_neither_record_nor_papers(county):
    case = make_suggestion(county, State.HANDLING)
    stranger = Browser(county_fixture("邻县").seat(Role.OFFICE))
    for name in ("suggestion", "print", "verdict-form"):
        assert stranger.get(name, pk=case.pk).status_code == 404


def test_the_paper_holds_every_field_of_the_form(county):
    case = make_suggestion(county, State.ASSIGNED, formed_by="reception", wants_meeting=True)
    lead = county.deputies[0]
    lead.phone = "13873505127"
    lead.save()
    page = words(Browser(county.seat(Role.OFFICE)).get("print", pk=case.pk))
    mandate = lead.mandates.get(term=county.term)
    for shown in (
        "代表建议专用纸",
        f"{county.division.name}第十八届人民代表大会",
        case.number,
        case.title,
        lead.name,
        mandate.card_no,
        mandate.delegation,
        "13873505127",
        case.problem,
        case.proposal,
        county.departments[0].name,
    ):
        assert shown in page
    other = words(Browser(deputy_seat(county, 2)).get("print", pk=case.pk))
    assert "13873505127" not in other
    assert "138****5127" in other


def test_the_verdict_form_is_filled_from_the_record(county):
    case = make_suggestion(county, State.STUDYING)
    page = Browser(county.seat(Role.OFFICE)).get("verdict-form", pk=case.pk)
    assert "征询意见表" in words(page)
    assert "登记点还没有开办，请给出时间。" in words(page)
    blank = words(Browser(deputy_seat(county, 2)).get("verdict-form", pk=case.pk))
    assert "登记点还没有开办" not in blank


def test_the_record_costs_a_bounded_number_of_queries(county, django_assert_max_num_queries):
    case = make_suggestion(county, State.HANDLING)
    browser = Browser(county.seat(Role.OFFICE))
    browser.get("suggestion", pk=case.pk)
    with django_assert_max_num_queries(14):
        browser.get("suggestion", pk=case.pk)


def test_the_paper_comes_as_word_and_pdf_too(county):
    case = make_suggestion(county, State.ASSIGNED, address="东坪镇人民路1号，423500")
    browser = Browser(county.seat(Role.OFFICE))
    assert browser.get("paper-file", pk=case.pk, form="docx").content.startswith(b"PK")
    pages = pypdf.PdfReader(io.BytesIO(browser.get("paper-file", pk=case.pk, form="pdf").content))
    said = "".join(page.extract_text() for page in pages.pages).replace("\n", "")
    for label in (
        "标题",
        "代表证号",
        "代表团",
        "单位及职务",
        "地址和邮编",
        "情况与问题",
        "具体建议",
    ):
        assert label in said
    assert "人民路1号" in said
    assert browser.get("paper-file", pk=case.pk, form="exe").status_code == 404
    other = Browser(deputy_seat(county, 2)).get("print", pk=case.pk)
    assert "人民路" not in words(other)


def test_the_drafting_page_says_what_the_paper_will_say_of_its_author(county):
    lead = county.deputies[0]
    card = lead.mandates.get(term=county.term).card_no
    assert f"代表证号{card}" in words(Browser(lead_seat(county)).get("new"))
