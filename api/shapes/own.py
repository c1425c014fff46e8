"""How do tasks and notices look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.inbox import StateTone, TaskKind


class Task(serializers.Serializer[Any]):
    """One thing to do."""

    kind = serializers.ChoiceField(choices=TaskKind.choices)
    title = serializers.CharField()
    subject = serializers.UUIDField(source="subject_id", help_text="The id of what the task is about.")
    path = serializers.CharField(help_text="Where it is done in the workspace.")
    unit_name = serializers.CharField()
    state_label = serializers.CharField()
    tone = serializers.ChoiceField(choices=[(tone.value, tone.value) for tone in StateTone])
    due_on = serializers.DateField(allow_null=True)
    since = serializers.DateTimeField(help_text="When the work came to this person.")
    verb_label = serializers.CharField()


class Notification(serializers.Serializer[Any]):
    """One notice."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField(help_text="`noun.event`.")
    title = serializers.CharField()
    body = serializers.CharField()
    path = serializers.CharField()
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class Read(serializers.Serializer[Any]):
    """How many notices were new."""

    read = serializers.IntegerField()
