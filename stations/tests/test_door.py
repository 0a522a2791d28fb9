"""The voters' own door: what is sent, held, taken in, refused; the code that leads to it."""

import datetime as dt
import hashlib
import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from accounts.models import Quota
from audit.models import Entry
from core.clock import now, today
from core.problems import Conflict, Forbidden, Invalid, TooOften
from deadlines.models import Deadline
from files.models import StoredFile
from liaison.choices import STATION_ROLES, EndReason, Role
from liaison.tests.factories import signed_in
from notifications.models import Notification
from stations import services
from stations.choices import HeldWhy, SubmissionState
from stations.models import Opinion, PublicCode, RosterDay, StationRule, Submission
from stations.services import (
    codes,
    public_forms,
    public_page,
    submitting,
    taking_in,
    voter_story,
    voters,
)
from stations.services.codes import CodeEnded
from stations.tests.factories import make_opinion, make_station, open_kinds

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
WORDS = "上坪村三组的通组路塌方半个月没修，孩子上学要绕四公里。"


@pytest.fixture
def code(county, station):
    return codes.make_code(by=county.seat(Role.HEAD), station=station)


@pytest.fixture
def door(code):
    return codes.open_door(code.code)


def token_of(page) -> str:
    text = page.content.decode()
    return text.split('name="token" value="')[1].split('"')[0]


def prove(token: str) -> str:
    """What the browser's script does beside the page."""
    for number in range(10_000_000):
        digest = hashlib.sha256(f"{token}.{number}".encode()).digest()
        if int.from_bytes(digest[:8], "big") >> (64 - public_forms.PROOF_BITS) == 0:
            return str(number)
    raise AssertionError("no proof")


def aged(door, seconds: int = 60, key=None):
    """A form that was opened so long ago."""
    form = public_forms.new_form(door, key)
    issued = form.issued - seconds
    token = signing.dumps(
        {"k": form.key.hex, "c": form.code_id, "t": issued}, salt=public_forms._SALT
    )
    return public_forms.read_form(token)


def send(door, *, proof: bool = True, seconds: int = 60, trap: str = "", **message):
    message.setdefault("raw_text", WORDS)
    form = aged(door, seconds)
    return submitting.submit(
        door,
        submitting.Message(**message),
        form=form,
        proof=prove(form.token) if proof else "",
        trap=trap,
    )


def photo(kind: str = "JPEG", size=(40, 30), name: str = "IMG_0001.jpg", exif=None):
    out = io.BytesIO()
    extra = {"exif": exif} if exif else {}
    Image.new("RGB", size, "green").save(out, kind, **extra)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


