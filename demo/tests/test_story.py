"""The demo county is built by the very services, in every state, with late duties today."""

import datetime as dt
from collections import Counter

import pytest

from audit.models import Entry
from core.clock import today
from deadlines.models import Deadline
from demo import places, story, texts
from liaison.models import Division, Seat
from stations.models import Opinion, Station, StationMerge
from suggestions.choices import State
from suggestions.models import KeyItem, Suggestion


@pytest.fixture
def provinces(db):
    """The two real places above the county; the demo needs no more of the real file."""
    hunan = Division.objects.create(code="430000000000", name="湖南省", level="province")
    Division.objects.create(code=places.PREFECTURE, name="郴州市", level="prefecture", parent=hunan)


def test_every_state_can_be_seen_and_some_duties_are_late(provinces):
    rows = texts.suggestions()
    dogs = [row for row in texts.opinions() if "犬" in row.title]
    others = [row for row in texts.opinions() if "犬" not in row.title][:70]
    story.tell(lambda words: None, rows[:62], others[:40] + dogs + others[40:])

    home = Suggestion.objects.filter(congress__name__startswith="示范县")
    assert set(home.values_list("state", flat=True)) == set(State)
    assert Deadline.objects.late().filter(kind="reply").exists()
    assert Deadline.objects.open().filter(kind="decide_return").exists()
    stations = Station.objects.filter(county__name="示范县")
    assert stations.open().exclude(name="河口临时联络站").count() == 39
    merge = StationMerge.objects.get()
    assert (merge.old.name, merge.state) == ("老街口联络站", "done")
    assert Opinion.objects.filter(origin=merge.old, station=merge.new, state="told").exists()
    assert Counter(Station.objects.values_list("kind__code", flat=True))["trade"] == 3
    key = home.get(title__contains="养犬")
    assert key.is_key
    assert key.opinion_links.count() == 14
    items = KeyItem.objects.filter(congress=key.congress)
    assert {"candidate", "supervised"} <= set(items.values_list("state", flat=True))
    assert items.filter(notes__answered_on=None, notes__due_on__lt=today()).exists()
    assert Entry.objects.filter(subject_type="suggestion", subject_id=key.pk).exists()
    assert Opinion.objects.filter(state="told").exists()
    for login in ("clerk", "deputy", "office", "leader", "unit", "govoffice", "admin"):
        assert Seat.objects.open().filter(user__login=login).exists(), login
    assert not home.filter(created_on__gt=today()).exists()


@pytest.mark.parametrize(
    ("day", "opening"),
    [
        (dt.date(2026, 11, 24), dt.date(2026, 1, 12)),
        (dt.date(2027, 1, 5), dt.date(2026, 1, 12)),
        (dt.date(2027, 6, 1), dt.date(2027, 1, 11)),
    ],
)
def test_dates_hang_on_the_last_yearly_session(day, opening):
    assert places.session_day(day) == opening


def test_texts_are_all_different_and_name_no_real_county():
    suggestions, opinions = texts.suggestions(), texts.opinions()
    assert len({row.title for row in suggestions}) == len(suggestions) >= 140
    assert len({row.words for row in opinions}) == len(opinions) >= 300
    words = "".join(row.problem for row in suggestions) + "".join(row.words for row in opinions)
    for real in ("桂东", "株洲", "郴州", "醴陵", "岳阳"):
        assert real not in words
