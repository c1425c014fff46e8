"""How does a record of where a text was shown look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from channels.kinds import Channel


class Posting(serializers.Serializer[Any]):
    """One time that a text was shown on a board, at a meeting, in a document, on air or on a screen."""

    id = serializers.UUIDField(source="public_id")
    channel = serializers.ChoiceField(choices=Channel.choices)
    place = serializers.CharField()
    shown_on = serializers.DateField()
    until = serializers.DateField(allow_null=True, help_text="When it is planned to be taken down.")
    taken_down_on = serializers.DateField(allow_null=True)
    is_struck_out = serializers.SerializerMethodField(help_text="The record was wrong; shown to those at work alone.")

    def get_is_struck_out(self, row: Any) -> bool:
        """Say whether the record holds no more."""
        return row.struck_at is not None
