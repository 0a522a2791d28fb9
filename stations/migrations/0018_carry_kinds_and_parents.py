from django.db import migrations

# Code, name, whether a trade is asked for. A congress changes them for itself.
KINDS = (
    ("central", "中心站", False),
    ("area", "片区站", False),
    ("village", "村（社区）站", False),
    ("trade", "特色行业站", True),
    ("park", "园区站", False),
    ("business", "商圈楼宇站", False),
    ("away", "异地站", False),
    ("online", "网上站", False),
)


def carry(apps, schema_editor):
    kind, station = apps.get_model("stations", "StationKind"), apps.get_model("stations", "Station")
    for order, (code, name, is_of_trade) in enumerate(KINDS, 1):
        row = kind.objects.create(code=code, name=name, is_of_trade=is_of_trade, order=order * 10)
        station.objects.filter(kind=code).update(kind_row=row)
    parent = apps.get_model("stations", "StationParent")
    parent.objects.bulk_create(
        parent(
            station_id=one.pk,
            parent_id=one.parent_id,
            since=max(one.opened_on, one.parent.opened_on),
        )
        for one in station.objects.filter(parent__isnull=False).select_related("parent")
    )


def carry_back(apps, schema_editor):
    """A kind that a congress made goes back with its own code: the column is as long as codes."""
    kind, station = apps.get_model("stations", "StationKind"), apps.get_model("stations", "Station")
    for row in kind.objects.all():
        station.objects.filter(kind_row=row).update(kind=row.code, kind_row=None)
    apps.get_model("stations", "StationParent").objects.all().delete()
    kind.objects.all().delete()


class Migration(migrations.Migration):
    """The kinds that were written in the code become rows; each station keeps its own."""

    dependencies = [("stations", "0017_kinds_and_dated_parents")]

    operations = [migrations.RunPython(carry, carry_back)]
