"""Who is told of a key item: its leaders, its committee, the office, the units, the signers."""

from collections.abc import Iterable

from django.db.models import Q

from core import registry
from liaison.choices import UNIT_ROLES, Role
from liaison.models import Seat, Unit
from liaison.querysets import office_seats
from notifications.services import notify_seats
from suggestions.choices import LIVE_ASSIGNMENTS, SignerState
from suggestions.models import Assignment, CoSigner, KeyItem, KeyItemEvent, Suggestion
from suggestions.notices import Notice

KEY_NOTICES: dict[str, tuple[Notice, ...]] = {
    "propose": (Notice(("committees", "deciders")),),
    "decide": (
        Notice(("committee",), "由您的委员会督办，请定督办方案"),
        Notice(("leaders", "handlers", "signers", "office"), "建议列为重点督办"),
    ),
    "drop": (Notice(("office", "committees")),),
    "name_leaders": (Notice(("leaders", "handlers", "committee", "office")),),
    "name_committee": (
        Notice(("committee",), "由您的委员会督办，请定督办方案"),
        Notice(("leaders", "handlers")),
    ),
    "join": (Notice(("leaders", "committee", "handlers", "signers")),),
    "plan": (Notice(("leaders", "handlers", "office")),),
    "finish_step": (Notice(("leaders", "committee", "office")),),
    "visit": (Notice(("leaders", "committee", "handlers", "signers", "office")),),
    "send_note": (
        Notice(("units",), "收到督办函，请按期回复"),
        Notice(("leaders", "committee", "office")),
    ),
    "answer_note": (Notice(("leaders", "committee", "office")),),
    "close": (Notice(("leaders", "committee", "handlers", "signers", "office")),),
    "inherited": (Notice(("units", "committee", "office")),),
}


def tell_key_item(
    event: KeyItemEvent, item: KeyItem, *, units: Iterable[Unit], but: int | None
) -> int:
    """Every post concerned once; the item's own page is where the notice leads."""
    told, done = 0, set[int]()
    for notice in KEY_NOTICES.get(event.code, ()):
        wanted = Q(pk__in=[])
        for group in notice.to:
            wanted |= _group(group, item, units)
        seats = Seat.objects.open().filter(wanted).exclude(pk__in=done)
        fresh = [seat for seat in seats.order_by("id") if seat.user_id != but]
        done |= {seat.pk for seat in fresh}
        told += notify_seats(
            fresh,
            kind=f"keyitem.{event.code}",
            title=(notice.title or event.sentence)[:120],
            body=f"{item.title}。{event.sentence}" if notice.title else item.title,
            url=registry.subject("keyitem").url(item.pk),
            subject=item,
            key=f"keyitem:{event.pk}",
        )
    return told


def _group(name: str, item: KeyItem, units: Iterable[Unit]) -> Q:
    place = Q(unit__congress_id=item.congress_id)
    if name == "office":
        return office_seats(item.congress_id)
    if name == "leaders":
        return Q(pk__in=item.leaders.filter(until=None).values("seat_id"))
    if name == "committee":
        return Q(role=Role.COMMITTEE, unit_id=item.committee_id or 0)
    if name == "units":
        return Q(unit_id__in=[unit.pk for unit in units], role__in=[*UNIT_ROLES, Role.GOVOFFICE])
    return _WIDE[name](item, place)


def _cases(item: KeyItem) -> Q:
    return Q(suggestion__key_cases__item=item, suggestion__key_cases__until=None)


def _handlers(item: KeyItem, place: Q) -> Q:
    shares = Assignment.objects.filter(_cases(item), state__in=LIVE_ASSIGNMENTS)
    return Q(role__in=UNIT_ROLES, unit_id__in=shares.values("unit_id"))


def _signers(item: KeyItem, place: Q) -> Q:
    leads = Suggestion.objects.filter(key_cases__item=item, key_cases__until=None)
    signed = CoSigner.objects.filter(_cases(item), state=SignerState.CONFIRMED)
    wanted = Q(deputy_id__in=leads.values("lead_id")) | Q(deputy_id__in=signed.values("deputy_id"))
    return Q(role=Role.DEPUTY) & wanted


_WIDE = {
    "handlers": _handlers,
    "signers": _signers,
    "committees": lambda item, place: place & Q(role=Role.COMMITTEE),
    "deciders": lambda item, place: place & Q(role=Role.LEADER, side="congress"),
}
