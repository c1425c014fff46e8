"""How do headings, and the differences between editions, look in answers?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.shapes.catalogs import Item, Version
from catalogs import differing, inputs


class Heading(serializers.Serializer[Any]):
    """A heading of an edition."""

    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField()
    sort_no = serializers.IntegerField()


class FieldChange(serializers.Serializer[Any]):
    """One thing about an item that is otherwise."""

    field = serializers.CharField()
    field_label = serializers.CharField()
    before = serializers.JSONField()
    after = serializers.JSONField()


class ChangedItem(serializers.Serializer[Any]):
    """An item that stands in both editions and differs."""

    item = Item(source="after")
    differences = serializers.SerializerMethodField()

    @extend_schema_field(FieldChange(many=True))
    def get_differences(self, change: differing.Changed) -> list[dict[str, Any]]:
        """Return what is otherwise, as it was and as it is."""
        before, after = differing.values(change.before), differing.values(change.after)
        return [
            {"field": name, "field_label": str(_LABELS[name]), "before": before[name], "after": after[name]}
            for name in change.fields
        ]


class Differences(serializers.Serializer[Any]):
    """What is new, gone and changed in an edition."""

    version = Version()
    before = Version(allow_null=True, help_text="The edition that it is held against; null of the first.")
    added = Item(many=True)
    removed = Item(many=True)
    changed = ChangedItem(many=True)


_LABELS: Mapping[str, Any] = {
    differing.CATEGORY: inputs.CategoryInput.base_fields["title"].label,
    **{name: field.label for name, field in inputs.ItemInput.base_fields.items()},
}