class TestCode:
    def test_is_short_and_tells_a_made_up_one_from_a_revoked_one(self, county, code):
        assert len(code.code) <= 12
        assert not set(code.code) & set("01OIL")
        assert codes.is_ours(code.code)
        made_up = code.code[:-1] + ("2" if code.code[-1] != "2" else "3")
        assert not codes.is_ours(made_up)
        assert Client().get(f"/s/{made_up}/").status_code == 404
        codes.revoke_code(code, by=county.seat(Role.HEAD), reason="海报被人换了")
        page = Client().get(f"/s/{code.code}/")
        assert page.status_code == 410
        assert "已经停用" in page.content.decode()

    def test_is_read_as_it_is_typed_from_paper(self, code):
        assert codes.open_door(f" {code.code[:4].lower()}-{code.code[4:]} ").code == code

    def test_one_live_one_and_never_the_old_one_again(self, county, station, code):
        head = county.seat(Role.HEAD)
        with pytest.raises(Conflict):
            codes.make_code(by=head, station=station)
        fresh = codes.renew_code(code, by=head, reason="贴了一年，字看不清")
        assert fresh.code != code.code
        code.refresh_from_db()
        assert code.revoked_why == "贴了一年，字看不清"
        with pytest.raises(CodeEnded):
            codes.open_door(code.code)

    def test_is_kept_by_head_and_office_alone(self, county, station, other_county):
        for role in (Role.CLERK, Role.DEPUTY, Role.UNIT):
            with pytest.raises(Forbidden):
                codes.make_code(by=county.seat(role), station=station)
        with pytest.raises(Forbidden):
            codes.make_code(by=other_county.seat(Role.HEAD), station=station)
        assert codes.make_code(by=county.seat(Role.OFFICE), station=station).station == station

    def test_of_a_deputy_ends_with_the_mandate(self, county, station):
        deputy = county.deputies[0]
        code = codes.make_code(by=county.seat(Role.OFFICE), deputy=deputy)
        assert codes.open_door(code.code).station == station
        deputy.mandates.update(ends_on=today() - DAY, end_reason=EndReason.TERM)
        with pytest.raises(CodeEnded):
            codes.open_door(code.code)
        assert codes.end_codes_of_former_deputies() == 1
        code.refresh_from_db()
        assert code.revoked_at
        with pytest.raises(Conflict):
            codes.make_code(by=county.seat(Role.OFFICE), deputy=deputy)

    def test_after_a_merge_leads_to_the_station_that_took_over(self, county, station, code):
        new = make_station(county, 1)
        PublicCode.objects.filter(pk=code.pk).update(leads_to=new)
        door = codes.open_door(code.code)
        assert door.station == new
        sent = send(door).submission
        assert (sent.station, sent.code) == (new, code)

    def test_of_a_closed_station_says_so(self, county, station, code):
        station.closed_on = today()
        station.save()
        assert "已经撤销" in Client().get(f"/s/{code.code}/").content.decode()

    def test_is_drawn_with_the_address_of_the_site(self, code, settings):
        settings.SITE_URL = "https://xian.example"
        assert codes.address_of(code) == f"https://xian.example/s/{code.code}/"
        assert codes.picture_of(code).startswith("<svg")
        assert "style=" not in codes.picture_of(code)


