"""The draw, who looks at which case, what they found, and what follows from it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.services import perform
from core.clock import now, today
from core.display import cn_date
from core.problems import Conflict, Forbidden, Invalid
from deadlines import services as deadlines
from files import services as files
from files.models import StoredFile
from liaison.models import Deputy, Seat, Unit
from spotchecks import notices
from spotchecks import permissions as may
from spotchecks.choices import DRAW, REVIEW, PersonPart
from spotchecks.models import SpotCheck, SpotCheckCase, SpotCheckPerson, SpotCheckReview
from spotchecks.services import drawing
from spotchecks.services.planning import person_of, refuse
from spotchecks.workflow import SPOT_CHECK
from suggestions.choices import CheckResult
from suggestions.models import CoSigner
from suggestions.services import note_check

MOST_PHOTOS = 6


@dataclass(frozen=True)
class Witness:
    name: str
    title: str = ""


def draw(
    check: SpotCheck,
    *,
    by: Seat,
    value: str,
    witnesses: Sequence[Witness],
    version: int | None = None,
) -> SpotCheck:
    """抽取: the source's value and the published hash alone decide; witnesses stand by."""
    normal = drawing.normal(value)
    if not normal:
        raise refuse("value", "请照来源公布的样子填数值，如03 09 15 21 28 33 07。")
    named = [one for one in witnesses if one.name.strip()]
    if not named:
        raise refuse("witnesses", "请至少写一位在场见证的人。")
    with perform(check, "draw", by=by, workflow=SPOT_CHECK, version=version) as deed:
        row: SpotCheck = deed.case
        rows = list(row.cases.order_by("position"))
        lines = [(case.number, case.group) for case in rows]
        if drawing.hash_of(lines) != row.list_hash:
            raise Conflict("名单与公布的SHA-256对不上，不能抽取，请联系系统管理员。")
        seed = drawing.seed_of(row.list_hash, value)
        places = drawing.draw(lines, seed, row.size_rule, row.size)
        for number, place in enumerate(places, start=1):
            rows[place].drawn_no = number
        SpotCheckCase.objects.bulk_update([rows[place] for place in places], ["drawn_no"])
        row.source_value, row.seed, row.drawn_at = normal, seed, now()
        row.source_entered_by_name = by.person_name
        SpotCheckPerson.objects.bulk_create(
            SpotCheckPerson(
                spot_check=row,
                part=PersonPart.WITNESS,
                name=one.name.strip()[:80],
                title=one.title.strip()[:120],
            )
            for one in named
        )
        deadlines.close(row, DRAW.code)
        present = "、".join(one.name.strip() for one in named)
        sentence = f"抽取{len(places)}件，{present}在场见证"
        event = notices.happened(row, "draw", sentence, by=by, note=f"来源数值{normal}")
        notices.tell_congress(row, event, by=by)
        notices.tell_units(row, event, "贵单位办理的建议被抽中评议", by=by)
    return check


def is_own_case(deputy_id: int | None, case: SpotCheckCase) -> bool:
    """Who proposed it does not judge alone whether it was solved."""
    if deputy_id is None:
        return False
    if case.suggestion.lead_id == deputy_id:
        return True
    rows = CoSigner.objects.filter(suggestion_id=case.suggestion_id, deputy_id=deputy_id)
    return rows.exclude(state="declined").exists()


def proposal(check: SpotCheck) -> dict[int, SpotCheckPerson]:
    """The named reviewers one after another, none on a suggestion of his or her own."""
    people = [row for row in check.people.all() if row.part == PersonPart.REVIEWER]
    found: dict[int, SpotCheckPerson] = {}
    for number, case in enumerate(check.cases.drawn().select_related("suggestion", "reviewer")):
        if case.reviewer is not None:
            found[case.pk] = case.reviewer
            continue
        turn = people[number % len(people) :] + people[: number % len(people)] if people else []
        fit = next((one for one in turn if not is_own_case(one.deputy_id, case)), None)
        if fit is not None:
            found[case.pk] = fit
    return found


def assign(
    check: SpotCheck,
    *,
    by: Seat,
    given: Mapping[int, Deputy | Seat],
    version: int | None = None,
) -> SpotCheck:
    """安排评议人: every drawn case gets one, each with its duty. `given`: case → who."""
    with perform(check, "assign", by=by, workflow=SPOT_CHECK, version=version) as deed:
        row: SpotCheck = deed.case
        cases = list(row.cases.drawn().select_related("suggestion", "reviewer"))
        missing = [case for case in cases if case.pk not in given and not case.verdict]
        if missing:
            numbers = "、".join(case.number for case in missing[:3])
            raise refuse("reviewers", f"还有没安排评议人的：{numbers}。")
        for case in cases:
            if case.pk in given and not case.verdict:
                _give(row, case, given[case.pk], by=by)
    return check


