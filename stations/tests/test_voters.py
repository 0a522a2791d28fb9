"""The voter comes back with the code: what is shown, what may be done, what a guesser learns."""

import pytest
from django.test import Client

from core.clock import today
from core.problems import Conflict, Invalid, TooOften
from deadlines.models import Deadline
from liaison.choices import Role
from liaison.tests.factories import signed_in
from notifications.models import Notification
from stations import services
from stations.choices import OpinionState, Satisfaction, SubmissionState
from stations.models import Opinion, StationRule, Submission, TellingBack
from stations.services import asking, codes, public_notices, taking_in, voter_story, voters
from stations.services.voters import FollowEnded, NotFound
from stations.tests.factories import make_opinion, make_reception, open_kinds
from stations.tests.test_door import WORDS, aged, send

pytestmark = pytest.mark.django_db
PHONE = "13873505127"


@pytest.fixture
def door(county, station):
    return codes.open_door(codes.make_code(by=county.seat(Role.HEAD), station=station).code)


@pytest.fixture
def receipt(door):
    return send(door, visitor_name="扶国强", visitor_phone=PHONE)


@pytest.fixture
def opinion(county, receipt):
    return taking_in.accept(receipt.submission, by=county.seat(Role.CLERK), title="通组路塌方")


def told(county, opinion, **kw):
    """Routed, handled, told where it is followed."""
    clerk = county.seat(Role.CLERK)
    services.route(opinion, by=clerk, route="station")
    services.report_result(opinion, by=clerk, result="塌方已清运，找扶国强核实过。")
    kw = {"method": "follow", "words": "塌方已清运。", "satisfaction": "unrated"} | kw
    services.tell_back(opinion, by=clerk, **kw)
    return opinion


def following(code: str, digits: str = "5127") -> Client:
    client = Client()
    response = client.post("/follow/", {"code": code, "digits": digits})
    assert response.status_code == 302, response.content.decode()
    return client


def page_of(client: Client) -> str:
    return client.get("/follow/mine/").content.decode()


class TestFinding:
    def test_code_and_digits_lead_to_it_and_stand_in_no_address(self, receipt):
        client = Client()
        response = client.post("/follow/", {"code": receipt.code.lower(), "digits": "5127"})
        assert response["Location"] == "/follow/mine/"
        cookie = client.cookies["followed"]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (
            True,
            "Strict",
            "/follow/",
        )
        assert receipt.code not in cookie.value
        assert "联络站已经收到" in page_of(client)

    def test_wrong_code_and_wrong_digits_are_answered_alike(self, receipt):
        answers = set()
        for code, digits in (("ABCDEFGH", "5127"), (receipt.code, "0000"), (receipt.code, "")):
            page = Client().post("/follow/", {"code": code, "digits": digits})
            text = page.content.decode()
            assert page.status_code == 200
            answers.add(text.split("<form")[1].split("id_code")[0].split("csrfmiddleware")[0])
            assert voters.WRONG in text
        assert len(answers) == 1

    def test_without_a_phone_the_long_code_alone_is_enough(self, door):
        receipt = send(door)
        assert voters.find(receipt.code).submission == receipt.submission

    def test_a_slip_printed_at_the_station_works_as_well(self, county, station):
        clerk = county.seat(Role.CLERK)
        visit = make_reception(station, visitor_phone=PHONE)
        opinion = make_opinion(station, reception=visit)
        code = services.issue_slip(opinion, by=clerk)
        with pytest.raises(NotFound):
            voters.find(code, "1111")
        assert voters.find(code, "5127").opinion == opinion
        again = services.issue_slip(opinion, by=clerk)
        with pytest.raises(NotFound):
            voters.find(code, "5127")
        assert voters.find(again, "5127").opinion == opinion

    def test_a_nameless_visitor_gets_a_longer_code(self, county, station):
        visit = make_reception(station, is_anonymous=True)
        opinion = make_opinion(station, reception=visit)
        code = services.issue_slip(opinion, by=county.seat(Role.CLERK))
        assert len(code) == 12
        assert voters.find(code).opinion == opinion

    def test_guessing_digits_of_a_known_code_ends_after_six(self, receipt):
        for guess in range(6):
            with pytest.raises(NotFound):
                voters.find(receipt.code, f"{guess:04d}")
        with pytest.raises(TooOften):
            voters.find(receipt.code, "5127")

    def test_guessing_codes_ends_after_thirty_and_right_ones_do_not_count(self, door):
        receipt = send(door)
        for _ in range(40):
            voters.find(receipt.code)
        client = Client()
        for guess in range(30):
            assert client.post("/follow/", {"code": f"WRNG{guess:04d}"}).status_code == 200
        page = Client().post("/follow/", {"code": "WRNG9999"})
        assert page.status_code == 429
        assert "分钟后再查" in page.content.decode()

    def test_the_pass_ends_and_a_made_up_one_opens_nothing(self, receipt):
        client = Client()
        client.cookies["followed"] = "made:up:pass"
        text = page_of(client)
        assert "查我说过的事" in text
        assert WORDS[:6] not in text
        with pytest.raises(FollowEnded):
            voters.followed_by("")

    def test_leaving_closes_the_door(self, receipt):
        client = following(receipt.code)
        client.post("/follow/mine/leave/")
        assert "查我说过的事" in page_of(client)


