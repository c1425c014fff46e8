"""What was withheld by a unit that is merged or abolished ends for a reason of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("obligations", "0006_what_bore_withholdings")]

    operations = [
        migrations.RemoveConstraint(model_name="withholding", name="withholding_ended_with_cause"),
        migrations.AlterField(
            model_name="withholding",
            name="end_cause",
            field=models.CharField(
                blank=True,
                choices=[
                    ("by_unit", "本单位提前终止"),
                    ("ordered", "上级责令公开"),
                    ("published", "已经公开"),
                    ("closed", "任务终结"),
                    ("unit_closed", "单位撤并"),
                ],
                default="",
                max_length=20,
                verbose_name="终止原因",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_cause", ""), ("ended_on__isnull", True)),
                    models.Q(
                        ("end_cause__in", ["by_unit", "ordered", "published", "closed", "unit_closed"]),
                        ("ended_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="withholding_ended_with_cause",
            ),
        ),
    ]
