import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import core.clock

# What is public already was drafted by whoever released it, at that moment.
DRAFTED = """
UPDATE stations_publicnotice SET drafted_at = published_at, drafted_by_name = by_name
"""


class Migration(migrations.Migration):
    """A public notice is drafted first and public from its release; a correction replaces it."""

    dependencies = [("stations", "0014_lists_of_every_area_have_an_index")]

    operations = [
        migrations.RemoveConstraint(model_name="publicnotice", name="public_notice_once"),
        migrations.RemoveIndex(model_name="publicnotice", name="public_notice_station"),
        migrations.AlterField(
            model_name="publicnotice",
            name="published_at",
            field=models.DateTimeField("公示时间", null=True, blank=True),
        ),
        migrations.AlterField(
            model_name="publicnotice",
            name="by_name",
            field=models.CharField("发布人", max_length=80, blank=True),
        ),
        migrations.AddField(
            model_name="publicnotice",
            name="tells",
            field=models.BooleanField("用来回复来访人", default=False),
        ),
        migrations.AddField(
            model_name="publicnotice",
            name="drafted_at",
            field=models.DateTimeField("拟稿时间", default=core.clock.now, editable=False),
        ),
        migrations.AddField(
            model_name="publicnotice",
            name="drafted_by_name",
            field=models.CharField("拟稿人", max_length=80, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="publicnotice",
            name="corrects",
            field=models.ForeignKey(
                "stations.publicnotice",
                on_delete=django.db.models.deletion.PROTECT,
                null=True,
                blank=True,
                related_name="+",
            ),
        ),
        migrations.RunSQL(DRAFTED, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="publicnotice",
            index=models.Index(
                fields=["station", "-id"],
                name="public_notice_station",
                condition=Q(taken_down_at=None, published_at__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            model_name="publicnotice",
            constraint=models.UniqueConstraint(
                fields=["opinion"],
                condition=Q(taken_down_at=None, published_at__isnull=False),
                name="public_notice_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicnotice",
            constraint=models.UniqueConstraint(
                fields=["opinion"],
                condition=Q(taken_down_at=None, published_at=None),
                name="public_notice_one_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicnotice",
            constraint=models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(by_name=""),
                name="public_notice_says_who_released",
            ),
        ),
    ]
