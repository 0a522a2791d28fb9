"""Every installation knows the published years from its first start."""

import csv
from pathlib import Path

from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone

DATA = Path(__file__).resolve().parents[2] / "liaison" / "data"
YEARS = (2025, 2026)


def load(apps, schema_editor):
    year_model = apps.get_model("liaison", "CalendarYear")
    day_model = apps.get_model("liaison", "CalendarDay")
    for number in YEARS:
        lines = (DATA / f"holidays-{number}.csv").read_text(encoding="utf-8").splitlines()
        year, made = year_model.objects.get_or_create(
            year=number,
            region=None,
            defaults={"source": lines[0].lstrip("# "), "loaded_at": timezone.now()},
        )
        if made:
            day_model.objects.bulk_create(
                day_model(year=year, day=row["day"], kind=row["kind"], name=row["name"])
                for row in csv.DictReader(lines[1:])
            )


class Migration(migrations.Migration):
    dependencies = [
        ("deadlines", "0001_duties_and_rules"),
        ("liaison", "0001_places_bodies_people"),
    ]
    operations = [
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=Q(("provisional", True), ("state", "open")),
                fields=["due_on"],
                name="deadline_provisional",
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop, elidable=False),
    ]
