import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("liaison", "0003_count_edits_of_bodies_and_people"),
        ("suggestions", "0011_what_a_spot_check_found"),
    ]

    operations = [
        migrations.CreateModel(
            name="SpotCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="最近变动")),
                (
                    "updated_by_name",
                    models.CharField(blank=True, max_length=80, verbose_name="最近变动人"),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "筹备"),
                            ("published", "已公布，待抽取"),
                            ("drawn", "已抽取，待分工"),
                            ("reviewing", "现场评议"),
                            ("concluded", "已有结果"),
                            ("cancelled", "已取消"),
                        ],
                        default="planned",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("wanted", models.JSONField(default=dict, verbose_name="名单范围")),
                ("wanted_text", models.CharField(max_length=600, verbose_name="名单范围的文字")),
                (
                    "strata",
                    models.CharField(
                        choices=[
                            ("none", "不分组"),
                            ("unit", "按主办单位"),
                            ("class", "按答复类别"),
                        ],
                        default="none",
                        max_length=8,
                        verbose_name="分组",
                    ),
                ),
                (
                    "size_rule",
                    models.CharField(
                        choices=[("number", "按件数"), ("share", "按百分比")],
                        max_length=8,
                        verbose_name="抽多少",
                    ),
                ),
                ("size", models.PositiveSmallIntegerField(verbose_name="数量")),
                ("source_name", models.CharField(max_length=120, verbose_name="公开来源")),
                ("source_day", models.DateField(verbose_name="来源公布的日子")),
                ("list_count", models.PositiveIntegerField(default=0, verbose_name="名单件数")),
                (
                    "list_hash",
                    models.CharField(blank=True, max_length=64, verbose_name="名单的SHA-256"),
                ),
                ("code", models.CharField(blank=True, max_length=12, verbose_name="公开页的短码")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="公布")),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="公布时间"),
                ),
                (
                    "published_by_name",
                    models.CharField(blank=True, max_length=80, verbose_name="公布人"),
                ),
                (
                    "source_value",
                    models.CharField(blank=True, max_length=200, verbose_name="来源的数值"),
                ),
                (
                    "source_entered_by_name",
                    models.CharField(blank=True, max_length=80, verbose_name="录入人"),
                ),
                ("seed", models.CharField(blank=True, max_length=64, verbose_name="抽取的种子")),
                ("drawn_at", models.DateTimeField(blank=True, null=True, verbose_name="抽取时间")),
                ("concluded_on", models.DateField(blank=True, null=True, verbose_name="结果确定")),
                ("conclusion", models.TextField(blank=True, verbose_name="结论")),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="取消")),
                (
                    "cancel_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="取消的理由"),
                ),
                (
                    "congress",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="liaison.congress",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="liaison.division",
                    ),
                ),
                (
                    "prefecture",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="liaison.division",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="liaison.division",
                    ),
                ),
                (
                    "township",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="liaison.division",
                    ),
                ),
            ],
            options={
                "verbose_name": "随机抽评",
                "verbose_name_plural": "随机抽评",
            },
        ),
        migrations.CreateModel(
            name="SpotCheckCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="序号")),
                ("number", models.CharField(max_length=60, verbose_name="编号")),
                ("group", models.PositiveSmallIntegerField(default=1, verbose_name="组")),
                ("group_name", models.CharField(blank=True, max_length=80, verbose_name="组名")),
                ("claimed", models.CharField(max_length=8, verbose_name="答复类别")),
                (
                    "claimed_label",
                    models.CharField(blank=True, max_length=60, verbose_name="答复类别的含义"),
                ),
                (
                    "claimed_tag",
                    models.CharField(blank=True, max_length=12, verbose_name="答复的统计归类"),
                ),
                (
                    "drawn_no",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="抽取次序"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("solved", "已解决"), ("partly", "部分解决"), ("not", "没有解决")],
                        max_length=8,
                        verbose_name="评议结论",
                    ),
                ),
                (
                    "spot_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cases",
                        to="spotchecks.spotcheck",
                    ),
                ),
                (
                    "suggestion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spot_checks",
                        to="suggestions.suggestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽评名单",
                "verbose_name_plural": "抽评名单",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="SpotCheckEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("code", models.CharField(max_length=40, verbose_name="事项")),
                ("sentence", models.CharField(max_length=300, verbose_name="经过")),
                ("note", models.TextField(blank=True, verbose_name="说明")),
                ("by_name", models.CharField(blank=True, max_length=80, verbose_name="经办")),
                ("by_unit", models.CharField(blank=True, max_length=120, verbose_name="单位")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="spotchecks.spotcheckcase",
                    ),
                ),
                (
                    "spot_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="spotchecks.spotcheck",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽评经过",
                "verbose_name_plural": "抽评经过",
            },
        ),
        migrations.CreateModel(
            name="SpotCheckPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("witness", "见证人"), ("reviewer", "评议人")],
                        max_length=8,
                        verbose_name="身份",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="姓名")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="单位职务")),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="liaison.deputy",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="liaison.seat",
                    ),
                ),
                (
                    "spot_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="spotchecks.spotcheck",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽评人员",
                "verbose_name_plural": "抽评人员",
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="spotcheckcase",
            name="reviewer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assigned",
                to="spotchecks.spotcheckperson",
            ),
        ),
        migrations.CreateModel(
            name="SpotCheckReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("visited_on", models.DateField(verbose_name="到现场的日子")),
                ("place", models.CharField(max_length=120, verbose_name="地点")),
                ("people", models.CharField(blank=True, max_length=300, verbose_name="参加的人")),
                ("findings", models.TextField(verbose_name="看到的情况")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("solved", "已解决"), ("partly", "部分解决"), ("not", "没有解决")],
                        max_length=8,
                        verbose_name="结论",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="没有解决的地方")),
                ("by_name", models.CharField(max_length=80, verbose_name="评议人")),
                (
                    "entered_by_name",
                    models.CharField(blank=True, max_length=80, verbose_name="代录人"),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="spotchecks.spotcheckcase",
                    ),
                ),
            ],
            options={
                "verbose_name": "现场评议",
                "verbose_name_plural": "现场评议",
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="spotcheck",
            index=models.Index(fields=["congress", "-id"], name="spot_check_congress"),
        ),
        migrations.AddConstraint(
            model_name="spotcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("size__gte", 1),
                    models.Q(
                        models.Q(("size_rule", "share"), _negated=True),
                        ("size__lte", 100),
                        _connector="OR",
                    ),
                ),
                name="spot_check_size",
            ),
        ),
        migrations.AddConstraint(
            model_name="spotcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("code", ""),
                        ("list_hash", ""),
                        ("published_at", None),
                        ("published_on", None),
                    ),
                    models.Q(
                        ("list_count__gte", 1),
                        ("published_at__isnull", False),
                        ("published_on__isnull", False),
                        models.Q(("list_hash", ""), _negated=True),
                        models.Q(("code", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="spot_check_published_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="spotcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_on", None),
                    ("source_day__gt", models.F("published_on")),
                    _connector="OR",
                ),
                name="spot_check_source_is_to_come",
            ),
        ),
        migrations.AddConstraint(
            model_name="spotcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("drawn_at", None), ("seed", ""), ("source_value", "")),
                    models.Q(
                        ("drawn_at__isnull", False),
                        ("published_at__isnull", False),
                        models.Q(("seed", ""), _negated=True),
                        models.Q(("source_value", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="spot_check_drawn_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="spotcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["published", "drawn", "reviewing", "concluded"]),
                        _negated=True,
                    ),
                    ("published_at__isnull", False),
                    _connector="OR",
                ),
                name="spot_check_state_is_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="spotcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["drawn", "reviewing", "concluded"]), _negated=True),
                    ("drawn_at__isnull", False),
                    _connector="OR",
                ),
                name="spot_check_state_is_drawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="spotcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "cancelled"), _negated=True),
                    models.Q(
                        ("cancelled_on__isnull", False),
                        models.Q(("cancel_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="spot_check_cancelled_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="spotcheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("list_hash", ""), _negated=True),
                    models.Q(("state", "cancelled"), _negated=True),
                ),
                fields=("list_hash",),
                name="spot_check_list_drawn_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="spotcheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code", ""), _negated=True),
                fields=("code",),
                name="spot_check_code_once",
            ),
        ),
        migrations.AddIndex(
            model_name="spotcheckevent",
            index=models.Index(fields=["spot_check", "at", "id"], name="spot_check_history"),
        ),
        migrations.AddConstraint(
            model_name="spotcheckperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deputy", None), ("part", "witness"), ("seat", None)),
                    models.Q(("deputy__isnull", False), ("part", "reviewer"), ("seat", None)),
                    models.Q(("deputy", None), ("part", "reviewer"), ("seat__isnull", False)),
                    _connector="OR",
                ),
                name="spot_check_person_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="spotcheckcase",
            constraint=models.UniqueConstraint(
                fields=("spot_check", "position"), name="spot_case_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="spotcheckcase",
            constraint=models.UniqueConstraint(
                fields=("spot_check", "number"), name="spot_case_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="spotcheckcase",
            constraint=models.UniqueConstraint(
                fields=("spot_check", "suggestion"), name="spot_case_suggestion_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="spotcheckcase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("drawn_no__isnull", False)),
                fields=("spot_check", "drawn_no"),
                name="spot_case_drawn_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="spotcheckcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("drawn_no__isnull", False),
                    models.Q(("reviewer", None), ("verdict", "")),
                    _connector="OR",
                ),
                name="spot_case_reviewed_if_drawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="spotcheckreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict", "solved"), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="spot_review_short_has_reason",
            ),
        ),
    ]
