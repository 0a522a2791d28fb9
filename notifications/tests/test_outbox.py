"""Told once per key; delivered by lease; retried, digested, never lost, one bad one aside."""

import datetime as dt
import socketserver
import threading
from dataclasses import dataclass

import pytest
import time_machine
from django.core import mail
from django.db import connection

from accounts.models import User
from core.clock import BEIJING
from notifications import services
from notifications.models import Delivery, Notification, Preference
from notifications.tasks import deliver


def make_user(number: int = 1, *, wants: bool = True, digest: bool = False, **kw) -> User:
    kw.setdefault("email", f"person{number}@example.cn")
    user = User.objects.create(login=f"person{number}", name=f"第{number}人", **kw)
    Preference.objects.create(user=user, mail=wants, digest=digest)
    return user


def tell(*users: User, key: str = "fact:1", **kw) -> int:
    kw.setdefault("title", "答复还剩3天：第0031号")
    return services.notify(users, kind="reminder", key=key, **kw)


def minutes_later(count: float) -> time_machine.travel:
    return time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=count), tick=True)


@pytest.mark.django_db
def test_the_same_fact_is_told_once():
    one, two = make_user(1), make_user(2)
    assert tell(one, two, one) == 2
    assert tell(one, two) == 0
    assert tell(one, key="fact:2") == 1
    assert Notification.objects.count() == Delivery.objects.count() == 3
    assert tell() == 0


@pytest.mark.django_db
def test_who_gets_a_queued_row():
    plain, mute = make_user(1), make_user(2, wants=False)
    addressless = make_user(3, email="")
    gone = make_user(4, is_active=False)
    nothing_chosen = User.objects.create(login="p5", name="五", email="p5@example.cn")
    assert tell(plain, mute, addressless, gone, nothing_chosen) == 4
    queued = Delivery.objects.values_list("notification__user_id", "channel")
    assert list(queued) == [(plain.pk, "mail")]


@pytest.mark.django_db
def test_long_and_odd_text_is_stored_and_sent(settings):
    settings.SITE_URL = "https://liaison.example.cn"
    user = make_user()
    tell(user, title="第一行\r\nBcc: all@example.cn" + "长" * 200, url="/suggestions/1/")
    assert len(Notification.objects.get().title) == 120
    assert services.deliver_batch() == 1
    letter = mail.outbox[0]
    assert letter.to == [user.email]
    assert letter.subject.startswith("第一行 Bcc: all@example.cn长")
    assert letter.recipients() == [user.email]
    assert "https://liaison.example.cn/suggestions/1/" in letter.body


@pytest.mark.django_db
def test_sent_once_and_marked():
    tell(make_user())
    assert deliver() == 1
    assert deliver() == 0
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.leased_until) == ("sent", 1, None)
    assert row.receipt == mail.outbox[0].extra_headers["Message-ID"]
    assert row.sent_at is not None


@pytest.mark.django_db
def test_a_lease_keeps_others_away_and_runs_out_with_the_same_key():
    """A worker died between taking the row and marking it."""
    tell(make_user())
    assert len(services._lease(10)) == 1
    assert services.deliver_batch() == 0
    with minutes_later(6):
        assert services.deliver_batch() == 1
    first = mail.outbox[0].extra_headers["Message-ID"]
    Delivery.objects.update(state="queued")  # it died just before marking
    assert services.deliver_batch() == 1
    assert mail.outbox[1].extra_headers["Message-ID"] == first


@pytest.mark.django_db
def test_a_wall_clock_put_back_does_not_hold_up_the_outbox():
    tell(make_user())
    services._lease(10)
    tell(make_user(2), key="fact:2")
    with minutes_later(-180):
        assert services.deliver_batch() == 2
    assert len(mail.outbox) == 2


