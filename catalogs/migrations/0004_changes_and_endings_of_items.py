"""One published item changes or ends between editions."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogs", "0003_deviations_of_units"),
        ("hierarchy", "0001_units_and_their_past"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("lineage", models.UUIDField(editable=False)),
                ("item_title", models.CharField(max_length=500, verbose_name="公开事项")),
                ("revision", models.IntegerField(default=0)),
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
                        choices=[("change", "变更"), ("withdraw", "撤回"), ("terminate", "终止")],
                        max_length=20,
                        verbose_name="类别",
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待审批"),
                            ("granted", "已批准"),
                            ("refused", "未批准"),
                            ("recalled", "已收回"),
                        ],
                        default="proposed",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("reason", models.TextField(verbose_name="公开说明")),
                ("from_on", models.DateField(verbose_name="施行日期")),
                ("values", models.JSONField(blank=True, default=dict, verbose_name="变更内容")),
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
                    "catalog",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="catalogs.catalog",
                        verbose_name="公开目录",
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogs.item",
                        verbose_name="公开事项",
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
                (
                    "version",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendment",
                        to="catalogs.catalogversion",
                        verbose_name="施行的版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "公开事项的变更、撤回和终止",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["lineage"], name="amendment_by_lineage")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["change", "withdraw", "terminate"])),
                        name="amendment_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("consent__in", ["approval", "filing"])), name="amendment_consent_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "granted", "refused", "recalled"])),
                        name="amendment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="amendment_explained"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "change"), ("values", {}), _connector="OR"),
                        name="amendment_ending_changes_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "granted"), ("version__isnull", False)),
                            models.Q(models.Q(("state", "granted"), _negated=True), ("version__isnull", True)),
                            _connector="OR",
                        ),
                        name="amendment_granted_with_edition",
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
                        name="amendment_decided_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("catalog", "lineage"),
                        name="amendment_one_awaiting",
                    ),
                ],
            },
        ),
    ]
