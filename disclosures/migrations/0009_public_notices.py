import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0008_text_templates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "term",
                    models.CharField(
                        choices=[
                            ("public", "公示"),
                            ("appointment", "任前公示"),
                            ("pre_inside", "党内预公开"),
                            ("pre_society", "社会预公开"),
                        ],
                        max_length=20,
                        verbose_name="规则",
                    ),
                ),
                ("days", models.IntegerField(verbose_name="至少几天")),
                ("least_days", models.IntegerField(verbose_name="依据规定的天数")),
                (
                    "counted",
                    models.CharField(
                        choices=[("calendar", "自然日"), ("working", "工作日")],
                        max_length=20,
                        verbose_name="按什么日子算",
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="依据")),
                (
                    "title_words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="事项名称里有这些词的，都按这一条",
                    ),
                ),
                ("revision", models.IntegerField(default=0)),
            ],
            options={
                "verbose_name": "公示天数规则",
                "constraints": [
                    models.UniqueConstraint(fields=("term",), name="notice_rule_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days__gte", models.F("least_days")), ("days__lte", 366), ("least_days__gte", 1)
                        ),
                        name="notice_rule_never_shorter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("public", "公示"), ("appointment", "任前公示"), ("pre", "预公开")],
                        max_length=20,
                        verbose_name="公示类别",
                    ),
                ),
                ("is_chosen", models.BooleanField(default=False, verbose_name="由起草人安排")),
                ("item_days", models.IntegerField(default=0, verbose_name="公开事项规定的天数")),
                ("wanted_days", models.IntegerField(blank=True, null=True, verbose_name="起草人安排的天数")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "公开后开始公示"),
                            ("running", "公示中"),
                            ("closed", "公示已结束"),
                            ("ended", "公示已中止"),
                        ],
                        default="planned",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("revision", models.IntegerField(default=0)),
                ("counted_from", models.DateField(blank=True, null=True, verbose_name="公示开始的日子")),
                ("days", models.IntegerField(blank=True, null=True, verbose_name="公示天数")),
                (
                    "counted",
                    models.CharField(
                        blank=True,
                        choices=[("calendar", "自然日"), ("working", "工作日")],
                        default="",
                        max_length=20,
                        verbose_name="按什么日子算",
                    ),
                ),
                ("source", models.CharField(blank=True, default="", max_length=200, verbose_name="天数的依据")),
                ("last_on", models.DateField(blank=True, null=True, verbose_name="公示到哪一天")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                ("objection_count", models.IntegerField(default=0, verbose_name="收到异议几件")),
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="核对时间")),
                (
                    "reviewed_by_name",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="核对人署名"),
                ),
                ("review_note", models.TextField(blank=True, default="", verbose_name="核对意见")),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notice",
                        to="disclosures.disclosure",
                        verbose_name="公示的信息",
                    ),
                ),
            ],
            options={
                "verbose_name": "公示",
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("text", models.TextField(verbose_name="异议")),
                ("is_anonymous", models.BooleanField(default=False, verbose_name="匿名")),
                ("name", models.CharField(blank=True, default="", max_length=60, verbose_name="姓名")),
                ("contact", models.CharField(blank=True, default="", max_length=120, verbose_name="联系方式")),
                (
                    "entered_by_name",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="代为登记的人"),
                ),
                ("received_on", models.DateField(verbose_name="收到的日子")),
                ("received_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "等待答复"), ("answered", "已答复")],
                        default="open",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("revision", models.IntegerField(default=0)),
                ("gist", models.TextField(blank=True, default="", verbose_name="异议要点")),
                ("answer", models.TextField(blank=True, default="", verbose_name="答复")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                (
                    "answered_by_name",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="答复人署名"),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objections",
                        to="disclosures.publicnotice",
                        verbose_name="公示",
                    ),
                ),
            ],
            options={
                "verbose_name": "异议",
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="publicnotice",
            index=models.Index(
                condition=models.Q(("state", "running")), fields=["last_on"], name="public_notice_running"
            ),
        ),
        migrations.AddConstraint(
            model_name="publicnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["planned", "running", "closed", "ended"])),
                name="public_notice_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "planned"),
                    models.Q(
                        ("counted_from__isnull", False),
                        ("days__gte", 1),
                        ("days__isnull", False),
                        ("last_on__isnull", False),
                        models.Q(("counted", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="public_notice_runs_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_on__isnull", True),
                    (
                        "last_on__gte",
                        models.ExpressionWrapper(
                            django.db.models.expressions.CombinedExpression(
                                models.F("counted_from"), "+", models.F("days")
                            ),
                            output_field=models.DateField(),
                        ),
                    ),
                    _connector="OR",
                ),
                name="public_notice_has_its_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at__isnull", True)),
                    _connector="OR",
                ),
                name="public_notice_closed_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True),
                    (
                        "closed_at__gte",
                        models.Func(
                            models.F("last_on"),
                            output_field=models.DateTimeField(),
                            template="((%(expressions)s + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')",
                        ),
                    ),
                    _connector="OR",
                ),
                name="public_notice_never_closed_early",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="objection_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_anonymous", False),
                    models.Q(("contact", ""), ("member__isnull", True), ("name", "")),
                    _connector="OR",
                ),
                name="objection_anonymous_is_nobody",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", False),
                        ("state", "answered"),
                        models.Q(("answer", ""), _negated=True),
                        models.Q(("gist", ""), _negated=True),
                    ),
                    models.Q(("answer", ""), ("answered_at__isnull", True), ("gist", ""), ("state", "open")),
                    _connector="OR",
                ),
                name="objection_answered_with_words",
            ),
        ),
    ]
