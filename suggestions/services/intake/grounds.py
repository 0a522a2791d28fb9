"""Grounds on which a congress does not admit a suggestion: its own list, else the common one."""

from django.db import transaction

from audit.services import record, snapshot
from core.clock import today
from core.problems import Forbidden
from liaison.models import Seat
from liaison.permissions import is_congress_office
from suggestions.choices import Remedy
from suggestions.models import RefusalGround
from suggestions.services.base.checks import refuse, require_choice, require_words


def grounds_of(congress_id: int | None) -> list[RefusalGround]:
    """What the office may choose from today, in the congress's order."""
    rows = RefusalGround.objects.filter(retired_on=None)
    return list(rows.filter(congress_id=congress_id or 0)) or list(rows.filter(congress=None))


def save_ground(
    *,
    by: Seat,
    ground: RefusalGround | None,
    label: str,
    remedy: str,
    source: str = "",
) -> RefusalGround:
    """Add or change one; the first change of a congress starts from the common list."""
    require_words(label=(label, "请写明是哪一种情形。"))
    require_choice("remedy", remedy, Remedy)
    with transaction.atomic():
        rows = _own_list(by)
        row = _same(rows, ground) if ground is not None else _blank(by, rows)
        if any(one.label == label.strip() and one.pk != row.pk for one in rows):
            raise refuse("label", "已经有这一种情形，请直接改它。")
        before = snapshot(row) if row.pk else {}
        row.label, row.remedy, row.source = label.strip()[:60], remedy, source.strip()[:120]
        row.save()
        record(
            "refusal_ground.save",
            by=by,
            label="改不予受理的情形",
            subject=row,
            before=before,
            after=snapshot(row),
        )
    return row


def retire_ground(*, by: Seat, ground: RefusalGround) -> RefusalGround:
    """It is offered no more; suggestions refused on it keep its words."""
    with transaction.atomic():
        rows = _own_list(by)
        row = _same(rows, ground)
        if len(rows) == 1:
            raise refuse("label", "至少要留一种情形。请先添加别的，再停用这一种。")
        row.retired_on = today()
        row.save(update_fields=["retired_on"])
        record(
            "refusal_ground.retire",
            by=by,
            label="停用不予受理的情形",
            subject=row,
            after=snapshot(row),
        )
    return row


def _own_list(by: Seat) -> list[RefusalGround]:
    congress = by.unit.congress
    if congress is None or not is_congress_office(by):
        raise Forbidden("不予受理的情形由代工委（乡镇由主席团）规定，请找他们修改。")
    # Two people who change the common list at once must not copy it twice.
    type(congress).objects.select_for_update(of=("self",), no_key=True).get(pk=congress.pk)
    rows = RefusalGround.objects.filter(congress=congress)
    if not rows.exists():
        common = RefusalGround.objects.filter(congress=None, retired_on=None)
        RefusalGround.objects.bulk_create(
            RefusalGround(
                congress=congress,
                code=row.code,
                label=row.label,
                remedy=row.remedy,
                source=row.source,
                position=row.position,
            )
            for row in common
        )
    return list(rows.filter(retired_on=None))


def _same(rows: list[RefusalGround], ground: RefusalGround) -> RefusalGround:
    """The congress's own row where the common one was meant."""
    found = next((row for row in rows if row.pk == ground.pk or row.code == ground.code), None)
    if found is None:
        raise refuse("label", "这一种情形已经停用，请刷新后再看。")
    return found


def _blank(by: Seat, rows: list[RefusalGround]) -> RefusalGround:
    known = RefusalGround.objects.filter(congress=by.unit.congress).count()
    last = max((row.position for row in rows), default=0)
    return RefusalGround(
        congress_id=by.unit.congress_id, code=f"own-{known + 1}", position=last + 1
    )
