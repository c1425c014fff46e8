"""Letters of a restored tenant may be set aside."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_postings_and_followers")]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "等待发送"),
                    ("claimed", "正在发送"),
                    ("sent", "已发送"),
                    ("dropped", "没有发送"),
                    ("set_aside", "恢复备份时搁置"),
                ],
                default="waiting",
                max_length=12,
            ),
        ),
    ]
