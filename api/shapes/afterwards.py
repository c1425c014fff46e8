"""How does what becomes of a public text look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class Reference(serializers.Serializer[Any]):
    """Another published text around this one, as far as the caller sees it."""

    how = serializers.ChoiceField(
        choices=[
            "original",
            "changed_by",
            "changed",
            "clarifies",
            "republishes",
            "follows",
            "merged_into",
            "merged_from",
        ],
        help_text="What the other is to this one; `clarifies`, `republishes` and `follows` say what the other does.",
    )
    id = serializers.UUIDField(source="text.public_id")
    title = serializers.CharField(source="text.title")
    index_no = serializers.CharField(source="text.index_no", allow_null=True)


class Rule(serializers.Serializer[Any]):
    """Terms of publication, of the tenant or of one of its items."""

    lineage = serializers.UUIDField(allow_null=True, help_text="Null for all items that have no terms of their own.")
    inside_days = serializers.IntegerField(allow_null=True)
    display_days = serializers.IntegerField(allow_null=True)
