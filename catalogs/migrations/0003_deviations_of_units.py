"""What units make stricter, decline or are exempt from, and what the tenant has settled about it."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import catalogs.models.days


class Migration(migrations.Migration):
    dependencies = [
        ("catalogs", "0002_consent_of_the_superior"),
        ("hierarchy", "0001_units_and_their_past"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "consent",
                    models.CharField(
                        choices=[("approval", "报上级审批"), ("filing", "报上级备案")],
                        default="approval",
                        max_length=20,
                        verbose_name="下级目录的办理方式",
                    ),
                ),
            ],
            options={
                "verbose_name": "目录管理规则",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="catalog_policy_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(("consent__in", ["approval", "filing"])), name="catalog_policy_consent_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exemption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("lineage", models.UUIDField(editable=False)),
                ("item_title", models.CharField(max_length=500, verbose_name="公开事项")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "待审批"),
                            ("granted", "已生效"),
                            ("refused", "未同意"),
                            ("withdrawn", "已撤回"),
                            ("ended", "已终止"),
                        ],
                        default="requested",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("revision", models.IntegerField(default=0)),
                ("reason", models.TextField(verbose_name="理由")),
                ("from_on", models.DateField(verbose_name="开始日期")),
                ("asked_by_name", models.CharField(max_length=200, verbose_name="申请人署名")),
                (
                    "asker_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="申请人及被代行人"
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                (
                    "decided_by_name",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="审批人署名"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审批时间")),
                ("decision_reason", models.TextField(blank=True, default="", verbose_name="审批意见")),
                ("ends_on", models.DateField(verbose_name="恢复公开日期")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审批人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hierarchy.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "豁免",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["requested", "granted", "refused", "withdrawn", "ended"])),
                        name="exemption_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="exemption_ground_given"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("from_on"))), name="exemption_ends_after_begin"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["granted", "refused"]), _negated=True),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="exemption_decided_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "requested")),
                        fields=("unit", "lineage"),
                        name="exemption_one_awaiting",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state__in", ("granted", "ended"))),
                        expressions=[
                            ("unit", "="),
                            ("lineage", "="),
                            (
                                catalogs.models.days.DayRange(
                                    "from_on", "ends_on", django.contrib.postgres.fields.ranges.RangeBoundary()
                                ),
                                "&&",
                            ),
                        ],
                        name="exemption_days_apart",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("lineage", models.UUIDField(editable=False)),
                ("item_title", models.CharField(max_length=500, verbose_name="公开事项")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "待审批"),
                            ("granted", "已生效"),
                            ("refused", "未同意"),
                            ("withdrawn", "已撤回"),
                            ("ended", "已终止"),
                        ],
                        default="requested",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("revision", models.IntegerField(default=0)),
                ("reason", models.TextField(verbose_name="理由")),
                ("from_on", models.DateField(verbose_name="开始日期")),
                ("asked_by_name", models.CharField(max_length=200, verbose_name="申请人署名")),
                (
                    "asker_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="申请人及被代行人"
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                (
                    "decided_by_name",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="审批人署名"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审批时间")),
                ("decision_reason", models.TextField(blank=True, default="", verbose_name="审批意见")),
                (
                    "kind",
                    models.CharField(
                        choices=[("tighten", "加严"), ("decline", "不选")], max_length=20, verbose_name="类别"
                    ),
                ),
                (
                    "consent",
                    models.CharField(
                        choices=[("approval", "报上级审批"), ("filing", "报上级备案")],
                        default="approval",
                        max_length=20,
                        verbose_name="办理方式",
                    ),
                ),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                (
                    "period",
                    models.CharField(
                        blank=True,
                        choices=[("month", "每月"), ("quarter", "每季度"), ("half_year", "每半年"), ("year", "每年")],
                        default="",
                        max_length=20,
                        verbose_name="公开周期",
                    ),
                ),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("person", "申请人"),
                                ("audience", "一定范围"),
                                ("unit", "本单位"),
                                ("party", "全党"),
                                ("society", "社会"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="公开范围",
                    ),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="增加的公开形式",
                    ),
                ),
                (
                    "departments",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="本单位责任科室",
                    ),
                ),
                ("due_rule", models.CharField(blank=True, default="", max_length=500, verbose_name="时限要求")),
                ("notice_days", models.IntegerField(default=0, verbose_name="公示天数")),
                ("shows_process", models.BooleanField(default=False, verbose_name="过程和结果都公开")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审批人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hierarchy.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "本单位对上级事项的调整",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["tighten", "decline"])), name="override_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("consent__in", ["approval", "filing"])), name="override_consent_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["requested", "granted", "refused", "withdrawn", "ended"])),
                        name="override_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="override_reason_given"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period__in", ["", "month", "quarter", "half_year", "year"])),
                        name="override_period_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scopes__contained_by", ["person", "audience", "unit", "party", "society"])
                        ),
                        name="override_scopes_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("notice_days__gte", 0), ("notice_days__lte", 365)),
                        name="override_notice_days_in_a_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "tighten"),
                            models.Q(
                                ("channels", []),
                                ("departments", []),
                                ("due_rule", ""),
                                ("notice_days", 0),
                                ("period", ""),
                                ("scopes", []),
                                ("shows_process", False),
                            ),
                            _connector="OR",
                        ),
                        name="override_decline_changes_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="override_ends_after_begin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ended"), _negated=True), ("ends_on__isnull", False), _connector="OR"
                        ),
                        name="override_ended_on_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "requested")),
                        fields=("unit", "lineage", "kind"),
                        name="override_one_awaiting",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state__in", ("granted", "ended"))),
                        expressions=[
                            ("unit", "="),
                            ("lineage", "="),
                            ("kind", "="),
                            (
                                catalogs.models.days.DayRange(
                                    "from_on", "ends_on", django.contrib.postgres.fields.ranges.RangeBoundary()
                                ),
                                "&&",
                            ),
                        ],
                        name="override_days_apart",
                    ),
                ],
            },
        ),
    ]
