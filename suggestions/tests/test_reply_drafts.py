"""The answer inside the unit: clerk, section, head; sent back with words; nobody else reads it."""

import pytest
from django.urls import reverse

from core.problems import Conflict, Forbidden, Invalid, Stale
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from notifications.models import Notification
from suggestions import services
from suggestions.models import ReplyDraft
from suggestions.tests.api import Client
from suggestions.tests.factories import answer, lead_seat, main_share, make_suggestion, unit_seat
from suggestions.tests.pages import Browser, words

pytestmark = pytest.mark.django_db
SECRET = "准备把登记点设在河堤公园。"
WHOLE = {
    "outcome": "A",
    "text": SECRET,
    "contact_name": "王磊",
    "contact_phone": "0735-8612345",
}


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def unit(county):
    return county.departments[0]


@pytest.fixture
def clerk(unit):
    return unit_seat(unit, Role.UNIT)


@pytest.fixture
def section(unit):
    return unit_seat(unit, Role.UNIT_SECTION)


@pytest.fixture
def case(county):
    return make_suggestion(county, "handling")


def waits_for(draft):
    rows = Deadline.objects.open().filter(subject_type="replydraft", subject_id=draft.pk)
    return [row.kind for row in rows]


def told(seat):
    return list(Notification.objects.filter(user=seat.user).values_list("title", flat=True))


def test_it_goes_from_clerk_over_section_to_the_head_who_signs(county, case, unit, clerk, section):
    services.draft_reply(case, by=clerk, hand_up=True, **WHOLE)
    draft = ReplyDraft.objects.get()
    assert (draft.state, waits_for(draft)) == ("checking", ["check_reply_draft"])
    assert "答复稿请审核" in told(section)
    services.check_reply(case, by=section, version=draft.version, text=f"{SECRET}10月底前开办。")
    draft.refresh_from_db()
    assert (draft.state, waits_for(draft)) == ("signing", ["sign_reply_draft"])
    answer(case, unit, "A", text=draft.contents["text"])
    draft.refresh_from_db()
    assert (draft.state, draft.reply, waits_for(draft)) == ("signed", case.replies.get(), [])
    assert draft.checked_by_name == section.person_name
    kept = [(row.by_name, row.contents["text"]) for row in draft.versions.all()]
    assert kept == [
        (clerk.person_name, SECRET),
        (section.person_name, f"{SECRET}10月底前开办。"),
    ]
    assert "答复已签发" in told(clerk)


def test_section_and_head_send_it_back_with_words(county, case, unit, clerk, section):
    head = unit_seat(unit)
    services.draft_reply(case, by=clerk, hand_up=True, **WHOLE)
    with pytest.raises(Invalid, match="哪里要改"):
        services.return_draft(case, by=section, words=" ")
    services.return_draft(case, by=section, words="第二条请写明时间。")
    draft = ReplyDraft.objects.get()
    assert (draft.state, waits_for(draft)) == ("drafting", ["revise_reply_draft"])
    services.draft_reply(case, by=clerk, hand_up=True)
    services.check_reply(case, by=section)
    services.return_draft(case, by=head, words="请与住建局核对。")
    notes = [row.note for row in draft.events.filter(code="returned")]
    assert notes == ["第二条请写明时间。", "请与住建局核对。"]
    assert "第二条请写明时间。" not in str([told(seat) for seat in (lead_seat(county),)])


def test_a_unit_without_a_section_hands_it_to_the_head(case, clerk):
    services.draft_reply(case, by=clerk, hand_up=True, **WHOLE)
    assert ReplyDraft.objects.get().state == "signing"


def test_what_goes_up_can_be_signed_as_it_is(case, clerk):
    with pytest.raises(Invalid) as refusal:
        services.draft_reply(case, by=clerk, hand_up=True, outcome="A", contact_name="王磊")
    assert list(refusal.value.errors) == ["text"]
    services.draft_reply(case, by=clerk, text="先记一句。")
    assert ReplyDraft.objects.get().state == "drafting"


def test_who_hands_up_writes_no_more_and_an_older_form_is_refused(case, clerk, section):
    services.draft_reply(case, by=clerk, **WHOLE)
    draft = services.save_draft(case, by=clerk, version=1, text="新的一句。")
    assert draft.version == 2
    with pytest.raises(Stale):
        services.save_draft(case, by=clerk, version=1, text="旧的一句。")
    before = case.version
    case.refresh_from_db()
    assert case.version == before
    services.draft_reply(case, by=clerk, hand_up=True)
    with pytest.raises(Forbidden):
        services.save_draft(case, by=clerk, text="再改。")
    with pytest.raises(Forbidden):
        services.draft_reply(case, by=clerk, text="再改。")