@pytest.mark.django_db
def test_failures_are_put_off_and_one_day_given_up(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    tell(make_user())
    assert services.deliver_batch() == 1
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("failed", 1)
    assert "refused" in row.error.lower()
    assert services.deliver_batch() == 0  # not before its time
    waits = []
    for _ in range(11):
        row.refresh_from_db()
        waits.append(round((row.next_at - dt.datetime.now(dt.UTC)).total_seconds() / 60))
        Delivery.objects.update(next_at=services.AT_ONCE)
        assert services.deliver_batch() == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("given_up", 12)
    assert waits == sorted(waits)
    assert waits[:3] == [1, 2, 4]
    assert waits[-1] == 240
    assert Notification.objects.count() == 1


class Refusing(socketserver.StreamRequestHandler):
    """A mail server that knows nobody, and says so with the address."""

    def handle(self):
        self.wfile.write(b"220 mail\r\n")
        for line in self.rfile:
            to = line.decode().strip().partition(":")[2]
            said = f"550 5.1.1 {to}: no such user" if line[:4].upper() == b"RCPT" else "250 ok"
            self.wfile.write(said.encode() + b"\r\n")


@pytest.mark.django_db
def test_what_a_mail_server_says_of_an_address_is_neither_kept_nor_logged(settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        tell(make_user())
        assert services.deliver_batch() == 1
        server.shutdown()
    row = Delivery.objects.get()
    assert (row.state, row.error) == ("failed", "SMTPRecipientsRefused 550")
    assert "SMTPRecipientsRefused 550" in caplog.text
    assert "person1@" not in caplog.text


@pytest.mark.django_db
def test_one_bad_letter_does_not_hold_up_the_others():
    bad = make_user(1, email="not an address\n")
    tell(bad, make_user(2), make_user(3))
    assert services.deliver_batch() == 3
    states = dict(Delivery.objects.values_list("notification__user__login", "state"))
    assert states == {"person1": "failed", "person2": "sent", "person3": "sent"}


@pytest.mark.django_db
def test_who_was_locked_since_gets_nothing():
    user = make_user()
    tell(user)
    User.objects.update(is_active=False)
    services.deliver_batch()
    assert not mail.outbox
    assert Delivery.objects.get().state == "given_up"


@pytest.mark.django_db
def test_a_digest_is_one_letter_at_twenty_to_nine():
    user, other = make_user(1, digest=True), make_user(2)
    morning = dt.datetime(2026, 4, 8, 8, 41, tzinfo=BEIJING)
    with time_machine.travel(dt.datetime(2026, 4, 7, 9, 0, tzinfo=BEIJING), tick=False):
        for number in range(3):
            tell(user, other, key=f"fact:{number}", title=f"第{number}件事")
        assert services.deliver_batch() == 3
    assert {letter.to[0] for letter in mail.outbox} == {other.email}
    mail.outbox.clear()
    with time_machine.travel(morning, tick=False):
        assert services.deliver_batch(limit=1) == 3
        assert services.deliver_batch() == 0
    assert [letter.subject for letter in mail.outbox] == ["您有3条通知"]
    assert all(f"第{number}件事" in mail.outbox[0].body for number in range(3))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db
def test_the_next_digest_is_the_next_twenty_to_nine():
    eight = dt.datetime(2026, 4, 7, 0, 0, tzinfo=dt.UTC)  # 8:00 in Beijing
    assert services.next_digest(eight).isoformat() == "2026-04-07T08:40:00+08:00"
    later = eight + dt.timedelta(minutes=40)
    assert services.next_digest(later).isoformat() == "2026-04-08T08:40:00+08:00"


@pytest.mark.django_db
def test_a_changed_wish_reaches_what_is_waiting():
    user = make_user(digest=True)
    tell(user)
    services.choose(user, mail=True, digest=False, email="new@example.cn")
    assert services.deliver_batch() == 1
    assert mail.outbox[0].to == ["new@example.cn"]
    services.choose(user, mail=True, digest=True, email="new@example.cn")
    tell(user, key="fact:2")
    services.choose(user, mail=False, digest=False, email="")
    assert Delivery.objects.filter(state="given_up").count() == 1
    assert tell(user, key="fact:3") == 1
    assert Delivery.objects.count() == 2


@pytest.mark.django_db
def test_read_is_read_the_first_time():
    user = make_user()
    tell(user)
    assert services.mark_read(Notification.objects.all()) == 1
    first = Notification.objects.get().read_at
    assert services.mark_read(Notification.objects.all()) == 0
    assert Notification.objects.get().read_at == first


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_letter_once():
    users = [make_user(number) for number in range(40)]
    for fact in range(5):
        tell(*users, key=f"fact:{fact}")

    def work() -> None:
        while services.deliver_batch(limit=7):
            pass
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
    assert len(numbers) == len(set(numbers)) == 200
    assert Delivery.objects.filter(state="sent", attempts=1).count() == 200


@dataclass(frozen=True)
class Post:
    pk: int
    user_id: int


@pytest.mark.django_db
def test_each_post_is_told_and_the_person_gets_one_letter():
    one, two = make_user(1), make_user(2)
    posts = [Post(11, one.pk), Post(12, one.pk), Post(21, two.pk)]

    def tell_posts(*posts: Post, key: str = "case:1") -> int:
        return services.notify_seats(posts, kind="reminder", title="答复还剩3天", key=key)

    assert tell_posts(*posts) == 3
    assert tell_posts(*posts) == 0
    told = Notification.objects.order_by("seat_id").values_list("user_id", "seat_id")
    assert list(told) == [(one.pk, 11), (one.pk, 12), (two.pk, 21)]
    assert Delivery.objects.count() == 2
    # A post that is found concerned later hears of it, the letter has gone out already.
    assert tell_posts(Post(13, one.pk)) == 1
    assert Delivery.objects.count() == 2
    assert tell_posts(Post(13, one.pk), key="case:12") == 1
    assert Delivery.objects.count() == 3
    assert tell_posts() == 0
    assert Notification.objects.unread_by_post(one.pk) == {11: 1, 12: 1, 13: 2}


@pytest.mark.django_db
def test_what_is_about_the_person_belongs_to_no_post():
    user = make_user()
    assert tell(user) == 1
    assert Notification.objects.get().seat_id is None
    for seat in (Post(1, user.pk), Post(2, user.pk)):
        assert Notification.objects.visible_to(seat).count() == 1
    assert not Notification.objects.visible_to(Post(3, user.pk + 1)).exists()
