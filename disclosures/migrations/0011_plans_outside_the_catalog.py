import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogs", "0004_changes_and_endings_of_items"),
        ("disclosures", "0010_terms_of_notices"),
        ("hierarchy", "0001_units_and_their_past"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OutsidePlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=200, verbose_name="公开事项")),
                ("content", models.TextField(verbose_name="公开内容")),
                ("reason", models.TextField(verbose_name="公开理由")),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("person", "申请人"),
                            ("audience", "一定范围"),
                            ("unit", "本单位"),
                            ("party", "全党"),
                            ("society", "社会"),
                        ],
                        max_length=20,
                        verbose_name="公开范围",
                    ),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None, verbose_name="公开形式"
                    ),
                ),
                ("from_on", models.DateField(verbose_name="最早公开日期")),
                ("until_on", models.DateField(verbose_name="最晚公开日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "等待审批"),
                            ("approved", "已同意"),
                            ("returned", "已退回"),
                            ("refused", "不同意"),
                            ("withdrawn", "已撤销"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("revision", models.IntegerField(default=0)),
                ("drafted_by_name", models.CharField(max_length=200, verbose_name="起草人署名")),
                (
                    "editor_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None, verbose_name="起草和修改人"
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="起草时间")),
                ("moved_at", models.DateTimeField(verbose_name="进入当前状态的时间")),
                (
                    "decided_by_name",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="审批人署名"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审批时间")),
                ("decision_reason", models.TextField(blank=True, default="", verbose_name="审批意见")),
                ("withdrawn_reason", models.TextField(blank=True, default="", verbose_name="撤销理由")),
            ],
            options={
                "verbose_name": "目录外公开方案",
                "ordering": ["-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="disclosure",
            name="disclosure_submitted_complete",
        ),
        migrations.AddField(
            model_name="outsideplan",
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
            model_name="outsideplan",
            name="drafted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="起草人",
            ),
        ),
        migrations.AddField(
            model_name="outsideplan",
            name="maker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hierarchy.unit",
                verbose_name="目录制定单位",
            ),
        ),
        migrations.AddField(
            model_name="outsideplan",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outside_plans",
                to="hierarchy.unit",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="disclosures",
                to="disclosures.outsideplan",
                verbose_name="目录外公开方案",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("draft", "returned")),
                    models.Q(
                        models.Q(("item__isnull", False), ("plan__isnull", False), _connector="OR"),
                        ("round_no__gte", 1),
                        ("submitted_at__isnull", False),
                        models.Q(("content_hash", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="disclosure_submitted_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("item__isnull", True), ("plan__isnull", True), _connector="OR"),
                name="disclosure_item_or_plan",
            ),
        ),
        migrations.AddIndex(
            model_name="outsideplan",
            index=models.Index(fields=["state"], name="outside_plan_by_state"),
        ),
        migrations.AddConstraint(
            model_name="outsideplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "submitted", "approved", "returned", "refused", "withdrawn"])
                ),
                name="outside_plan_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsideplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("scope__in", ("person", "audience", "unit", "party", "society"))),
                name="outside_plan_scope_offered",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsideplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True),
                    models.Q(("content", ""), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    ("channels__len__gte", 1),
                ),
                name="outside_plan_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsideplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__gte", models.F("from_on"))), name="outside_plan_days_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="outsideplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "returned", "refused"]), _negated=True),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("decided_by", models.F("drafted_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="outside_plan_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsideplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["returned", "refused"]), _negated=True),
                    models.Q(("decision_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="outside_plan_sent_back_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsideplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True),
                    models.Q(("withdrawn_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="outside_plan_withdrawn_with_reason",
            ),
        ),
    ]