def test_the_head_may_sign_at_once_and_a_recalled_answer_may_be_drafted_anew(case, unit, clerk):
    services.draft_reply(case, by=clerk, text="先记一句。")
    answer(case, unit, "A")
    assert ReplyDraft.objects.get().state == "signed"
    services.recall_reply(case, by=unit_seat(unit), reason="有一处数字有误。")
    services.draft_reply(case, by=clerk, text="改正的。")
    assert [row.state for row in ReplyDraft.objects.all()] == ["signed", "drafting"]


def test_a_share_that_is_taken_away_takes_its_draft_along(county, case, unit, clerk, section):
    services.draft_reply(case, by=clerk, hand_up=True, **WHOLE)
    services.ask_return(case, by=clerk, reason="不归我局。")
    third = county.departments[2]
    draft = ReplyDraft.objects.get()
    assert draft.state == "checking"
    services.decide_return(
        case, by=county.seat(Role.GOVOFFICE), agree=True, words="改由他局办。", unit=third
    )
    draft.refresh_from_db()
    assert (draft.state, waits_for(draft)) == ("dropped", [])


def test_nobody_outside_the_unit_reads_it(county, case, unit, clerk, section):
    services.draft_reply(case, by=clerk, hand_up=True, **WHOLE)
    draft = ReplyDraft.objects.get()
    address = reverse("suggestions:draft", args=[draft.pk])
    assert SECRET in Browser(section).client.get(address).content.decode()
    assert Client(section).get(f"{case.pk}/").json()["reply_draft"]["state"] == "checking"
    others = [
        lead_seat(county),
        county.seat(Role.OFFICE),
        county.seat(Role.GOVOFFICE),
        unit_seat(county.departments[1], Role.UNIT),
    ]
    for seat in others:
        assert Browser(seat).client.get(address).status_code == 404
        page = Browser(seat).get("suggestion", pk=case.pk).content.decode()
        assert SECRET not in page
        assert "答复稿" not in page
        assert Client(seat).get(f"{case.pk}/").json()["reply_draft"] is None
        owed = Deadline.objects.visible_to(seat).filter(subject_type="replydraft")
        assert not owed.exists()


def test_the_pages_carry_it_to_the_letter(case, unit, clerk, section):
    browser, head = Browser(clerk), Browser(unit_seat(unit))
    form = words(browser.form(case, "draft_reply"))
    assert "送审" in form
    saved = browser.client.post(
        reverse("suggestions:draft-autosave", args=[case.pk]), {"text": SECRET, "version": ""}
    )
    assert saved.json()["saved"]
    empty = browser.do(case, "draft_reply", hand_up="1", text=SECRET, version="1")
    assert "请选结果类别" in words(empty)
    sent = browser.do(
        case, "draft_reply", hand_up="1", version="1", without_co_opinion="后补。", **WHOLE
    )
    assert sent.status_code == 302
    checked = Browser(section).form(case, "check_reply").content.decode()
    assert SECRET in checked
    draft = ReplyDraft.objects.get()
    pdf = browser.client.get(reverse("suggestions:draft-letter", args=[draft.pk, "docx"]))
    assert pdf.status_code == 200
    services.check_reply(case, by=section)
    sign = head.form(case, "reply").content.decode()
    assert SECRET in sign
    assert f"{clerk.person_name}起草，{section.person_name}审核" in sign


def test_the_api_names_the_steps_that_are_open(case, clerk, section):
    api = Client(clerk)
    assert "draft_reply" in [one["code"] for one in api.get(f"{case.pk}/").json()["actions"]]
    assert api.deed(case.pk, "draft-reply", **WHOLE, hand_up=True).status_code == 200
    assert api.deed(case.pk, "draft-reply", text="再改。").status_code == 403
    body = Client(section).get(f"{case.pk}/").json()
    codes = [one["code"] for one in body["actions"]]
    assert {"check_reply", "return_draft"} <= set(codes)
    stale = Client(section).deed(case.pk, "check-reply", version=99)
    assert stale.status_code == 409


def test_a_missing_co_opinion_is_explained_on_the_way_too(case, unit, clerk):
    """The head cannot sign without, wherever the words came from."""
    services.draft_reply(case, by=clerk, hand_up=True, **WHOLE)
    with pytest.raises(Invalid) as refusal:
        answer(case, unit, "A", without_co_opinion="")
    assert list(refusal.value.errors) == ["without_co_opinion"]
    assert ReplyDraft.objects.get().state == "signing"
    assert main_share(case).state == "handling"
    with pytest.raises((Conflict, Forbidden)):
        services.check_reply(case, by=clerk)
