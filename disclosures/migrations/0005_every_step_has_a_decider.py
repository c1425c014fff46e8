"""A text that waits for a step waits for an office."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0004_deciders_of_waiting_texts")]

    operations = [
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decider", ""), ("step", "")),
                    models.Q(models.Q(("step", ""), _negated=True), models.Q(("decider", ""), _negated=True)),
                    _connector="OR",
                ),
                name="disclosure_step_has_decider",
            ),
        ),
    ]
