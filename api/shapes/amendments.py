"""How does the change or end of one published item look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.shapes.units import UnitName
from catalogs.kinds import AmendmentKind, AmendmentState, Consent


class Amendment(serializers.Serializer[Any]):
    """The change, withdrawal or termination of one item; `item_lineage` stays the same from edition to edition."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=AmendmentKind.choices)
    kind_label = serializers.CharField(source="get_kind_display")
    unit = UnitName(help_text="The unit that made the catalog.")
    catalog = serializers.UUIDField(source="catalog.public_id")
    catalog_name = serializers.CharField(source="catalog.name")
    item = serializers.UUIDField(source="item.public_id", help_text="The item as it stood when this was proposed.")
    item_lineage = serializers.UUIDField(source="lineage")
    item_title = serializers.CharField()
    changes = serializers.DictField(
        source="values", child=serializers.JSONField(), help_text="What a change makes otherwise, by field."
    )
    reason = serializers.CharField(help_text="The explanation that is published with it.")
    from_on = serializers.DateField(help_text="From when on it holds; until it is approved, from when on it is to.")
    consent = serializers.ChoiceField(
        choices=Consent.choices, help_text="Whether the superior decides, or the maker itself, which then files it."
    )
    state = serializers.ChoiceField(choices=AmendmentState.choices)
    state_label = serializers.CharField(source="get_state_display")
    revision = serializers.IntegerField()
    version = serializers.UUIDField(
        source="version.public_id", allow_null=True, default=None, help_text="The edition that carries it out."
    )
    asked_by = serializers.CharField(source="asked_by_name")
    asked_at = serializers.DateTimeField()
    decided_by = serializers.CharField(source="decided_by_name")
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_reason = serializers.CharField()
