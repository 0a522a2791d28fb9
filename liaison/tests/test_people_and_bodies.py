"""Names over time, terms and sessions, mandates with their reasons, groups with one head."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from core.clock import today
from core.problems import Conflict, Invalid, Stale
from liaison.choices import EndReason, Role, UnitKind
from liaison.models import GroupMember, Mandate
from liaison.services import deputies, groups, terms, units
from liaison.tests.factories import (
    county_fixture,
    make_deputy,
    make_group,
    make_mandate,
    make_unit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return county_fixture()


@pytest.fixture
def office(county):
    return county.seat(Role.OFFICE)


class TestUnits:
    def test_a_body_is_known_by_the_name_of_the_day(self, county, office):
        unit = make_unit(
            "示范县选举任免联络工委",
            UnitKind.DEPUTY_WORK,
            county.division,
            opened_on=dt.date(2016, 1, 1),
        )
        units.rename(unit, "示范县代表工作委员会", on=dt.date(2025, 4, 1), by=office)

        assert unit.name == "示范县代表工作委员会"
        assert list(unit.names.order_by("valid_from").values_list("name", "valid_to")) == [
            ("示范县选举任免联络工委", dt.date(2025, 3, 31)),
            ("示范县代表工作委员会", None),
        ]
        entry = Entry.objects.get(action="unit.rename")
        assert (entry.before["name"], entry.after["name"]) == (
            "示范县选举任免联络工委",
            "示范县代表工作委员会",
        )
        assert entry.seat_id == office.pk

    def test_a_second_name_on_one_day_corrects_the_first(self, county, office):
        unit = county.departments[0]
        units.rename(unit, "示范县公按局", on=today(), by=office)
        units.rename(unit, "示范县公安局", on=today(), by=office)
        assert unit.names.filter(valid_from=today()).get().name == "示范县公安局"

    def test_a_rename_may_not_lie_ahead_or_before_the_present_name(self, county, office):
        unit = make_unit("老局", "department", county.division, opened_on=dt.date(2020, 1, 1))
        with pytest.raises(Invalid, match="今天之后"):
            units.rename(unit, "新局", on=today() + dt.timedelta(days=1), by=office)
        with pytest.raises(Invalid, match="早于"):
            units.rename(unit, "新局", on=dt.date(2019, 1, 1), by=office)

    def test_two_living_bodies_of_a_place_share_no_name(self, county, office):
        with pytest.raises(Invalid, match="已经有"):
            make_unit("示范县公安局", "department", county.division)

    def test_reform_closes_a_body_with_its_successor(self, county, office):
        old, new = county.departments[:2]
        units.close_unit(old, on=today(), by=office, successor=new, reason="机构改革")

        assert old.successor == new
        assert old not in type(old).objects.open()
        assert make_unit("示范县公安局", "department", county.division).pk != old.pk
        with pytest.raises(Conflict, match="已经撤销"):
            units.rename(old, "别的局", on=today(), by=office)

    def test_no_body_succeeds_or_sits_above_itself(self, county, office):
        unit = county.departments[0]
        with pytest.raises(Invalid, match="不能是它自己"):
            units.close_unit(unit, on=today(), by=office, successor=unit)
        with pytest.raises(Invalid, match="下级"):
            units.update_unit(
                county.government,
                by=office,
                kind="government",
                short_name="",
                parent=county.departments[0],
            )

    def test_a_form_that_began_earlier_is_told_who_changed_what(self, county, office):
        unit = county.departments[0]
        version = unit.version
        units.rename(unit, "示范县公安分局", on=today(), by=office)
        with pytest.raises(Stale) as refused:
            units.update_unit(
                unit, by=office, kind="department", short_name="公安", version=version
            )
        assert office.user.name in str(refused.value)
        assert "名称" in refused.value.extra["changed"]


class TestTerms:
    def test_a_new_term_ends_the_old_one_and_its_mandates(self, county, office):
        starts = today() + dt.timedelta(days=30)
        term = terms.open_term(county.congress, number=19, starts_on=starts, by=office)

        county.term.refresh_from_db()
        assert county.term.ends_on == starts - dt.timedelta(days=1)
        assert set(
            Mandate.objects.filter(term=county.term).values_list("end_reason", flat=True)
        ) == {EndReason.TERM}
        assert terms.term_on(county.congress) == county.term
        assert terms.term_on(county.congress, starts) == term
        assert deputies.may_submit(county.deputies[1])
        assert not deputies.may_submit(county.deputies[1], starts)

    @pytest.mark.parametrize(("number", "days"), [(18, 30), (17, 30), (19, -2000)])
    def test_terms_follow_each_other(self, county, office, number, days):
        starts = today() + dt.timedelta(days=days)
        with pytest.raises(Invalid):
            terms.open_term(county.congress, number=number, starts_on=starts, by=office)

    def test_sessions_are_numbered_once_and_do_not_overlap(self, county, office):
        opens = today() + dt.timedelta(days=40)
        closes = opens + dt.timedelta(days=3)
        new = terms.open_session(county.term, number=6, opens_on=opens, closes_on=closes, by=office)
        assert terms.session_on(county.congress, opens) == new
        assert terms.session_on(county.congress, closes + dt.timedelta(days=1)) is None
        assert terms.last_session(county.congress, closes + dt.timedelta(days=9)) == new
        with pytest.raises(Invalid) as refused:
            terms.open_session(
                county.term,
                number=6,
                opens_on=closes + dt.timedelta(days=9),
                closes_on=closes + dt.timedelta(days=8),
                by=office,
            )
        assert set(refused.value.errors) == {"number", "closes_on"}
        with pytest.raises(Invalid, match="会期有误"):
            terms.open_session(county.term, number=7, opens_on=closes, closes_on=closes, by=office)

    def test_the_session_before_decides_when_nothing_sits(self, county):
        assert terms.last_session(county.congress) == county.session


class TestDeputies:
    def test_names_keep_their_dot_and_their_original(self, office):
        deputy = deputies.create_deputy(name="阿卜杜拉•买买提", by=office)
        assert deputy.name == "阿卜杜拉·买买提"
        assert deputy.name_raw == "阿卜杜拉•买买提"
        assert "abdlmmt" in deputy.initials

    def test_a_name_may_have_one_character_or_many(self, office):
        assert deputies.create_deputy(name="晔", by=office).name == "晔"
        assert len(deputies.create_deputy(name="阿" * 60, by=office).name) == 60

    def test_one_person_holds_mandates_at_several_levels(self, county):
        first = county.deputies[0]
        levels = {m.term.congress.level for m in first.mandates.all()}
        assert levels == {"county", "township"}
        with pytest.raises(IntegrityError), transaction.atomic():
            make_mandate(first, county.term)

    def test_a_card_number_is_used_once_in_a_term(self, county, office):
        card = county.deputies[0].mandates.get(term=county.term).card_no
        with pytest.raises(Invalid) as refused:
            deputies.open_mandate(
                make_deputy(), term=county.term, district="第9选区", card_no=card, by=office
            )
        assert county.deputies[0].name in refused.value.errors["card_no"][0]

    def test_an_end_has_a_reason(self, county, office):
        mandate = county.deputies[1].mandates.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Mandate.objects.filter(pk=mandate.pk).update(ends_on=today())
        deputies.end_mandate(mandate, on=today(), reason=EndReason.MOVED, by=office)
        assert deputies.may_submit(county.deputies[1])
        assert not deputies.may_submit(county.deputies[1], today() + dt.timedelta(days=1))
        with pytest.raises(Conflict):
            deputies.end_mandate(mandate, on=today(), reason=EndReason.DEATH, by=office)

    def test_a_suspended_deputy_may_not_submit_until_resumed(self, county, office):
        deputy = county.deputies[1]
        mandate = deputy.mandates.get()
        deputies.suspend(mandate, on=today(), reason="被采取强制措施", by=office)
        assert not deputies.may_submit(deputy)
        with pytest.raises(Conflict, match="已经暂停"):
            deputies.suspend(mandate, on=today(), reason="重复", by=office)

        resumed = today() + dt.timedelta(days=3)
        deputies.resume(mandate, on=resumed, by=office)
        assert not deputies.may_submit(deputy, resumed - dt.timedelta(days=1))
        assert deputies.may_submit(deputy, resumed)

    def test_suspension_at_one_level_leaves_the_other(self, county, office):
        deputy = county.deputies[0]
        deputies.suspend(
            deputy.mandates.get(term=county.term), on=today(), reason="核实", by=office
        )
        assert not deputies.may_submit(deputy, congress_id=county.congress.pk)
        assert deputies.may_submit(deputy, congress_id=county.township_congresses[0].pk)

    def test_a_by_elected_deputy_starts_in_the_middle(self, county, office):
        late = make_deputy()
        mandate = deputies.open_mandate(
            late,
            term=county.term,
            district="第9选区",
            card_no="900",
            by=office,
            starts_on=today(),
        )
        assert mandate.starts_on == today()
        assert not deputies.may_submit(late, today() - dt.timedelta(days=1))

    def test_the_audit_keeps_that_a_phone_changed_not_the_number(self, county, office):
        deputy = county.deputies[1]
        deputies.update_deputy(
            deputy, by=office, name=deputy.name, phone="１３８０７３５１２３４", version=1
        )
        assert deputy.phone == "13807351234"
        assert "13807351234" not in str(Entry.objects.latest("id").after)
        with pytest.raises(Invalid):
            deputies.update_deputy(deputy, by=office, name=deputy.name, phone="12345")

    def test_found_by_part_of_the_name_and_by_initials_in_any_reading(self, office):
        deputy = deputies.create_deputy(name="单小军", by=office)
        found = type(deputy).objects
        assert deputy in found.matching("小军")
        assert deputy in found.matching("sxj")
        assert deputy in found.matching("DXJ")
        assert deputy in found.matching("sx")
        assert deputy not in found.matching("xj")
        assert deputy not in found.matching("zxj")


class TestGroups:
    def test_a_group_has_one_head_and_remembers_the_last(self, county, office):
        group, (first, second) = county.group, county.deputies[:2]
        groups.set_head(group, second, on=today(), by=office)

        heads = GroupMember.objects.filter(group=group, is_head=True)
        assert heads.get(until=None).deputy == second
        assert heads.exclude(until=None).get().deputy == first
        assert group.members.filter(until=None).count() == 2
        with pytest.raises(IntegrityError), transaction.atomic():
            group.members.filter(deputy=first, until=None).update(is_head=True)

    def test_members_join_once_and_leave_with_a_date(self, county, office):
        group, third = county.group, county.deputies[2]
        member = groups.add_member(group, third, since=today(), by=office)
        with pytest.raises(Invalid, match="已经在"):
            groups.add_member(group, third, since=today(), by=office)
        groups.remove_member(member, until=today(), by=office)
        assert groups.add_member(group, third, since=today(), by=office).pk != member.pk

    def test_only_deputies_in_office_join(self, county, office):
        with pytest.raises(Invalid, match="没有代表资格"):
            groups.add_member(county.group, make_deputy(), since=today(), by=office)

    def test_an_outsider_does_not_lead(self, county, office):
        with pytest.raises(Invalid, match="先加入"):
            groups.set_head(county.group, county.deputies[3], on=today(), by=office)

    def test_closing_a_group_ends_its_memberships(self, county, office):
        groups.close_group(county.group, on=today(), by=office)
        assert not county.group.members.filter(until=None).exists()
        assert make_group(county.congress, county.group.name)
        with pytest.raises(Conflict):
            groups.add_member(county.group, county.deputies[2], since=today(), by=office)
