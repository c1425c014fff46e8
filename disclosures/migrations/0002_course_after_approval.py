"""What a disclosure carries of its course after approval, and the tenant's terms of publication."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0001_texts_decisions_and_attachments")]

    operations = [
        migrations.CreateModel(
            name="PublicationRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lineage", models.UUIDField(blank=True, null=True, verbose_name="公开事项")),
                ("inside_days", models.IntegerField(blank=True, null=True, verbose_name="先在党内公开几天")),
                ("display_days", models.IntegerField(blank=True, null=True, verbose_name="公开后展示几天")),
            ],
            options={
                "verbose_name": "公开规则",
            },
        ),
        migrations.RemoveConstraint(
            model_name="disclosure",
            name="disclosure_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="disclosure",
            name="disclosure_stands_as_approved",
        ),
        migrations.RemoveConstraint(
            model_name="disclosure",
            name="disclosure_numbered_when_published",
        ),
        migrations.RemoveIndex(
            model_name="disclosure",
            name="disclosure_in_work",
        ),
        migrations.AddField(
            model_name="disclosure",
            name="display_until",
            field=models.DateField(blank=True, null=True, verbose_name="展示到哪一天"),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="变更、终止、合并或撤下的时间"),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="ended_reason",
            field=models.TextField(blank=True, default="", verbose_name="变更、终止、合并或撤下的理由"),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="former_index_nos",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=100),
                blank=True,
                default=list,
                size=None,
                verbose_name="原索引号",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_from",
                to="disclosures.disclosure",
                verbose_name="并入",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="opened_outside_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="实际对社会公开的时间"),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="outside_from",
            field=models.DateTimeField(blank=True, null=True, verbose_name="对社会公开的时间"),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="publish_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="定时公开时间"),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="refers_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="referred_by",
                to="disclosures.disclosure",
                verbose_name="原公开信息",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="relation",
            field=models.CharField(
                blank=True,
                choices=[
                    ("amends", "变更"),
                    ("clarifies", "澄清"),
                    ("republishes", "再次公开"),
                    ("follows", "后续公开"),
                ],
                default="",
                max_length=20,
                verbose_name="与原公开信息的关系",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="relation_reason",
            field=models.TextField(blank=True, default="", verbose_name="变更或再次公开的理由"),
        ),
        migrations.AlterField(
            model_name="disclosure",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "草稿"),
                    ("submitted", "等待保密审查"),
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
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ("published", "withdrawn", "changed", "terminated", "merged", "in_error")),
                    _negated=True,
                ),
                fields=["state", "step"],
                name="disclosure_in_work",
            ),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                condition=models.Q(("state", "scheduled")), fields=["publish_at"], name="disclosure_due_to_publish"
            ),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                condition=models.Q(("outside_from__isnull", False), ("state", "published")),
                fields=["outside_from"],
                name="disclosure_due_to_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "submitted",
                            "secrecy_checked",
                            "approved",
                            "scheduled",
                            "published",
                            "returned",
                            "withdrawn",
                            "changed",
                            "terminated",
                            "merged",
                            "in_error",
                        ],
                    )
                ),
                name="disclosure_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            [
                                "approved",
                                "scheduled",
                                "published",
                                "withdrawn",
                                "changed",
                                "terminated",
                                "merged",
                                "in_error",
                            ],
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_hash", models.F("content_hash")),
                        models.Q(("approved_hash", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="disclosure_stands_as_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("index_no__isnull", False),
                        ("published_at__isnull", False),
                        ("state__in", ("published", "withdrawn", "changed", "terminated", "merged", "in_error")),
                        models.Q(("unit_name", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(
                            ("state__in", ("published", "withdrawn", "changed", "terminated", "merged", "in_error")),
                            _negated=True,
                        ),
                        ("index_no__isnull", True),
                        ("published_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="disclosure_numbered_when_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("publish_at__isnull", False), ("state", "scheduled")),
                    models.Q(models.Q(("state", "scheduled"), _negated=True), ("publish_at__isnull", True)),
                    _connector="OR",
                ),
                name="disclosure_scheduled_with_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outside_from__isnull", True),
                    models.Q(
                        ("opened_outside_at__isnull", True),
                        ("scope", "society"),
                        ("state__in", ("published", "withdrawn", "changed", "terminated", "merged", "in_error")),
                    ),
                    _connector="OR",
                ),
                name="disclosure_held_inside_before_society",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("refers_to__isnull", True), ("relation", ""), ("former_index_nos", [])),
                    models.Q(
                        ("refers_to__isnull", False),
                        ("relation__in", ["amends", "clarifies", "republishes", "follows"]),
                    ),
                    _connector="OR",
                ),
                name="disclosure_refers_in_some_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("state", "merged")),
                    models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", True)),
                    _connector="OR",
                ),
                name="disclosure_merged_into_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("terminated", "merged", "in_error")), _negated=True),
                    models.Q(("ended_at__isnull", False), models.Q(("ended_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="disclosure_ended_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("relation", "amends"),
                    models.Q(
                        ("state__in", ("published", "withdrawn", "changed", "terminated", "merged", "in_error")),
                        _negated=True,
                    ),
                ),
                fields=("refers_to",),
                name="disclosure_one_change_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicationrule",
            constraint=models.UniqueConstraint(fields=("lineage",), name="publication_rule_once", nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name="publicationrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("inside_days__isnull", True),
                        models.Q(("inside_days__gte", 1), ("inside_days__lte", 3660)),
                        _connector="OR",
                    ),
                    models.Q(
                        ("display_days__isnull", True),
                        models.Q(("display_days__gte", 1), ("display_days__lte", 3660)),
                        _connector="OR",
                    ),
                ),
                name="publication_rule_sensible",
            ),
        ),
    ]
