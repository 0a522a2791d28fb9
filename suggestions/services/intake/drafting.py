"""What its authors do: draft, hand in, withdraw."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from audit.services import record, snapshot
from core.clock import today
from core.problems import Conflict, Forbidden
from core.text import grams
from liaison.choices import STATION_ROLES, Role, UnitKind
from liaison.models import Congress, Deputy, Mandate, Seat, Session, Unit
from liaison.services.units import scope_of
from stations import permissions as stations_may
from stations import services as stations
from stations.choices import OpinionState
from stations.models import Opinion, StationDeputy, Theme
from suggestions.choices import REVIEW, Part, SignerState, State
from suggestions.models import OpinionLink, Suggestion, SuggestionGrams
from suggestions.services.base import clocks, parties
from suggestions.services.base.checks import mandate_of, refuse
from suggestions.services.base.deed import deed
from suggestions.services.base.history import happened
from suggestions.services.intake import texts, versions
from suggestions.services.intake.signing import ask_again, drop_unanswered


def start(
    *,
    by: Seat,
    lead: Deputy,
    title: str = "",
    problem: str = "",
    proposal: str = "",
    theme: Theme | None = None,
    formed_by: str = "",
    wished_unit: Unit | None = None,
    consents_to_publish: bool = True,
    is_confidential: bool = False,
    wants_meeting: bool = False,
    address: str = "",
    opinions: Iterable[Opinion] = (),
    session: Session | None = None,
    congress: Congress | None = None,
) -> Suggestion:
    """A draft: by the deputy, or by staff on the deputy's behalf (marked so)."""
    opinions = list(opinions)
    mandate = _mandate_for(by, lead, congress)
    _require_author(by, lead, opinions)
    with transaction.atomic():
        case = _blank(lead, mandate, by)
        fields = {
            "title": title,
            "problem": problem,
            "proposal": proposal,
            "theme": theme,
            "formed_by": formed_by,
            "wished_unit": wished_unit,
            "consents_to_publish": consents_to_publish,
            "is_confidential": is_confidential,
            "wants_meeting": wants_meeting,
            "address": address,
            "session": session,
        }
        texts.put(case, fields)
        _write_new(case, by, opinions)
    return case


def _blank(lead: Deputy, mandate: Mandate, by: Seat) -> Suggestion:
    """Its place is where the deputy was elected, so that the presidium there may read it."""
    congress = mandate.term.congress
    return Suggestion(
        lead=lead,
        term=mandate.term,
        congress=congress,
        created_on=today(),
        updated_by_name=by.person_name,
        **scope_of(mandate.elected_in or congress.division),
    )


def _write_new(case: Suggestion, by: Seat, opinions: list[Opinion]) -> None:
    on_behalf = by.role != Role.DEPUTY
    if on_behalf:
        case.drafted_by_name, case.drafted_by_unit = by.person_name, by.unit.name
    case.turn = f"{case.lead.name}·起草"
    case.save()
    versions.keep(case, by=by)
    words = grams(f"{case.title} {case.problem} {case.proposal}")
    SuggestionGrams.objects.create(suggestion=case, grams=words)
    parties.join(case, Part.LEAD, deputy=case.lead)
    if on_behalf:
        parties.join(case, Part.DRAFTER, unit=by.unit)
    for opinion in opinions:
        OpinionLink.objects.create(suggestion=case, opinion=opinion)
        stations.follow(opinion, deputy=case.lead)
    sentence = f"{by.person_name}代{case.lead.name}起草" if on_behalf else "起草"
    happened(case, "started", sentence, by=by)
    record("suggestion.start", by=by, label="起草", subject=case, after=snapshot(case))


def _mandate_for(by: Seat, lead: Deputy, congress: Congress | None) -> Mandate:
    """Where it goes: the congress asked for, else that of the writer's own body.

    Of a deputy of several levels staff at a station may write to any; the county's comes first.
    """
    if congress is not None:
        return mandate_of(lead, congress.pk)
    if by.role not in STATION_ROLES:
        return mandate_of(lead, by.unit.congress_id)
    own = {m.term.congress_id for m in lead.mandates.filter(ends_on=None).select_related("term")}
    known = by.unit.congress_id in own or not own
    return mandate_of(lead, by.unit.congress_id if known else min(own))


