"""Staff ask the voter who follows, and release what the public may read."""

from django.db import transaction

from audit.services import record
from core.clock import now
from core.problems import Conflict, Forbidden
from liaison.models import Seat
from stations import notices
from stations.models import Opinion, PublicNotice, VoterQuestion
from stations.permissions.public import may_publish
from stations.services import summary


def ask(opinion: Opinion, *, by: Seat, text: str, version: int | None = None) -> VoterQuestion:
    """问来访人: the voter reads it where the code is followed; no clock stops for it."""
    summary.require_words(text=(text, "请写下要问来访人的话。"))
    with summary.deed_on(opinion, "ask", by=by, version=version) as deed:
        row = VoterQuestion.objects.create(
            opinion=deed.case, text=text.strip()[:300], asked_by_name=summary.name_of(by)
        )
        event = summary.happened(deed.case, "ask", "向来访人提问", by=by, note=row.text)
        notices.told_station(deed.case, event, by=by)
    return row


def publish(
    opinion: Opinion, *, by: Seat, title: str, words: str, version: int | None = None
) -> PublicNotice:
    """公示结果: in the words that staff choose; who left no name reads it there
    (信访工作条例 art. 23)."""
    summary.require_words(
        title=(title, "请写公示的题目，不要写来访人的姓名。"),
        words=(words, "请写公示的内容，不要写来访人的姓名和电话。"),
    )
    with summary.deed_on(opinion, "publish", by=by, version=version) as deed:
        case: Opinion = deed.case
        row = PublicNotice.objects.create(
            station=case.station,
            opinion=case,
            title=title.strip()[:80],
            words=words.strip(),
            by_name=summary.name_of(by),
            **case.scope(),
        )
        event = summary.happened(case, "publish", "公示了办理结果", by=by, note=row.words)
        notices.told_station(case, event, by=by)
    return row


def take_down(notice: PublicNotice, *, by: Seat, reason: str) -> PublicNotice:
    """撤下公示: it is no longer public; that it was remains on record."""
    summary.require_words(reason=(reason, "请写明为什么撤下。"))
    if not may_publish(by, notice.opinion):
        raise Forbidden("公示由发布的联络站撤下，请找本站联络员或站长。")
    row = PublicNotice.objects.filter(pk=notice.pk, taken_down_at=None)
    with transaction.atomic():
        if not row.update(taken_down_at=now(), taken_down_why=reason.strip()[:200]):
            raise Conflict("这条公示已经撤下了。")
        record("publicnotice.take_down", by=by, label="撤下公示", subject=notice, reason=reason)
    return notice
