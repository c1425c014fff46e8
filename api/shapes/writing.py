"""How do imported documents, checks, suggestions and templates look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.shapes.units import UnitName
from disclosures.writing.checks import Severity


class ImportNotes(serializers.Serializer[Any]):
    """What became of one kind of thing in a document."""

    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # declared fields leave the class
    count = serializers.IntegerField()
    places = serializers.ListField(child=serializers.CharField(), help_text="The words beside which it stood.")


class ImportedWord(serializers.Serializer[Any]):
    """What was read of a document, and the draft that it became."""

    title = serializers.CharField()
    document_no = serializers.CharField()
    keywords = serializers.ListField(child=serializers.CharField())
    written_on = serializers.DateField(source="text.layout.written_on", allow_null=True)
    body = serializers.CharField(help_text="HTML, cleaned.")
    left = ImportNotes(source="text.left", many=True, help_text="What did not come along.")
    changed = ImportNotes(source="text.changed", many=True, help_text="What came along otherwise.")
    disclosure = serializers.SerializerMethodField(help_text="Empty after a dry run.")

    def get_disclosure(self, answer: Any) -> str:
        """Return the id of the draft."""
        return str(answer["draft"].public_id) if answer["draft"] else ""


class MissingPart(serializers.Serializer[Any]):
    """What stands between a text and its submission."""

    field = serializers.CharField()
    code = serializers.CharField()
    reason = serializers.CharField()


class TextFinding(serializers.Serializer[Any]):
    """What was found in a text."""

    code = serializers.CharField()
    severity = serializers.ChoiceField(choices=Severity.choices)
    reason = serializers.CharField()
    where = serializers.CharField(help_text="The words beside it; numbers of persons are hidden in part.")


class DraftSuggestions(serializers.Serializer[Any]):
    """What could be written into fields that are empty."""

    keywords = serializers.ListField(child=serializers.CharField())
    document_no = serializers.CharField()
    index_no = serializers.CharField(help_text="The next one of the unit; given at publication.")


class DraftChecks(serializers.Serializer[Any]):
    """What is said of a draft before it is handed in."""

    can_submit = serializers.BooleanField()
    missing = MissingPart(many=True)
    findings = TextFinding(many=True)
    suggestions = DraftSuggestions()


class TextTemplate(serializers.Serializer[Any]):
    """What a draft begins with."""

    id = serializers.UUIDField(source="public_id")
    unit = UnitName()
    lineage = serializers.UUIDField(allow_null=True, help_text="The item in all its editions; null for any item.")
    item_title = serializers.CharField()
    body = serializers.CharField(help_text="HTML, cleaned.")
    revision = serializers.IntegerField()
    updated_at = serializers.DateTimeField()
    updated_by_name = serializers.CharField()
