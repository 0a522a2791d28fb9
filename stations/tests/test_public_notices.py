"""公示: told back by notice means drafted, looked at, released; nobody is named in it."""

import pytest
from django.test import Client

from core.problems import Conflict, Invalid
from liaison.choices import Role
from liaison.tests.factories import signed_in
from stations import services
from stations.models import PublicNotice, TellingBack
from stations.services import public_notices
from stations.services.merging import merge
from stations.tests.door_factories import code_of
from stations.tests.factories import make_opinion, make_reception, make_station, open_kinds

pytestmark = pytest.mark.django_db
WORDS = "塌方已清运，扶国强可以来看，电话13873505127。"


@pytest.fixture
def clerk(county):
    return county.seat(Role.CLERK)


@pytest.fixture
def opinion(station, clerk):
    """Handled, and its voter left no name; the duty to tell runs."""
    visit = make_reception(station, is_anonymous=True)
    case = make_opinion(station, reception=visit, title="三组通组路塌方")
    services.route(case, by=clerk, route="station")
    services.report_result(case, by=clerk, result="塌方已清运。")
    return case


@pytest.fixture
def wall(station):
    """What everybody reads who scans the code."""
    address = f"/s/{code_of(station).code}/notices/"
    return lambda: Client().get(address).content.decode()


def by_notice(case, clerk, words="塌方已清运，路通了。"):
    kw = {"method": "notice", "satisfaction": "unreachable", "words": words}
    return services.tell_back(case, by=clerk, **kw)


def named(station, **kw):
    """Three times nobody was reached: a notice may speak instead."""
    visit = make_reception(station, **kw)
    return make_opinion(station, "handled", reception=visit, title="扶国强家门口的路", **kw)


def tried(case, clerk):
    for _ in range(3):
        services.try_contact(case, by=clerk, method="phone", note="关机")
    return case


def test_nothing_is_public_and_the_duty_runs_on_until_the_release(opinion, clerk, wall, station):
    by_notice(opinion, clerk)

    assert (opinion.state, opinion.told_on) == ("handled", None)
    assert opinion.turn.endswith("发布公示")
    assert open_kinds(opinion) == {"tell_voter"}
    assert "三组通组路塌方" not in wall()
    assert not opinion.tellings.exists()

    public_notices.release(opinion, by=clerk)

    assert (opinion.state, opinion.satisfaction) == ("told", "unreachable")
    assert open_kinds(opinion) == set()
    told = opinion.tellings.get()
    assert (told.method, told.words) == ("notice", "塌方已清运，路通了。")
    text = wall()
    assert station.name in text
    assert "三组通组路塌方" in text
    assert "塌方已清运，路通了。" in text
    assert opinion.raw_text not in text
    with pytest.raises(Conflict):
        public_notices.release(opinion, by=clerk)


def test_the_draft_leaves_the_person_out(station, clerk):
    case = tried(named(station), clerk)
    by_notice(case, clerk, WORDS)

    row = PublicNotice.objects.get()
    assert row.title == "来访人家门口的路"
    assert row.words == "塌方已清运，来访人可以来看，电话（号码略）。"


@pytest.mark.parametrize(
    "said", ["扶大爷138****5127", "扶**（138＊＊＊＊5127）", "扶某某13xxxxx27"]
)
def test_the_draft_leaves_out_what_neighbours_would_know(station, clerk, said):
    case = tried(named(station), clerk)
    by_notice(case, clerk, f"塌方已清运，已告诉{said}。")

    words = PublicNotice.objects.get().words
    assert "扶" not in words
    assert "27" not in words
    assert "已告诉来访人" in words


@pytest.mark.parametrize(
    "words",
    [
        "请扶国强来看。",
        "请扶大爷来看。",
        "电话13873505127。",
        "电话１３８７３５０５１２７。",
        "电话138****5127。",
    ],
)
def test_no_notice_names_a_person(station, clerk, words):
    case = tried(named(station), clerk)
    by_notice(case, clerk)
    with pytest.raises(Invalid) as refused:
        public_notices.change(case, by=clerk, title="路通了", words=words)
    assert "words" in refused.value.errors
    case = make_opinion(station, "told")
    with pytest.raises(Invalid):
        public_notices.publish(case, by=clerk, title="路通了", words=words)


