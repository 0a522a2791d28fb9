"""The hour of an entry is that of the house's clock; the database changes nothing."""

from django.db import migrations, models

import core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("stations", "0011_whose_staff_keeps_a_station"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reception",
            name="entered_at",
            field=models.DateTimeField(
                default=core.clock.now, editable=False, verbose_name="录入时间"
            ),
        ),
        migrations.AlterField(
            model_name="receptionaddendum",
            name="at",
            field=models.DateTimeField(default=core.clock.now, editable=False, verbose_name="时间"),
        ),
    ]
