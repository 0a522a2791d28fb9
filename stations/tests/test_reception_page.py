"""The reception form as a browser sends it: nothing is lost, nothing is done twice."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.clock import today
from files.models import StoredFile
from stations.models import Opinion, Reception
from stations.tests.factories import make_opinion, make_reception

pytestmark = pytest.mark.django_db

NEW = "/receptions/new/"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (12, 8), "#883322").save(out, "PNG")
    return out.getvalue()


def test_one_visit_is_saved_and_its_page_opens(county, station, acting, reception_form):
    client = acting(county.seat("clerk"))
    assert client.get(NEW).status_code == 200

    response = client.post(NEW, reception_form(), follow=True)

    reception = Reception.objects.get()
    assert response.redirect_chain[-1][0] == f"/receptions/{reception.pk}/"
    assert "扶国强" not in response.content.decode()
    assert "扶**" in response.content.decode()
    assert reception.opinions.get().state == "recorded"


def test_a_double_click_is_one_visit(county, station, acting, reception_form):
    client = acting(county.seat("clerk"))
    data = reception_form()

    first, second = client.post(NEW, data), client.post(NEW, data)

    assert first["Location"] == second["Location"]
    assert Reception.objects.count() == 1


def test_words_reach_the_database_as_typed(county, station, acting, reception_form):
    words = "  第一，路塌了；\r\n第二，４公里 "
    acting(county.seat("clerk")).post(NEW, reception_form(**{"opinions-0-raw_text": words}))

    assert Opinion.objects.get().raw_text == words


def test_several_matters_and_what_is_wrong_in_the_second(county, station, acting, reception_form):
    client = acting(county.seat("clerk"))
    data = reception_form(
        **{
            "opinions-TOTAL_FORMS": "2",
            "opinions-1-raw_text": "医保去哪里缴",
            "opinions-1-route": "on_spot",
        }
    )
    page = client.post(NEW, data).content.decode()

    assert not Reception.objects.exists()
    assert "请写下当场怎么答复的。" in page
    assert "上坪村三组通组路塌方半个月没修" in page
    assert "医保去哪里缴" in page
    assert data["idempotency_key"] in page

    data |= {"opinions-1-words": "村里便民点能缴", "opinions-1-satisfaction": "satisfied"}
    assert client.post(NEW, data).status_code == 302
    assert set(Opinion.objects.values_list("state", flat=True)) == {"recorded", "told"}


def test_an_empty_second_row_and_one_taken_away_do_not_count(
    county, station, acting, reception_form
):
    data = reception_form(
        **{
            "opinions-TOTAL_FORMS": "3",
            "opinions-1-raw_text": "",
            "opinions-2-raw_text": "记错了",
            "opinions-2-DELETE": "on",
        }
    )
    assert acting(county.seat("clerk")).post(NEW, data).status_code == 302
    assert Opinion.objects.count() == 1


def test_a_day_without_visitors(county, station, acting, reception_form):
    data = reception_form(
        visitor_name="", visitor_phone="", no_visitor="on", **{"opinions-0-raw_text": ""}
    )
    response = acting(county.seat("clerk")).post(NEW, data, follow=True)

    assert "当日无人来访" in response.content.decode()
    assert not Opinion.objects.exists()


def test_routing_to_a_unit_of_another_county_is_refused(
    county, station, acting, reception_form, other_county
):
    data = reception_form(
        **{
            "opinions-0-route": "county",
            "opinions-0-unit": str(other_county.departments[0].pk),
        }
    )
    response = acting(county.seat("clerk")).post(NEW, data)

    assert response.status_code == 200
    assert not Reception.objects.exists()


def test_a_photo_is_kept_with_its_matter(county, station, acting, reception_form):
    photo = SimpleUploadedFile("路.png", picture(), content_type="image/png")
    data = reception_form(**{"opinions-0-photos": [photo]})

    assert acting(county.seat("clerk")).post(NEW, data).status_code == 302
    stored = StoredFile.objects.get()
    assert (stored.subject_type, stored.subject_id) == ("opinion", Opinion.objects.get().pk)


def test_a_faulty_photo_loses_no_text(county, station, acting, reception_form):
    photo = SimpleUploadedFile("空.png", b"", content_type="image/png")
    page = acting(county.seat("clerk")).post(NEW, reception_form(**{"opinions-0-photos": [photo]}))

    assert page.status_code == 200
    assert "上坪村三组通组路塌方半个月没修" in page.content.decode()
    assert not Reception.objects.exists()


def test_the_returning_visitor_is_counted_and_not_shown(county, station, acting):
    make_reception(station, visitor_phone="13873505127")
    client = acting(county.seat("clerk"))

    page = client.post("/receptions/returning/", {"visitor_phone": "138 7350 5127"})

    assert "本站登记过1次" in page.content.decode()
    assert "扶" not in page.content.decode()


def test_a_similar_opinion_of_the_own_station_is_pointed_out(county, station, acting):
    near = make_opinion(station, words="上坪村三组的通组路塌方半个月没修了，孩子上学绕路")
    client = acting(county.seat("clerk"))

    page = client.post(
        "/receptions/similar/",
        {"opinions-0-raw_text": "上坪村三组通组路塌方半个月没人修，雨天更危险"},
    ).content.decode()

    assert reverse("stations:opinion", kwargs={"pk": near.pk}) in page
    assert "相近" in page
    other = client.post("/receptions/similar/", {"opinions-0-raw_text": "医保在哪里缴费才方便"})
    assert "相近" not in other.content.decode()


def test_the_due_day_is_shown_before_saving(county, station, acting):
    page = acting(county.seat("clerk")).get(
        "/receptions/handling/", {"row": "opinions-0", "opinions-0-route": "township"}
    )

    assert "东坪镇人民政府" in page.content.decode()
    assert "前办出结果" in page.content.decode()


def test_other_deputies_are_found_by_initials(county, station, acting):
    wanted = county.deputies[3]
    page = acting(county.seat("clerk")).get(
        "/receptions/deputies/", {"deputy_search": wanted.initials[0]}
    )

    assert wanted.name in page.content.decode()


def test_who_received_last_today_is_chosen_again(county, station, acting):
    make_reception(station, deputies=[county.deputies[1]])
    page = acting(county.seat("clerk")).get(NEW).content.decode()

    box = page.partition(f'data-name="{county.deputies[1].name}"')[2]
    assert box.partition(">")[0].strip() == "checked"


def test_other_posts_are_told_where_to_record(county, station, acting):
    response = acting(county.seat("office")).get(NEW)

    assert response.status_code == 403
    assert "联络站的岗位" in response.content.decode()


def test_a_paper_of_last_week(county, station, acting, reception_form):
    last_week = today() - dt.timedelta(days=7)
    acting(county.seat("clerk")).post(NEW, reception_form(held_on=last_week.isoformat()))

    assert Reception.objects.get().is_backdated


def test_slips_show_each_code_once_and_store_only_its_hash(county, station, acting):
    opinion = make_opinion(station)
    client = acting(county.seat("clerk"))
    url = f"/receptions/{opinion.reception_id}/slips/"

    first, second = client.post(url), client.post(url)

    opinion.refresh_from_db()
    assert first["Cache-Control"] == second["Cache-Control"]
    assert "no-store" in first["Cache-Control"]
    code = _code_in(second.content.decode())
    assert code != _code_in(first.content.decode())
    assert code not in opinion.secret_hash
    assert client.get(url).status_code == 405


def _code_in(page: str) -> str:
    return page.partition("查询码")[2].partition("<b>")[2].partition("</b>")[0]


@pytest.mark.parametrize("name", ["reception", "reception-print"])
def test_the_papers_open(county, station, acting, name):
    opinion = make_opinion(station, words="村口的桥栏杆断了")
    url = reverse(f"stations:{name}", kwargs={"pk": opinion.reception_id})
    page = acting(county.seat("clerk")).get(url).content.decode()

    assert "村口的桥栏杆断了" in page
    assert opinion.reception.visitor_phone not in page


def test_the_daily_list(county, station, acting):
    make_opinion(station, words="村口的桥栏杆断了")
    page = acting(county.seat("clerk")).get("/receptions/daily/").content.decode()

    assert "村口的桥栏杆断了" in page
    assert acting(county.seat("clerk")).get("/receptions/daily/?day=xx").status_code == 200
