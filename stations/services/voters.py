"""The voter comes back with the code: finds the matter, answers, judges, takes it back."""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from core.clock import now, today
from core.context import deed_from, origin
from core.problems import Conflict, Invalid, Problem
from core.text import digits_only
from deadlines import services as deadlines
from stations.choices import DispositionState, Satisfaction, SubmissionState, TellMethod
from stations.models import Opinion, Submission, TellingBack, VoterQuestion
from stations.notices import public as notices
from stations.permissions.public import VOTER as VOTER_PERSON
from stations.services import folding, limits, numbers, public_forms, summary, taking_in
from stations.services.codes import normal_code
from stations.services.results import end_ways
from stations.services.visitors import contact_of, submission_of
from stations.workflow.public import VOTER

LIFETIME = 30 * 60
LONGEST_ANSWER = 1000
WRONG = "没有查到。请核对查询码；留过电话的，还要填电话的后四位。"
VERDICTS = frozenset({Satisfaction.SATISFIED, Satisfaction.BASIC, Satisfaction.UNSATISFIED})
_SALT = "stations.follower"


class NotFound(Problem):
    """Wrong code, wrong digits, a code that was replaced: one answer for all of them."""

    status = 404
    slug = "nothing-to-follow"
    title = "没有查到"


class FollowEnded(Problem):
    """The voter's own half hour is over."""

    status = 410
    slug = "follow-ended"
    title = "请重新查询"


@dataclass(frozen=True)
class Followed:
    """What a code belongs to: a submission, and the opinion that came of it or of a visit."""

    submission: Submission | None
    opinion: Opinion | None

    @property
    def secret_hash(self) -> str:
        if self.opinion is not None:
            return self.opinion.secret_hash
        return "" if self.submission is None else self.submission.secret_hash


def find(code: str, digits: str = "") -> Followed:
    """查询: by code and, where a phone was left, its last four digits; tries are counted."""
    wanted = normal_code(code)[:32]
    hashed = numbers.hashed(wanted)
    allowance = limits.for_following(public_forms.network(), hashed)
    found = _by_hash(hashed)
    if found is None or not _digits_fit(found, digits_only(digits)):
        raise NotFound(WRONG)
    allowance.give_back()
    return found


def _by_hash(hashed: str) -> Followed | None:
    opinion = _opinions().filter(secret_hash=hashed).first()
    if opinion is not None:
        return Followed(submission_of(opinion), opinion)
    sent = _submissions().filter(secret_hash=hashed).first()
    # With an opinion of its own the code lives there; another one was printed meanwhile.
    return None if sent is None or sent.opinion_id is not None else Followed(sent, None)


def _opinions() -> "QuerySet[Opinion]":
    return Opinion.objects.select_related(
        "station__unit", "handler", "reception", "folded_into__station", "folded_into__handler"
    )


def _submissions() -> "QuerySet[Submission]":
    return Submission.objects.select_related("station__unit", "deputy")


def _digits_fit(found: Followed, digits: str) -> bool:
    """Whoever left no phone has a longer code instead."""
    sent = found.submission
    if sent is not None:
        if not sent.phone_hash:
            return True
        return constant_time_compare(sent.phone_hash, public_forms.phone_hashed(sent.key, digits))
    phone = contact_of(found.opinion).phone if found.opinion is not None else ""
    return not phone or constant_time_compare(phone[-4:], digits)


def pass_for(found: Followed) -> str:
    """What the browser carries for half an hour instead of the code; void with a new code."""
    said = {
        "s": found.submission.pk if found.submission else None,
        "o": found.opinion.pk if found.opinion else None,
        "h": found.secret_hash[:20],
    }
    return signing.dumps(said, salt=_SALT)


