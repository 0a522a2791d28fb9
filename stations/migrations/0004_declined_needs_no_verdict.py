from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever is told where else to go is not asked how satisfied that makes."""

    dependencies = [
        ("liaison", "0002_national_place_has_no_parent"),
        ("stations", "0003_default_themes"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="opinion",
            name="opinion_told_complete",
        ),
        migrations.AlterField(
            model_name="tellingback",
            name="satisfaction",
            field=models.CharField(
                blank=True,
                choices=[
                    ("satisfied", "满意"),
                    ("basic", "基本满意"),
                    ("unsatisfied", "不满意"),
                    ("unreachable", "无法联系"),
                ],
                max_length=12,
                verbose_name="满意度",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "told"), _negated=True),
                    models.Q(
                        ("told_on__isnull", False),
                        models.Q(
                            models.Q(("satisfaction", ""), _negated=True),
                            ("route", "not_taken"),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="opinion_told_complete",
            ),
        ),
    ]
