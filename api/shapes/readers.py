"""How do lists of readers and links look in answers?"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import roles
from api.shapes.units import UnitName
from disclosures import models
from disclosures.kinds import OFFERED_SCOPE_CHOICES, ReaderKind
from disclosures.readers import lines


class Reader(serializers.Serializer[Any]):
    """One line of a list: a person, a unit with or without those below it, or whoever holds a post there."""

    kind = serializers.ChoiceField(choices=ReaderKind.choices)
    person = serializers.UUIDField(required=False)
    unit = serializers.UUIDField(required=False)
    with_subtree = serializers.BooleanField(required=False)
    role = serializers.ChoiceField(choices=roles.Code.choices, required=False)
    name = serializers.CharField(required=False, help_text="Of somebody without an account.")
    text = serializers.CharField(help_text="Who is meant, in words.")


class Readers(serializers.Serializer[Any]):
    """Who reads a text, and of which revision this is the list."""

    revision = serializers.IntegerField()
    scope = serializers.ChoiceField(choices=OFFERED_SCOPE_CHOICES, help_text="The list counts under two of them only.")
    readers = Reader(many=True)


class Audience(serializers.Serializer[Any]):
    """A list of readers that a unit keeps."""

    id = serializers.UUIDField(source="public_id")
    unit = UnitName()
    name = serializers.CharField()
    revision = serializers.IntegerField()
    readers = serializers.SerializerMethodField()
    changed_at = serializers.DateTimeField()
    changed_by_name = serializers.CharField()

    @extend_schema_field(Reader(many=True))
    def get_readers(self, audience: models.Audience) -> list[dict[str, Any]]:
        """Return the lines, each with whom it means in words."""
        return lines.told(audience.readers.all())


class Link(serializers.Serializer[Any]):
    """An address that opens a file without signing in, and until when."""

    address = serializers.URLField()
    ends_at = serializers.DateTimeField()