class TestSubmitting:
    def test_opens_the_clock_and_tells_the_station(self, county, station, door):
        clerk = county.seat(Role.CLERK)
        sent = send(door).submission
        duty = Deadline.objects.get(kind="acknowledge_voter")
        assert (duty.subject_id, duty.owner_unit_id) == (sent.pk, station.unit_id)
        assert sent.due_on == duty.due_on
        assert sent.held_why == ""
        told = Notification.objects.get(user=clerk.user)
        assert told.seat_id == clerk.pk
        assert WORDS[:6] not in told.title + told.body + duty.subject_label

    def test_sent_twice_is_one_with_the_same_code(self, door):
        form = aged(door)
        message = submitting.Message(raw_text=WORDS, visitor_phone="13873505127")
        first = submitting.submit(door, message, form=form, proof=prove(form.token))
        again = submitting.submit(door, message, form=form, proof="")
        assert (first.code, first.is_new) == (again.code, True)
        assert not again.is_new
        assert Submission.objects.count() == 1
        assert Deadline.objects.filter(kind="acknowledge_voter").count() == 1
        row = Submission.objects.get()
        assert first.code not in [str(getattr(row, f.attname)) for f in row._meta.concrete_fields]

    def test_other_words_in_a_used_form_are_another_matter(self, code, door):
        form = aged(door)
        submitting.submit(door, submitting.Message(raw_text=WORDS), form=form)
        other = "校门口晚上没有路灯。"
        page = Client().post(f"/s/{code.code}/", {"raw_text": other, "token": form.token})
        text = page.content.decode()
        assert other in text
        assert "已经收到了" in text
        fresh = public_forms.read_form(token_of(page))
        assert fresh.key != form.key
        submitting.submit(door, submitting.Message(raw_text=other), form=fresh)
        assert Submission.objects.count() == 2

    def test_code_is_short_with_a_phone_and_longer_without(self, door):
        assert len(send(door, visitor_phone="13873505127").code) == 8
        assert len(send(door).code) == 12

    def test_a_form_that_stood_open_is_renewed_and_keeps_the_words(self, code, door):
        old = aged(door, public_forms.LIFETIME + 60)
        page = Client().post(f"/s/{code.code}/", {"raw_text": WORDS, "token": old.token})
        assert page.status_code == 200
        text = page.content.decode()
        assert WORDS in text
        assert "放得太久了" in text
        assert public_forms.read_form(token_of(page)).key == old.key
        assert Submission.objects.count() == 0

    def test_an_old_form_that_did_arrive_is_still_answered(self, door):
        form = aged(door)
        first = submitting.submit(door, submitting.Message(raw_text=WORDS), form=form)
        old = aged(door, public_forms.LIFETIME * 3, key=form.key)
        again = submitting.submit(door, submitting.Message(raw_text=WORDS), form=old)
        assert again.code == first.code

    def test_a_token_of_another_code_or_made_up_is_refused(self, county, code, door):
        other = codes.open_door(
            codes.make_code(by=county.seat(Role.OFFICE), station=make_station(county, 1)).code
        )
        form = aged(other)
        with pytest.raises(public_forms.FormExpired):
            submitting.submit(door, submitting.Message(raw_text=WORDS), form=form)
        page = Client().post(f"/s/{code.code}/", {"raw_text": WORDS, "token": "made-up"})
        assert WORDS in page.content.decode()
        assert Submission.objects.count() == 0

    @pytest.mark.parametrize(
        ("how", "why"),
        [
            ({}, ""),
            ({"proof": False}, HeldWhy.NO_PROOF),
            ({"trap": "http://spam.example"}, HeldWhy.TRAP),
            ({"seconds": 1}, HeldWhy.TRAP),
        ],
    )
    def test_what_looks_odd_is_looked_at_later_and_never_lost(self, county, door, how, why):
        county.seat(Role.CLERK)
        sent = send(door, **how).submission
        assert sent.held_why == why
        assert Deadline.objects.open().filter(subject_type="submission").count() == 1
        assert Notification.objects.exists() == (not why)

    def test_a_proof_is_worth_nothing_for_another_form(self, door):
        form, other = aged(door), aged(door)
        assert public_forms.is_proved(form, prove(form.token))
        assert not public_forms.is_proved(other, prove(form.token))
        assert not public_forms.is_proved(form, "１２")

    def test_words_of_danger_come_first_and_are_told_even_when_held(self, county, door):
        county.seat(Role.CLERK)
        send(door)
        sent = send(door, raw_text="我真的活不下去了，在家里。", proof=False).submission
        assert sent.in_crisis
        assert Notification.objects.filter(kind="submission_urgent").exists()
        page = signed_in(county.seat(Role.CLERK)).get("/submissions/")
        text = page.content.decode()
        assert text.index("活不下去") < text.index("通组路")

    def test_a_child_needs_a_guardian_for_name_and_phone(self, door):
        with pytest.raises(Invalid) as refused:
            send(door, is_minor=True, visitor_phone="13873505127")
        assert "guardian_consents" in refused.value.errors
        assert send(door, is_minor=True).submission.is_minor
        kept = send(door, is_minor=True, visitor_phone="13873505127", guardian_consents=True)
        assert kept.submission.visitor_phone == "13873505127"

    @pytest.mark.parametrize("phone", ["1387350512", "abc", "999"])
    def test_a_wrong_phone_is_refused_in_words(self, door, phone):
        with pytest.raises(Invalid) as refused:
            send(door, visitor_phone=phone)
        assert "visitor_phone" in refused.value.errors

    def test_nothing_personal_goes_into_audit_notice_or_duty(self, county, code, door, caplog):
        county.seat(Role.CLERK)
        send(door, visitor_name="扶国强", visitor_phone="13873505127", place_text="三组扶家院子")
        form = aged(door)
        Client().post(
            f"/s/{code.code}/",
            {"raw_text": "住三组的扶国强，13873505127", "token": form.token},
            REMOTE_ADDR="203.0.113.7",
        )
        assert Submission.objects.count() == 2
        kept = [str(row) for row in Entry.objects.values()]
        kept += [str(row) for row in Notification.objects.values()]
        kept += [str(row) for row in Deadline.objects.values()]
        kept += [str(row) for row in Quota.objects.values()]
        kept += [record.getMessage() for record in caplog.records]
        for mark in ("扶国强", "13873505127", "扶家院子", "203.0.113."):
            assert not [one for one in kept if mark in one], mark

    def test_the_mark_of_the_network_is_erased(self, door):
        sent = send(door).submission
        assert len(sent.network) == 64
        assert taking_in.forget_networks() == 0
        Submission.objects.update(sent_at=now() - dt.timedelta(days=8))
        assert taking_in.forget_networks() == 1
        sent.refresh_from_db()
        assert sent.network == ""