class TestStory:
    def test_says_who_has_it_by_when_and_what_was_done(self, county, receipt, opinion):
        client = following(receipt.code)
        text = page_of(client)
        assert "联络站正在安排由谁来办" in text
        assert "前定下来" in text
        services.route(opinion, by=county.seat(Role.CLERK), route="township")
        text = page_of(client)
        assert f"正由{opinion.handler.name}办理" in text
        assert "前办出结果" in text

    def test_names_deputies_and_no_voter(self, county, receipt, opinion):
        told(county, opinion)
        client = following(receipt.code)
        text = page_of(client)
        assert "塌方已清运。" in text
        for mark in ("扶国强", PHONE, "138****5127", "核实过"):
            assert mark not in text

    def test_what_was_folded_tells_the_other_ones_story(self, county, station, receipt, opinion):
        clerk = county.seat(Role.CLERK)
        lead = make_opinion(station, OpinionState.RECORDED)
        services.fold(opinion, by=clerk, into=lead, reason="同一段路")
        story = voter_story.story_of(voters.find(receipt.code, "5127"))
        assert story["now"] == "联络站正在安排由谁来办"
        assert story["title"] == "通组路塌方"

    def test_what_another_voter_was_told_is_nobody_elses(self, county, station, receipt, opinion):
        """A second time around, the one that was told before takes the new one in."""
        clerk = county.seat(Role.CLERK)
        lead = make_opinion(station, OpinionState.ROUTED, handler=station.unit, route="station")
        words = "邝大嫂：您家门口的路已经清好，13800001111会再打给您。"
        lead.tellings.create(
            told_on=today(),
            method="phone",
            words=words,
            satisfaction="unsatisfied",
            by_name="郭晓兰",
        )
        services.fold(opinion, by=clerk, into=lead, reason="同一段路")
        story = voter_story.story_of(voters.find(receipt.code, "5127"))
        assert story["answer"] is None
        assert "邝大嫂" not in str(story)


