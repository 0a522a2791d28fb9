"""Calculator, loading a year, the inbox and its settings, and what a monitor sees."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from audit.models import Entry
from deadlines import services
from liaison.calendar import calendar_of
from liaison.models import CalendarYear
from liaison.tests.factories import PASSWORD, make_seat
from notifications.models import Notification, Preference
from notifications.services import notify, notify_seats

YEAR_2027 = """# 国务院办公厅关于2027年部分节假日安排的通知
日期,种类,名称
2027-01-01,放假,元旦
2027-02-20,调休上班,春节
2027-03-01,放假,调休
2027-10-01,放假,国庆节
"""


def browser_of(seat) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": seat.user.login, "password": PASSWORD})
    return client


def file(text: str | bytes, name: str = "2027.csv") -> SimpleUploadedFile:
    content = text if isinstance(text, bytes) else text.encode()
    return SimpleUploadedFile(name, content, content_type="text/csv")


def text_of(response) -> str:
    return response.content.decode()


class TestCalculator:
    def test_it_names_each_skipped_day(self, county):
        client = browser_of(county.seat("unit"))
        assert client.get("/deadlines/calculator/").status_code == 200
        asked = {"start": "2025-09-24", "unit": "working_days", "amount": "10"}
        page = text_of(client.get("/deadlines/calculator/", asked))
        assert "2025年10月14日" in page
        for words in ("国庆节放假", "中秋节放假", "星期六", "调休上班", "算工作日", "不计"):
            assert words in page

    def test_it_warns_of_a_fixed_day_off_and_of_an_unknown_year(self, county):
        client = browser_of(county.seat("office"))
        asked = {"start": "2026-01-20", "unit": "fixed", "fixed": "2026-06-06"}
        assert "不是工作日" in text_of(client.get("/deadlines/calculator/", asked))
        asked = {"start": "2026-11-30", "unit": "months", "amount": "3"}
        assert "暂定" in text_of(client.get("/deadlines/calculator/", asked))

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            ({"start": "昨天", "unit": "days", "amount": "3"}, "日期"),
            ({"start": "2026-01-20", "unit": "days"}, "请填写数字"),
            ({"start": "2026-01-20", "unit": "fixed"}, "请填写固定日期"),
            ({"start": "2026-01-20", "unit": "fixed", "fixed": "2026-01-19"}, "不能早于"),
            ({"start": "2026-01-20", "unit": "days", "amount": "99999"}, "3650"),
            ({"start": "9999-12-31", "unit": "days", "amount": "3"}, "2099年"),
            ({"start": "2026-01-20", "unit": "weeks", "amount": "3"}, "weeks"),
        ],
    )
    def test_a_wrong_question_is_answered_beside_its_field(self, county, asked, words):
        response = browser_of(county.seat("unit")).get("/deadlines/calculator/", asked)
        assert response.status_code == 400
        assert words in text_of(response)


class TestLoadingAYear:
    def test_look_then_load(self, owe, county):
        row = owe(from_on=dt.date(2026, 11, 30))
        client = browser_of(county.seat("admin"))
        assert "2027年的模板" in text_of(client.get("/deadlines/days-off/"))
        sheet = client.get("/deadlines/days-off/template/")
        assert "holidays-2027.csv" in sheet["Content-Disposition"]
        looked = client.post("/deadlines/days-off/", {"file": file(YEAR_2027)})
        page = text_of(looked)
        assert "答复" in page
        assert "3月1日 星期一" in page
        assert "3月2日 星期二" in page
        assert "养犬" not in page, "an administrator sees no case"
        assert not CalendarYear.objects.filter(year=2027).exists()
        text = looked.context["text"]
        done = client.post("/deadlines/days-off/", {"file": text, "confirm": "1"}, follow=True)
        assert done.redirect_chain == [("/calendar/", 302)]
        assert "有1个期限改了日期" in text_of(done)
        assert "2027年" in text_of(done)
        row.refresh_from_db()
        assert row.superseded_by.due_on.isoformat() == "2027-03-02"
        entry = Entry.objects.get(action="calendaryear.load", user_id=county.seat("admin").user_id)
        assert entry.after["days"] == 4

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "没有一天的安排"),
            ("2027-01-01,休息,元旦", "第1行"),
            (b"\x89PNG\r\n\x1a\n\xff\xff\x00", ""),
            (b"2027-01-01,x,y\n" * 10_000, "太大"),
        ],
    )
    def test_a_wrong_file_changes_nothing(self, county, content, words):
        client = browser_of(county.seat("admin"))
        response = client.post("/deadlines/days-off/", {"file": file(content)})
        assert response.status_code in {400, 413}
        assert words in text_of(response)
        assert client.post("/deadlines/days-off/", {}).status_code == 400
        again = client.post("/deadlines/days-off/", {"confirm": "1", "file": "2027-01-01,x,y"})
        assert again.status_code == 400
        assert not CalendarYear.objects.filter(year=2027).exists()

    def test_only_the_systems_administrator(self, county):
        for role, seat in county.seats().items():
            client = browser_of(seat)
            expected = 200 if role == "admin" else 404
            assert client.get("/deadlines/days-off/").status_code == expected, role
            posted = client.post("/deadlines/days-off/", {"confirm": "1", "file": YEAR_2027})
            assert posted.status_code == (302 if role == "admin" else 404), role

    def test_command(self, owe, tmp_path, capsys):
        path = tmp_path / "2027.csv"
        path.write_text(YEAR_2027)
        owe(from_on=dt.date(2026, 11, 30))
        call_command("load_calendar", path, "--dry-run")
        assert "2027-03-01 → 2027-03-02" in capsys.readouterr().out
        assert not calendar_of().knows(2027)
        call_command("load_calendar", path)
        assert "有1个期限改了日期" in capsys.readouterr().out
        call_command("load_calendar", path)
        assert "有0个期限改了日期" in capsys.readouterr().out
        with pytest.raises(CommandError):
            call_command("load_calendar", tmp_path / "none.csv")
        path.write_text("2027-01-01,放假,元旦")
        with pytest.raises(CommandError, match="缺少国庆节"):
            call_command("load_calendar", path)


class TestInbox:
    def tell(self, seat, count: int = 1, **kw) -> None:
        for number in range(count):
            kw.setdefault("url", "/notifications/")
            notify_seats(
                [seat],
                kind="reminder",
                title=f"第{number}件事还剩3天",
                key=f"test:{seat.pk}:{number}",
                **kw,
            )

    def test_unread_first_page_by_page_and_read_by_post(self, county):
        seat = county.seat("unit")
        self.tell(seat, 23)
        client = browser_of(seat)
        page = client.get("/notifications/")
        assert "有23条还没有看" in text_of(page)
        assert "第22件事" in text_of(page)
        assert "第2件事还剩" not in text_of(page)
        assert "第2件事还剩" in text_of(client.get(f"/notifications/{page.context['next_url']}"))
        newest = Notification.objects.latest("id")
        assert client.get(f"/notifications/{newest.pk}/read/").status_code == 405
        assert client.post(f"/notifications/{newest.pk}/read/").url == "/notifications/"
        newest.refresh_from_db()
        assert newest.read_at is not None
        assert "第22件事" not in text_of(client.get("/notifications/"))
        assert "第22件事" in text_of(client.get("/notifications/?tab=all"))
        client.post("/notifications/read-all/")
        assert not Notification.objects.unread().exists()
        assert "没有未读的通知" in text_of(client.get("/notifications/"))

    def test_another_persons_is_not_there(self, county):
        self.tell(county.seat("unit"))
        pk = Notification.objects.get().pk
        stranger = browser_of(county.seat("office"))
        assert stranger.post(f"/notifications/{pk}/read/").status_code == 404
        stranger.post("/notifications/read-all/")
        assert Notification.objects.unread().count() == 1

    def test_another_posts_is_counted_and_not_shown(self, county):
        seat = county.seat("unit")
        other = make_seat("office", county.office, user=seat.user)
        ended = make_seat("clerk", county.stations[0], user=seat.user, ends_on=dt.date(2026, 1, 1))
        self.tell(other, 2)
        self.tell(ended)
        client = browser_of(seat)
        page = text_of(client.get("/notifications/"))
        assert f"您的另一个岗位（{county.office.name}，{other.label}）还有2条没有看" in page
        assert page.count("条没有看。") == 1
        assert "第0件事" not in page
        assert Notification.objects.visible_to(seat).count() == 0

        there = {"seat": other.pk, "next": "/notifications/"}
        assert client.post("/seat/", there).url == "/notifications/"
        page = text_of(client.get("/notifications/"))
        assert "第0件事" in page
        assert "另一个岗位" not in page

    def test_what_is_about_the_account_is_read_in_every_post(self, county):
        seat = county.seat("unit")
        other = make_seat("office", county.office, user=seat.user)
        notify([seat.user_id], kind="security", title="登录异常", key="login:1")
        for post in (seat, other):
            page = text_of(browser_of(post).get("/notifications/"))
            assert "登录异常" in page
            assert "另一个岗位" not in page

    def test_switching_never_leads_to_another_site(self, county):
        seat = county.seat("unit")
        for there in ("//evil.example/", "https://evil.example/"):
            sent = browser_of(seat).post("/seat/", {"seat": seat.pk, "next": there})
            assert sent.url == "/"

    def test_a_foreign_address_is_never_followed(self, county):
        seat = county.seat("unit")
        self.tell(seat, url="//evil.example/")
        pk = Notification.objects.get().pk
        assert browser_of(seat).post(f"/notifications/{pk}/read/").url == "/notifications/"

    def test_settings(self, county):
        seat = county.seat("unit")
        client = browser_of(seat)
        assert client.get("/notifications/settings/").status_code == 200
        refused = client.post("/notifications/settings/", {"mail": "on", "email": ""})
        assert refused.status_code == 400
        assert "请填写收邮件的地址" in text_of(refused)
        wanted = {"mail": "on", "email": "wang@example.cn", "digest": "on"}
        assert client.post("/notifications/settings/", wanted).status_code == 302
        chosen = Preference.objects.get(user=seat.user)
        assert (chosen.mail, chosen.digest) == (True, True)
        seat.user.refresh_from_db()
        assert seat.user.email == "wang@example.cn"
        assert "wang@example.cn" in text_of(client.get("/notifications/settings/"))


def test_calendar_page(county):
    page = text_of(browser_of(county.seat("office")).get("/calendar/"))
    assert "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）" in page
    assert "载入新的一年" not in page
    assert "载入新的一年" in text_of(browser_of(county.seat("admin")).get("/calendar/"))


@pytest.mark.django_db
def test_health():
    client = Client()
    assert client.get("/healthz").content == b"ok"
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["status"] == "degraded"
    for name in ("beat", "clock", "sweep"):
        services.beat(name)
    ready = client.get("/readyz").json()
    assert ready["status"] == "ok"
    assert ready["heartbeats"]["beat"]["alive"]


@pytest.mark.django_db
def test_not_ready_without_redis(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["redis"] is False
