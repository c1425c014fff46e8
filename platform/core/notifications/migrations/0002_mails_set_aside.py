"""Mails of a restored tenant may be set aside."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_notices")]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="mail_state",
            field=models.CharField(
                choices=[
                    ("unwanted", "不发邮件"),
                    ("waiting", "等待发送"),
                    ("claimed", "正在发送"),
                    ("sent", "已发送"),
                    ("no_address", "没有邮箱"),
                    ("refused", "邮件服务器拒收"),
                    ("set_aside", "恢复备份时搁置"),
                ],
                max_length=12,
                verbose_name="邮件状态",
            ),
        ),
    ]
