"""Personal data of a voter, and the slip that the voter takes home."""

from audit.services import perform
from core.problems import Invalid
from liaison.models import Seat
from stations import notices
from stations.choices import RevealReason
from stations.models import Addendum, Opinion, Reception
from stations.notices.looks import contact_seen
from stations.services import numbers, summary
from stations.services.guests import PRIVATE as RECEPTION_PRIVATE
from stations.services.visitors import Contact, contact_of
from stations.workflow import VISIT

__all__ = ["Contact", "add", "issue_slip", "reason_of", "reveal"]


def reveal(subject: Opinion | Reception, *, by: Seat, reason_code: str, words: str = "") -> Contact:
    """查看联系方式: at once, with a reason, recorded, and the unit's administrator hears of it."""
    reason = reason_of(reason_code, words)
    if isinstance(subject, Opinion):
        return _of_opinion(subject, by, reason)
    with perform(
        subject, "reveal", by=by, workflow=VISIT, reason=reason, private=RECEPTION_PRIVATE
    ) as deed:
        _leave_version(deed.case)
        contact_seen(deed.case, by=by, reason=reason)
    return Contact(subject.visitor_name, subject.visitor_phone)


def reason_of(reason_code: str, words: str) -> str:
    """One of the list, and a sentence of one's own: both are asked for."""
    if reason_code not in RevealReason.values:
        problem = "请选一个查看理由。"
        raise Invalid(problem, errors={"reason_code": [problem]})
    summary.require_words(words=(words, "请写一句为什么要看。"))
    return f"{RevealReason(reason_code).label}：{words.strip()}"[:300]


def _of_opinion(opinion: Opinion, by: Seat, reason: str) -> Contact:
    with summary.deed_on(opinion, "reveal", by=by, reason=reason) as deed:
        _leave_version(deed.case)
        summary.happened(deed.case, "reveal", "查看了来访人联系方式", by=by, note=reason)
        contact_seen(deed.case, by=by, reason=reason)
    return contact_of(opinion)


def _leave_version(case: Opinion | Reception) -> None:
    """Looking changes nothing: a form that somebody has open must not become stale by it."""
    case.version -= 1


def issue_slip(opinion: Opinion, *, by: Seat) -> str:
    """打印回执: a new secret code, shown once; the one of an earlier slip is void."""
    code = numbers.secret_code(has_phone=bool(contact_of(opinion).phone))
    with summary.deed_on(opinion, "issue_slip", by=by) as deed:
        _leave_version(deed.case)
        deed.case.secret_hash = numbers.hashed(code)
        summary.happened(deed.case, "issue_slip", "打印了来访人回执", by=by)
    return code


def add(opinion: Opinion, *, by: Seat, text: str, version: int | None = None) -> Addendum:
    """补充: what was said or found later; the first words stay as they were."""
    summary.require_words(text=(text, "请写下要补充的内容。"))
    with summary.deed_on(opinion, "add", by=by, version=version) as deed:
        row = Addendum.objects.create(opinion=deed.case, text=text.strip(), by_name=by.person_name)
        event = summary.happened(deed.case, "add", "补充了情况", by=by, note=text.strip())
        notices.told_station(deed.case, event, by=by)
    return row
