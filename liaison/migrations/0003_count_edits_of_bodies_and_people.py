"""A form that began from an older version of a body, a deputy or a group is refused."""

import django.utils.timezone
from django.db import migrations, models


def count_edits(model):
    return [
        migrations.AddField(
            model_name=model,
            name="version",
            field=models.PositiveIntegerField(default=1, verbose_name="版本"),
        ),
        migrations.AddField(
            model_name=model,
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True, default=django.utils.timezone.now, verbose_name="最近变动"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name=model,
            name="updated_by_name",
            field=models.CharField(blank=True, max_length=80, verbose_name="最近变动人"),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("liaison", "0002_national_place_has_no_parent"),
    ]

    operations = [
        *count_edits("deputy"),
        *count_edits("deputygroup"),
        *count_edits("unit"),
    ]
