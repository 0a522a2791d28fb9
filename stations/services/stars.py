"""星级评定: a station applies itself, the office judges it as a whole, the star moves both ways."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme

from audit.services import perform, record
from core.clock import today
from core.problems import Conflict, Forbidden, Invalid
from liaison.choices import STATION_ROLES
from liaison.models import Seat
from liaison.services.history import signed
from stations.models import StarApplication, StarEvent, StarEvidence, Station
from stations.notices import stars as notices
from stations.services.standards import checklist_of
from stations.workflow.stars import MERGED_STARS, STARS

MOST_STARS = 5


@dataclass(frozen=True)
class Claim:
    """What the station says of one item: points out of the item's weight, and where to see it."""

    points: int
    note: str = ""
    link: str = ""


def start_application(station: Station, year: int, *, by: Seat) -> StarApplication:
    """One a year; it opens with what the last check of the standard found."""
    if by.role not in STATION_ROLES or station.unit_id != by.unit_id:
        raise Forbidden("星级由联络站自己申报，请换到这个站的岗位。")
    if station.closed_on is not None:
        raise Conflict(f"「{station.name}」已经撤销，不能申报。")
    if year not in {today().year - 1, today().year}:
        words = "只能申报今年或去年的星级。"
        raise Invalid(words, errors={"year": [words]})
    if StarApplication.objects.filter(station=station, year=year).exists():
        raise Conflict(f"{year}年已经有一份申报，请打开那一份。")
    checklist = checklist_of(station.congress_id, year)
    met = dict(station.marks.filter(item__checklist=checklist).values_list("item_id", "is_met"))
    with transaction.atomic():
        case = StarApplication.objects.create(
            station=station, checklist=checklist, year=year, asked=3, **station.scope()
        )
        StarEvidence.objects.bulk_create(
            StarEvidence(
                application=case, item=item, claimed=item.weight if met.get(item.pk) else 0
            )
            for item in checklist.items.all()
        )
        _happened(case, "start", f"开始填写{year}年星级申报", by=by)
        record("starapplication.start", by=by, label="开始星级申报", subject=case)
    return case


def fill_in(
    case: StarApplication,
    *,
    by: Seat,
    asked: int,
    statement: str,
    claims: Mapping[int, Claim],
    version: int | None = None,
) -> StarApplication:
    """填写自评: points of each item, at most its weight, with where to see it."""
    _require_stars(asked, "asked", lowest=1)
    with perform(case, "fill_in", by=by, workflow=STARS, version=version) as deed:
        row: StarApplication = deed.case
        row.asked, row.statement = asked, statement.strip()
        _write_claims(row, claims)
    return case


def _write_claims(case: StarApplication, claims: Mapping[int, Claim]) -> None:
    errors: dict[str, list[str]] = {}
    rows = list(case.evidence.select_related("item").filter(item_id__in=claims.keys()))
    for row in rows:
        claim = claims[row.item_id]
        if not 0 <= claim.points <= row.item.weight:
            errors[f"points_{row.item_id}"] = [f"0到{row.item.weight}分。"]
        link = claim.link.strip()
        if link and not _leads_inside(link):
            errors[f"link_{row.item_id}"] = ["请填本平台的网址，以/开头，例如/activities/12/。"]
        row.claimed, row.note, row.link = claim.points, claim.note.strip()[:300], link[:200]
    if errors:
        raise Invalid(next(iter(errors.values()))[0], errors=errors)
    StarEvidence.objects.bulk_update(rows, ["claimed", "note", "link"])


def _leads_inside(link: str) -> bool:
    """To a page of this platform; browsers read /\\ and tabs as the beginning of another host."""
    return link.startswith("/") and url_has_allowed_host_and_scheme(link, allowed_hosts=None)


def apply(case: StarApplication, *, by: Seat, version: int | None = None) -> StarApplication:
    """提交: complete with the station's own words, because it is judged as a whole."""
    with perform(case, "apply", by=by, workflow=STARS, version=version) as deed:
        row: StarApplication = deed.case
        if not row.statement.strip():
            words = "请先写自评说明，再提交。"
            raise Invalid(words, errors={"statement": [words]})
        row.applied_on = today()
        event = _happened(row, "apply", f"申报{stars_of(row.asked)}", by=by)
        notices.told_office(row, event, by=by)
    return case


