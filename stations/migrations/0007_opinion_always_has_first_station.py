import django.db.models.deletion
from django.db import migrations, models

FORBID = """
CREATE TRIGGER submission_words_once BEFORE UPDATE OF raw_text ON stations_submission
    FOR EACH ROW WHEN (OLD.raw_text IS DISTINCT FROM NEW.raw_text)
    EXECUTE FUNCTION stations_words_written_once();
"""
ALLOW = "DROP TRIGGER submission_words_once ON stations_submission;"


class Migration(migrations.Migration):
    dependencies = [
        ("stations", "0006_first_station_and_default_standards"),
    ]

    operations = [
        migrations.AlterField(
            model_name="opinion",
            name="origin",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="stations.station",
            ),
        ),
        migrations.RunSQL(FORBID, ALLOW),
    ]
