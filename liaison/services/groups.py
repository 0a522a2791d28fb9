"""代表小组, by area or by field (代表法 art. 27): dated members and one head at a time."""

import datetime as dt

from django.db import transaction

from audit.services import Actor, record
from core.clock import today
from core.display import cn_date
from core.problems import Conflict, Invalid
from liaison.models import Congress, Deputy, DeputyGroup, GroupMember
from liaison.services.editing import editing

DAY = dt.timedelta(days=1)


def create_group(
    congress: Congress, *, name: str, kind: str, by: Actor, field: str = "", opened_on: dt.date
) -> DeputyGroup:
    name = name.strip()
    _require_free_name(congress, name)
    with transaction.atomic():
        group = DeputyGroup.objects.create(
            congress=congress, name=name, kind=kind, field=field.strip(), opened_on=opened_on
        )
        after = {"name": name, "kind": kind, "field": group.field}
        record("group.create", by=by, label="成立代表小组", subject=group, after=after)
    return group


def _require_free_name(congress: Congress, name: str, *, but: int | None = None) -> None:
    same = DeputyGroup.objects.filter(congress=congress, name=name, closed_on=None)
    if same.exclude(pk=but).exists():
        words = f"「{name}」已经有了，请换一个名称。"
        raise Invalid(words, errors={"name": [words]})


def update_group(
    group: DeputyGroup,
    *,
    by: Actor,
    name: str,
    kind: str,
    field: str = "",
    version: int | None = None,
) -> DeputyGroup:
    name = name.strip()
    _require_free_name(group.congress, name, but=group.pk)
    with editing(group, "group.update", by=by, label="修改代表小组", version=version) as row:
        row.name, row.kind, row.field = name, kind, field.strip()
    return group


def close_group(group: DeputyGroup, *, on: dt.date, by: Actor) -> DeputyGroup:
    """The group ends, and every membership with it."""
    if group.closed_on is not None:
        raise Conflict(f"「{group.name}」已经撤销。")
    if on < group.opened_on:
        words = f"小组成立于{cn_date(group.opened_on)}，撤销不能更早。"
        raise Invalid(words, errors={"on": [words]})
    with editing(group, "group.close", by=by, label="撤销代表小组") as row:
        row.closed_on = on
        row.members.filter(until=None).update(until=on)
    return group


def add_member(group: DeputyGroup, deputy: Deputy, *, since: dt.date, by: Actor) -> GroupMember:
    """Any deputy in office may join: those of higher levels take part where they live or work."""
    with transaction.atomic():
        _lock(group)
        if group.members.filter(deputy=deputy, until=None).exists():
            words = f"{deputy.name}已经在「{group.name}」里了。"
            raise Invalid(words, errors={"deputy": [words]})
        if not deputy.mandates.in_force(max(since, today())).exists():
            words = f"{deputy.name}现在没有代表资格，不能加入小组。"
            raise Invalid(words, errors={"deputy": [words]})
        if since < group.opened_on:
            words = f"小组成立于{cn_date(group.opened_on)}，加入不能更早。"
            raise Invalid(words, errors={"since": [words]})
        member = GroupMember.objects.create(group=group, deputy=deputy, since=since)
        after = {"deputy": deputy.name, "since": since.isoformat()}
        record("group.add", by=by, label="加入代表小组", subject=group, after=after)
    return member


def remove_member(member: GroupMember, *, until: dt.date, by: Actor) -> GroupMember:
    """`until` is the last day."""
    if member.until is not None:
        raise Conflict(f"{member.deputy.name}已经退出小组。")
    if until < member.since:
        words = f"{member.deputy.name}从{cn_date(member.since)}起在组，退出不能更早。"
        raise Invalid(words, errors={"until": [words]})
    with transaction.atomic():
        member.until = until
        member.save(update_fields=["until"])
        after = {"deputy": member.deputy.name, "until": until.isoformat()}
        record("group.remove", by=by, label="退出代表小组", subject=member.group, after=after)
    return member


def set_head(group: DeputyGroup, deputy: Deputy, *, on: dt.date, by: Actor) -> GroupMember:
    """From the day on this member leads; who led before stays a member."""
    with transaction.atomic():
        _lock(group)
        member = group.members.filter(deputy=deputy, until=None).first()
        if member is None:
            words = f"{deputy.name}不在「{group.name}」里，请先加入小组。"
            raise Invalid(words, errors={"deputy": [words]})
        if member.is_head:
            return member
        old = group.members.filter(is_head=True, until=None).first()
        if old is not None:
            _change(old, on, is_head=False)
        head = _change(member, on, is_head=True)
        record(
            "group.head",
            by=by,
            label="确定小组组长",
            subject=group,
            before={"head": old.deputy.name if old else ""},
            after={"head": deputy.name, "on": on.isoformat()},
        )
    return head


def _change(member: GroupMember, on: dt.date, *, is_head: bool) -> GroupMember:
    """Close the row the day before and go on in a new one: who led when stays answerable."""
    if member.since >= on:
        member.is_head = is_head
        member.save(update_fields=["is_head"])
        return member
    member.until = on - DAY
    member.save(update_fields=["until"])
    return GroupMember.objects.create(
        group_id=member.group_id, deputy_id=member.deputy_id, is_head=is_head, since=on
    )


def _lock(group: DeputyGroup) -> None:
    fresh = DeputyGroup.objects.select_for_update().get(pk=group.pk)
    if fresh.closed_on is not None:
        raise Conflict(f"「{group.name}」已经撤销，不能再改。")
