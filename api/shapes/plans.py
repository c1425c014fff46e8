"""How does a plan to disclose outside the catalog look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.shapes.units import UnitName
from disclosures.kinds import OFFERED_SCOPE_CHOICES, PlanState


class OutsidePlan(serializers.Serializer[Any]):
    """A plan to disclose outside the catalog."""

    id = serializers.UUIDField(source="public_id")
    unit = UnitName()
    maker = UnitName(help_text="The unit that made the catalog, and decides.")
    title = serializers.CharField()
    content = serializers.CharField()
    reason = serializers.CharField()
    scope = serializers.ChoiceField(choices=OFFERED_SCOPE_CHOICES, help_text="The widest that follows it may have.")
    channels = serializers.ListField(child=serializers.CharField())
    from_on = serializers.DateField(help_text="First day on which a text may be published under it.")
    until_on = serializers.DateField(help_text="The last such day.")
    state = serializers.ChoiceField(choices=PlanState.choices)
    state_label = serializers.CharField(source="get_state_display")
    revision = serializers.IntegerField()
    drafted_by_name = serializers.CharField()
    decided_by_name = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_reason = serializers.CharField()
    withdrawn_reason = serializers.CharField()