def withdraw(case: StarApplication, *, by: Seat, version: int | None = None) -> StarApplication:
    """撤回: before it is judged, to put something right."""
    with perform(case, "withdraw", by=by, workflow=STARS, version=version) as deed:
        deed.case.applied_on = None
        _happened(deed.case, "withdraw", "撤回申报，继续填写", by=by)
    return case


def withdraw_with_station(case: StarApplication, *, by: Seat, why: str) -> StarApplication:
    """A station that is merged or closed is judged no more: its application is a draft again,
    which it may hand in once it stands again; whoever filed it is told."""
    with perform(case, "merged", by=by, workflow=MERGED_STARS) as deed:
        deed.case.applied_on = None
        sentence = f"{why}，申报已撤回，不再评定；恢复联络站以后可以再提交"
        event = _happened(deed.case, "merged", sentence, by=by)
        notices.told_station(deed.case, event, by=by)
    return case


def send_back(
    case: StarApplication, *, by: Seat, reason: str, version: int | None = None
) -> StarApplication:
    """退回补充: with what is missing."""
    _require(reason, "reason", "请写明缺什么、怎样补充。")
    with perform(case, "send_back", by=by, workflow=STARS, version=version) as deed:
        event = _happened(deed.case, "send_back", "退回补充", by=by, note=reason.strip())
        notices.told_station(deed.case, event, by=by)
    return case


def grant(
    case: StarApplication,
    *,
    by: Seat,
    granted: int,
    review_note: str,
    points: Mapping[int, int] | None = None,
    version: int | None = None,
) -> StarApplication:
    """评定: the star is the office's judgement of the whole; points per item are its grounds."""
    return _judge(case, "grant", by, granted, review_note, points or {}, version)


def regrade(
    case: StarApplication,
    *,
    by: Seat,
    granted: int,
    review_note: str,
    version: int | None = None,
) -> StarApplication:
    """重新评定: dynamic management, up or down, with the reason."""
    return _judge(case, "regrade", by, granted, review_note, {}, version)


def _judge(
    case: StarApplication,
    code: str,
    by: Seat,
    granted: int,
    note: str,
    points: Mapping[int, int],
    version: int | None,
) -> StarApplication:
    _require_stars(granted, "granted", lowest=0)
    _require(note, "review_note", "请写评定意见：凭什么评这个星级。")
    with perform(case, code, by=by, workflow=STARS, version=version, reason=note) as deed:
        row: StarApplication = deed.case
        _write_points(row, points)
        row.granted, row.review_note = granted, note.strip()
        row.decided_on, row.decided_by_name = today(), by.person_name
        word = "评定为" if code == "grant" else "重新评定为"
        event = _happened(row, code, f"{word}{stars_of(granted)}", by=by, note=note.strip())
        notices.told_station(row, event, by=by)
    return case


def _write_points(case: StarApplication, points: Mapping[int, int]) -> None:
    rows = list(case.evidence.select_related("item").filter(item_id__in=points.keys()))
    for row in rows:
        if not 0 <= points[row.item_id] <= row.item.weight:
            words = f"0到{row.item.weight}分。"
            raise Invalid(words, errors={f"points_{row.item_id}": [words]})
        row.reviewed = points[row.item_id]
    StarEvidence.objects.bulk_update(rows, ["reviewed"])


def stars_of(count: int) -> str:
    return f"{'一二三四五'[count - 1]}星" if count else "不评星"


def _require_stars(count: int, name: str, *, lowest: int) -> None:
    if not lowest <= count <= MOST_STARS:
        words = f"星级填{lowest}到{MOST_STARS}。"
        raise Invalid(words, errors={name: [words]})


def _require(text: str, name: str, words: str) -> None:
    if not text.strip():
        raise Invalid(words, errors={name: [words]})


def _happened(
    case: StarApplication, code: str, sentence: str, *, by: Seat, note: str = ""
) -> StarEvent:
    return StarEvent.objects.create(
        application=case,
        code=code,
        sentence=sentence,
        note=note,
        **signed(by),
    )
