"""Codes, submissions and public notices for tests that begin behind the door."""

import itertools
import uuid
from typing import Any

from audit.services import SYSTEM
from core.clock import now
from stations.models import Opinion, PublicCode, PublicNotice, Station, Submission
from stations.services.codes import make_code
from stations.tests.factories import make_opinion

_numbers = itertools.count(1)


def code_of(station: Station) -> PublicCode:
    """The station's live code, made when first asked for."""
    found = PublicCode.objects.live().filter(station=station).first()
    return found or make_code(by=SYSTEM, station=station)


def make_submission(station: Station, **kw: Any) -> Submission:
    """What somebody sent, waiting; without clock or notice."""
    serial = next(_numbers)
    kw.setdefault("raw_text", f"村口的路灯不亮了（第{serial}件）。")
    kw.setdefault("secret_hash", f"{serial:064d}")
    return Submission.objects.create(
        station=station, code=code_of(station), key=uuid.uuid4(), **station.scope(), **kw
    )


def make_notice(station: Station, opinion: Opinion | None = None, **kw: Any) -> PublicNotice:
    """An answer that the station released; a draft with `published_at=None`."""
    kw.setdefault("title", "村口路灯修好了")
    kw.setdefault("words", "坏的三盏已经换新。")
    kw.setdefault("published_at", now())
    kw.setdefault("by_name", "郭晓兰")
    opinion = opinion or make_opinion(station, "told")
    return PublicNotice.objects.create(
        station=station, opinion=opinion, drafted_by_name="郭晓兰", **station.scope(), **kw
    )