class TestDeeds:
    def test_a_question_is_answered_once(self, county, receipt, opinion):
        clerk = county.seat(Role.CLERK)
        question = asking.ask(opinion, by=clerk, text="是三组哪一段路？")
        client = following(receipt.code)
        assert "是三组哪一段路？" in page_of(client)
        client.post("/follow/mine/reply/", {"question": question.pk, "text": f"村口往上，{PHONE}"})
        question.refresh_from_db()
        assert question.answer.startswith("村口往上")
        notice = Notification.objects.filter(user=clerk.user, kind="opinion_reply").get()
        assert PHONE not in notice.body
        page = signed_in(clerk).get(f"/opinions/{opinion.pk}/").content.decode()
        assert "村口往上" in page
        again = client.post("/follow/mine/reply/", {"question": question.pk, "text": "又说一遍"})
        assert again.status_code == 409

    def test_a_question_of_another_matter_is_not_there(self, county, station, receipt, opinion):
        other = make_opinion(station, secret_hash="another")
        question = asking.ask(other, by=county.seat(Role.CLERK), text="门牌号？")
        with pytest.raises(Invalid):
            voters.reply(voters.find(receipt.code, "5127"), question_id=question.pk, text="8号")

    def test_who_has_no_code_is_not_asked_online(self, county, station):
        with pytest.raises(Conflict):
            asking.ask(make_opinion(station), by=county.seat(Role.CLERK), text="哪一段路？")

    def test_told_online_then_rated_by_the_voter(self, county, receipt, opinion):
        told(county, opinion)
        assert opinion.satisfaction == Satisfaction.UNRATED
        client = following(receipt.code)
        assert "您满意吗" in page_of(client)
        client.post("/follow/mine/rate/", {"satisfaction": "satisfied", "remark": "谢谢"})
        opinion.refresh_from_db()
        assert opinion.satisfaction == Satisfaction.SATISFIED
        assert TellingBack.objects.get(by_voter=True).remark == "谢谢"
        assert "您满意吗" not in page_of(client)
        with pytest.raises(Conflict):
            voters.rate(voters.find(receipt.code, "5127"), satisfaction="basic")

    def test_unsatisfied_reaches_the_head_with_the_remark(self, county, receipt, opinion):
        head = county.seat(Role.HEAD)
        told(county, opinion)
        voters.rate(
            voters.find(receipt.code, "5127"),
            satisfaction="unsatisfied",
            remark=f"只清了一半，打{PHONE}问",
        )
        notice = Notification.objects.get(user=head.user, kind="opinion_rate")
        assert "只清了一半" in notice.body
        assert PHONE not in notice.body

    def test_a_verdict_that_voters_cannot_give_is_refused(self, county, receipt, opinion):
        told(county, opinion)
        for code in ("unreachable", "unrated", "great"):
            with pytest.raises(Invalid):
                voters.rate(voters.find(receipt.code, "5127"), satisfaction=code)

    def test_taken_back_before_it_was_taken_in(self, receipt):
        client = following(receipt.code)
        client.post("/follow/mine/take-back/")
        row = Submission.objects.get()
        assert row.state == SubmissionState.WITHDRAWN
        assert row.visitor_name == row.visitor_phone == row.network == ""
        assert not Deadline.objects.open().exists()
        assert "您已经撤回" in page_of(client)

    def test_taken_back_while_it_is_being_handled(self, county, receipt, opinion):
        services.route(opinion, by=county.seat(Role.CLERK), route="township")
        voters.take_back(voters.find(receipt.code, "5127"))
        opinion.refresh_from_db()
        assert opinion.state == OpinionState.WITHDRAWN
        assert open_kinds(opinion) == set()
        assert opinion.due_on is None
        assert Submission.objects.get().visitor_phone == ""

    def test_not_once_it_is_handled(self, county, receipt, opinion):
        told(county, opinion)
        with pytest.raises(Conflict):
            voters.take_back(voters.find(receipt.code, "5127"))

    @pytest.mark.parametrize("state", OpinionState.values)
    def test_which_deeds_are_offered(self, station, state):
        opinion = make_opinion(station, state, secret_hash="x")
        found = voters.Followed(None, Opinion.objects.get(pk=opinion.pk))
        offered = set(voter_story.story_of(found)["actions"])
        expected = set()
        if state not in {OpinionState.FOLDED, OpinionState.WITHDRAWN}:
            expected.add("reply")
        if state in {OpinionState.RECORDED, OpinionState.ROUTED}:
            expected.add("take_back")
        if state == OpinionState.TOLD:
            expected.add("rate")
        assert offered == expected

    def test_staff_see_that_the_voter_may_rate_and_nothing_is_taken_for_said(self, county, opinion):
        clerk = county.seat(Role.CLERK)
        services.route(opinion, by=clerk, route="station")
        services.report_result(opinion, by=clerk, result="清了。")
        with pytest.raises(Invalid):
            services.tell_back(
                opinion, by=clerk, method="phone", words="清了。", satisfaction="unrated"
            )
        with pytest.raises(Invalid):
            services.tell_back(
                opinion, by=clerk, method="follow", words="清了。", satisfaction="satisfied"
            )


class TestPublicNotice:
    def test_only_what_staff_released_is_public(self, county, station, door, opinion):
        clerk = county.seat(Role.CLERK)
        told(county, opinion)
        address = f"/s/{door.code.code}/notices/"
        assert "塌方" not in Client().get(address).content.decode()
        row = public_notices.publish(
            opinion, by=clerk, title="通组路已修好", words="12月1日恢复通行。"
        )
        text = Client().get(address).content.decode()
        assert "通组路已修好" in text
        assert "12月1日恢复通行。" in text
        assert WORDS not in text
        assert "通组路已修好" in Client().get(f"/s/{door.code.code}/").content.decode()
        with pytest.raises(Conflict):
            public_notices.publish(opinion, by=clerk, title="再来", words="再来")
        public_notices.take_down(row, by=clerk, reason="写错了日期")
        assert "通组路已修好" not in Client().get(address).content.decode()

    def test_not_of_somebody_who_asked_for_secrecy(self, county, station):
        opinion = make_opinion(station, OpinionState.TOLD, keep_secret=True)
        with pytest.raises(Conflict):
            public_notices.publish(opinion, by=county.seat(Role.CLERK), title="题目", words="内容")


def test_limit_of_the_page_says_so_and_keeps_the_words(county, station, door):
    """Over the limit: 429 in plain words, with the text still there."""
    rule = services_rule(station, per_code_day=1)
    assert rule.per_code_day == 1
    send(door)
    form = aged(door)
    page = Client().post(f"/s/{door.code.code}/", {"raw_text": WORDS, "token": form.token})
    assert page.status_code == 429
    assert int(page["Retry-After"]) > 0
    text = page.content.decode()
    assert WORDS in text
    assert "今天收满了" in text
    assert Submission.objects.count() == 1


def services_rule(station, **numbers):
    rule, _ = StationRule.objects.update_or_create(
        congress_id=station.congress_id, defaults=numbers
    )
    return rule