def test_who_asked_for_secrecy_reads_the_number_alone(station, clerk, wall):
    case = tried(named(station, keep_secret=True), clerk)
    by_notice(case, clerk, WORDS)
    public_notices.release(case, by=clerk)
    text = wall()
    assert case.number in text
    assert "塌方" not in text
    assert "路" not in PublicNotice.objects.get().title


def test_a_draft_is_written_anew_without_a_reason(opinion, clerk, wall):
    by_notice(opinion, clerk)
    public_notices.change(opinion, by=clerk, title="通组路通了", words="11月20日恢复通行。")
    public_notices.release(opinion, by=clerk)
    assert "11月20日恢复通行。" in wall()
    assert opinion.tellings.get().words == "11月20日恢复通行。"


def test_what_is_public_is_corrected_with_a_reason(opinion, clerk, wall):
    by_notice(opinion, clerk)
    public_notices.release(opinion, by=clerk)
    with pytest.raises(Invalid) as refused:
        public_notices.change(opinion, by=clerk, title="通组路通了", words="11月21日通行。")
    assert "reason" in refused.value.errors

    public_notices.change(
        opinion, by=clerk, title="通组路通了", words="11月21日通行。", reason="日期写错了"
    )
    text = wall()
    assert "11月21日通行。" in text
    assert "塌方已清运，路通了。" not in text
    assert "更正" in text
    assert TellingBack.objects.filter(opinion=opinion).last().words == "11月21日通行。"
    old = PublicNotice.objects.order_by("id").first()
    assert old.taken_down_why == "日期写错了"


def test_told_in_person_meanwhile_the_draft_is_not_needed(opinion, clerk, wall):
    by_notice(opinion, clerk)
    services.tell_back(opinion, by=clerk, method="face", words="路通了", satisfaction="satisfied")
    assert opinion.state == "told"
    assert not PublicNotice.objects.drafts().exists()
    with pytest.raises(Conflict):
        public_notices.release(opinion, by=clerk)


def test_a_draft_thrown_away_leaves_the_duty(county, opinion, clerk):
    by_notice(opinion, clerk)
    page = signed_in(clerk)
    row = PublicNotice.objects.get()
    page.post(f"/public-notices/{row.pk}/take-down/", {"reason": "再等一等"})
    opinion.refresh_from_db()
    assert opinion.turn.endswith("回复来访人")
    assert open_kinds(opinion) == {"tell_voter"}
    by_notice(opinion, clerk)
    assert PublicNotice.objects.drafts().count() == 1


def test_an_answer_that_was_taken_back_is_public_no_longer(county, station, clerk, wall):
    visit = make_reception(station, is_anonymous=True)
    case = make_opinion(
        station, "handled", reception=visit, title="三组通组路塌方", route="suggestion"
    )
    by_notice(case, clerk)
    public_notices.release(case, by=clerk)
    services.answer_recalled(case, by=clerk, words=case.result, reason="有误")
    assert "三组通组路塌方" not in wall()


def test_after_a_merge_the_old_code_still_finds_it(county, station, opinion, clerk, wall):
    by_notice(opinion, clerk)
    public_notices.release(opinion, by=clerk)
    merge(station, make_station(county, 1), by=county.seat(Role.OFFICE), reason="会议决定")
    assert "塌方已清运，路通了。" in wall()


def test_on_the_pages_from_telling_to_the_wall(opinion, clerk, wall):
    page = signed_in(clerk)
    form = {"told_on": opinion.handled_on, "method": "notice", "satisfaction": "unreachable"}
    page.post(f"/opinions/{opinion.pk}/tell_back/", form | {"words": "路通了，可以走了。"})
    text = page.get(f"/opinions/{opinion.pk}/").content.decode()
    assert "公示稿，等发布" in text
    assert f"/opinions/{opinion.pk}/release_notice/" in text
    assert "等发布" in page.get("/public-notices/").content.decode()
    form = page.get(f"/opinions/{opinion.pk}/release_notice/").content.decode()
    assert "路通了，可以走了。" in form
    page.post(f"/opinions/{opinion.pk}/release_notice/")
    assert "路通了，可以走了。" in wall()
    form = page.get(f"/opinions/{opinion.pk}/change_notice/").content.decode()
    assert "旧的和更正原因都留在记录里" in form
    page.post(
        f"/opinions/{opinion.pk}/change_notice/",
        {"title": "通组路", "words": "月底再铺一层。", "reason": "有新安排"},
    )
    assert "月底再铺一层。" in wall()
