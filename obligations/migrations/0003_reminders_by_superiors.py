from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("obligations", "0002_calendar_feeds")]

    operations = [
        migrations.RemoveConstraint(model_name="reminder", name="reminder_kind_known"),
        migrations.AlterField(
            model_name="reminder",
            name="kind",
            field=models.CharField(
                choices=[
                    ("due_soon", "即将到期"),
                    ("overdue", "已逾期"),
                    ("assigned", "交给您办理"),
                    ("escalated", "下级逾期"),
                    ("urged", "上级催办"),
                ],
                max_length=20,
                verbose_name="类别",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["due_soon", "overdue", "assigned", "escalated", "urged"])),
                name="reminder_kind_known",
            ),
        ),
    ]
