"""The common three letters; a congress that writes others gets rows of its own."""

from django.db import migrations

# code, label, canonical tag, from best to worst (the three-class scheme).
CLASSES = [
    ("A", "已解决或基本解决", "solved"),
    ("B", "正在解决或列入计划", "in_progress"),
    ("C", "因条件限制或其他原因暂不能解决", "reference"),
]


def add(apps, schema_editor):
    model = apps.get_model("suggestions", "OutcomeClass")
    for rank, (code, label, tag) in enumerate(CLASSES, 1):
        model.objects.get_or_create(
            congress=None, code=code, defaults={"label": label, "tag": tag, "rank": rank}
        )


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0002_handed_in_and_due_order")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