class TestPhotos:
    def test_are_cleaned_and_named_by_us(self, door):
        exif = Image.Exif()
        exif[0x010F] = "SECRETMAKER"
        sent = send(door, photos=[photo(name="扶国强家.jpg", exif=exif)]).submission
        kept = StoredFile.objects.get()
        assert (kept.subject_type, kept.subject_id) == ("submission", sent.pk)
        assert kept.uploaded_by is None
        assert kept.name == "照片1.jpg"
        with kept.content.open() as content:
            assert b"SECRETMAKER" not in content.read()

    def test_heic_is_converted(self, door):
        send(door, photos=[photo("HEIF", name="IMG.HEIC")])
        assert StoredFile.objects.get().content_type == "image/jpeg"

    @pytest.mark.parametrize(
        ("bad", "words"),
        [
            (SimpleUploadedFile("照片.jpg", b"%PDF-1.7 x"), "不是照片"),
            (SimpleUploadedFile("a.jpg", b"not a picture at all"), "没有收下"),
        ],
    )
    def test_what_is_none_is_refused_with_the_words_kept(self, code, door, bad, words):
        form = aged(door)
        bad.seek(0)
        data = {"raw_text": WORDS, "token": form.token, "photos": [photo(), bad]}
        page = Client().post(f"/s/{code.code}/", data)
        text = page.content.decode()
        assert WORDS in text
        assert words in text
        assert "照片要重新选一次" in text
        assert Submission.objects.count() == StoredFile.objects.count() == 0

    def test_thirty_megabytes_are_refused_kindly(self, code, door):
        form = aged(door)
        big = photo(size=(60, 60))
        big.seek(0, io.SEEK_END)
        big.write(b"\0" * 30 * 1024 * 1024)
        big.seek(0)
        page = Client().post(
            f"/s/{code.code}/", {"raw_text": WORDS, "token": form.token, "photos": [big]}
        )
        text = page.content.decode()
        assert WORDS in text
        assert "最大8MB" in text
        assert Submission.objects.count() == 0
        # It was no submission: its place in the hour is free again.
        assert set(Quota.objects.values_list("count", flat=True)) <= {0}

    def test_seven_are_one_too_many(self, code, door):
        form = aged(door)
        data = {"raw_text": WORDS, "token": form.token, "photos": [photo() for _ in range(7)]}
        page = Client().post(f"/s/{code.code}/", data)
        assert "最多6张" in page.content.decode()


