import django.db.models.deletion
from django.db import migrations, models

FORBID = """
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit rows are append-only: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION audit_append_only();
"""
ALLOW = """
DROP TRIGGER audit_entry_append_only ON audit_entry;
DROP TRIGGER audit_seal_append_only ON audit_seal;
DROP FUNCTION audit_append_only();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("user_id", models.BigIntegerField(null=True, verbose_name="用户号")),
                ("user_name", models.CharField(blank=True, max_length=80, verbose_name="姓名")),
                ("seat_id", models.BigIntegerField(null=True, verbose_name="岗位号")),
                ("seat_label", models.CharField(blank=True, max_length=160, verbose_name="岗位")),
                ("unit_id", models.BigIntegerField(null=True, verbose_name="单位号")),
                ("congress_id", models.BigIntegerField(null=True, verbose_name="人大号")),
                ("action", models.CharField(max_length=60, verbose_name="事项")),
                ("label", models.CharField(blank=True, max_length=80, verbose_name="事项名称")),
                (
                    "subject_type",
                    models.CharField(blank=True, max_length=40, verbose_name="对象种类"),
                ),
                ("subject_id", models.BigIntegerField(null=True, verbose_name="对象号")),
                (
                    "subject_label",
                    models.CharField(blank=True, max_length=200, verbose_name="对象"),
                ),
                ("before", models.JSONField(blank=True, default=dict, verbose_name="之前")),
                ("after", models.JSONField(blank=True, default=dict, verbose_name="之后")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="理由")),
                ("address", models.CharField(blank=True, max_length=45, verbose_name="网络地址")),
                ("request_id", models.CharField(blank=True, max_length=32, verbose_name="请求号")),
            ],
            options={
                "verbose_name": "审计记录",
                "verbose_name_plural": "审计记录",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id", "id"], name="audit_subject"),
                    models.Index(fields=["user_id", "id"], name="audit_user"),
                    models.Index(fields=["unit_id", "id"], name="audit_unit"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "number",
                    models.PositiveBigIntegerField(
                        primary_key=True, serialize=False, verbose_name="序号"
                    ),
                ),
                ("previous", models.CharField(max_length=64, verbose_name="前一环")),
                ("digest", models.CharField(max_length=64, verbose_name="本环")),
                ("sealed_at", models.DateTimeField(auto_now_add=True, verbose_name="封存时间")),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seal",
                        to="audit.entry",
                    ),
                ),
            ],
            options={"verbose_name": "审计封存", "verbose_name_plural": "审计封存"},
        ),
        migrations.RunSQL(FORBID, ALLOW),
    ]