def _give(check: SpotCheck, case: SpotCheckCase, who: Deputy | Seat, *, by: Seat) -> None:
    deputy = who if isinstance(who, Deputy) else None
    if is_own_case(deputy.pk if deputy else None, case):
        words = f"{case.number}是{who}领衔或联名的，请另安排人评议。"
        raise Invalid(words, errors={f"reviewer_{case.pk}": [words], "reviewers": [words]})
    person = _person(check, who)
    if case.reviewer_id == person.pk:
        return
    case.reviewer = person
    case.save(update_fields=["reviewer"])
    owner: Deputy | Unit = deputy if deputy else person.seat.unit  # type: ignore[union-attr]
    deadlines.open_(
        case,
        kind=REVIEW.code,
        owner=owner,
        from_on=today(),
        scope=check.scope(),
        label=f"{check.name} {case.number}",
        by=by,
    )
    event = notices.happened(check, "assign", f"{case.number}由{person.name}评议", by=by, case=case)
    notices.tell_reviewer(person, event, by=by)


def _person(check: SpotCheck, who: Deputy | Seat) -> SpotCheckPerson:
    whom: dict[str, Any] = {"deputy": who} if isinstance(who, Deputy) else {"seat": who}
    rows = check.people.filter(part=PersonPart.REVIEWER)
    found = rows.filter(**whom).select_related("seat__unit", "deputy").first()
    if found is not None:
        return found
    made = person_of(check, **whom)
    made.save()
    return made


@dataclass(frozen=True)
class Finding:
    """What one visit found."""

    visited_on: dt.date
    place: str
    findings: str
    verdict: str
    people: str = ""
    reason: str = ""
    photos: Sequence[StoredFile] = ()


def review(
    case: SpotCheckCase, finding: Finding, *, by: Seat, version: int | None = None
) -> SpotCheckReview:
    """记现场评议: on the spot, in the reviewer's words; a later one counts, the first one stays."""
    with perform(case.spot_check, "review", by=by, workflow=SPOT_CHECK, version=version) as deed:
        check: SpotCheck = deed.case
        row = (
            SpotCheckCase.objects.select_for_update(of=("self",))
            .select_related("reviewer", "suggestion")
            .get(pk=case.pk)
        )
        row.spot_check = check
        if not may.may_review_case(by, row):
            raise Forbidden("这件由别的评议人负责，请看分给您的。")
        _check_finding(finding, check)
        reviewer = row.reviewer
        on_behalf = reviewer is not None and not may.is_person(by, reviewer)
        made = SpotCheckReview.objects.create(
            case=row,
            visited_on=finding.visited_on,
            place=finding.place.strip(),
            people=finding.people.strip(),
            findings=finding.findings.strip(),
            verdict=finding.verdict,
            reason=finding.reason.strip(),
            by_name=reviewer.name if reviewer else by.person_name,
            entered_by_name=by.person_name if on_behalf else "",
        )
        for photo in finding.photos:
            files.attach(photo, row, by=by, purpose=f"review:{made.pk}")
        row.verdict = finding.verdict
        row.save(update_fields=["verdict"])
        deadlines.close(row, REVIEW.code)
        sentence = f"{row.number}现场评议：{made.get_verdict_display()}"
        event = notices.happened(check, "review", sentence, by=by, note=made.reason, case=row)
        notices.tell_office(check, event, by=by)
    return made


_NEEDED = {"place": "请填到了什么地方。", "findings": "请写看到的情况。"}


def _check_finding(finding: Finding, check: SpotCheck) -> None:
    errors: dict[str, list[str]] = {}
    if finding.visited_on > today():
        errors["visited_on"] = ["日期还没有到，请改成今天或以前。"]
    elif check.published_on is not None and finding.visited_on < check.published_on:
        errors["visited_on"] = [f"请填公布名单（{cn_date(check.published_on)}）以后的日子。"]
    for name, words in _NEEDED.items():
        if not getattr(finding, name).strip():
            errors[name] = [words]
    errors |= _check_verdict(finding)
    if len(finding.photos) > MOST_PHOTOS:
        errors["photos"] = [f"最多{MOST_PHOTOS}张，请去掉几张。"]
    if errors:
        raise Invalid(next(iter(errors.values()))[0], errors=errors)


def _check_verdict(finding: Finding) -> dict[str, list[str]]:
    if finding.verdict not in CheckResult.values:
        return {"verdict": ["请选一个结论。"]}
    if finding.verdict != CheckResult.SOLVED and not finding.reason.strip():
        return {"reason": ["请写明哪些还没有解决。"]}
    return {}


def conclude(
    check: SpotCheck, *, by: Seat, words: str = "", version: int | None = None
) -> SpotCheck:
    """确定结果: each case carries what was found beside its class; bad ones wait for the office."""
    with perform(check, "conclude", by=by, workflow=SPOT_CHECK, version=version) as deed:
        row: SpotCheck = deed.case
        row.concluded_on, row.conclusion = today(), words.strip()
        cases = list(row.cases.drawn().select_related("suggestion"))
        for case in cases:
            last = case.reviews.order_by("-id").first()
            note_check(
                case.suggestion,
                by=by,
                result=case.verdict,
                found_on=today(),
                check=row.name,
                row_id=case.pk,
                words=last.reason if last else "",
            )
        solved = sum(case.verdict == CheckResult.SOLVED for case in cases)
        sentence = f"结果确定：抽中{len(cases)}件，已解决{solved}件"
        event = notices.happened(row, "conclude", sentence, by=by, note=row.conclusion)
        notices.tell_congress(row, event, by=by)
    return check
