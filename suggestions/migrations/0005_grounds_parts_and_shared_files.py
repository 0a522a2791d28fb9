"""Grounds of refusal as rows, parts of a split suggestion, several suggestions in one file."""

import django.db.models.deletion
from django.db import migrations, models

# code, label, what happens instead: the union of the lists of several provinces.
GROUNDS = [
    ("private", "代表本人或亲属的个人事务", "withdraw"),
    ("letters", "代转群众信件", "letter"),
    ("petition", "申诉、控告、检举等信访事项", "petition"),
    ("litigation", "正在诉讼、仲裁的具体案件", "letter"),
    ("tender", "指定招标采购的具体对象", "withdraw"),
    ("interest", "牵涉本人利益或不正当竞争", "withdraw"),
    ("promotion", "推销产品、学术讨论、政策咨询", "reference"),
    ("beyond", "不属于本级人大和有关机关职权", "reference"),
    ("empty", "没有实际内容", "withdraw"),
    ("other", "其他", "none"),
]


def add_grounds(apps, schema_editor):
    model = apps.get_model("suggestions", "RefusalGround")
    for position, (code, label, remedy) in enumerate(GROUNDS, 1):
        model.objects.get_or_create(
            congress=None,
            code=code,
            defaults={"label": label, "remedy": remedy, "position": position},
        )
    # The lead alone may withdraw where the congress set nothing.
    rules = apps.get_model("suggestions", "SuggestionRule").objects.filter(congress=None)
    rules.update(withdrawn_by="lead")


class Migration(migrations.Migration):
    dependencies = [
        ("liaison", "0003_count_edits_of_bodies_and_people"),
        ("stations", "0019_kind_of_a_station_is_a_row"),
        ("suggestions", "0004_rules_of_a_congress"),
    ]

    operations = [
        migrations.CreateModel(
            name="RefusalGround",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=24, verbose_name="代码")),
                ("label", models.CharField(max_length=60, verbose_name="情形")),
                (
                    "remedy",
                    models.CharField(
                        choices=[
                            ("letter", "作为代表来信办理"),
                            ("petition", "转信访部门"),
                            ("reference", "转有关单位工作参考"),
                            ("withdraw", "建议代表撤回"),
                            ("none", "不再办理"),
                        ],
                        max_length=10,
                        verbose_name="怎么处理",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="依据")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="停用")),
            ],
            options={
                "verbose_name": "不予受理的情形",
                "verbose_name_plural": "不予受理的情形",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="SuggestionMerge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("merged_on", models.DateField(verbose_name="并案")),
                ("merged_by_name", models.CharField(max_length=80, verbose_name="经办")),
                ("undone_on", models.DateField(blank=True, null=True, verbose_name="恢复")),
                (
                    "undone_by_name",
                    models.CharField(blank=True, max_length=80, verbose_name="恢复经办"),
                ),
                (
                    "undone_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="恢复理由"),
                ),
            ],
            options={
                "verbose_name": "并案",
                "verbose_name_plural": "并案",
                "ordering": ["id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="suggestion",
            name="suggestion_number_once",
        ),
        migrations.RemoveConstraint(
            model_name="suggestion",
            name="suggestion_numbered_once_accepted",
        ),
        migrations.AddField(
            model_name="suggestion",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="suggestions.suggestion",
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="remedy",
            field=models.CharField(
                blank=True,
                choices=[
                    ("letter", "作为代表来信办理"),
                    ("petition", "转信访部门"),
                    ("reference", "转有关单位工作参考"),
                    ("withdraw", "建议代表撤回"),
                    ("none", "不再办理"),
                ],
                max_length=10,
                verbose_name="怎么处理",
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="split_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="suggestions.suggestion",
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="split_no",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="分件号"),
        ),
        migrations.AlterField(
            model_name="suggestion",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "草稿"),
                    ("cosigning", "待联名确认"),
                    ("submitted", "待审核"),
                    ("sent_back", "退回修改"),
                    ("accepted", "待交办"),
                    ("merged", "并案办理"),
                    ("assigned", "已交办，待签收"),
                    ("handling", "办理中"),
                    ("replied", "已答复，待评价"),
                    ("studying", "不满意，待研究"),
                    ("rehandling", "重新办理"),
                    ("closed", "已办结"),
                    ("withdrawn", "已撤回"),
                    ("not_admitted", "不予受理"),
                ],
                default="draft",
                max_length=14,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="suggestionrule",
            name="withdrawn_by",
            field=models.CharField(
                choices=[("lead", "领衔代表"), ("all", "全体联名代表")],
                default="lead",
                max_length=8,
                verbose_name="联名建议由谁撤回",
            ),
        ),
        migrations.AddField(
            model_name="refusalground",
            name="congress",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="liaison.congress",
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="refusal_ground",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="suggestions.refusalground",
                verbose_name="不予受理的情形",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("serial__isnull", False)),
                fields=("congress", "term", "session", "serial", "split_no"),
                name="suggestion_number_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            ["accepted", "merged", "assigned", "handling", "replied", "closed"],
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        ("serial__isnull", False),
                        models.Q(("number", ""), _negated=True),
                        ("accepted_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="suggestion_numbered_once_accepted",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "merged"), _negated=True),
                    ("merged_into__isnull", False),
                    _connector="OR",
                ),
                name="suggestion_merged_has_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("split_from", None), ("split_no", 0)),
                    models.Q(("split_from__isnull", False), ("split_no__gt", 0)),
                    _connector="OR",
                ),
                name="suggestion_part_has_number",
            ),
        ),
        migrations.AddField(
            model_name="suggestionmerge",
            name="into",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absorbed",
                to="suggestions.suggestion",
            ),
        ),
        migrations.AddField(
            model_name="suggestionmerge",
            name="suggestion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="merges",
                to="suggestions.suggestion",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusalground",
            constraint=models.UniqueConstraint(
                fields=("congress", "code"), name="refusal_ground_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestionmerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_on", None)),
                fields=("suggestion",),
                name="merge_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestionmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(("suggestion", models.F("into")), _negated=True),
                name="merge_into_another",
            ),
        ),
        migrations.RunPython(add_grounds, migrations.RunPython.noop),
    ]
