"""What a voter reads about his or her matter: who has it, by when, what was done; nobody's data."""

import datetime as dt
from typing import Any

from core.clock import BEIJING
from core.display import cn_date
from stations.choices import (
    OpinionPart,
    OpinionState,
    Route,
    Satisfaction,
    SubmissionState,
)
from stations.models import Opinion, Station, Submission
from stations.permissions.public import VOTER as VOTER_PERSON
from stations.services.opening import title_from
from stations.services.voters import Followed, has_rated
from stations.workflow.public import SUBMISSION, VOTER

# Deeds of the history that concern the voter, in words to the voter; "" keeps its own sentence.
# What is not here (who looked at the phone, notes among staff) is not told.
_TOLD = {
    "record": "联络站登记了您反映的问题",
    "route": "",
    "reroute": "",
    "bounce": "",
    "report_result": "已经有办理结果，联络站会回复您",
    "take_up": "代表把它写进了代表建议",
    "release": "代表建议没有提成，联络站重新安排",
    "suggestion_answered": "代表建议已经答复，联络站会回复您",
    "answer_recalled": "有关部门收回了答复，有新的答复联络站再告诉您",
    "follow_recall": "有关部门收回了答复，有新的答复联络站再告诉您",
    "answer": "联络站答复了您",
    "decline": "联络站告诉您该去哪里反映",
    "tell_back": "联络站回复了您",
    "extend": "",
    "also_route": "",
    "finish_route": "",
    "reopen": "联络站重新办理",
    "ask": "联络站向您提了一个问题",
    "reply": "您回答了提问",
    "rate": "您作了评价",
    "publish": "办理结果已经公示",
    "release_notice": "联络站公示了办理结果",
    "correct_notice": "联络站更正了公示",
    "take_back": "您撤回了这件事",
    "fold": "和另一件同样的事一起办",
    "unfold": "和另一件事分开办了",
}
_STATION = {
    OpinionState.RECORDED: "联络站正在安排由谁来办",
    OpinionState.HANDLED: "已经办出结果，联络站就要回复您",
    OpinionState.SUGGESTED: "代表已经把它写成代表建议，交给有关部门办理",
    OpinionState.TOLD: "已经回复您",
    OpinionState.WITHDRAWN: "您已经撤回",
}
_BY_WHEN = {
    OpinionState.RECORDED: "前定下来",
    OpinionState.ROUTED: "前办出结果",
    OpinionState.HANDLED: "前回复您",
}
_SENT = {
    SubmissionState.WAITING: "联络站已经收到，还没有受理",
    SubmissionState.REFUSED: "联络站没有受理",
    SubmissionState.WITHDRAWN: "您已经撤回",
}


def story_of(found: Followed) -> dict[str, Any]:
    """One shape for the page and for the API."""
    if found.opinion is not None:
        return _of_opinion(found, found.opinion)
    if found.submission is None:
        raise ValueError("neither a submission nor an opinion")
    return _of_submission(found.submission)


def _of_submission(sent: Submission) -> dict[str, Any]:
    waiting = sent.state == SubmissionState.WAITING
    day = _day(sent.sent_at)
    steps = [{"on": day, "words": "您把它交给了联络站"}]
    if sent.settled_at is not None and not waiting:
        steps.append({"on": _day(sent.settled_at), "words": _SENT[SubmissionState(sent.state)]})
    return _shape(
        title=title_from(sent.raw_text),
        on=day,
        station=sent.station,
        deputies=[sent.deputy.name] if sent.deputy else [],
        state=sent.state,
        now=_SENT[SubmissionState(sent.state)],
        due_on=sent.due_on,
        due_words=f"{cn_date(sent.due_on)}前受理并告诉您" if sent.due_on and waiting else "",
        refused_why=sent.refused_why,
        steps=steps,
        in_crisis=sent.in_crisis,
        actions=SUBMISSION.codes(sent, VOTER_PERSON),
    )


def _of_opinion(found: Followed, case: Opinion) -> dict[str, Any]:
    """One that was folded into another tells that one's story, under its own title; what was said
    to the other voter stays between the two, for it may name him."""
    lead = case.folded_into or case
    state = OpinionState(lead.state)
    answers = [row for row in case.tellings.all() if not row.by_voter]
    last = answers[-1] if answers else None
    actions = VOTER.codes(case, VOTER_PERSON)
    if "rate" in actions and has_rated(case):
        actions.remove("rate")
    return _shape(
        title=case.title,
        on=case.received_on,
        station=lead.station,
        deputies=_deputies(case),
        state=case.state,
        now=_now(lead, state),
        due_on=lead.due_on,
        due_words=_due(lead, state),
        answer=None if last is None else {"on": last.told_on, "words": last.words},
        satisfaction=_verdict(case),
        steps=_steps(found, case, lead),
        questions=_questions(case),
        in_crisis=bool(found.submission and found.submission.in_crisis),
        actions=actions,
    )


def _shape(**given: Any) -> dict[str, Any]:
    station: Station = given.pop("station")
    empty: dict[str, Any] = {
        "refused_why": "",
        "answer": None,
        "satisfaction": "",
        "questions": [],
    }
    place = {name: getattr(station, name) for name in ("name", "phone", "address", "hours")}
    return empty | given | {"station": place}


def _now(case: Opinion, state: OpinionState) -> str:
    if state != OpinionState.ROUTED:
        return _STATION.get(state, "正在办理")
    if case.route in {Route.TOWNSHIP, Route.COUNTY} and case.handler is not None:
        return f"正由{case.handler.name}办理"
    return "联络站正在跟办"


def _due(case: Opinion, state: OpinionState) -> str:
    words = _BY_WHEN.get(state)
    return f"{cn_date(case.due_on)}{words}" if words and case.due_on else ""


def _verdict(case: Opinion) -> str:
    """What the voter said; that nobody was reached is the station's own note."""
    silent = {Satisfaction.UNREACHABLE, Satisfaction.UNRATED, ""}
    return "" if case.satisfaction in silent else case.get_satisfaction_display()


def _deputies(case: Opinion) -> list[str]:
    parts = [OpinionPart.RECEIVED, OpinionPart.ADDRESSED]
    rows = case.parties.filter(part__in=parts, deputy__isnull=False, until=None)
    return list(dict.fromkeys(rows.order_by("id").values_list("deputy__name", flat=True)))


def _steps(found: Followed, case: Opinion, lead: Opinion) -> list[dict[str, Any]]:
    steps = []
    if found.submission is not None:
        steps.append({"on": _day(found.submission.sent_at), "words": "您把它交给了联络站"})
    own = list(case.events.filter(code__in=_TOLD).order_by("at", "id"))
    if lead.pk != case.pk and own:
        own += lead.events.filter(code__in=_TOLD, at__gt=own[-1].at).order_by("at", "id")
    for row in own:
        words = _TOLD[row.code] or row.sentence
        if row.code == "record" and found.submission is not None:
            words = "联络站受理了"
        steps.append({"on": _day(row.at), "words": words})
    return steps


def _questions(case: Opinion) -> list[dict[str, Any]]:
    return [
        {
            "id": row.pk,
            "text": row.text,
            "asked_on": _day(row.asked_at),
            "answer": row.answer,
            "answered_on": _day(row.answered_at) if row.answered_at else None,
        }
        for row in case.questions.all()
    ]


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(BEIJING).date()
