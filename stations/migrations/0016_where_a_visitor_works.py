from django.db import migrations, models


class Migration(migrations.Migration):
    """The sheet of a visit has a line for the visitor's 单位."""

    dependencies = [("stations", "0015_notices_wait_for_their_release")]

    operations = [
        migrations.AddField(
            model_name="reception",
            name="visitor_workplace",
            field=models.CharField("单位", max_length=120, blank=True, default=""),
            preserve_default=False,
        ),
    ]
