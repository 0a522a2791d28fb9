"""What the public reads of an answer: the unit's wish, the deputy's word, the office's review."""

import pytest
from django.test import Client as Anybody

from core.problems import Conflict, Forbidden, Invalid
from core.text import without_addresses
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.tests.factories import county_fixture
from stations.tests.factories import make_opinion, make_reception, make_station
from suggestions import services
from suggestions.choices import State
from suggestions.models import Publication, SuggestionRule, fill
from suggestions.services import first_copy
from suggestions.services.publishing.published import published
from suggestions.tests.api import Client
from suggestions.tests.factories import (
    answer,
    deputy_seat,
    lead_seat,
    make_suggestion,
    unit_seat,
)
from suggestions.tests.pages import Browser, words
from suggestions.views.record import record_of
from suggestions.workflow import PUBLICATION

pytestmark = pytest.mark.django_db
VERDICT = {"attitude": "satisfied", "result": "satisfied"}


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def office(county):
    return county.seat(Role.OFFICE)


def replied(county, **given):
    case = make_suggestion(county, State.HANDLING, **given.pop("case", {}))
    return answer(case, county.departments[0], outcome="A", **given)


def of(case):
    return Publication.objects.filter(suggestion=case).latest("id")


def release(row, by, **given):
    copy = first_copy(row)
    return services.release(row, by=by, **({"kind": "full"} | copy | given))


def review_of(row):
    return Deadline.objects.open().filter(subject_type="publication", subject_id=row.pk).first()


def test_full_text_is_the_default_and_the_office_has_a_clock_of_its_own(county, office):
    case = replied(county)
    row = of(case)
    assert (row.wish, row.state) == ("full", "waiting")
    duty = review_of(row)
    assert duty.kind == "review_publication"
    assert duty.calculation["amount"] == 20
    assert duty.from_on == case.replied_on
    assert Deadline.objects.open().owed_by(office).filter(pk=duty.pk).exists()
    # the case itself waits for the deputy alone
    assert case.due_on < duty.due_on
    assert case.turn == f"{case.lead.name}·评价"


def test_another_wish_needs_a_reason_and_where_the_rule_says_so_one_is_named(county):
    with pytest.raises(Invalid) as refusal:
        replied(county, publication="none")
    assert "publication_reason" in refusal.value.errors
    assert of(replied(county, publication="abstract", publication_reason="涉及面广。")).wish_reason
    SuggestionRule.objects.create(congress=county.congress, publication_named=True)
    with pytest.raises(Invalid) as refusal:
        replied(county)
    assert "publication" in refusal.value.errors
    assert of(replied(county, publication="full")).wish == "full"


def test_a_confidential_one_is_never_public(county, office):
    case = replied(county, case={"is_confidential": True})
    assert not Publication.objects.filter(suggestion=case).exists()
    with pytest.raises(Invalid):
        replied(county, case={"is_confidential": True}, publication="full")
    # and not even when its row says so
    open_one = replied(county)
    release(of(open_one), office)
    type(open_one).objects.filter(pk=open_one.pk).update(is_confidential=True)
    assert not published().exists()
    assert Anybody().get(f"/suggestions/public/{open_one.pk}/").status_code == 404


def test_the_public_copy_is_without_phones_addresses_and_voters(county, office):
    """Case 60."""
    station = make_station(county)
    visit = make_reception(
        station, visitor_name="扶国强", visitor_address="清溪镇河堤路", companions="骆春生"
    )
    opinion = make_opinion(station, reception=visit)
    case = replied(
        county,
        case={
            "opinions": [opinion],
            "problem": "扶国强、骆春生反映，家住清溪镇河堤路，门前积水，电话13873505127。",
            "proposal": "请按示公函〔2025〕12号办理第0031号建议，先修城东路12号3栋2单元401室一带。",
        },
        text="已联系扶国强（431027196508121234），由公安局办理，7月1日前完工，共3.5万元。",
    )
    copy = first_copy(of(case))
    whole = "".join(copy.values())
    for hidden in ("扶国强", "骆春生", "13873505127", "431027", "河堤路", "401室"):
        assert hidden not in whole
    for kept in ("示公函〔2025〕12号", "第0031号", "公安局", "7月1日", "3.5万元"):
        assert kept in whole
    for text, field in (
        ("联系电话0735-8612345", "answer"),
        ("已告知扶国强", "proposal"),
        ("住址：老街12号", "problem"),
    ):
        with pytest.raises(Invalid) as refusal:
            release(of(case), office, **{field: text})
        assert field in refusal.value.errors
    release(of(case), office)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("第0123号建议已办", "第0123号建议已办"),
        ("示农函〔2026〕12号", "示农函〔2026〕12号"),
        ("人民路改造2号线", "人民路改造2号线"),
        ("新增12个登记点", "新增12个登记点"),
        ("住址：清溪镇老街", "（地址略）"),
        ("在和平小区3栋201室旁", "（地址略）旁"),
        ("共3号楼以外", "共3号楼以外"),
    ],
)
def test_addresses_go_and_numbers_of_papers_stay(text, plain):
    assert without_addresses(text) == plain


