import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A table of kinds, one of parents by date, and a place for the kind beside the old column."""

    dependencies = [
        ("liaison", "0003_count_edits_of_bodies_and_people"),
        ("stations", "0016_where_a_visitor_works"),
    ]

    operations = [
        migrations.CreateModel(
            name="StationKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=12, verbose_name="代码")),
                ("name", models.CharField(max_length=20, verbose_name="名称")),
                ("order", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("is_of_trade", models.BooleanField(default=False, verbose_name="要填行业")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="停用")),
                (
                    "congress",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="station_kinds",
                        to="liaison.congress",
                    ),
                ),
            ],
            options={
                "verbose_name": "站点种类",
                "verbose_name_plural": "站点种类",
                "ordering": ["order", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("congress", "code"),
                        nulls_distinct=False,
                        name="station_kind_once",
                    ),
                    models.UniqueConstraint(
                        fields=("congress", "name"),
                        nulls_distinct=False,
                        name="station_kind_name_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="station_kind_has_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StationParent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(verbose_name="起")),
                ("until", models.DateField(blank=True, null=True, verbose_name="止")),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.station",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parents",
                        to="stations.station",
                    ),
                ),
            ],
            options={
                "verbose_name": "上级站",
                "verbose_name_plural": "上级站",
                "ordering": ["since", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("station",),
                        name="station_one_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="station_parent_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("station")), _negated=True),
                        name="station_parent_not_itself",
                    ),
                ],
            },
        ),
        migrations.AlterField(
            model_name="station",
            name="kind",
            field=models.CharField(max_length=12, null=True, verbose_name="种类"),
        ),
        migrations.AddField(
            model_name="station",
            name="kind_row",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stations",
                to="stations.stationkind",
                verbose_name="种类",
            ),
        ),
    ]
