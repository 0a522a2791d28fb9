"""An opinion begins: by a visit, through a code on the wall, or found by an activity."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from audit.services import new_entry, snapshot
from core.problems import Invalid
from core.text import without_numbers
from core.writing import insert
from files import services as files
from files.models import StoredFile
from liaison.models import Deputy, Division, Seat, Unit
from stations import notices
from stations.choices import OpinionPart
from stations.models import Activity, Opinion, Reception, Station, Theme
from stations.services import numbers, summary

TITLE = 24
MOST_PHOTOS = 6


@dataclass(frozen=True)
class NewOpinion:
    """One matter of a visit. `route` empty: decided later; on_spot needs words and satisfaction."""

    raw_text: str
    title: str = ""
    summary: str = ""
    theme: Theme | None = None
    nature: str = ""
    place: Division | None = None
    place_text: str = ""
    keep_secret: bool = False
    is_urgent: bool = False
    addressed: Sequence[Deputy] = ()
    route: str = ""
    unit: Unit | None = None
    words: str = ""
    satisfaction: str = ""
    photos: Sequence[Any] = field(default=())


def open_opinion(
    station: Station,
    matter: NewOpinion,
    *,
    by: Seat,
    channel: str,
    received_on: dt.date,
    on: dt.date | None = None,
    reception: Reception | None = None,
    activity: Activity | None = None,
    parties: Iterable[tuple[OpinionPart, Deputy]] = (),
    sentence: str = "登记了意见",
) -> Opinion:
    """The words go in exactly as they came; only nothing at all is refused.

    `on` is the day from which the station's clock for routing runs: today unless entered late.
    Call it inside the deed's transaction.
    """
    summary.require_words(raw_text=(matter.raw_text, "请写下来访人反映的问题。"))
    day = summary.deed_day(on)
    if reception is None:
        # A visit has locked its station already.
        station = numbers.lock(station)
    pk, number = numbers.next_opinion(station, received_on)
    opinion = Opinion(
        pk=pk,
        station=station,
        origin=station,
        reception=reception,
        activity=activity,
        number=number,
        channel=channel,
        received_on=received_on,
        title=without_numbers(matter.title.strip() or title_from(matter.raw_text))[:80],
        raw_text=matter.raw_text,
        summary=matter.summary.strip(),
        theme=matter.theme,
        nature=matter.nature,
        place=matter.place,
        place_text=matter.place_text.strip(),
        keep_secret=matter.keep_secret,
        is_urgent=matter.is_urgent,
        **station.scope(),
    )
    duty = summary.first_duty(opinion, on=day)
    event = summary.new_event(opinion, "record", sentence, by=by)
    everybody = [*parties, *((OpinionPart.ADDRESSED, deputy) for deputy in matter.addressed)]
    # Nothing of the case exists before: it and all that hangs on it go in at once.
    insert(
        [
            opinion,
            summary.new_grams(opinion),
            *summary.new_parties(opinion, everybody, since=day),
            duty,
            event,
            new_entry(
                "opinion.record",
                by=by,
                label="登记意见",
                subject=opinion,
                after=snapshot(opinion, without=summary.PRIVATE),
            ),
        ]
    )
    _keep_photos(opinion, matter.photos, by)
    if matter.addressed:
        notices.told_deputies(opinion, event, by=by)
    return opinion


def _keep_photos(opinion: Opinion, photos: Sequence[Any], by: Seat) -> None:
    """Sent with the form, or uploaded by the phone before."""
    if len(photos) > MOST_PHOTOS:
        words = f"一个问题最多{MOST_PHOTOS}张照片，请去掉几张。"
        raise Invalid(words, errors={"photos": [words]})
    for photo in photos:
        if isinstance(photo, StoredFile):
            files.attach(photo, opinion, by=by, purpose="photo")
        else:
            files.store(photo, by=by, purpose="photo", subject=opinion)


def title_from(words: str) -> str:
    """The first sentence, short: staff may write a better one, the words themselves stay."""
    first = re.split(r"[。！？；;!?\n\r]", words.strip(), maxsplit=1)[0].strip()
    if len(first) <= TITLE:
        return first or words.strip()[:TITLE]
    clause = re.split(r"[，,、]", first, maxsplit=1)[0].strip()
    return clause if 4 <= len(clause) <= TITLE else f"{first[: TITLE - 1]}…"
