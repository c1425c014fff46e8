import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogs", "0004_changes_and_endings_of_items"),
        ("disclosures", "0006_words_of_texts"),
        ("hierarchy", "0001_units_and_their_past"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Audience",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=60, verbose_name="名单名称")),
                ("changed_at", models.DateTimeField(verbose_name="最近修改时间")),
                ("changed_by_name", models.CharField(max_length=60, verbose_name="最近修改人姓名")),
            ],
            options={
                "verbose_name": "常用名单",
                "ordering": ["unit_id", "name"],
            },
        ),
        migrations.CreateModel(
            name="Reader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("person", "人员"), ("unit", "单位"), ("post", "任职"), ("guest", "没有账号的人")],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("with_subtree", models.BooleanField(default=False, verbose_name="包括下级单位")),
                ("role", models.CharField(blank=True, default="", max_length=20, verbose_name="角色")),
                ("guest_name", models.CharField(blank=True, default="", max_length=60, verbose_name="姓名")),
            ],
            options={
                "verbose_name": "读者",
                "ordering": ["id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="disclosure",
            name="disclosure_scope_offered",
        ),
        migrations.AddField(
            model_name="submission",
            name="readers",
            field=models.JSONField(blank=True, default=list, verbose_name="读者"),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("scope__in", ("person", "audience", "unit", "party", "society"))),
                name="disclosure_scope_offered",
            ),
        ),
        migrations.AddField(
            model_name="audience",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="audiences",
                to="hierarchy.unit",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="reader",
            name="audience",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="readers",
                to="disclosures.audience",
                verbose_name="常用名单",
            ),
        ),
        migrations.AddField(
            model_name="reader",
            name="disclosure",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="readers",
                to="disclosures.disclosure",
                verbose_name="公开信息",
            ),
        ),
        migrations.AddField(
            model_name="reader",
            name="unit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hierarchy.unit",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="reader",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="人员",
            ),
        ),
        migrations.AddConstraint(
            model_name="audience",
            constraint=models.UniqueConstraint(fields=("unit", "name"), name="audience_name_once_in_unit"),
        ),
        migrations.AddConstraint(
            model_name="audience",
            constraint=models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="audience_named"),
        ),
        migrations.AddConstraint(
            model_name="reader",
            constraint=models.UniqueConstraint(
                fields=("disclosure", "audience", "user", "unit", "role", "guest_name"),
                name="reader_once_in_list",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="reader",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("audience__isnull", False), ("disclosure__isnull", True)),
                    models.Q(("audience__isnull", True), ("disclosure__isnull", False)),
                    _connector="OR",
                ),
                name="reader_of_one_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="reader",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("guest_name", ""),
                        ("kind", "person"),
                        ("role", ""),
                        ("unit__isnull", True),
                        ("user__isnull", False),
                        ("with_subtree", False),
                    ),
                    models.Q(
                        ("guest_name", ""),
                        ("kind", "unit"),
                        ("role", ""),
                        ("unit__isnull", False),
                        ("user__isnull", True),
                    ),
                    models.Q(
                        ("guest_name", ""),
                        ("kind", "post"),
                        ("unit__isnull", False),
                        ("user__isnull", True),
                        models.Q(("role", ""), _negated=True),
                    ),
                    models.Q(
                        ("disclosure__isnull", False),
                        ("kind", "guest"),
                        ("role", ""),
                        ("unit__isnull", True),
                        ("user__isnull", True),
                        ("with_subtree", False),
                        models.Q(("guest_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="reader_named_by_its_kind",
            ),
        ),
    ]