def test_released_it_is_public_and_declined_or_taken_down_it_is_not(county, office):
    case = replied(county)
    row = of(case)
    services.decline(row, by=office, words="涉及商业秘密。")
    assert review_of(row) is None
    release(row, office)
    assert published().get() == case
    services.take_down(row, by=office, words="内容有误。")
    assert not published().exists()
    release(row, office, kind="abstract", answer="已办，详见办事窗口。")
    services.correct(row, by=office, **first_copy(row), words="日期写错。")
    assert published().get() == case
    codes = list(case.events.values_list("code", flat=True))
    assert codes.count("published") == 2
    assert {"not_published", "unpublished", "republished"} <= set(codes)
    for deed in (services.decline, services.take_down):
        with pytest.raises((Invalid, Conflict)):
            deed(row, by=office, words=" ")


def test_only_the_congresss_office_decides(county, office):
    row = of(replied(county))
    may = {
        "waiting": {"release", "decline"},
        "published": {"correct", "take_down"},
        "declined": {"release"},
        "taken_down": {"release"},
        "lapsed": set(),
    }
    other = county_fixture("邻县").seat(Role.OFFICE)
    others = (lead_seat(county), unit_seat(county.departments[0]), other)
    for row.state, codes in may.items():
        assert set(PUBLICATION.codes(row, office)) == codes
        assert not any(PUBLICATION.codes(row, seat) for seat in others)
    for seat in others:
        with pytest.raises(Forbidden):
            services.decline(row, by=seat, words="不宜。")
        assert not Publication.objects.visible_to(seat).filter(pk=row.pk).exists()


def test_the_deputys_no_stops_it_and_takes_it_down_at_once(county, office):
    case = replied(county)
    release(of(case), office)
    services.rate(case, by=lead_seat(county), agrees_to_publish=False, **VERDICT)
    row = of(case)
    assert (row.state, row.objected) == ("taken_down", True)
    assert not published().exists()
    with pytest.raises(Conflict, match="不同意公开"):
        release(row, office)
    services.rate_again(case, by=lead_seat(county), agrees_to_publish=True, **VERDICT)
    row.refresh_from_db()
    assert (row.state, row.objected) == ("waiting", False)
    assert review_of(row) is not None


def test_who_did_not_agree_when_writing_gives_the_office_nothing_to_do(county, office):
    row = of(replied(county, case={"consents_to_publish": False}))
    assert (row.state, row.objected, review_of(row)) == ("declined", True, None)


def test_a_recalled_answer_is_not_public_and_a_newer_one_takes_its_place(county, office):
    case = replied(county)
    first = of(case)
    release(first, office)
    services.recall_reply(case, by=unit_seat(county.departments[0]), reason="有误。")
    first.refresh_from_db()
    assert (first.state, published().count()) == ("lapsed", 0)
    answer(case, county.departments[0], outcome="A", text="改好的答复。")
    release(of(case), office)
    bad = {"attitude": "satisfied", "result": "unsatisfied", "reason": "没办。"}
    services.rate(case, by=lead_seat(county), **bad)
    services.study(case, by=office, rehandle=True, words="重办。")
    answer(case, county.departments[0], outcome="A", text="重新办理后的答复。")
    second = Publication.objects.get(suggestion=case, state="published")
    release(of(case), office)
    second.refresh_from_db()
    assert second.state == "lapsed"
    body = Anybody().get(f"/suggestions/public/{case.pk}/").content.decode()
    assert "重新办理后的答复" in body
    assert "改好的答复" not in body


def test_answered_as_one_file_each_has_its_own_review(county, office):
    file = make_suggestion(county, State.HANDLING)
    member = make_suggestion(county, State.ACCEPTED)
    services.merge(member, by=office, into=file, reason="同一件事。")
    answer(
        file, county.departments[0], outcome="A", publication="none", publication_reason="涉密。"
    )
    assert (of(file).wish, of(member).wish) == ("none", "none")
    services.recall_reply(file, by=unit_seat(county.departments[0]), reason="有误。")
    assert of(member).state == "lapsed"


