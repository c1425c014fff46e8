"""How do boxes and their comparisons look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.shapes.units import UnitName
from archives.models import Retention


class Box(serializers.Serializer[Any]):
    """What a unit published in one year, closed for good."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    unit = UnitName()
    unit_name = serializers.CharField(help_text="The name that the unit bore when the box was closed.")
    year = serializers.IntegerField()
    count = serializers.IntegerField()
    retention = serializers.ChoiceField(choices=Retention.choices)
    kept_until = serializers.DateField(allow_null=True, help_text="Null for ever.")
    manifest_hash = serializers.CharField()
    closed_at = serializers.DateTimeField()
    closed_by_name = serializers.CharField()


class Check(serializers.Serializer[Any]):
    """A comparison of a box with what was put away, under way or over."""

    id = serializers.UUIDField(source="public_id")
    asked_at = serializers.DateTimeField()
    asked_by_name = serializers.CharField()
    is_running = serializers.BooleanField()
    done = serializers.IntegerField(help_text="Records that have been compared.")
    total = serializers.IntegerField()
    checked_at = serializers.DateTimeField(source="found.checked_at", allow_null=True, default=None)
    fault = serializers.CharField(
        source="found.fault",
        allow_null=True,
        default=None,
        help_text="The first that is not as it was put away; empty when all is, null while it is under way.",
    )