class TestTakingIn:
    def test_becomes_an_opinion_untouched(self, county, station, door):
        clerk = county.seat(Role.CLERK)
        receipt = send(door, visitor_phone="13873505127", photos=[photo()])
        opinion = taking_in.accept(receipt.submission, by=clerk, title="通组路塌方")
        sent = Submission.objects.get()
        assert (sent.state, sent.opinion) == (SubmissionState.ACCEPTED, opinion)
        assert (opinion.raw_text, opinion.channel, opinion.station) == (WORDS, "qr", station)
        assert StoredFile.objects.get().subject_type == "opinion"
        assert Deadline.objects.get(kind="acknowledge_voter").state == "done"
        assert open_kinds(opinion) == {"route_opinion"}
        found = voters.find(receipt.code, "5127")
        assert found.opinion == opinion

    def test_sent_to_a_deputy_reaches_that_deputy(self, county, station):
        deputy_seat = county.seat(Role.DEPUTY)
        code = codes.make_code(by=county.seat(Role.OFFICE), deputy=county.deputies[0])
        sent = send(codes.open_door(code.code), visitor_phone="13873505127").submission
        assert Notification.objects.filter(user=deputy_seat.user).exists()
        assert Submission.objects.visible_to(deputy_seat).get() == sent
        opinion = taking_in.accept(sent, by=county.seat(Role.CLERK))
        assert Opinion.objects.visible_to(deputy_seat).get() == opinion
        contact = services.reveal(opinion, by=deputy_seat, reason_code="tell_back", words="回话")
        assert contact.phone == "13873505127"

    def test_contact_of_an_opinion_that_was_sent_in(self, county, door):
        clerk = county.seat(Role.CLERK)
        sent = send(door, visitor_name="扶国强", visitor_phone="13873505127").submission
        opinion = taking_in.accept(sent, by=clerk)
        page = signed_in(clerk).get(f"/opinions/{opinion.pk}/").content.decode()
        assert "138****5127" in page
        assert "13873505127" not in page
        contact = services.reveal(opinion, by=clerk, reason_code="verify", words="问门牌号")
        assert (contact.name, contact.phone) == ("扶国强", "13873505127")

    def test_refused_in_words_that_the_voter_reads(self, county, door):
        receipt = send(door)
        taking_in.refuse(
            receipt.submission, by=county.seat(Role.CLERK), reason="请到县法院诉讼服务中心反映。"
        )
        found = voters.find(receipt.code)
        story = voter_story.story_of(found)
        assert story["refused_why"] == "请到县法院诉讼服务中心反映。"
        assert not Deadline.objects.open().filter(subject_type="submission").exists()

    def test_contact_is_deleted_at_the_voters_wish(self, county, door):
        clerk = county.seat(Role.CLERK)
        sent = send(door, visitor_name="扶国强", visitor_phone="13873505127").submission
        page = signed_in(clerk).post(f"/submissions/{sent.pk}/forget/", {"reason": "本人来电"})
        assert page["Location"] == f"/submissions/{sent.pk}/"
        sent.refresh_from_db()
        assert sent.visitor_name == sent.visitor_phone == ""
        assert sent.raw_text == WORDS
        with pytest.raises(Conflict):
            taking_in.forget(sent, by=clerk, reason="再来一次")

    def test_many_at_once_row_by_row(self, county, door):
        clerk = county.seat(Role.CLERK)
        first, second = send(door).submission, send(door).submission
        taking_in.accept(second, by=clerk)
        done, left = taking_in.refuse_all([first, second], by=clerk, reason="不是反映问题。")
        assert [one.pk for one in done] == [first.pk]
        assert [one.pk for one, _ in left] == [second.pk]

    @pytest.mark.parametrize("state", SubmissionState.values)
    def test_who_may_do_what_when(self, county, station, other_county, state):
        """State × step × role, as the table says; what is refused changes nothing."""
        code = codes.make_code(by=county.seat(Role.OFFICE), deputy=county.deputies[0])
        door = codes.open_door(code.code)
        deeds = {
            "accept": lambda sent, seat: taking_in.accept(sent, by=seat),
            "refuse": lambda sent, seat: taking_in.refuse(sent, by=seat, reason="不归我们。"),
            "forget": lambda sent, seat: taking_in.forget(sent, by=seat, reason="本人要求。"),
            "look": lambda sent, seat: taking_in.look(
                sent, by=seat, reason_code="verify", words="核实"
            ),
        }
        who = {
            "accept": STATION_ROLES,
            "refuse": STATION_ROLES,
            "forget": STATION_ROLES,
            "look": STATION_ROLES | {Role.PRESIDIUM, Role.OFFICE, Role.DEPUTY},
        }
        for step, deed in deeds.items():
            for role, seat in county.seats().items():
                sent = in_state(send(door, visitor_name="扶国强").submission, state)
                before = Submission.objects.filter(pk=sent.pk).values().get()
                right_state = step in {"look", "forget"} or state == SubmissionState.WAITING
                if role in who[step] and right_state:
                    deed(sent, seat)
                    continue
                with pytest.raises(Conflict if role in who[step] else Forbidden):
                    deed(sent, seat)
                assert Submission.objects.filter(pk=sent.pk).values().get() == before
            with pytest.raises((Conflict, Forbidden)):
                deed(in_state(send(door).submission, state), other_county.seat(Role.CLERK))


def in_state(sent: Submission, state: str) -> Submission:
    Quota.objects.all().delete()
    changes = {"state": state}
    if state == SubmissionState.ACCEPTED:
        changes["opinion"] = make_opinion(sent.station)
    if state == SubmissionState.REFUSED:
        changes["refused_why"] = "不归我们。"
    Submission.objects.filter(pk=sent.pk).update(**changes)
    sent.refresh_from_db()
    return sent


def in_parallel(count: int, deed) -> list:
    """So many at once, each with a connection of its own."""

    def one(number: int):
        try:
            return deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(count)))


