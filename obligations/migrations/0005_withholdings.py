"""What is not disclosed for now, or at all: who asked, on which ground, who decided, and under which number."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogs", "0004_changes_and_endings_of_items"),
        ("hierarchy", "0001_units_and_their_past"),
        ("obligations", "0004_withdrawn_items"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Withholding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("not_now", "暂不公开"), ("not_at_all", "不予公开")],
                        max_length=20,
                        verbose_name="种类",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("state_secret", "涉及党和国家秘密"),
                            ("forbidden", "法律法规或党内法规禁止公开"),
                            ("security", "可能危及国家安全、公共安全、经济安全或社会稳定"),
                            ("third_party", "涉及商业秘密、个人隐私等第三方权益"),
                            ("internal", "内部事务信息"),
                            ("in_process", "过程性信息"),
                            ("not_ready", "条件尚不成熟"),
                            ("other", "其他依照规定不宜公开的"),
                        ],
                        max_length=20,
                        verbose_name="不公开事由",
                    ),
                ),
                ("basis", models.CharField(blank=True, default="", max_length=300, verbose_name="依据")),
                ("reason", models.TextField(verbose_name="理由")),
                ("until", models.DateField(blank=True, null=True, verbose_name="暂不公开至")),
                (
                    "consent",
                    models.CharField(
                        choices=[("approval", "报上级审批"), ("filing", "报上级备案")],
                        default="approval",
                        max_length=20,
                        verbose_name="办理方式",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "等待本单位负责人签批"),
                            ("endorsed", "等待上级审批"),
                            ("returned", "已退回"),
                            ("granted", "已同意"),
                            ("filed", "已报上级备案"),
                            ("noted", "已备案"),
                            ("refused", "不同意"),
                            ("recalled", "已收回"),
                            ("ordered", "责令公开"),
                            ("ended", "已终止"),
                        ],
                        default="asked",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("revision", models.IntegerField(default=0)),
                ("unit_name", models.CharField(max_length=200, verbose_name="申请单位")),
                ("asked_by_name", models.CharField(max_length=200, verbose_name="申请人署名")),
                (
                    "asker_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="申请人及被代行人"
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                (
                    "endorsed_by_name",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="签批人署名"),
                ),
                ("endorsed_at", models.DateTimeField(blank=True, null=True, verbose_name="签批时间")),
                (
                    "party_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="经手人"
                    ),
                ),
                (
                    "decided_by_name",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="审批人署名"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审批时间")),
                ("decision_reason", models.TextField(blank=True, default="", verbose_name="审批意见")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                ("former_due_on", models.DateField(verbose_name="原公开期限")),
                ("filing_year", models.IntegerField(blank=True, null=True, verbose_name="备案年度")),
                ("filing_no", models.IntegerField(blank=True, null=True, verbose_name="备案序号")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                (
                    "end_cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("by_unit", "本单位提前终止"),
                            ("ordered", "上级责令公开"),
                            ("published", "已经公开"),
                            ("closed", "任务终结"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="终止原因",
                    ),
                ),
                ("end_reason", models.TextField(blank=True, default="", verbose_name="终止理由")),
                ("foretold_at", models.DateTimeField(blank=True, null=True, verbose_name="到期预告时间")),
                ("resumed_at", models.DateTimeField(blank=True, null=True, verbose_name="恢复公开通知时间")),
            ],
            options={
                "verbose_name": "暂不公开、不予公开",
                "ordering": ["-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="obligation",
            name="obligation_closed_with_reason",
        ),
        migrations.AddField(
            model_name="obligationpolicy",
            name="withholding_consent",
            field=models.CharField(
                choices=[("approval", "报上级审批"), ("filing", "报上级备案")],
                default="approval",
                max_length=20,
                verbose_name="暂不公开、不予公开的办理方式",
            ),
        ),
        migrations.AlterField(
            model_name="obligation",
            name="closed_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("merged", "单位合并，由承接单位公开"),
                    ("abolished", "单位撤销"),
                    ("terminated", "公开事项终止"),
                    ("withdrawn", "公开事项撤回"),
                    ("exempted", "已豁免"),
                    ("withheld", "不予公开"),
                ],
                default="",
                max_length=20,
                verbose_name="终结原因",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on__isnull", True), ("closed_reason", "")),
                    models.Q(
                        ("closed_on__isnull", False),
                        (
                            "closed_reason__in",
                            ["merged", "abolished", "terminated", "withdrawn", "exempted", "withheld"],
                        ),
                    ),
                    _connector="OR",
                ),
                name="obligation_closed_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligationpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("withholding_consent__in", ["approval", "filing"])),
                name="obligation_policy_consent_known",
            ),
        ),
        migrations.AddField(
            model_name="withholding",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="申请人",
            ),
        ),
        migrations.AddField(
            model_name="withholding",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="审批人",
            ),
        ),
        migrations.AddField(
            model_name="withholding",
            name="endorsed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="签批人",
            ),
        ),
        migrations.AddField(
            model_name="withholding",
            name="obligation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withholdings",
                to="obligations.obligation",
                verbose_name="应公开任务",
            ),
        ),
        migrations.AddIndex(
            model_name="withholding",
            index=models.Index(fields=["effective_on"], name="withholding_by_day"),
        ),
        migrations.AddIndex(
            model_name="withholding",
            index=models.Index(
                condition=models.Q(
                    ("resumed_at__isnull", True), ("state__in", ("granted", "filed", "noted")), ("until__isnull", False)
                ),
                fields=["until"],
                name="withholding_to_resume",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("asked", "endorsed", "returned"))),
                fields=("obligation",),
                name="withholding_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.UniqueConstraint(
                fields=("filing_year", "filing_no"), name="withholding_filing_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "asked",
                            "endorsed",
                            "returned",
                            "granted",
                            "filed",
                            "noted",
                            "refused",
                            "recalled",
                            "ordered",
                            "ended",
                        ],
                    )
                ),
                name="withholding_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "not_now"), ("until__isnull", False)),
                    models.Q(("kind", "not_at_all"), ("until__isnull", True)),
                    _connector="OR",
                ),
                name="withholding_not_now_until_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground", "not_ready"), ("kind", "not_at_all"), _negated=True),
                    models.Q(("ground", "forbidden"), ("kind", "not_now"), _negated=True),
                    (
                        "ground__in",
                        [
                            "state_secret",
                            "forbidden",
                            "security",
                            "third_party",
                            "internal",
                            "in_process",
                            "not_ready",
                            "other",
                        ],
                    ),
                ),
                name="withholding_ground_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground__in", ("forbidden", "other")), _negated=True),
                    models.Q(("basis", ""), _negated=True),
                    _connector="OR",
                ),
                name="withholding_basis_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="withholding_reason_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gt", models.F("former_due_on")), _connector="OR"),
                name="withholding_until_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("endorsed_by__isnull", True),
                        models.Q(("endorsed_by", models.F("asked_by")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("decided_by__isnull", True),
                        models.Q(("decided_by", models.F("asked_by")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="withholding_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("effective_on__isnull", True),
                        models.Q(("state__in", ("granted", "filed", "noted")), _negated=True),
                    ),
                    models.Q(
                        ("effective_on__isnull", False), ("endorsed_by__isnull", False), ("filing_no__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="withholding_in_force_signed_and_filed",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_cause", ""), ("ended_on__isnull", True)),
                    models.Q(
                        ("end_cause__in", ["by_unit", "ordered", "published", "closed"]), ("ended_on__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="withholding_ended_with_cause",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["returned", "refused"]), _negated=True),
                    models.Q(("decision_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="withholding_refused_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_cause__in", ["by_unit", "ordered"]), _negated=True),
                    models.Q(("end_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="withholding_ended_with_reason",
            ),
        ),
    ]
