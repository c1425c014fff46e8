"""How does what a unit has of its own about an inherited item look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.shapes.units import UnitName
from catalogs.kinds import Consent, OverrideKind, Period, RequestState, Scope


class Request(serializers.Serializer[Any]):
    """What a unit asked of its superior about an item; `item_lineage` stays the same from edition to edition."""

    id = serializers.UUIDField(source="public_id")
    unit = UnitName()
    item_lineage = serializers.UUIDField(source="lineage")
    item_title = serializers.CharField()
    state = serializers.ChoiceField(choices=RequestState.choices)
    state_label = serializers.CharField(source="get_state_display")
    revision = serializers.IntegerField()
    reason = serializers.CharField()
    from_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True, help_text="First day on which it no longer holds.")
    asked_by = serializers.CharField(source="asked_by_name")
    asked_at = serializers.DateTimeField()
    decided_by = serializers.CharField(source="decided_by_name")
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_reason = serializers.CharField()


class Override(Request):
    """What a unit makes stricter, or does not choose; what is empty stays as inherited."""

    kind = serializers.ChoiceField(choices=OverrideKind.choices)
    consent = serializers.ChoiceField(choices=Consent.choices)
    period = serializers.ChoiceField(choices=Period.choices, allow_blank=True)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices))
    channels = serializers.ListField(child=serializers.CharField(), help_text="Those added.")
    departments = serializers.ListField(child=serializers.CharField())
    due_rule = serializers.CharField()
    notice_days = serializers.IntegerField()
    shows_process = serializers.BooleanField()


class Exemption(Request):
    """That a mandatory item does not apply at a unit, until a day."""


class Policy(serializers.Serializer[Any]):
    """What units below the root need from their superior for what they decide about catalogs themselves."""

    consent = serializers.ChoiceField(choices=Consent.choices)
    consent_label = serializers.CharField(source="get_consent_display")
