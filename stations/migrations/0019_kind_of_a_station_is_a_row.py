import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stations", "0018_carry_kinds_and_parents")]

    operations = [
        migrations.RemoveIndex(model_name="station", name="station_county_kind"),
        migrations.RemoveField(model_name="station", name="kind"),
        migrations.RenameField(model_name="station", old_name="kind_row", new_name="kind"),
        migrations.AlterField(
            model_name="station",
            name="kind",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stations",
                to="stations.stationkind",
                verbose_name="种类",
            ),
        ),
        migrations.AddIndex(
            model_name="station",
            index=models.Index(fields=["county", "kind", "id"], name="station_county_kind"),
        ),
        migrations.AddConstraint(
            model_name="station",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None),
                    models.Q(("parent", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="station_not_its_own_parent",
            ),
        ),
    ]
