import datetime

import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0001_the_whole_case")]

    operations = [
        migrations.RemoveIndex(
            model_name="suggestion",
            name="sug_congress_list",
        ),
        migrations.RemoveIndex(
            model_name="suggestion",
            name="sug_township_list",
        ),
        migrations.RemoveIndex(
            model_name="suggestion",
            name="sug_main_unit",
        ),
        migrations.AlterField(
            model_name="party",
            name="part",
            field=models.CharField(
                choices=[
                    ("lead", "领衔"),
                    ("cosigner", "联名"),
                    ("main", "主办"),
                    ("co", "会办"),
                    ("separate", "分办"),
                    ("origin", "来源站"),
                    ("drafter", "代录"),
                    ("supervisor", "督办领导"),
                    ("handling_leader", "领办领导"),
                    ("copied", "抄送"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                models.F("congress"),
                models.F("state"),
                django.db.models.functions.comparison.Coalesce(
                    "due_on",
                    models.Value(datetime.date(9999, 12, 31), output_field=models.DateField()),
                ),
                models.F("id"),
                name="sug_congress_list",
            ),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                models.F("congress"),
                django.db.models.functions.comparison.Coalesce(
                    "due_on",
                    models.Value(datetime.date(9999, 12, 31), output_field=models.DateField()),
                ),
                models.F("id"),
                name="sug_congress_due",
            ),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                models.F("township"),
                models.F("state"),
                django.db.models.functions.comparison.Coalesce(
                    "due_on",
                    models.Value(datetime.date(9999, 12, 31), output_field=models.DateField()),
                ),
                models.F("id"),
                name="sug_township_list",
            ),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                models.F("main_unit"),
                models.F("state"),
                django.db.models.functions.comparison.Coalesce(
                    "due_on",
                    models.Value(datetime.date(9999, 12, 31), output_field=models.DateField()),
                ),
                models.F("id"),
                name="sug_main_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "cosigning", "withdrawn"]),
                    ("submitted_on__isnull", False),
                    _connector="OR",
                ),
                name="suggestion_handed_in_has_day",
            ),
        ),
    ]
