"""What was so on a past day, case by case, from dated rows alone.

No list column of a case is read (its state, class or rating are today's): an assignment has its
party rows, a reply its days of signing and recall, a due date its chain of duties, a verdict its
day. So a figure as of 30 June is the same whenever it is asked for.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Concat

from deadlines.models import Deadline
from liaison.choices import UNIT_ROLES, Role, UnitKind
from liaison.models import GroupMember, Seat
from spotchecks.models import SpotCheckCase
from suggestions.choices import RATE, REPLY, Part, Rating
from suggestions.models import (
    Contact,
    OutcomeClass,
    Party,
    Reply,
    Suggestion,
    SuggestionEvent,
    SuggestionMerge,
    Verdict,
)

ANSWERING = (Part.MAIN, Part.SEPARATE)
WHOLE_CONGRESS = frozenset({Role.OFFICE, Role.LEADER, Role.COMMITTEE, Role.DEPUTY})
READERS = WHOLE_CONGRESS | UNIT_ROLES | {Role.PRESIDIUM, Role.GOVOFFICE}
FACTS = (
    *("is_key", "answered", "late", "contacted", "outcome", "rating", "silent"),
    *("checked", "claimed"),
)


@dataclass(frozen=True)
class Narrowing:
    """Which cases: of a year of handing in, a session, a theme, a unit, a deputy group, key."""

    year: int | None = None
    session: str = ""
    theme: int | None = None
    unit: int | None = None
    group: int | None = None
    key: bool | None = None


def in_force(day: dt.date, of: str = "") -> Q:
    """A row with since and until that held at the end of the day; `of` is the way to it."""
    at = f"{of}__" if of else ""
    return Q(**{f"{at}since__lte": day}) & (
        Q(**{f"{at}until": None}) | Q(**{f"{at}until__gt": day})
    )


def counted_for(seat: Seat, day: dt.date) -> QuerySet[Suggestion]:
    """Whose cases a post may count (roles.md, figures): a total names no case, so a
    confidential one counts for all who count its congress."""
    rows: QuerySet[Suggestion] = Suggestion.objects.all()
    unit = seat.unit
    own = Q(congress_id=unit.congress_id or 0)
    if seat.role in WHOLE_CONGRESS:
        return rows.filter(own)
    if seat.role == Role.PRESIDIUM:
        place = Q(township_id=unit.township_id or 0)
        return rows.filter(place | own if unit.kind == UnitKind.PRESIDIUM else place)
    if seat.role in UNIT_ROLES:
        return rows.filter(pk__in=_cases(Party.objects.filter(in_force(day), unit_id=unit.pk)))
    if seat.role == Role.GOVOFFICE:
        held = Party.objects.filter(in_force(day), government_id=unit.government_id or 0)
        return rows.filter(pk__in=_cases(held))
    return rows.none()


def narrowed(rows: QuerySet[Suggestion], by: Narrowing, day: dt.date) -> QuerySet[Suggestion]:
    """The cases of a question; handed in and in force on that day."""
    if by.year is not None:
        rows = rows.filter(
            submitted_on__gte=dt.date(by.year, 1, 1), submitted_on__lt=dt.date(by.year + 1, 1, 1)
        )
    if by.session in {"in", "between"}:
        rows = rows.filter(session__isnull=by.session == "between")
    elif by.session:
        rows = rows.filter(session_id=int(by.session))
    if by.theme is not None:
        rows = rows.filter(Q(theme_id=by.theme) | Q(theme__parent_id=by.theme))
    if by.unit is not None:
        held = Party.objects.filter(in_force(day), unit_id=by.unit, part__in=ANSWERING)
        rows = rows.filter(pk__in=_cases(held))
    if by.group is not None:
        members = GroupMember.objects.filter(in_force(day), group_id=by.group)
        rows = rows.filter(lead_id__in=members.values("deputy_id"))
    if by.key is not None:
        rows = rows.filter(_is_key(day) if by.key else ~_is_key(day))
    return rows


def assigned(rows: QuerySet[Suggestion], day: dt.date) -> QuerySet[Suggestion]:
    """交办: a main or separate unit had it that day, and it was not withdrawn by then."""
    gone = SuggestionEvent.objects.filter(code="withdrawn", at__date__lte=day)
    held = Party.objects.filter(in_force(day), part__in=ANSWERING)
    return rows.filter(pk__in=_cases(held)).exclude(pk__in=_cases(gone))


def with_facts(rows: QuerySet[Suggestion], day: dt.date, *, first: bool) -> QuerySet[Suggestion]:
    """The facts of FACTS as columns; `first`: the first verdict counts instead of the last.

    The cases are found first, so that nothing is worked out for those of other congresses.
    """
    own = list(rows.order_by().values_list("pk", flat=True))
    cases = _these(own)
    merged = SuggestionMerge.objects.filter(merged_on__lte=day, suggestion_id__in=cases).filter(
        Q(undone_on=None) | Q(undone_on__gt=day)
    )
    files = list(merged.values_list("into_id", flat=True)) if own else []
    valid = _valid(day).filter(suggestion_id__in=cases)
    silent = Deadline.objects.filter(
        Q(state="open") | Q(closed_on__gt=day),
        subject_type="suggestion",
        subject_id__in=cases,
        kind=RATE.code,
        from_on__lte=day,
        due_on__lt=day,
    )
    duties = _duties(day).filter(subject_id__in=_these([*own, *files]))
    late = duties.filter(_missed(day)).values("subject_id")
    open_ = duties.filter(valid_on=None).values("subject_id")
    is_late = Q(pk__in=late) | Q(pk__in=_cases(merged.filter(into_id__in=late)))
    spoken = Contact.objects.filter(on__lte=day, assignment__suggestion_id__in=cases)
    return rows.filter(pk__in=cases).annotate(
        then_is_key=_flag(_is_key(day)),
        then_answered=_flag(Q(pk__in=_cases(valid)) & ~Q(pk__in=open_)),
        then_late=_flag(is_late),
        then_contacted=_flag(Q(pk__in=spoken.values("assignment__suggestion_id"))),
        then_outcome=_outcome(_valid(day), rows),
        then_rating=_rating(day, first=first),
        then_silent=_flag(Q(pk__in=silent.values("subject_id"))),
        then_checked=_check(day, "verdict"),
        then_claimed=_check(day, "claimed_tag"),
    )


def _these(ids: list[int]) -> RawSQL:
    """Handed back to the database as one value, however many they are."""
    return RawSQL("SELECT unnest(%s::bigint[])", [ids])


def cube(rows: QuerySet[Suggestion], *dimensions: str) -> Iterator[dict[str, Any]]:
    """How many cases share the same facts and dimensions: one statement whatever the number."""
    columns = [f"then_{name}" for name in FACTS]
    found = rows.order_by().values(*dimensions, *columns).annotate(n=Count("pk", distinct=True))
    for row in found:
        yield {key.removeprefix("then_"): value for key, value in row.items()}


def of_cases(rows: QuerySet[Suggestion], day: dt.date, *, first: bool) -> dict[int, dict[str, Any]]:
    """The facts of each case with its theme and session, for whoever breaks them down further."""
    found = cube(with_facts(rows, day, first=first), "pk", "theme_id", "session_id")
    return {row["pk"]: row for row in found}


def units_of(rows: QuerySet[Suggestion], day: dt.date) -> QuerySet[Any, Any]:
    """(case, unit) of the main and separate shares that day; a unit counts a case once."""
    held = Party.objects.filter(in_force(day), part__in=ANSWERING, suggestion_id__in=rows)
    return held.values_list("suggestion_id", "unit_id").distinct()


def groups_of(rows: QuerySet[Suggestion], day: dt.date) -> QuerySet[Any, Any]:
    """(case, group) of the lead's groups that day; who is in two groups counts in both."""
    way = "lead__group_memberships"
    held = rows.filter(in_force(day, way)).order_by()
    return held.values_list("pk", f"{way}__group_id").distinct()


