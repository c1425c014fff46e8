"""How do a tenant's own days, and what they move, look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.closures.models import SpanKind


class Closure(serializers.Serializer[Any]):
    """Days on which the tenant differs from the country."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=SpanKind.choices)
    first_on = serializers.DateField()
    last_on = serializers.DateField()
    occasion = serializers.CharField()
    reason = serializers.CharField()
    revision = serializers.IntegerField()
    declared_at = serializers.DateTimeField()
    declared_by_name = serializers.CharField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class Move(serializers.Serializer[Any]):
    """Obligations that would be due on another day."""

    item_title = serializers.CharField()
    period = serializers.CharField(source="label", help_text="Of one of them.")
    was = serializers.DateField()
    due_on = serializers.DateField()
    count = serializers.IntegerField(help_text="How many obligations move alike.")
