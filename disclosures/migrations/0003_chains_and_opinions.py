"""Chains of approval as rows, opinions asked beside a decision, and the way of a round on the text itself."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogs", "0004_changes_and_endings_of_items"),
        ("disclosures", "0002_course_after_approval"),
        ("hierarchy", "0001_units_and_their_past"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApprovalChain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "unit_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("committee", "党委"),
                            ("general_branch", "党总支"),
                            ("branch", "党支部"),
                            ("department", "责任科室"),
                            ("office", "办公室"),
                            ("leading_group", "领导小组"),
                            ("supervision_group", "监督小组"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="组织类型",
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rural", "农村"),
                            ("community", "社区"),
                            ("agency", "机关"),
                            ("enterprise", "企业"),
                            ("school", "学校"),
                            ("hospital", "卫生院"),
                            ("social_org", "社会组织"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="领域",
                    ),
                ),
                ("lineage", models.UUIDField(blank=True, null=True, verbose_name="公开事项")),
                ("item_title", models.CharField(blank=True, default="", max_length=500, verbose_name="公开事项名称")),
                ("revision", models.IntegerField(default=0)),
                ("updated_at", models.DateTimeField(verbose_name="最近修改时间")),
                ("updated_by_name", models.CharField(max_length=200, verbose_name="最近修改人")),
            ],
            options={
                "verbose_name": "审批链",
                "ordering": ["lineage", "unit_kind", "sector", "id"],
            },
        ),
        migrations.CreateModel(
            name="ApprovalStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.IntegerField(verbose_name="顺序")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("secrecy", "保密审查"),
                            ("necessity", "必要性审核"),
                            ("truth", "真实性审核"),
                            ("in_charge", "分管领导审批"),
                            ("leader", "本单位审批"),
                            ("superior", "上级审批"),
                            ("maker", "目录制定单位审批"),
                            ("release", "公开前核对"),
                        ],
                        max_length=20,
                        verbose_name="环节",
                    ),
                ),
                (
                    "decider",
                    models.CharField(
                        choices=[
                            ("reviewer", "保密审查员"),
                            ("in_charge", "分管领导"),
                            ("leader", "党组织负责人"),
                            ("superior", "上级单位的上级审批人"),
                            ("maker", "目录制定单位的上级审批人"),
                        ],
                        max_length=20,
                        verbose_name="由谁办理",
                    ),
                ),
                (
                    "applies",
                    models.CharField(
                        choices=[
                            ("always", "每件都办"),
                            ("beyond", "超出本单位权限的（目录规定须经上级审批）"),
                            ("beyond_to_society", "超出本单位权限，并且向社会公开的"),
                            ("to_society", "向社会公开的"),
                        ],
                        default="always",
                        max_length=20,
                        verbose_name="哪些信息要办",
                    ),
                ),
                ("days", models.IntegerField(blank=True, null=True, verbose_name="几个工作日内")),
                (
                    "checklist",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="核对项",
                    ),
                ),
                (
                    "asks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="必须征求意见的",
                    ),
                ),
                (
                    "invites",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="可以提意见的",
                    ),
                ),
            ],
            options={
                "verbose_name": "审批环节",
                "ordering": ["chain", "position"],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round_no", models.IntegerField(verbose_name="第几次提交")),
                ("turn_no", models.IntegerField(default=0, verbose_name="退回以前环节的次数")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("secrecy", "保密审查"),
                            ("necessity", "必要性审核"),
                            ("truth", "真实性审核"),
                            ("in_charge", "分管领导审批"),
                            ("leader", "本单位审批"),
                            ("superior", "上级审批"),
                            ("maker", "目录制定单位审批"),
                            ("release", "公开前核对"),
                        ],
                        max_length=20,
                        verbose_name="环节",
                    ),
                ),
                ("party", models.CharField(max_length=40, verbose_name="征求谁的意见")),
                (
                    "stance",
                    models.CharField(
                        choices=[("agrees", "同意"), ("objects", "不同意")], max_length=20, verbose_name="态度"
                    ),
                ),
                ("reason", models.TextField(blank=True, default="", verbose_name="意见")),
                ("content_hash", models.CharField(max_length=64, verbose_name="内容校验值")),
                ("given_by_name", models.CharField(max_length=200, verbose_name="署名")),
                ("given_at", models.DateTimeField(verbose_name="提出时间")),
            ],
            options={
                "verbose_name": "征求的意见",
                "ordering": ["disclosure_id", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_once_in_round",
        ),
        migrations.AddField(
            model_name="decision",
            name="remarks",
            field=models.JSONField(blank=True, default=dict, verbose_name="未勾选的说明"),
        ),
        migrations.AddField(
            model_name="decision",
            name="sent_back_to",
            field=models.CharField(
                blank=True,
                choices=[
                    ("secrecy", "保密审查"),
                    ("necessity", "必要性审核"),
                    ("truth", "真实性审核"),
                    ("in_charge", "分管领导审批"),
                    ("leader", "本单位审批"),
                    ("superior", "上级审批"),
                    ("maker", "目录制定单位审批"),
                    ("release", "公开前核对"),
                ],
                default="",
                max_length=20,
                verbose_name="退回到哪个环节",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="turn_no",
            field=models.IntegerField(default=0, verbose_name="退回以前环节的次数"),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="advised_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name="已提出意见的人"
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="asked",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                default=list,
                size=None,
                verbose_name="还在征求意见的",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="consulted",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                default=list,
                size=None,
                verbose_name="征求意见的单位",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="decider",
            field=models.CharField(
                blank=True,
                choices=[
                    ("reviewer", "保密审查员"),
                    ("in_charge", "分管领导"),
                    ("leader", "党组织负责人"),
                    ("superior", "上级单位的上级审批人"),
                    ("maker", "目录制定单位的上级审批人"),
                ],
                default="",
                max_length=20,
                verbose_name="由谁办理",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="maker",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hierarchy.unit",
                verbose_name="目录制定单位",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="opinions_due",
            field=models.IntegerField(default=0, verbose_name="还缺的意见"),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="route",
            field=models.JSONField(blank=True, default=list, verbose_name="本次办理的各环节"),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="route_source",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="审批链的来源"),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="step_days",
            field=models.IntegerField(blank=True, null=True, verbose_name="本环节的工作日"),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="turn_no",
            field=models.IntegerField(default=0, verbose_name="退回以前环节的次数"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="step",
            field=models.CharField(
                choices=[
                    ("secrecy", "保密审查"),
                    ("necessity", "必要性审核"),
                    ("truth", "真实性审核"),
                    ("in_charge", "分管领导审批"),
                    ("leader", "本单位审批"),
                    ("superior", "上级审批"),
                    ("maker", "目录制定单位审批"),
                    ("release", "公开前核对"),
                ],
                max_length=20,
                verbose_name="环节",
            ),
        ),
        migrations.AlterField(
            model_name="disclosure",
            name="chain",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("secrecy", "保密审查"),
                        ("necessity", "必要性审核"),
                        ("truth", "真实性审核"),
                        ("in_charge", "分管领导审批"),
                        ("leader", "本单位审批"),
                        ("superior", "上级审批"),
                        ("maker", "目录制定单位审批"),
                        ("release", "公开前核对"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="办理环节",
            ),
        ),
        migrations.AlterField(
            model_name="disclosure",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "草稿"),
                    ("submitted", "等待审核"),
                    ("secrecy_checked", "等待审批"),
                    ("approved", "已审批"),
                    ("scheduled", "等待定时公开"),
                    ("published", "已公开"),
                    ("returned", "已退回"),
                    ("withdrawn", "已撤回"),
                    ("changed", "已变更"),
                    ("terminated", "已终止公开"),
                    ("merged", "已合并"),
                    ("in_error", "误发已撤下"),
                ],
                default="draft",
                max_length=20,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="disclosure",
            name="step",
            field=models.CharField(
                blank=True,
                choices=[
                    ("secrecy", "保密审查"),
                    ("necessity", "必要性审核"),
                    ("truth", "真实性审核"),
                    ("in_charge", "分管领导审批"),
                    ("leader", "本单位审批"),
                    ("superior", "上级审批"),
                    ("maker", "目录制定单位审批"),
                    ("release", "公开前核对"),
                ],
                default="",
                max_length=20,
                verbose_name="当前环节",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=("disclosure", "round_no", "turn_no", "step"), name="decision_once_in_turn"
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("opinions_due__gte", 0)), name="disclosure_opinions_due_counted"
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalchain",
            constraint=models.UniqueConstraint(
                fields=("unit_kind", "sector", "lineage"), name="approval_chain_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalchain",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="approval_chain_named"
            ),
        ),
        migrations.AddField(
            model_name="approvalstep",
            name="chain",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="disclosures.approvalchain",
                verbose_name="审批链",
            ),
        ),
        migrations.AddField(
            model_name="opinion",
            name="disclosure",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opinions",
                to="disclosures.disclosure",
                verbose_name="公开信息",
            ),
        ),
        migrations.AddField(
            model_name="opinion",
            name="given_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="提出人",
            ),
        ),
        migrations.AddField(
            model_name="opinion",
            name="on_behalf_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="被代行人",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalstep",
            constraint=models.UniqueConstraint(fields=("chain", "step"), name="approval_step_once_in_chain"),
        ),
        migrations.AddConstraint(
            model_name="approvalstep",
            constraint=models.UniqueConstraint(fields=("chain", "position"), name="approval_step_place_once"),
        ),
        migrations.AddConstraint(
            model_name="approvalstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("days__isnull", True), models.Q(("days__gte", 1), ("days__lte", 60)), _connector="OR"
                ),
                name="approval_step_days_sensible",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.UniqueConstraint(
                fields=("disclosure", "round_no", "turn_no", "step", "party"), name="opinion_once_of_party"
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.UniqueConstraint(
                fields=("disclosure", "round_no", "turn_no", "step", "given_by"), name="opinion_once_of_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stance", "objects"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="opinion_objects_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.CheckConstraint(
                condition=models.Q(("on_behalf_of", models.F("given_by")), _negated=True),
                name="opinion_not_on_behalf_of_oneself",
            ),
        ),
    ]
