from django.db import migrations


def forwards(apps, schema_editor):
    """Every decision so far is an item of one suggestion, with the same leaders and days."""
    decisions = apps.get_model("suggestions", "KeyDecision").objects
    for decision in decisions.filter(item=None).select_related("suggestion").order_by("id"):
        item = _item(apps.get_model("suggestions", "KeyItem"), decision)
        case = decision.suggestion
        apps.get_model("suggestions", "KeyItemCase").objects.create(
            item=item, suggestion=case, since=decision.decided_on
        )
        _leaders(apps, item, case)
        _events(apps, item, case)
        decision.item = item
        decision.save(update_fields=["item"])


def _item(model, decision):
    case = decision.suggestion
    closed = case.closed_on if case.state == "closed" else None
    return model.objects.create(
        title=("（保密件）" if case.is_confidential else case.title)[:120],
        state="closed" if closed else "decided",
        reason=decision.grounds,
        proposed_on=decision.decided_on,
        proposed_by_name=decision.by_name,
        meeting=decision.meeting or "主任会议",
        decided_on=decision.decided_on,
        closed_on=closed,
        report="建议已经办结，当时没有另写督办报告。" if closed else "",
        updated_by_name=decision.by_name,
        province_id=case.province_id,
        prefecture_id=case.prefecture_id,
        county_id=case.county_id,
        congress_id=case.congress_id,
    )


def _leaders(apps, item, case):
    kept = apps.get_model("suggestions", "KeyItemLeader").objects
    for row in apps.get_model("suggestions", "KeyLeader").objects.filter(suggestion=case):
        names = ("part", "seat_id", "name", "title", "since", "until")
        kept.create(item=item, **{name: getattr(row, name) for name in names})


def _events(apps, item, case):
    kept = apps.get_model("suggestions", "KeyItemEvent").objects
    rows = apps.get_model("suggestions", "SuggestionEvent").objects.filter(
        suggestion=case, code__in=["key", "leaders"]
    )
    for row in rows.order_by("at", "id"):
        names = ("at", "sentence", "note", "by_name", "by_unit")
        code = "decide" if row.code == "key" else "name_leaders"
        kept.create(item=item, code=code, **{name: getattr(row, name) for name in names})


def backwards(apps, schema_editor):
    apps.get_model("suggestions", "KeyDecision").objects.update(item=None)
    apps.get_model("suggestions", "KeyItem").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0016_key_items")]
    operations = [migrations.RunPython(forwards, backwards)]
