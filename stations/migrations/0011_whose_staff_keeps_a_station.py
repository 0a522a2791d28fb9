import django.db.models.deletion
from django.db import migrations, models

# Its own staff, or those of the station at the end of its merges.
FILL = """
WITH RECURSIVE way(id, at, unit) AS (
    SELECT id, merged_into_id, unit_id FROM stations_station
    UNION ALL
    SELECT way.id, s.merged_into_id, s.unit_id FROM way JOIN stations_station s ON s.id = way.at
)
UPDATE stations_station t SET kept_by_id = way.unit FROM way WHERE way.id = t.id AND way.at IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("liaison", "0001_places_bodies_people"),
        ("stations", "0010_tries_to_reach_a_voter"),
    ]

    operations = [
        migrations.AddField(
            model_name="station",
            name="kept_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="kept_stations",
                to="liaison.unit",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="station",
            name="kept_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="kept_stations",
                to="liaison.unit",
            ),
        ),
        migrations.AlterField(
            model_name="mergemove",
            name="kind",
            field=models.CharField(
                choices=[
                    ("opinion", "在办意见"),
                    ("submission", "待受理来件"),
                    ("deputy", "进站代表"),
                    ("roster_day", "接待安排"),
                    ("pattern", "接待日规则"),
                    ("activity", "未完成活动"),
                    ("code", "二维码"),
                    ("seat", "岗位"),
                    ("child", "下级站"),
                    ("duty", "其他期限"),
                ],
                max_length=12,
                verbose_name="内容",
            ),
        ),
        migrations.AddConstraint(
            model_name="station",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", False), ("kept_by", models.F("unit")), _connector="OR"
                ),
                name="station_keeps_itself",
            ),
        ),
    ]