def test_other_deputies_do_not_read_what_is_kept_back(county, office):
    case = replied(county)
    stranger = deputy_seat(county, 3)
    assert record_of(fill(case), stranger).replies
    services.decline(of(case), by=office, words="涉及商业秘密。")
    assert record_of(fill(case), stranger).replies == []
    assert Client(stranger).get(f"{case.pk}/").json()["replies"] == []
    assert record_of(fill(case), lead_seat(county)).replies


def test_everybody_finds_it_by_year_theme_unit_number_and_words_of_the_copy(county, office):
    case = replied(county, case={"title": "关于规范养犬的建议"}, text="已办，陈大山满意。")
    other = replied(county)
    release(of(case), office, answer="已办，群众满意。")
    anybody = Anybody()
    page = anybody.get("/suggestions/public/")
    assert page.status_code == 200
    assert len(page.content) < 100_000
    text = page.content.decode()
    assert "关于规范养犬的建议" in text
    assert other.title not in text
    finds = {"群众满意": 1, "陈大山": 0, str(case.serial): 1, "养犬": 1, "没有的词": 0}
    for asked, count in finds.items():
        rows = anybody.get("/suggestions/public/", {"q": asked}).context["rows"]
        assert len(rows) == count, asked
    unit = county.departments[0].pk
    for query, count in (
        ({"unit": unit}, 1),
        ({"unit": county.departments[1].pk}, 1),  # no answer of it is public: not asked
        ({"year": case.submitted_on.year}, 1),
        ({"year": "abc"}, 1),
        ({"cursor": "x"}, None),
    ):
        answered = anybody.get("/suggestions/public/", query)
        if count is not None:
            assert len(answered.context["rows"]) == count, query
    assert published(year=2001).count() == published(unit=1).count() == 0
    one = anybody.get(f"/suggestions/public/{case.pk}/")
    assert len(one.content) < 100_000
    assert "群众满意" in one.content.decode()
    assert anybody.get(f"/suggestions/public/{other.pk}/").status_code == 404


def test_the_office_reviews_on_its_page(county, office):
    case = replied(county, text="已办，请致电13873505127。")
    row = of(case)
    page = Browser(office)
    assert "待公开审查" in words(page.get("list", "?tab=to_publish"))
    assert "公开审查" in words(page.get("suggestion", pk=case.pk))
    shown = words(page.get("publication", pk=row.pk))
    assert "全文公开" in shown
    form = page.get("publication-deed", pk=row.pk, deed="release")
    assert "（号码略）" in form.content.decode()
    sent = {
        "kind": "full",
        "title": case.title,
        "answer": "致电13873505127",
        "version": row.version,
    }
    address = f"/suggestions/publications/{row.pk}/release/"
    again = page.client.post(address, sent)
    assert "请去掉再公开" in words(again)
    assert "致电13873505127" in again.content.decode()
    assert page.client.post(address, sent | {"answer": "已办。"}).status_code == 302
    assert published().get() == case
    assert page.client.post(address, sent | {"answer": "又一次。"}).status_code == 409


def test_by_api(county, office):
    case = replied(county, text="已办，请致电13873505127。")
    row = of(case)
    http = Client(office).http
    listed = http.get("/api/v1/publications/", {"state": "waiting"}).json()["results"]
    assert [one["id"] for one in listed] == [row.pk]
    body = http.get(f"/api/v1/publications/{row.pk}/").json()
    assert "（号码略）" in body["copy"]["answer"]
    assert [one["code"] for one in body["actions"]] == ["release", "decline"]
    sent = {"kind": "full", "title": case.title, "answer": "已办。"}
    done = http.post(f"/api/v1/publications/{row.pk}/release/", sent)
    assert done.json()["state"] == "published"
    anybody = Anybody()
    found = anybody.get("/api/v1/public/suggestions/", {"q": case.number}).json()["results"]
    assert [one["id"] for one in found] == [case.pk]
    assert anybody.get("/api/v1/public/suggestions/", {"what": "1"}).status_code == 400
    whole = anybody.get(f"/api/v1/public/suggestions/{case.pk}/").json()
    assert whole["answers"][0]["text"] == "已办。"
    assert "phone" not in str(whole)
    head = unit_seat(county.departments[0])
    assert Client(head).http.get(f"/api/v1/publications/{row.pk}/").status_code == 404
    reply = Client(head).get(f"{case.pk}/").json()["replies"][0]
    assert reply["publication"]["state"] == "published"