class TestWhatCosts:
    """Unpacking photos is the server's work; a place in the hour is its price, taken or not."""

    def test_photos_that_break_while_they_are_unpacked_use_up_the_place(self, door):
        whole = photo(size=(400, 300))
        cut = SimpleUploadedFile("2.jpg", whole.read()[:-200], content_type="image/jpeg")
        whole.seek(0)
        with pytest.raises(Invalid, match="第2张照片没有收下"):
            send(door, photos=[whole, cut])
        assert set(Quota.objects.values_list("count", flat=True)) == {1}

    def test_what_its_first_bytes_give_away_is_free(self, door):
        other = SimpleUploadedFile("2.jpg", b"%PDF-1.7 no photo", content_type="image/jpeg")
        with pytest.raises(Invalid, match="第2张照片没有收下"):
            send(door, photos=[photo(), other])
        assert set(Quota.objects.values_list("count", flat=True)) == {0}

    def test_refusals_end_like_submissions_do(self, door):
        StationRule.objects.update(per_network_hour=2)
        for _ in range(2):
            cut = SimpleUploadedFile("1.jpg", photo(size=(400, 300)).read()[:-200])
            with pytest.raises(Invalid):
                send(door, photos=[cut])
        with pytest.raises(TooOften):
            send(door, photos=[photo()])


@pytest.mark.django_db(transaction=True)
class TestFlood:
    def test_of_two_hundred_at_once_exactly_the_limit_is_kept(self, county, code, door):
        """One phone, one network: what is over the limit is told so and stored nowhere."""
        StationRule.objects.update(per_network_hour=20)
        forms = [aged(door) for _ in range(200)]

        def post(number: int) -> int:
            data = {"raw_text": f"{WORDS}{number}", "token": forms[number].token}
            return Client().post(f"/s/{code.code}/", data, REMOTE_ADDR="203.0.113.9").status_code

        answers = in_parallel(200, post)
        assert sorted(set(answers)) == [200, 429]
        assert answers.count(200) == Submission.objects.count() == 20
        held = Submission.objects.filter(held_why=HeldWhy.MANY).count()
        assert held + Submission.objects.filter(held_why=HeldWhy.NO_PROOF).count() == 20
        other = Client().post(
            f"/s/{code.code}/",
            {"raw_text": WORDS, "token": aged(door).token},
            REMOTE_ADDR="198.51.100.7",
        )
        assert other.status_code == 200

    def test_one_form_sent_by_many_lines_is_one_submission(self, code, door):
        form = aged(door)

        def post(number: int) -> str:
            data = {"raw_text": WORDS, "token": form.token}
            page = Client().post(f"/s/{code.code}/", data, REMOTE_ADDR="203.0.113.9")
            return page.content.decode().split('class="code">')[1].split("<")[0]

        assert len(set(in_parallel(8, post))) == 1
        assert Submission.objects.count() == 1
        assert Quota.objects.order_by("-count").first().count == 1