def followed_by(token: str) -> Followed:
    """The matter of a pass; taken in meanwhile, it is the opinion."""
    try:
        said: dict[str, Any] = signing.loads(token[:400], salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature:
        raise FollowEnded("为了安全，过了半小时要重新填一次查询码。") from None
    sent = _submissions().filter(pk=said["s"]).first() if said["s"] else None
    pk = said["o"] or (sent.opinion_id if sent else None)
    found = Followed(sent, _opinions().filter(pk=pk).first() if pk else None)
    if not said["h"] or not found.secret_hash.startswith(said["h"]):
        raise FollowEnded("查询码换过了，请用新的查询码重新查。")
    return found


def _opinion_of(found: Followed) -> Opinion:
    if found.opinion is None:
        raise Conflict("联络站还没有受理，现在还不能办这一步。")
    return found.opinion


def reply(found: Followed, *, question_id: int, text: str) -> VoterQuestion:
    """回答提问: once each; the station and the handler who asked hear of it."""
    opinion = _opinion_of(found)
    summary.require_words(text=(text, "请写下您的回答。"))
    if len(text) > LONGEST_ANSWER:
        words = f"最多写{LONGEST_ANSWER}字，请写简短一些。"
        raise Invalid(words, errors={"text": [words]})
    with (
        deed_from("", origin().request_id),
        summary.deed_on(opinion, "reply", by=VOTER_PERSON, workflow=VOTER) as deed,
    ):
        rows = VoterQuestion.objects.select_for_update().filter(opinion=deed.case)
        question = rows.filter(pk=question_id).first()
        if question is None:
            raise Invalid("没有这个提问，请刷新后再看。")
        if question.answered_at is not None:
            raise Conflict("这个问题您已经回答过了。")
        question.answer, question.answered_at = text.strip(), now()
        question.save(update_fields=["answer", "answered_at"])
        # The answer may say where somebody lives: history and notice lead to it, they quote it not.
        event = summary.happened(deed.case, "reply", "来访人回答了提问", by=VOTER_PERSON)
        notices.voter_said(deed.case, event, "来访人回答了提问")
    return question


def rate(found: Followed, *, satisfaction: str, remark: str = "") -> TellingBack:
    """评价: the voter's own verdict stands beside what staff noted; 不满意 goes to the head."""
    opinion = _opinion_of(found)
    if satisfaction not in VERDICTS:
        words = "请选满意、基本满意或不满意。"
        raise Invalid(words, errors={"satisfaction": [words]})
    with (
        deed_from("", origin().request_id),
        summary.deed_on(opinion, "rate", by=VOTER_PERSON, workflow=VOTER) as deed,
    ):
        case: Opinion = deed.case
        if has_rated(case):
            raise Conflict("您已经评价过了，谢谢您。情况有变可以打联络站的电话。")
        row = TellingBack.objects.create(
            opinion=case,
            told_on=today(),
            method=TellMethod.FOLLOW,
            words="来访人自己评价",
            satisfaction=satisfaction,
            remark=remark.strip()[:300],
            by_voter=True,
            by_name="来访人",
        )
        case.satisfaction = satisfaction
        verdict = Satisfaction(satisfaction).label
        event = summary.happened(case, "rate", f"来访人评价：{verdict}", by=VOTER_PERSON)
        if satisfaction == Satisfaction.UNSATISFIED:
            notices.voter_said(case, event, "来访人不满意", said=row.remark, heads_only=True)
    return row


def has_rated(opinion: Opinion) -> bool:
    """The last word is the voter's; who is told once more may judge once more."""
    last = opinion.tellings.order_by("-id").first()
    return last is not None and last.by_voter


def take_back(found: Followed) -> None:
    """撤回: while it is not yet handled; its duties end, name and phone go."""
    if found.opinion is None:
        if found.submission is None or found.submission.state != SubmissionState.WAITING:
            raise Conflict("这件事已经处理过，不用撤回了。")
        with deed_from("", origin().request_id):
            taking_in.take_back(found.submission)
        return
    with deed_from("", origin().request_id), transaction.atomic():
        _take_back_opinion(found.opinion)
        folding.let_go(found.opinion, by=VOTER_PERSON, reason="来访人撤回")


def _take_back_opinion(opinion: Opinion) -> None:
    with summary.deed_on(opinion, "take_back", by=VOTER_PERSON, workflow=VOTER) as deed:
        case: Opinion = deed.case
        deadlines.cancel_all(case, reason="来访人撤回")
        summary.end_handler(case, on=today(), state=DispositionState.MOVED, result="来访人撤回")
        end_ways(case, today(), "来访人撤回")
        case.due_on = case.amber_on = None
        case.turn = ""
        event = summary.happened(case, "take_back", "来访人撤回了这件意见", by=VOTER_PERSON)
        notices.voter_said(case, event, "来访人撤回了意见")
        _forget(case)


def _forget(case: Opinion) -> None:
    """What was left through the code; a visit's record on paper stays as the station keeps it."""
    sent = submission_of(case)
    if sent is not None:
        taking_in.forget_sender(sent)
        sent.save(update_fields=["visitor_name", "visitor_phone", "network"])
