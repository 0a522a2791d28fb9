from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0011_what_a_spot_check_found"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="suggestionrule",
            name="delegation_checks",
        ),
        migrations.RemoveField(
            model_name="suggestionrule",
            name="replied_to",
        ),
    ]
