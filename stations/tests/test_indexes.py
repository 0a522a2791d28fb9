"""Each list begins with the place of whoever reads it, so an index does too."""

import pytest

from stations.models import Activity, Opinion, Reception, RosterDay, Submission

PLACES = ["station", "township", "county", "prefecture", "province"]
LISTS = [(Opinion, "-id"), (Reception, "-held_on"), (RosterDay, "held_on"), (Activity, "-held_on")]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("model", "order"), LISTS)
def test_each_area_has_the_list_in_its_order(model, order, place):
    assert any(index.fields[:2] == [place, order] for index in model._meta.indexes)


@pytest.mark.parametrize("place", PLACES[:3])
def test_those_who_work_on_them_have_due_ones_and_what_voters_sent(place):
    assert any(index.fields[:2] == [place, "due_on"] for index in Opinion._meta.indexes)
    assert any(index.fields[:2] == [place, "state"] for index in Submission._meta.indexes)
