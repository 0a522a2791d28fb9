"""The country itself is a place above the provinces: its congress needs somewhere to stand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("liaison", "0001_places_bodies_people"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="division", name="division_has_parent"),
        migrations.AddConstraint(
            model_name="division",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["national", "province"]))
                | models.Q(("parent__isnull", False)),
                name="division_has_parent",
            ),
        ),
    ]
