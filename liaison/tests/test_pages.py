"""Pages of places, bodies and people: who sees what, who may do what, nothing lost on refusal."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.clock import today
from liaison.choices import Role, UnitKind
from liaison.models import Congress, Deputy, DeputyGroup, Division, Mandate, Unit
from liaison.services import deputies, units
from liaison.tests.factories import county_fixture, make_deputy, make_mandate, signed_in
from liaison.tests.sheet_files import HEAD, rows_of, workbook

pytestmark = pytest.mark.django_db
KEEPERS = {Role.OFFICE, Role.ADMIN, Role.PRESIDIUM}
BLIND = {Role.SECURITY_ADMIN, Role.AUDITOR}


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def there():
    return county_fixture("邻县")


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("role", [r for r in Role if r not in BLIND])
def test_everyone_reads_the_own_county_and_not_the_next(county, there, role):
    client = signed_in(county.seat(role))
    mine = [
        reverse("deputies"),
        reverse("groups"),
        reverse("units"),
        reverse("congresses"),
        reverse("deputy", args=[county.deputies[0].pk]),
        reverse("group", args=[county.group.pk]),
        reverse("unit", args=[county.departments[0].pk]),
        reverse("congress", args=[county.congress.pk]),
    ]
    theirs = [
        reverse("deputy", args=[there.deputies[0].pk]),
        reverse("group", args=[there.group.pk]),
        reverse("unit", args=[there.departments[0].pk]),
        reverse("congress", args=[there.congress.pk]),
    ]
    assert {url: client.get(url).status_code for url in mine} == dict.fromkeys(mine, 200)
    expected = 200 if role == Role.ADMIN else 404
    assert {url: client.get(url).status_code for url in theirs} == dict.fromkeys(theirs, expected)
    if role != Role.ADMIN:
        assert there.deputies[0].name not in text(client.get(reverse("deputies")))


@pytest.mark.parametrize("role", sorted(BLIND))
def test_the_other_administrators_see_nobody(county, role):
    client = signed_in(county.seat(role))
    assert county.deputies[0].name not in text(client.get(reverse("deputies")))
    assert client.get(reverse("deputy", args=[county.deputies[0].pk])).status_code == 404


def forms(county) -> list[str]:
    mandate = county.deputies[0].mandates.get(term=county.township_congresses[0].terms.get())
    return [
        reverse("deputy_new"),
        reverse("deputies_import"),
        reverse("deputies_template"),
        reverse("group_new"),
        reverse("deputy_edit", args=[county.deputies[0].pk]),
        reverse("mandate_new", args=[county.deputies[0].pk]),
        reverse("mandate_edit", args=[mandate.pk]),
        reverse("mandate_end", args=[mandate.pk]),
        reverse("mandate_suspend", args=[mandate.pk]),
        reverse("mandate_resume", args=[mandate.pk]),
        reverse("term_new", args=[county.township_congresses[0].pk]),
        reverse("session_new", args=[mandate.term_id]),
        reverse("session_edit", args=[mandate.term.sessions.first().pk]),
    ]


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_keep_the_congress_get_its_forms(county, role):
    client = signed_in(county.seat(role))
    found = {url: client.get(url).status_code for url in forms(county)}
    if role in KEEPERS:
        assert set(found.values()) == {200}
    else:
        assert set(found.values()) <= {403, 404}


@pytest.mark.parametrize("role", list(Role))
def test_only_office_and_administrator_get_the_forms_of_bodies(county, role):
    client = signed_in(county.seat(role))
    pk = county.departments[0].pk
    urls = [
        reverse("unit_new"),
        reverse("units_import"),
        reverse("units_template"),
        reverse("congress_new"),
        reverse("unit_edit", args=[pk]),
        reverse("unit_rename", args=[pk]),
        reverse("unit_close", args=[pk]),
    ]
    statuses = {client.get(url).status_code for url in urls}
    assert statuses == {200} if role in {Role.OFFICE, Role.ADMIN} else statuses <= {403, 404}
    division = {
        client.get(url).status_code
        for url in (
            reverse("divisions"),
            reverse("divisions_import"),
            reverse("division", args=[county.division.pk]),
        )
    }
    assert division == ({200} if role == Role.ADMIN else {404})


def test_a_township_presidium_does_not_touch_the_countys_congress(county):
    client = signed_in(county.seat(Role.PRESIDIUM))
    mandate = county.deputies[0].mandates.get(term=county.term)
    for url in (
        reverse("mandate_end", args=[mandate.pk]),
        reverse("term_new", args=[county.congress.pk]),
        reverse("group_edit", args=[county.group.pk]),
        reverse("deputy_edit", args=[county.deputies[3].pk]),
    ):
        assert client.get(url).status_code == 403


def test_another_countys_things_are_not_there_for_the_office(county, there):
    client = signed_in(county.seat(Role.OFFICE))
    for url in (
        reverse("deputy_edit", args=[there.deputies[0].pk]),
        reverse("mandate_end", args=[there.deputies[1].mandates.get().pk]),
        reverse("unit_rename", args=[there.departments[0].pk]),
        reverse("group_add", args=[there.group.pk]),
        reverse("term_new", args=[there.congress.pk]),
    ):
        assert client.get(url).status_code == 404
        assert client.post(url, {}).status_code == 404


def test_another_countys_id_in_a_form_is_refused(county, there):
    client = signed_in(county.seat(Role.OFFICE))
    response = client.post(
        reverse("group_add", args=[county.group.pk]),
        {"deputy": there.deputies[0].pk, "since": today().isoformat()},
    )
    assert response.status_code == 400
    response = client.post(
        reverse("unit_close", args=[county.departments[0].pk]),
        {"on": today().isoformat(), "successor": there.departments[0].pk, "version": 1},
    )
    assert response.status_code == 400
    county.departments[0].refresh_from_db()
    assert county.departments[0].closed_on is None


class TestPhone:
    @pytest.mark.parametrize(
        ("role", "sees"),
        [
            (Role.OFFICE, True),
            (Role.PRESIDIUM, True),
            (Role.DEPUTY, True),
            (Role.CLERK, False),
            (Role.UNIT, False),
            (Role.LEADER, False),
            (Role.ADMIN, False),
        ],
    )
    def test_only_the_own_office_and_the_person_see_it(self, county, role, sees):
        person = county.deputies[0]
        page = text(signed_in(county.seat(role)).get(reverse("deputy", args=[person.pk])))
        assert (person.phone in page) is sees

    def test_a_deputy_does_not_see_a_colleagues(self, county):
        person = county.deputies[1]
        page = signed_in(county.seat(Role.DEPUTY)).get(reverse("deputy", args=[person.pk]))
        assert person.phone not in text(page)

    def test_an_administrators_edit_keeps_it(self, county):
        person = county.deputies[1]
        client = signed_in(county.seat(Role.ADMIN))
        url = reverse("deputy_edit", args=[person.pk])
        assert person.phone not in text(client.get(url))
        data = {"name": person.name, "work": "教师", "version": person.version}
        assert client.post(url, data).status_code == 302
        before = person.phone
        person.refresh_from_db()
        assert (person.work, person.phone) == ("教师", before)


class TestDeputies:
    @pytest.fixture
    def office(self, county):
        return signed_in(county.seat(Role.OFFICE))

    def names(self, response):
        return [person.name for person in response.context["rows"]]

    def test_search_and_filters(self, county, office):
        deputy = deputies.create_deputy(name="单小军", by=county.seat(Role.OFFICE))
        make_mandate(deputy, county.term, delegation="教育界代表团", elected_in=county.townships[1])
        url = reverse("deputies")
        for query in ("q=小军", "q=sxj", "q=dxj", "delegation=教育界代表团"):
            assert self.names(office.get(f"{url}?{query}")) == ["单小军"]
        assert self.names(office.get(f"{url}?q=没有这人")) == []
        town = office.get(f"{url}?township={county.townships[1].pk}")
        assert len(self.names(town)) == 3
        assert len(self.names(office.get(f"{url}?group={county.group.pk}"))) == 2
        there = office.get(f"{url}?congress={county.township_congresses[0].pk}")
        assert self.names(there) == [county.deputies[0].name]

    def test_a_number_that_is_no_id_does_no_harm(self, office):
        for query in ("township=x", f"group={10**30}", "congress=-1", "q=%00", "cursor=abc"):
            assert office.get(f"{reverse('deputies')}?{query}").status_code in {200, 400}

    def test_pages_follow_each_other_without_a_gap(self, county, office):
        for number in range(45):
            make_mandate(make_deputy(f"代表{number:02d}"), county.term)
        seen, url = [], reverse("deputies")
        while url:
            response = office.get(url)
            seen += self.names(response)
            step = response.context["next_url"]
            url = reverse("deputies") + step if step else ""
        assert len(seen) == len(set(seen)) == 49

    def test_the_list_costs_a_fixed_number_of_queries(
        self, county, office, django_assert_max_num_queries
    ):
        for number in range(30):
            make_mandate(make_deputy(f"代表{number:02d}"), county.term)
        office.get(reverse("deputies"))
        with django_assert_max_num_queries(16):
            office.get(reverse("deputies"))

    def test_ended_and_suspended_deputies_are_found_by_state(self, county, office):
        seat, (_, one, two, _) = county.seat(Role.OFFICE), county.deputies
        deputies.suspend(one.mandates.get(), on=today(), reason="核实", by=seat)
        deputies.end_mandate(
            two.mandates.get(), on=today() - dt.timedelta(days=1), reason="moved", by=seat
        )
        url = reverse("deputies")
        assert self.names(office.get(f"{url}?state=suspended")) == [one.name]
        assert self.names(office.get(f"{url}?state=ended")) == [two.name]
        assert two.name not in self.names(office.get(url))

    def register(self, county, **changes):
        return {
            "name": "王新民",
            "phone": "13800001111",
            "home": "东坪",
            "term": county.term.pk,
            "district": "第9选区",
            "elected_in": "西岭乡",
            "card_no": "901",
        } | changes

    def test_registering_a_person_with_a_mandate(self, county, office):
        response = office.post(reverse("deputy_new"), self.register(county))
        person = Deputy.objects.get(name="王新民")
        assert response["Location"] == reverse("deputy", args=[person.pk])
        assert person.home == county.townships[0]
        assert person.mandates.get().elected_in == county.townships[1]

    def test_a_namesake_is_shown_before_a_second_is_made(self, county, office):
        known = county.deputies[0].name
        data = self.register(county, name=known)
        response = office.post(reverse("deputy_new"), data)
        assert response.status_code == 400
        assert "已有同名代表" in text(response)
        assert reverse("deputy", args=[county.deputies[0].pk]) in text(response)
        assert office.post(reverse("deputy_new"), data | {"sure": "on"}).status_code == 302
        assert Deputy.objects.filter(name=known).count() == 2

    def test_refusals_stand_beside_their_fields_and_the_text_stays(self, county, office):
        card = county.deputies[1].mandates.get().card_no
        data = self.register(county, card_no=card, work="东坪镇小学教师")
        response = office.post(reverse("deputy_new"), data)
        assert response.status_code == 400
        assert county.deputies[1].name in str(response.context["form"].errors["card_no"])
        assert "东坪镇小学教师" in text(response)
        assert not Deputy.objects.filter(name="王新民").exists()
        response = office.post(reverse("deputy_new"), self.register(county, home="火星"))
        assert "没有找到「火星」" in text(response)

    def test_a_double_click_registers_once(self, county, office):
        data = self.register(county) | {"idempotency_key": "k1"}
        first, second = (office.post(reverse("deputy_new"), data) for _ in range(2))
        assert first["Location"] == second["Location"]
        assert Deputy.objects.filter(name="王新民").count() == 1

    def test_an_older_form_is_refused_with_who_changed_what(self, county, office):
        person = county.deputies[1]
        version = person.version
        deputies.update_deputy(
            person, by=county.seat(Role.PRESIDIUM), name=person.name, work="村支书"
        )
        url = reverse("deputy_edit", args=[person.pk])
        data = {"name": person.name, "work": "我写的", "version": version}
        response = office.post(url, data)
        assert response.status_code == 409
        page = text(response)
        assert county.seat(Role.PRESIDIUM).user.name in page
        assert "我写的" in page
        again = data | {"version": response.context["version"]}
        assert office.post(url, again).status_code == 302

    def test_suspend_resume_and_end_from_the_page(self, county, office):
        mandate = county.deputies[1].mandates.get()
        page = reverse("deputy", args=[mandate.deputy_id])
        day = {"on": today().isoformat()}
        office.post(reverse("mandate_suspend", args=[mandate.pk]), day | {"reason": "核实"})
        assert "正在暂停" in text(office.get(page))
        assert not deputies.may_submit(mandate.deputy)
        office.post(reverse("mandate_resume", args=[mandate.pk]), day)
        assert deputies.may_submit(mandate.deputy)
        assert (
            office.post(reverse("mandate_end", args=[mandate.pk]), day).status_code == 400
        )  # no reason
        office.post(reverse("mandate_end", args=[mandate.pk]), day | {"reason": "moved"})
        assert "迁出或调离" in text(office.get(page))
        again = office.post(reverse("mandate_end", args=[mandate.pk]), day | {"reason": "moved"})
        assert again.status_code == 404

    def test_no_way_to_end_a_mandate_by_get(self, county, office):
        mandate = county.deputies[1].mandates.get()
        office.get(reverse("mandate_end", args=[mandate.pk]) + "?reason=moved&on=2026-01-01")
        assert Mandate.objects.get(pk=mandate.pk).ends_on is None


class TestGroups:
    def test_a_group_is_made_filled_and_led(self, county):
        office = signed_in(county.seat(Role.OFFICE))
        response = office.post(
            reverse("group_new"),
            {
                "congress": county.congress.pk,
                "name": "监察和司法专业小组",
                "kind": "specialist",
                "field": "监察和司法",
                "opened_on": today().isoformat(),
            },
        )
        group = DeputyGroup.objects.get(name="监察和司法专业小组")
        assert response["Location"] == reverse("group", args=[group.pk])
        for deputy in county.deputies[:2]:
            office.post(
                reverse("group_add", args=[group.pk]),
                {"deputy": deputy.pk, "since": today().isoformat()},
            )
        office.post(
            reverse("group_head", args=[group.pk]),
            {"deputy": county.deputies[1].pk, "on": today().isoformat()},
        )
        page = text(office.get(reverse("group", args=[group.pk])))
        assert f"组长{county.deputies[1].name}，共2人" in page
        member = group.members.get(deputy=county.deputies[0], until=None)
        office.post(
            reverse("group_leave", args=[group.pk, member.pk]), {"until": today().isoformat()}
        )
        assert group.members.filter(until=None).count() == 1

    def test_a_member_of_another_group_is_not_there(self, county, there):
        office = signed_in(county.seat(Role.OFFICE))
        member = there.group.members.first()
        url = reverse("group_leave", args=[county.group.pk, member.pk])
        assert office.get(url).status_code == 404


class TestUnits:
    def test_made_renamed_and_closed_from_the_pages(self, county):
        office = signed_in(county.seat(Role.OFFICE))
        office.post(
            reverse("unit_new"),
            {"name": "示范县林业局", "kind": UnitKind.DEPARTMENT, "place": ""},
        )
        unit = Unit.objects.get(name="示范县林业局")
        assert (unit.division, unit.congress) == (county.division, county.congress)
        office.post(
            reverse("unit_rename", args=[unit.pk]),
            {"name": "示范县自然资源局", "on": today().isoformat(), "version": 1},
        )
        page = text(office.get(reverse("unit", args=[unit.pk])))
        assert "示范县自然资源局" in page
        assert [unit.pk] == [u.pk for u in office.get("/units/?q=林业局").context["rows"]] or (
            "林业局" not in page
        )
        office.post(
            reverse("unit_close", args=[unit.pk]),
            {
                "on": today().isoformat(),
                "successor": county.departments[0].pk,
                "version": 2,
                "reason": "机构改革",
            },
        )
        assert Unit.objects.get(pk=unit.pk).successor == county.departments[0]
        assert "由" in text(office.get(reverse("units") + "?tab=closed"))

    def test_a_former_name_still_finds_the_body(self, county):
        unit = county.departments[0]
        units.rename(unit, "示范县公安分局", on=today(), by=county.seat(Role.OFFICE))
        rows = signed_in(county.seat(Role.CLERK)).get("/units/?q=县公安局").context["rows"]
        assert [row.pk for row in rows] == [unit.pk]

    def test_a_station_is_not_made_here(self, county):
        office = signed_in(county.seat(Role.OFFICE))
        response = office.post(reverse("unit_new"), {"name": "新站", "kind": UnitKind.STATION})
        assert response.status_code == 400


class TestCongresses:
    def test_a_session_and_a_term_from_the_pages(self, county):
        office = signed_in(county.seat(Role.OFFICE))
        opens = today() + dt.timedelta(days=20)
        office.post(
            reverse("session_new", args=[county.term.pk]),
            {"number": 6, "opens_on": opens.isoformat(), "closes_on": opens.isoformat()},
        )
        assert "第六次会议" in text(office.get(reverse("congress", args=[county.congress.pk])))
        starts = today() + dt.timedelta(days=60)
        response = office.post(
            reverse("term_new", args=[county.congress.pk]),
            {"number": 18, "starts_on": starts.isoformat()},
        )
        assert response.status_code == 400
        assert "第十八届" in str(response.context["form"].errors["number"])
        office.post(
            reverse("term_new", args=[county.congress.pk]),
            {"number": 19, "starts_on": starts.isoformat()},
        )
        assert county.congress.terms.get(number=19).starts_on == starts

    def test_a_new_congress_takes_the_bodies_that_were_there_first(self, county):
        town = county.townships[1]
        Congress.objects.filter(division=town)[0].terms.get().sessions.all().delete()
        place = Division.objects.create(
            code="439900009999", name="新设镇", level="township", parent=county.division
        )
        body = units.create_unit(
            name="新设镇人大主席团", kind="presidium", division=place, by=county.seat(Role.OFFICE)
        )
        assert body.congress == county.congress
        signed_in(county.seat(Role.OFFICE)).post(reverse("congress_new"), {"place": "新设镇"})
        body.refresh_from_db()
        assert body.congress.name == "新设镇人民代表大会"


class TestImports:
    def upload(self, data: bytes, name: str = "名册.xlsx"):
        return SimpleUploadedFile(name, data)

    def test_counts_and_the_private_file_of_what_came_back(self, county, there):
        client = signed_in(county.seat(Role.OFFICE))
        data = workbook([HEAD, ["王一", "1", "第1选区", "", ""], ["", "2", "第1选区", "", ""]])
        response = client.post(
            reverse("deputies_import"),
            {"term": county.term.pk, "file": self.upload(data)},
            follow=True,
        )
        page = text(response)
        assert "文件共2行：新收1行，退回1行" in page
        url = response.context["done"]["file"]
        returned = client.get(url)
        assert returned.status_code == 200
        content = b"".join(returned.streaming_content) if returned.streaming else returned.content
        assert "请填写姓名" in rows_of(content)[2][-1]
        for other in (there.seat(Role.OFFICE), county.seat(Role.CLERK)):
            assert signed_in(other).get(url).status_code == 404

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "文件是空的"),
            (b"%PDF-1.7", "不是完整的xlsx"),
            (workbook([["甲"], ["乙"]]), "缺少这几列"),
        ],
    )
    def test_a_wrong_file_is_told_beside_the_field(self, county, data, words):
        client = signed_in(county.seat(Role.OFFICE))
        for name, extra in (("deputies_import", {"term": county.term.pk}), ("units_import", {})):
            response = client.post(reverse(name), extra | {"file": self.upload(data)})
            assert response.status_code == 400
            assert words in str(response.context["form"].errors["file"])

    def test_no_file_at_all(self, county):
        response = signed_in(county.seat(Role.OFFICE)).post(reverse("units_import"), {})
        assert "请选择文件" in str(response.context["form"].errors["file"])

    def test_many_bad_rows_come_back_too(self, county):
        client = signed_in(county.seat(Role.OFFICE))
        rows = [["", f"{n}", "", "12", "昨天"] for n in range(3000)]
        response = client.post(
            reverse("deputies_import"),
            {"term": county.term.pk, "file": self.upload(workbook([HEAD, *rows]))},
            follow=True,
        )
        assert response.context["done"]["bad"] == 3000
        assert response.context["done"]["file"]

    def test_the_same_upload_twice_is_one_import(self, county):
        client = signed_in(county.seat(Role.OFFICE))
        data = workbook([HEAD, ["王一", "1", "第1选区", "", ""]])
        for _ in range(2):
            response = client.post(
                reverse("deputies_import"),
                {
                    "term": county.term.pk,
                    "file": self.upload(data),
                    "idempotency_key": "one",
                },
            )
            assert response["Location"] == reverse("import_done")
        assert client.get(reverse("import_done")).context["done"]["added"] == 1

    def test_templates_open_and_name_the_columns(self, county):
        client = signed_in(county.seat(Role.OFFICE))
        for name, heading in (("deputies_template", "姓名*"), ("units_template", "单位名称*")):
            response = client.get(reverse(name))
            assert heading in [cell for row in rows_of(response.content) for cell in row]

    def test_divisions_by_upload(self, county):
        client = signed_in(county.seat(Role.ADMIN))
        good = "code,name,level,parent\n440000000000,广东省,province,\n"
        day = {"on": today().isoformat()}
        bad = good + "44,坏行,county,440000000000\n"
        response = client.post(
            reverse("divisions_import"), day | {"file": self.upload(bad.encode(), "a.csv")}
        )
        assert "第3行" in str(response.context["form"].errors["file"])
        assert not Division.objects.filter(name="广东省").exists()
        client.post(reverse("divisions_import"), day | {"file": io.BytesIO(good.encode())})
        assert Division.objects.filter(name="广东省").exists()
