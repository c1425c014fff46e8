from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0001_stored_file")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="width",
            field=models.IntegerField(blank=True, null=True, verbose_name="宽度（像素）"),
        ),
        migrations.AddField(
            model_name="storedfile",
            name="height",
            field=models.IntegerField(blank=True, null=True, verbose_name="高度（像素）"),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("height__isnull", True), ("width__isnull", True))
                | models.Q(("height__gt", 0), ("width__gt", 0)),
                name="stored_file_measured_whole",
            ),
        ),
    ]