def _cases(rows: QuerySet) -> QuerySet:
    return rows.values("suggestion_id")


def _flag(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _is_key(day: dt.date) -> Q:
    return Q(key_decision__decided_on__lte=day)


def _valid(day: dt.date) -> QuerySet[Reply]:
    """Signed by then and not taken back by then."""
    return Reply.objects.filter(replied_on__lte=day).filter(
        Q(recalled_on=None) | Q(recalled_on__gt=day)
    )


def _duties(day: dt.date) -> Any:
    """The duty to reply as it stood: before a later extension, after an earlier one.

    `valid_on` is the day of the first answer that was valid on that day.
    """
    share = Concat(Value("assignment:"), Cast("assignment_id", CharField()))
    answers = (
        _valid(day)
        .filter(assignment__suggestion_id=OuterRef("subject_id"))
        .annotate(share=share)
        .filter(share=OuterRef("ref"), suggestion_id=OuterRef("subject_id"))
        .order_by("replied_on")
    )
    return (
        Deadline.objects.filter(subject_type="suggestion", kind=REPLY.code, from_on__lte=day)
        .exclude(state="superseded", closed_on__lte=day)
        .exclude(supersedes__closed_on__gt=day)
        .annotate(valid_on=Subquery(answers.values("replied_on")[:1]))
    )


def _missed(day: dt.date) -> Q:
    return Q(valid_on__gt=F("due_on")) | Q(valid_on=None, due_on__lt=day)


def _outcome(valid: QuerySet[Reply], rows: QuerySet[Suggestion]) -> Subquery:
    """Several units, several classes: the worst of the last round counts.

    A letter means what it meant on the day of the answer, in the congress of the case.
    """
    classes = list(
        OutcomeClass.objects.filter(
            Q(congress=None) | Q(congress_id__in=rows.order_by().values("congress_id"))
        ).order_by("-starts_on")
    )
    rank = Case(
        *(When(held, then=Value(row.rank)) for held, row in _meanings(classes)),
        default=Value(99),
        output_field=IntegerField(),
    )
    tag = Case(
        *(When(held, then=Value(str(row.tag))) for held, row in _meanings(classes)),
        default=Value(""),
        output_field=CharField(),
    )
    found = valid.filter(suggestion_id=OuterRef("pk")).annotate(rank=rank, tag=tag)
    return Subquery(found.order_by("-round", "-rank", "id").values("tag")[:1])


def _check(day: dt.date, what: str) -> Subquery:
    """Of the last spot check whose result was settled by then: `verdict`, or the class that the
    answer claimed when the list was published."""
    rows = SpotCheckCase.objects.drawn().filter(
        suggestion_id=OuterRef("pk"), spot_check__concluded_on__lte=day
    )
    return Subquery(rows.order_by("-spot_check__concluded_on", "-pk").values(what)[:1])


def _meanings(classes: list[OutcomeClass]) -> Iterator[tuple[Q, OutcomeClass]]:
    """A congress's own letters of the day, then the common ones; an answer that was entered late
    for a day before its letter existed is read by the letter's next meaning."""
    ordered = sorted(classes, key=lambda row: row.congress_id is None)
    for by_day in (True, False):
        for row in ordered:
            held = Q(outcome=row.code)
            if row.congress_id is not None:
                held &= Q(suggestion__congress_id=row.congress_id)
            if by_day:
                held &= Q(replied_on__gte=row.starts_on)
                if row.ends_on is not None:
                    held &= Q(replied_on__lte=row.ends_on)
            yield held, row


def _rating(day: dt.date, *, first: bool) -> Subquery:
    """Each signer's first or last word of the first or last round, and of several the worst."""
    said = Verdict.objects.filter(rated_on__lte=day)
    same = said.filter(
        suggestion_id=OuterRef("suggestion_id"),
        deputy_id=OuterRef("deputy_id"),
        round=OuterRef("round"),
    )
    if first:
        nearer = Q(rated_on__lt=OuterRef("rated_on")) | Q(
            rated_on=OuterRef("rated_on"), pk__lt=OuterRef("pk")
        )
    else:
        nearer = Q(rated_on__gt=OuterRef("rated_on")) | Q(
            rated_on=OuterRef("rated_on"), pk__gt=OuterRef("pk")
        )
    badness = Case(
        When(result=Rating.UNSATISFIED, then=Value(2)),
        When(result=Rating.BASIC, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    rows = said.filter(~Exists(same.filter(nearer)), suggestion_id=OuterRef("pk"))
    return Subquery(
        rows.order_by("round" if first else "-round", badness.desc(), "pk").values("result")[:1]
    )