def _require_author(by: Seat, lead: Deputy, opinions: list[Opinion]) -> None:
    if by.role == Role.DEPUTY:
        if by.deputy_id != lead.pk:
            raise refuse("lead", "您只能以自己的名义提建议。")
    elif by.role in STATION_ROLES:
        _require_own_station(by, lead, opinions)
    elif not (
        by.role == Role.OFFICE or (by.role == Role.PRESIDIUM and by.unit.kind == UnitKind.PRESIDIUM)
    ):
        raise Forbidden("您的岗位不能起草代表建议，请由代表本人或联络站、代工委代录。")
    barred = [o.number for o in opinions if not stations_may.may_link(by, o)]
    if barred:
        raise refuse("opinions", f"{'、'.join(barred)}不是您接待或登记的意见，不能转为建议。")
    for opinion in opinions:
        _require_linkable(opinion, by)


def _require_linkable(opinion: Opinion, by: Seat) -> None:
    """What follows another opinion or was taken back is refused now, not when it is handed in."""
    try:
        stations.require_linkable(opinion, by=by)
    except Conflict:
        state = opinion.get_state_display()
        kept = opinion.folded_into
        words = f"请改选它并入的{kept.number}。" if kept is not None else "请去掉这一件再保存。"
        raise refuse(
            "opinions", f"{opinion.number}现在是「{state}」，不能转为建议，{words}"
        ) from None


def _require_own_station(by: Seat, lead: Deputy, opinions: list[Opinion]) -> None:
    """Staff write for the deputies of their own station, or from its voters' opinions."""
    if opinions:
        return
    attached = StationDeputy.objects.filter(
        station__unit_id=by.unit_id, deputy=lead, until=None
    ).exists()
    if not attached:
        raise refuse("lead", f"{lead.name}不是本站的代表。请选本站代表，或选上本站登记的意见。")


def edit(case: Suggestion, *, by: Seat, version: int | None = None, **fields: Any) -> Suggestion:
    """Change the draft; a co-signer who had agreed to another text is asked again."""
    with deed(case, "edit", by=by, version=version) as case_now:
        changed = texts.put(case_now, fields)
        if changed & set(texts.TEXTS):
            texts.index(case_now)
            # What co-signers or the office have read stays as they read it.
            versions.keep(case_now, by=by, fresh=case_now.state != State.DRAFT)
            ask_again(case_now, by=by)
        if changed and case_now.state == State.SENT_BACK:
            happened(case_now, "edited", "修改了建议", by=by)
    return case


def submit(case: Suggestion, *, by: Seat, version: int | None = None) -> Suggestion:
    """Hand in; from now on the office owes a decision, and the voters' opinions count as taken
    up. Invitations nobody answered lapse."""
    with deed(case, "submit", by=by, version=version) as now:
        mandate_of(now.lead, now.congress_id)
        drop_unanswered(now, by=by)
        now.submitted_on = today()
        now.state_note = ""
        parties.join_stations(now)
        clocks.start_at_office(now, REVIEW, by=by)
        _take_up_opinions(now, by=by)
        signers = now.cosigners.filter(state=SignerState.CONFIRMED).count()
        joint = f"，联名{signers}人" if signers else ""
        happened(now, "submitted", f"{now.lead.name}提交建议{joint}", by=by)
    return case


def _take_up_opinions(case: Suggestion, *, by: Seat) -> None:
    _follow_what_moved(case)
    for opinion in _opinions(case):
        stations.take_up(opinion, by=by, suggestion=case)


def _follow_what_moved(case: Suggestion) -> None:
    """Since the draft was begun an opinion may have been folded into another one, which then stands
    for it, or taken back by its voter, who is owed nothing more."""
    for link in case.opinion_links.select_related("opinion"):
        opinion = link.opinion
        while opinion.folded_into is not None:
            opinion = opinion.folded_into
        if opinion == link.opinion and opinion.state != OpinionState.WITHDRAWN:
            continue
        link.delete()
        if opinion.state == OpinionState.WITHDRAWN:
            continue
        OpinionLink.objects.get_or_create(suggestion=case, opinion=opinion)
        stations.follow(opinion, deputy=case.lead)


def _opinions(case: Suggestion) -> Any:
    return Opinion.objects.filter(suggestion_links__suggestion=case).order_by("id")
