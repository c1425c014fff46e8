"""How do addresses for calendars, and the rhythm of the digest, look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.shapes.units import UnitName
from catalogs.kinds import Consent
from obligations.kinds import Frequency, Weekday


class Feed(serializers.Serializer[Any]):
    """One address that a calendar reads, without its secret."""

    id = serializers.UUIDField(source="public_id")
    unit = UnitName(allow_null=True, help_text="Null for one's own tasks.")
    issued_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True, help_text="When a calendar last asked, within an hour.")


class IssuedFeed(Feed):
    """A new address; it is shown this once."""

    address = serializers.SerializerMethodField(help_text="The whole address, to be subscribed to. Kept nowhere.")

    def get_address(self, _feed: Any) -> str:
        """Return the address, which the row does not hold."""
        return str(self.context.get("address", ""))


class Digest(serializers.Serializer[Any]):
    """How often the digest comes."""

    frequency = serializers.ChoiceField(choices=Frequency.choices)


class Rules(serializers.Serializer[Any]):
    """The tenant's numbers: terms in an office's words, days as numbers."""

    standing_rule = serializers.CharField()
    periodic_rule = serializers.CharField()
    prompt_rule = serializers.CharField()
    summary_rule = serializers.CharField()
    longest_extension_days = serializers.IntegerField()
    withholding_consent = serializers.ChoiceField(
        choices=Consent.choices, help_text="What a unit needs from its superior not to disclose something it owes."
    )
    due_soon_days = serializers.IntegerField()
    escalate_after_days = serializers.IntegerField()
    digest_weekday = serializers.ChoiceField(choices=[(str(day.value), day.label) for day in Weekday])
    source = serializers.CharField(help_text="The document that lays them down.")  # type: ignore[assignment]  # declared fields leave the class
