"""What is owed of a withdrawn item is closed for a reason of its own."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogs", "0004_changes_and_endings_of_items"),
        ("hierarchy", "0001_units_and_their_past"),
        ("obligations", "0003_reminders_by_superiors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="obligation",
            name="obligation_closed_with_reason",
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
                        ("closed_reason__in", ["merged", "abolished", "terminated", "withdrawn", "exempted"]),
                    ),
                    _connector="OR",
                ),
                name="obligation_closed_with_reason",
            ),
        ),
    ]
