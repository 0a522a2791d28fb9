"""An activity is held: who came, what was said, what was found, photos, and a summary."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from audit.services import perform
from core.clock import today
from core.problems import Invalid
from deadlines import services as deadlines
from files import services as files
from files.models import StoredFile
from liaison.models import Seat, Unit
from stations.choices import SUM_UP_ACTIVITY, Channel, OpinionPart, Route
from stations.models import Activity, AgendaItem, Attendee, Finding, Opinion, Theme
from stations.services.activity_planning import happened, require
from stations.services.opening import NewOpinion, open_opinion
from stations.services.routing import route as route_opinion
from stations.workflow.activities import ACTIVITY

MOST_PHOTOS = 12


def hold_activity(
    activity: Activity,
    *,
    by: Seat,
    attended: Iterable[Attendee],
    voters: int = 0,
    minutes: Mapping[int, str] | None = None,
    version: int | None = None,
) -> Activity:
    """已开展: attendance as it was; from this day the station owes the summary."""
    with perform(activity, "hold", by=by, workflow=ACTIVITY, version=version) as deed:
        case: Activity = deed.case
        here = {row.pk for row in attended}
        rows = Attendee.objects.filter(activity=case)
        rows.filter(pk__in=here).update(attended=True)
        rows.exclude(pk__in=here).update(attended=False)
        case.voters = voters
        _write_minutes(case, minutes or {})
        deadlines.open_(
            case,
            kind=SUM_UP_ACTIVITY.code,
            owner=case.station.keeper,
            from_on=case.held_on,
            scope=case.scope(),
            label=case.title,
            by=by,
        )
        people = f"{len(here)}人参加" + (f"，群众{voters}人" if voters else "")
        happened(case, "hold", f"活动开展，{people}", by=by)
    return activity


def _write_minutes(activity: Activity, minutes: Mapping[int, str]) -> None:
    changed = []
    for item in AgendaItem.objects.filter(activity=activity, pk__in=minutes.keys()):
        item.minutes = minutes[item.pk].strip()
        changed.append(item)
    AgendaItem.objects.bulk_update(changed, ["minutes"])


def add_finding(
    activity: Activity,
    *,
    by: Seat,
    text: str,
    place_text: str = "",
    solved_how: str = "",
    theme: Theme | None = None,
    route: str = "",
    unit: Unit | None = None,
    photos: Sequence[Any] = (),
    version: int | None = None,
) -> Finding:
    """发现问题: settled there and then with how, else an opinion with the clocks of any other."""
    require(text=(text, "请写下发现的问题。"))
    if solved_how.strip() and route:
        words = "现场已解决的不用再分办，请去掉一边。"
        raise Invalid(words, errors={"route": [words]})
    with perform(activity, "find", by=by, workflow=ACTIVITY, version=version) as deed:
        case: Activity = deed.case
        finding = Finding(
            activity=case,
            text=text.strip(),
            place_text=place_text.strip(),
            solved_how=solved_how.strip(),
            by_name=by.person_name,
        )
        if not finding.solved_how:
            finding.opinion = _as_opinion(case, finding, by, theme, photos)
            if route:
                route_opinion(finding.opinion, by=by, route=route, unit=unit)
        finding.save()
        if finding.solved_how:
            _keep_photos(case, photos, by)
        how = "现场解决" if finding.solved_how else "登记为群众意见"
        happened(case, "find", f"发现问题，{how}", by=by, note=finding.text)
    return finding


def _as_opinion(
    activity: Activity, finding: Finding, by: Seat, theme: Theme | None, photos: Sequence[Any]
) -> Opinion:
    """Every deputy who was asked to come hears what becomes of it."""
    people = [row.deputy for row in activity.attendees.select_related("deputy") if row.deputy]
    matter = NewOpinion(
        raw_text=finding.text,
        place_text=finding.place_text,
        theme=theme or activity.theme,
        photos=photos,
    )
    return open_opinion(
        activity.station,
        matter,
        by=by,
        channel=Channel.VISIT,
        received_on=min(activity.held_on, today()),
        activity=activity,
        parties=[(OpinionPart.RECEIVED, deputy) for deputy in people],
        sentence=f"在活动「{activity.title}」中发现",
    )


def add_activity_photos(
    activity: Activity, *, by: Seat, photos: Sequence[Any], version: int | None = None
) -> list[StoredFile]:
    """照片: cleaned of where and with what they were taken."""
    if not photos:
        words = "请先选照片。"
        raise Invalid(words, errors={"photos": [words]})
    with perform(activity, "add_photos", by=by, workflow=ACTIVITY, version=version) as deed:
        kept = _keep_photos(deed.case, photos, by)
        happened(deed.case, "add_photos", f"上传了{len(kept)}张照片", by=by)
    return kept


def _keep_photos(activity: Activity, photos: Sequence[Any], by: Seat) -> list[StoredFile]:
    there = StoredFile.objects.filter(subject_type="activity", subject_id=activity.pk).count()
    if there + len(photos) > MOST_PHOTOS:
        words = f"一次活动最多{MOST_PHOTOS}张照片，已有{there}张，请去掉几张。"
        raise Invalid(words, errors={"photos": [words]})
    kept = []
    for photo in photos:
        if isinstance(photo, StoredFile):
            files.attach(photo, activity, by=by, purpose="photo")
            kept.append(photo)
        else:
            kept.append(files.store(photo, by=by, purpose="photo", subject=activity))
    return kept


def sum_up(
    activity: Activity,
    *,
    by: Seat,
    summary: str,
    on: dt.date | None = None,
    version: int | None = None,
) -> Activity:
    """小结: what was done and found; the activity is complete with it."""
    require(summary=(summary, "请写下小结：做了什么，发现什么，怎样解决。"))
    with perform(activity, "sum_up", by=by, workflow=ACTIVITY, version=version) as deed:
        case: Activity = deed.case
        case.summary = summary.strip()
        deadlines.close(case, SUM_UP_ACTIVITY.code, on=on or today())
        happened(case, "sum_up", "写了活动小结", by=by)
    return activity


def routes_of_findings() -> list[tuple[str, str]]:
    """The ways that a finding may take at once; empty means the station decides later."""
    open_routes = [Route.STATION, Route.TOWNSHIP, Route.COUNTY, Route.SUGGESTION]
    return [(str(code), code.label) for code in open_routes]
