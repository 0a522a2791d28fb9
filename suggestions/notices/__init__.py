"""Who is told what: event → recipients → sentence. The event's own sentence is the default."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from core import registry
from liaison.choices import UNIT_ROLES, Role
from liaison.models import Deputy, Seat, Unit
from liaison.querysets import office_seats
from notifications.services import notify_seats
from suggestions.choices import LIVE_ASSIGNMENTS, Part, SignerState
from suggestions.models import Promise, PromiseEvent, Suggestion, SuggestionEvent


@dataclass(frozen=True)
class Concerned:
    """Whom a deed names besides the standing parties of the case."""

    units: Iterable[Unit] = ()
    deputies: Iterable[Deputy] = ()
    seats: Iterable[Seat] = ()


@dataclass(frozen=True)
class Notice:
    """`to`: groups of `_GROUPS`; `title`: empty means the event's sentence."""

    to: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True)
class _Case:
    case: Suggestion
    concerned: Concerned = field(default_factory=Concerned)


NOTICES: dict[str, tuple[Notice, ...]] = {
    "invited": (Notice(("deputies",), "请您确认是否联名"),),
    "asked_again": (Notice(("deputies",), "联名的建议内容有改动，请您重新确认"),),
    "dropped": (Notice(("deputies",), "这件建议已提交，未确认的联名邀请不再有效"),),
    "confirmed": (Notice(("lead",)),),
    "declined": (Notice(("lead",)),),
    "submitted": (
        Notice(("office",), "收到代表建议，请审核"),
        Notice(("stations",), "本站群众意见已转为代表建议"),
    ),
    "accepted": (Notice(("signers",), "您的建议已受理"),),
    "sent_back": (Notice(("lead", "drafter"), "建议被退回，请修改后再提交"),),
    "refused": (Notice(("signers", "stations"), "建议不予受理"),),
    "withdrawn": (
        Notice(("office", "cosigners", "stations")),
        Notice(("units",), "建议已撤回，不用再办"),
    ),
    "withdrawal_asked": (
        Notice(("deputies",), "领衔代表提出撤回联名建议，请您答复"),
        Notice(("office",)),
    ),
    "withdrawal_answered": (Notice(("lead", "office")),),
    "cosign_denied": (Notice(("lead", "office", "handlers")),),
    "split": (Notice(("signers",)),),
    "split_off": (Notice(("signers",), "您的建议按一事一议分出一件"),),
    "merged": (Notice(("signers",), "您的建议与内容相同的建议并案办理，答复仍单独送您"),),
    "unmerged": (Notice(("signers",), "您的建议恢复单独办理"),),
    "took_in": (Notice(("signers", "handlers")),),
    "gave_back": (Notice(("handlers",)),),
    "assigned": (
        Notice(("units",), "收到交办的代表建议，请签收"),
        Notice(("signers", "govoffice")),
    ),
    "recalled": (Notice(("units",), "交办已撤回，不用再办"), Notice(("lead",))),
    "reassigned": (Notice(("units",), "收到交办的代表建议，请签收"), Notice(("signers",))),
    "inherited": (
        Notice(("seats",), "机构改革，这件建议由贵单位承接，请接着办理"),
        Notice(("lead", "office")),
    ),
    "taken_off": (Notice(("units",), "这件建议已改由其他单位办理"),),
    "signed_for": (Notice(("lead",)),),
    "contacted": (Notice(("lead",)),),
    "co_opinion": (Notice(("main",)),),
    "opinion_returned": (Notice(("units",), "会办意见被退回，请补充后重送"),),
    "return_asked": (Notice(("units", "office"), "有单位申请退办，请裁定"),),
    "return_agreed": (Notice(("lead",)),),
    "return_refused": (Notice(("units",), "退办申请未获同意，请继续办理"),),
    "extension_asked": (Notice(("seats", "units"), "有单位申请延期，请批"),),
    "extension_agreed": (Notice(("seats", "units"), "延期申请等您批"), Notice(("main",))),
    "extension_granted": (Notice(("signers", "units")),),
    "extension_refused": (Notice(("units",), "延期申请未获批准，请按原期限答复"),),
    "replied": (Notice(("signers",), "您的建议有了答复，请您评价"), Notice(("office", "leaders"))),
    "partly_replied": (Notice(("signers", "office")),),
    "reply_recalled": (Notice(("signers", "office")),),
    "published": (Notice(("signers",), "您的建议和答复已公开"), Notice(("handlers",))),
    "not_published": (Notice(("signers", "handlers")),),
    "unpublished": (Notice(("signers", "handlers", "office")),),
    "rated": (Notice(("handlers", "office")),),
    "unsatisfied": (
        Notice(("office",), "代表不满意，请研究"),
        Notice(("handlers", "leaders")),
    ),
    "rehandled": (Notice(("handlers",), "请重新办理并再次答复"), Notice(("signers",))),
    "explained": (Notice(("signers", "handlers")),),
    "coordinated": (Notice(("signers", "handlers", "leaders")),),
    "rating_over": (Notice(("office",)),),
    "checked": (Notice(("signers", "handlers", "govoffice"), "建议抽评有了结果"),),
    "key": (Notice(("signers", "handlers", "leaders")),),
    "leaders": (Notice(("leaders", "handlers")),),
    "unarchived": (Notice(("signers", "office"), "这件建议取消归档，可以再改"),),
    "pressed": (Notice(("units",), "收到催办，请尽快办理并回应"),),
    "press_answered": (
        Notice(
            ("office", "leaders"),
        ),
    ),
}


