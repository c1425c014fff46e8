"""Leaders in charge (分管领导), who approve before the main leader."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_people_and_posts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="role",
            field=models.CharField(
                choices=[
                    ("admin", "管理员"),
                    ("clerk", "信息员"),
                    ("secrecy", "保密审查员"),
                    ("in_charge", "分管领导"),
                    ("leader", "党组织负责人"),
                    ("superior", "上级审批人"),
                    ("inspector", "纪检监督员"),
                    ("supervisor", "党务公开监督员"),
                    ("member", "党员（职工）"),
                ],
                max_length=20,
                verbose_name="角色",
            ),
        ),
        migrations.AlterField(
            model_name="signinpolicy",
            name="second_factor_roles",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("admin", "管理员"),
                        ("clerk", "信息员"),
                        ("secrecy", "保密审查员"),
                        ("in_charge", "分管领导"),
                        ("leader", "党组织负责人"),
                        ("superior", "上级审批人"),
                        ("inspector", "纪检监督员"),
                        ("supervisor", "党务公开监督员"),
                        ("member", "党员（职工）"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="须用动态验证码的角色",
            ),
        ),
    ]
