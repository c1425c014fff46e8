"""Texts that waited for a decision before chains were rows get the office that decides it."""

from typing import Any

from django.db import migrations

DECIDERS = {"secrecy": "reviewer", "leader": "leader", "superior": "superior"}


def name_deciders(apps: Any, _editor: Any) -> None:
    """Name the office of the step that each text waits for."""
    disclosures = apps.get_model("disclosures", "Disclosure").objects
    for step, decider in DECIDERS.items():
        disclosures.filter(step=step, decider="").update(decider=decider)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0003_chains_and_opinions")]

    operations = [migrations.RunPython(name_deciders, migrations.RunPython.noop)]
