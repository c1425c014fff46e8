"""How do five quarters, reminders and who does what look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.shapes.obligations import Counts


class Quarter(serializers.Serializer[Any]):
    """One quarter."""

    period = serializers.CharField(help_text="`2026-Q4`.")
    rates = Counts()


class RemindedOfTasks(serializers.Serializer[Any]):
    """What is overdue, and who was told of it just now."""

    tasks = serializers.IntegerField(help_text="How much is overdue.")
    units = serializers.IntegerField(help_text="At how many units.")
    people = serializers.IntegerField(help_text="How many people were told; who was told today already is not counted.")
    unstaffed = serializers.IntegerField(help_text="At how many of these units nobody drafts.")


class Assignee(serializers.Serializer[Any]):
    """A person."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()


class Assigned(serializers.Serializer[Any]):
    """Who has an obligation; null for all clerks of the unit."""

    id = serializers.UUIDField(source="public_id")
    assignee = Assignee(source="assigned_to", allow_null=True)
