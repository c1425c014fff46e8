"""Every tenant begins with the terms that the sources set; it may lengthen them."""

from typing import Any

from django.db import migrations

TERMS: tuple[tuple[str, int, str, str, tuple[str, ...]], ...] = (
    ("public", 7, "calendar", "党务公开实施方案：公示时间一般不少于7天", ()),
    (
        "appointment",
        5,
        "working",
        "《党政领导干部选拔任用工作条例》：公示期不少于5个工作日",
        ("任前公示", "任职前公示"),
    ),
    ("pre_inside", 7, "calendar", "党务公开有关规定：党内预公开不少于7天", ()),
    ("pre_society", 15, "calendar", "党务公开有关规定：向社会预公开不少于15天", ()),
)


def set_terms(apps: Any, _editor: Any) -> None:
    """Set the terms that are not set yet."""
    rules = apps.get_model("disclosures", "NoticeRule").objects
    for term, days, counted, source, words in TERMS:
        values = {"days": days, "least_days": days, "counted": counted, "source": source, "title_words": list(words)}
        rules.get_or_create(term=term, defaults=values)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0009_public_notices")]

    operations = [migrations.RunPython(set_terms, migrations.RunPython.noop)]
