"""What came in by a code is taken in as an opinion, or refused in words that the voter reads."""

import datetime as dt
from collections.abc import Iterable

from audit.services import name_of, perform
from core.clock import BEIJING, now
from core.problems import Invalid, Problem
from deadlines import services as deadlines
from deadlines.models import Deadline
from files import services as files
from liaison.models import Seat
from stations.choices import ACKNOWLEDGE_VOTER, Channel
from stations.models import Opinion, Submission, Theme
from stations.notices import public as notices
from stations.notices.looks import contact_seen
from stations.permissions.public import VOTER
from stations.services import summary
from stations.services.contacts import reason_of
from stations.services.opening import NewOpinion, open_opinion
from stations.services.rules import rule_of
from stations.services.submitting import PRIVATE
from stations.services.visitors import Contact
from stations.workflow.public import SUBMISSION


def accept(
    submission: Submission,
    *,
    by: Seat,
    title: str = "",
    theme: Theme | None = None,
    nature: str = "",
    is_urgent: bool = False,
    version: int | None = None,
) -> Opinion:
    """受理: the words go over untouched, with photos and the voter's code; routing begins today."""
    with perform(
        submission, "accept", by=by, workflow=SUBMISSION, version=version, private=PRIVATE
    ) as deed:
        case: Submission = deed.case
        matter = NewOpinion(
            raw_text=case.raw_text,
            title=title,
            theme=theme,
            nature=nature,
            place_text=case.place_text,
            is_urgent=is_urgent or case.in_crisis,
            addressed=[case.deputy] if case.deputy else [],
        )
        opinion = open_opinion(
            case.station,
            matter,
            by=by,
            channel=Channel.QR,
            received_on=case.sent_at.astimezone(BEIJING).date(),
            sentence="受理了扫码来件",
        )
        opinion.secret_hash = case.secret_hash
        opinion.save(update_fields=["secret_hash"])
        files.pass_on(case, opinion)
        case.opinion = opinion
        _settle(case, name_of(by))
    return opinion


def refuse(
    submission: Submission, *, by: Seat, reason: str, version: int | None = None
) -> Submission:
    """不受理: never in silence; the voter reads why, where the code is followed."""
    summary.require_words(reason=(reason, "请写明为什么不受理，来访人会看到这句话。"))
    with perform(
        submission, "refuse", by=by, workflow=SUBMISSION, version=version, private=PRIVATE
    ) as deed:
        deed.case.refused_why = reason.strip()[:300]
        _settle(deed.case, name_of(by))
    return submission


def refuse_all(
    submissions: Iterable[Submission], *, by: Seat, reason: str
) -> tuple[list[Submission], list[tuple[Submission, str]]]:
    """Obvious spam, row by row: what could not be refused is named with the reason."""
    done: list[Submission] = []
    left: list[tuple[Submission, str]] = []
    for one in submissions:
        try:
            done.append(refuse(one, by=by, reason=reason))
        except Invalid:
            raise
        except Problem as problem:
            left.append((one, problem.detail))
    return done, left


def take_back(submission: Submission) -> Submission:
    """撤回 before it was taken in: name, phone and network mark go (个人信息保护法 art. 47)."""
    with perform(submission, "take_back", by=VOTER, workflow=SUBMISSION, private=PRIVATE) as deed:
        forget_sender(deed.case)
        _settle(deed.case, "来访人")
    return submission


def forget(submission: Submission, *, by: Seat, reason: str) -> Submission:
    """删除联系方式: at the voter's own wish (个人信息保护法 arts. 44-50); what was said stays."""
    summary.require_words(reason=(reason, "请写明是谁、怎么提出的。"))
    with perform(
        submission, "forget", by=by, workflow=SUBMISSION, reason=reason, private=PRIVATE
    ) as deed:
        forget_sender(deed.case)
    return submission


def forget_sender(case: Submission) -> None:
    case.visitor_name = case.visitor_phone = case.network = ""


def look(submission: Submission, *, by: Seat, reason_code: str, words: str = "") -> Contact:
    """查看联系方式: once, with a reason, recorded, and the unit's administrator hears of it."""
    reason = reason_of(reason_code, words)
    with perform(
        submission, "look", by=by, workflow=SUBMISSION, reason=reason, private=PRIVATE
    ) as deed:
        # Looking changes nothing: a form that somebody has open must not become stale by it.
        deed.case.version -= 1
        contact_seen(deed.case, by=by, reason=reason)
    return Contact(submission.visitor_name, submission.visitor_phone)


def _settle(case: Submission, who: str) -> None:
    case.settled_at, case.settled_by_name = now(), who
    case.due_on = case.amber_on = None
    deadlines.close(case, ACKNOWLEDGE_VOTER.code)
    notices.settled(case)


def dates_moved(ids: list[int]) -> None:
    """A year's days off were published and moved duties; no deed, so the version stays."""
    duties = Deadline.objects.open().filter(subject_type="submission", subject_id__in=ids)
    for duty in duties:
        Submission.objects.filter(pk=duty.subject_id).update(
            due_on=duty.due_on, amber_on=duty.amber_on
        )


def forget_networks() -> int:
    """The mark of the network goes after the days that the limits need; daily, by the clock."""
    marked = Submission.objects.exclude(network="")
    gone = 0
    for congress_id in list(marked.order_by().values_list("congress_id", flat=True).distinct()):
        kept = dt.timedelta(days=rule_of(congress_id).network_kept_days)
        old = marked.filter(congress_id=congress_id, sent_at__lt=now() - kept)
        gone += old.update(network="")
    return gone
