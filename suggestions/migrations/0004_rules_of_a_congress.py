"""What a congress may settle for itself, with the row that holds for those that set nothing."""

import django.db.models.deletion
from django.db import migrations, models


def add_default(apps, schema_editor):
    apps.get_model("suggestions", "SuggestionRule").objects.get_or_create(congress=None)


class Migration(migrations.Migration):
    dependencies = [
        ("liaison", "0003_count_edits_of_bodies_and_people"),
        ("suggestions", "0003_default_outcome_classes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SuggestionRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "delegation_checks",
                    models.BooleanField(default=True, verbose_name="会议期间先经代表团审核"),
                ),
                (
                    "withdraw_until",
                    models.CharField(
                        choices=[("assignment", "交办以前"), ("reply", "答复以前")],
                        default="assignment",
                        max_length=12,
                        verbose_name="可以撤回到",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.CharField(
                        choices=[("lead", "领衔代表"), ("all", "全体联名代表")],
                        default="all",
                        max_length=8,
                        verbose_name="联名建议由谁撤回",
                    ),
                ),
                (
                    "late_return",
                    models.CharField(
                        choices=[("marked", "可以申请，注明超期"), ("refused", "不再受理")],
                        default="marked",
                        max_length=8,
                        verbose_name="超过退办时限",
                    ),
                ),
                (
                    "replied_to",
                    models.CharField(
                        choices=[("lead", "领衔代表"), ("all", "全体联名代表")],
                        default="all",
                        max_length=8,
                        verbose_name="答复送给",
                    ),
                ),
                (
                    "rated_by",
                    models.CharField(
                        choices=[("lead", "领衔代表"), ("all", "全体联名代表")],
                        default="lead",
                        max_length=8,
                        verbose_name="由谁评价",
                    ),
                ),
                ("basic_counts", models.BooleanField(default=True, verbose_name="基本满意算满意")),
                (
                    "silence",
                    models.CharField(
                        choices=[("left_out", "不计入基数"), ("counted", "计入基数，不算满意")],
                        default="left_out",
                        max_length=10,
                        verbose_name="逾期未评",
                    ),
                ),
                (
                    "satisfied_base",
                    models.CharField(
                        choices=[("rated", "已评价的件数"), ("answered", "已答复的件数")],
                        default="rated",
                        max_length=10,
                        verbose_name="满意率的基数",
                    ),
                ),
                (
                    "league_minimum",
                    models.PositiveSmallIntegerField(default=5, verbose_name="分单位比较最少件数"),
                ),
                (
                    "third_step",
                    models.CharField(
                        choices=[
                            ("interview", "约见协调"),
                            ("evaluation", "专家评估"),
                            ("explanation", "专门说明"),
                        ],
                        default="interview",
                        max_length=12,
                        verbose_name="再次不满意",
                    ),
                ),
                (
                    "congress",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="liaison.congress",
                    ),
                ),
            ],
            options={
                "verbose_name": "建议规则",
                "verbose_name_plural": "建议规则",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("congress",), name="suggestion_rule_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("league_minimum__gte", 1)),
                        name="suggestion_rule_league_minimum",
                    ),
                ],
            },
        ),
        migrations.RunPython(add_default, migrations.RunPython.noop),
    ]
