"""How does the trail look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class Entry(serializers.Serializer[Any]):
    """One thing that somebody did; labels are frozen as they read on the day."""

    at = serializers.DateTimeField()
    verb = serializers.CharField(help_text="`noun.verb`.")
    label = serializers.CharField()  # type: ignore[assignment]  # declared fields leave the class
    actor = serializers.CharField(source="actor_label")
    subject_kind = serializers.CharField()
    subject = serializers.CharField(source="subject_label")
    before = serializers.JSONField(help_text="The fields that changed, as they were.")
    after = serializers.JSONField(help_text="The fields that changed, as they became.")
    reason = serializers.CharField()
    note = serializers.CharField()
    request_id = serializers.CharField()
