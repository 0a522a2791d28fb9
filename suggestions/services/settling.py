"""What a congress settles for itself: its switches, and the classes of answers from a day on."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from audit.services import changes, record, snapshot
from core.clock import today
from core.display import cn_date
from core.problems import Forbidden, Invalid
from deadlines.services import hold_rules
from liaison.models import Congress, Seat
from liaison.permissions import is_congress_office
from suggestions.choices import Tag
from suggestions.models import OutcomeClass, SuggestionRule, rule_of

MOST_CLASSES = 10
ONE = dt.timedelta(days=1)


def _require(congress: Congress, by: Seat) -> None:
    if not is_congress_office(by) or by.unit.congress_id != congress.pk:
        raise Forbidden("建议规则由本级人大的代工委（乡镇人大主席团）来定，请联系他们。")


@transaction.atomic
def set_rule(congress: Congress, data: Mapping[str, Any], *, by: Seat) -> SuggestionRule:
    """The switches of a congress; they hold at once, the record keeps what they were."""
    _require(congress, by)
    hold_rules(congress.pk)
    rule = rule_of(congress.pk)
    before = snapshot(rule, without=("id", "congress_id"))
    if rule.congress_id != congress.pk:
        rule.pk, rule.congress, rule._state.adding = None, congress, True
    for name, value in data.items():
        setattr(rule, name, value)
    rule.save()
    old, new = changes(before, snapshot(rule, without=("id", "congress_id")))
    record("suggestionrule.set", by=by, label="改建议规则", subject=rule, before=old, after=new)
    return rule


@dataclass(frozen=True)
class ClassLine:
    """One class as the office writes it; the order is from best to worst."""

    code: str
    label: str
    tag: str


@transaction.atomic
def set_classes(
    congress: Congress, lines: Sequence[ClassLine], *, starts_on: dt.date, by: Seat
) -> list[OutcomeClass]:
    """From that day on answers choose among these; earlier ones keep their class and its words."""
    _require(congress, by)
    hold_rules(congress.pk)
    rows = list(OutcomeClass.objects.filter(congress=congress))
    _check_classes(lines)
    if starts_on < today():
        words = f"从今天（{cn_date(today())}）或以后起用，以前的答复保留原来的类别。"
        raise Invalid(words, errors={"starts_on": [words]})
    if any(row.starts_on > starts_on for row in rows):
        words = "这天以后已经另定了一套类别，请选更晚的日子。"
        raise Invalid(words, errors={"starts_on": [words]})
    before = {
        row.code: f"{row.label}（{row.get_tag_display()}）" for row in in_use(rows, starts_on)
    }
    for row in rows:
        if row.starts_on == starts_on:
            row.delete()
        elif row.ends_on is None or row.ends_on >= starts_on:
            row.ends_on = starts_on - ONE
            row.save(update_fields=["ends_on"])
    made = OutcomeClass.objects.bulk_create(
        OutcomeClass(
            congress=congress,
            code=line.code.strip(),
            label=line.label.strip(),
            tag=line.tag,
            rank=number + 1,
            starts_on=starts_on,
        )
        for number, line in enumerate(lines)
    )
    record(
        "outcomeclass.set",
        by=by,
        label="改结果类别",
        subject=congress,
        before=before,
        after={row.code: f"{row.label}（{row.get_tag_display()}）" for row in made},
        reason=f"自{cn_date(starts_on)}起",
    )
    return made


def _check_classes(lines: Sequence[ClassLine]) -> None:
    if not 2 <= len(lines) <= MOST_CLASSES:
        words = f"请填2到{MOST_CLASSES}类，从最好的排到最差的。"
        raise Invalid(words, errors={"lines": [words]})
    codes = [line.code.strip() for line in lines]
    if len(set(codes)) < len(codes):
        words = "类别不能重复。"
        raise Invalid(words, errors={"lines": [words]})
    if any(not line.label.strip() or not code for line, code in zip(lines, codes, strict=True)):
        words = "每一类都要写类别和含义。"
        raise Invalid(words, errors={"lines": [words]})
    tags = {line.tag for line in lines}
    if not tags <= set(Tag.values) or Tag.SOLVED not in tags:
        words = "每一类都要选统计归类，至少有一类归到“已解决”，不然算不出解决率。"
        raise Invalid(words, errors={"lines": [words]})


def in_use(rows: Sequence[OutcomeClass], on: dt.date) -> list[OutcomeClass]:
    """Of these the ones that answers of that day choose among, from best to worst."""
    held = [
        row for row in rows if row.starts_on <= on and (row.ends_on is None or row.ends_on >= on)
    ]
    return sorted(held, key=lambda row: row.rank)


@dataclass(frozen=True)
class Scheme:
    """A set of classes with the days on which it held; `until` None: it still does."""

    rows: list[OutcomeClass]
    since: dt.date
    until: dt.date | None
    own: bool

    @property
    def state(self) -> str:
        if self.since > today():
            return "还没启用"
        return "现行" if self.until is None or self.until >= today() else "已停用"


def schemes_of(congress_id: int | None) -> list[Scheme]:
    """Every set of classes that held here, the newest first; before its own, the common one."""
    rows = OutcomeClass.objects.filter(Q(congress_id=congress_id or 0) | Q(congress=None))
    groups: dict[tuple[bool, dt.date], list[OutcomeClass]] = {}
    for row in rows.order_by("rank"):
        groups.setdefault((row.congress_id is not None, row.starts_on), []).append(row)
    own_from = min((since for own, since in groups if own), default=None)
    found = []
    for (own, since), members in groups.items():
        until = members[0].ends_on
        if not own and own_from is not None:
            until = own_from - ONE
            if until < since:
                continue
        found.append(Scheme(members, since, until, own))
    return sorted(found, key=lambda scheme: scheme.since, reverse=True)