def tell(event: SuggestionEvent, case: Suggestion, concerned: Concerned, *, but: int | None) -> int:
    """Tell every post concerned once; `but` is the person who did it. Returns how many."""
    told, done = 0, set[int]()
    whole = _Case(case, concerned)
    for notice in NOTICES.get(event.code, ()):
        seats = Seat.objects.open().filter(_any_of(notice.to, whole)).exclude(pk__in=done)
        fresh = [seat for seat in seats.order_by("id") if seat.user_id != but]
        done |= {seat.pk for seat in fresh}
        told += notify_seats(
            fresh,
            kind=f"suggestion.{event.code}",
            title=notice.title or event.sentence,
            body=case.label if notice.title == "" else f"{case.label}。{event.sentence}",
            url=registry.subject("suggestion").url(case.pk),
            subject=case,
            key=f"suggestion:{event.pk}",
        )
    return told


def _any_of(groups: Iterable[str], whole: _Case) -> Q:
    found = Q(pk__in=[])
    for group in groups:
        found |= _GROUPS[group](whole)
    return found


def _deputies(ids: Any) -> Q:
    return Q(role=Role.DEPUTY, deputy_id__in=ids)


def _lead(whole: _Case) -> Q:
    return _deputies([whole.case.lead_id])


def _cosigners(whole: _Case) -> Q:
    rows = whole.case.cosigners.filter(state=SignerState.CONFIRMED)
    return _deputies(rows.values("deputy_id"))


def _signers(whole: _Case) -> Q:
    return _lead(whole) | _cosigners(whole)


def _named_deputies(whole: _Case) -> Q:
    return _deputies([row.pk for row in whole.concerned.deputies])


def _office(whole: _Case) -> Q:
    return office_seats(whole.case.congress_id)


def _units(whole: _Case) -> Q:
    units = [unit.pk for unit in whole.concerned.units]
    return Q(unit_id__in=units, role__in=[*UNIT_ROLES, Role.GOVOFFICE])


def _main(whole: _Case) -> Q:
    return Q(unit_id=whole.case.main_unit_id, role__in=UNIT_ROLES)


def _handlers(whole: _Case) -> Q:
    shares = whole.case.assignments.filter(state__in=LIVE_ASSIGNMENTS).values("unit_id")
    return Q(unit_id__in=shares, role__in=UNIT_ROLES)


def _govoffice(whole: _Case) -> Q:
    governments = {unit.government_id for unit in whole.concerned.units if unit.government_id}
    return Q(role=Role.GOVOFFICE, unit__government_id__in=governments)


def _seats(whole: _Case) -> Q:
    return Q(pk__in=[seat.pk for seat in whole.concerned.seats])


def _leaders(whole: _Case) -> Q:
    return Q(pk__in=whole.case.key_leaders.filter(until=None).values("seat_id"))


def _party_units(whole: _Case, part: Part) -> Q:
    return Q(unit_id__in=whole.case.parties.filter(part=part, until=None).values("unit_id"))


def _stations(whole: _Case) -> Q:
    return _party_units(whole, Part.ORIGIN)


def _drafter(whole: _Case) -> Q:
    return _party_units(whole, Part.DRAFTER)


_GROUPS = {
    "lead": _lead,
    "cosigners": _cosigners,
    "signers": _signers,
    "deputies": _named_deputies,
    "office": _office,
    "units": _units,
    "main": _main,
    "handlers": _handlers,
    "govoffice": _govoffice,
    "seats": _seats,
    "leaders": _leaders,
    "stations": _stations,
    "drafter": _drafter,
}


# What is told of a promise: the unit that keeps it, the deputies, the office, the leaders.
PROMISE_NOTICES: dict[str, tuple[Notice, ...]] = {
    "made": (Notice(("signers", "office")),),
    "reported": (Notice(("office",), "承诺已报落实，请核实销号"), Notice(("signers",))),
    "struck": (Notice(("signers",), "承诺已落实销号，请您评价兑现"), Notice(("keeper",))),
    "not_kept": (Notice(("keeper",), "承诺还没有落实，请继续办理"), Notice(("signers",))),
    "carried": (Notice(("signers", "office", "leaders")),),
    "changed": (Notice(("signers",), "承诺有变更说明，请您评价"), Notice(("office", "leaders"))),
    "rated": (Notice(("keeper", "office")),),
    "unsatisfied": (
        Notice(("office",), "代表对兑现不满意，请研究"),
        Notice(("keeper", "leaders")),
    ),
    "explained": (Notice(("signers", "keeper")),),
    "again": (Notice(("keeper",), "请继续落实承诺"), Notice(("signers",))),
    "inherited": (
        Notice(("keeper",), "机构改革，这项承诺由贵单位继续兑现"),
        Notice(("lead", "office")),
    ),
}


def tell_promise(event: PromiseEvent, promise: Promise, *, but: int | None) -> int:
    """The same for a promise; its own page is where the notice leads."""
    keeper = Concerned(units=[promise.unit])
    whole = _Case(promise.suggestion, keeper)
    told, done = 0, set[int]()
    for notice in PROMISE_NOTICES.get(event.code, ()):
        groups = ["units" if name == "keeper" else name for name in notice.to]
        seats = Seat.objects.open().filter(_any_of(groups, whole)).exclude(pk__in=done)
        fresh = [seat for seat in seats.order_by("id") if seat.user_id != but]
        done |= {seat.pk for seat in fresh}
        told += notify_seats(
            fresh,
            kind=f"promise.{event.code}",
            title=notice.title or event.sentence,
            body=f"{promise.label}。{event.sentence}" if notice.title else promise.label,
            url=registry.subject("promise").url(promise.pk),
            subject=promise,
            key=f"promise:{event.pk}",
        )
    return told