class TestPage:
    def test_says_who_receives_next_and_what_was_called_off(self, county, station, code):
        def day(back: int, **kw):
            kw.setdefault("state", "noticed")
            on = today() + dt.timedelta(days=back)
            row = RosterDay.objects.create(
                station=station,
                planned_on=on,
                held_on=on,
                starts_at=dt.time(9),
                ends_at=dt.time(11, 30),
                notice_due_on=today(),
                noticed_at=now(),
                notice_number=1,
                **station.scope(),
                **kw,
            )
            row.duties.create(deputy=county.deputies[0], state="confirmed")
            return row

        day(9)
        day(2, state="cancelled", cancel_reason="下大雨")
        day(1, state="planned")
        text = Client().get(f"/s/{code.code}/").content.decode()
        assert f"{county.deputies[0].name}（" in text
        assert "接待取消了：下大雨" in text
        assert text.count("下次接待") >= 1
        shown = codes_page(code)
        assert [one["on"] for one in shown["days"]] == [today() + dt.timedelta(days=9)]

    def test_says_what_the_congress_promises(self, station, code):
        text = Client().get(f"/s/{code.code}/").content.decode()
        assert "3个工作日内联络站会受理" in text
        assert "7天后自动删掉" in Client().get(f"/s/{code.code}/privacy/").content.decode()
        assert "7天后自动删掉" in Client().get("/privacy/").content.decode()

    def test_has_no_cookie_no_query_and_the_strict_policy(self, code):
        page = Client().get(f"/s/{code.code}/")
        assert not page.cookies
        assert "script-src 'self'" in page["Content-Security-Policy"]
        assert "unsafe" not in page["Content-Security-Policy"]

    @pytest.mark.parametrize("text", ["\0", "A" * 3000, "٣" * 40, "%00", "' OR 1=1 --", "..%2f"])
    def test_odd_input_is_answered_in_words(self, code, text):
        browser = Client(raise_request_exception=False)
        for url, data in (
            (f"/s/{code.code}/", {"raw_text": text, "token": text, "proof": text}),
            ("/follow/", {"code": text, "digits": text}),
            ("/follow/mine/reply/", {"question": text, "text": text}),
            ("/follow/mine/rate/", {"satisfaction": text}),
        ):
            assert browser.post(url, data).status_code < 500, url
        browser.cookies["followed"] = "a:b:c"
        assert browser.get("/follow/mine/").status_code == 200
        assert browser.head(f"/s/{code.code}/").status_code == 200

    def test_large_letters_without_a_script(self, code):
        client = Client()
        back = f"http://testserver/s/{code.code}/"
        answer = client.post("/large/", headers={"referer": back})
        assert answer["Location"] == back
        assert 'class="large"' in client.get(f"/s/{code.code}/").content.decode()
        away = client.post("/large/", headers={"referer": "https://elsewhere.example/"})
        assert away["Location"] == "/follow/"

    def test_poster_is_printed_as_word_and_named_after_the_station(self, county, code):
        page = signed_in(county.seat(Role.CLERK)).get(f"/codes/{code.pk}/paper/docx/")
        assert page.status_code == 200
        assert page.content[:2] == b"PK"


def codes_page(code) -> dict:
    return public_page.page_of(codes.open_door(code.code))


class TestForKeepers:
    def test_make_renew_and_end_on_the_pages(self, county, station):
        head = signed_in(county.seat(Role.HEAD))
        made = head.post("/codes/make/", {"station": station.pk})
        code = PublicCode.objects.get()
        assert made["Location"] == f"/codes/{code.pk}/"
        assert code.code in head.get("/codes/").content.decode()
        empty = head.post(f"/codes/{code.pk}/renew/", {"reason": ""})
        assert "请写明原因。" in empty.content.decode()
        head.post(f"/codes/{code.pk}/renew/", {"reason": "海报旧了"})
        fresh = PublicCode.objects.live().get()
        assert fresh.pk != code.pk
        head.post(f"/codes/{fresh.pk}/revoke/", {"reason": "搬家"})
        assert not PublicCode.objects.live().exists()
        assert "还没有" in head.get("/codes/").content.decode()
        deputies = head.get("/codes/?tab=deputies").content.decode()
        assert county.deputies[0].name in deputies

    def test_clerk_takes_in_and_refuses_on_the_pages(self, county, door):
        clerk = signed_in(county.seat(Role.CLERK))
        first = send(door, visitor_phone="13873505127").submission
        spam = [send(door, proof=False).submission for _ in range(2)]
        page = clerk.get(f"/submissions/{first.pk}/").content.decode()
        assert "138****5127" in page
        seen = clerk.post(
            f"/submissions/{first.pk}/look/", {"reason_code": "verify", "words": "问门牌号"}
        )
        assert "13873505127" in seen.content.decode()
        taken = clerk.post(
            f"/submissions/{first.pk}/accept/", {"title": "通组路塌方", "version": "1"}
        )
        assert taken["Location"] == f"/opinions/{Opinion.objects.get().pk}/"
        ids = {"ids": [one.pk for one in spam]}
        assert "为什么不受理" in clerk.post("/submissions/refuse/", ids).content.decode()
        done = clerk.post("/submissions/refuse/", ids | {"reason": "不是反映问题。"})
        assert "2件已写明不受理" in done.content.decode()
        for tab in ("waiting", "held", "accepted", "refused", "all"):
            assert clerk.get(f"/submissions/?tab={tab}").status_code == 200
