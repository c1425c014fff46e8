"""How do chains of approval, the way of a text through them, and decisions on several texts look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from disclosures.kinds import CHAIN_STEP_CHOICES, Applies, Decider, Stance, Step
from hierarchy.kinds import Sector, UnitKind


class ChainStep(serializers.Serializer[Any]):
    """One step of a chain or of a text's way."""

    step = serializers.ChoiceField(choices=CHAIN_STEP_CHOICES)
    step_label = serializers.SerializerMethodField()
    decider = serializers.ChoiceField(choices=Decider.choices)
    applies = serializers.ChoiceField(choices=Applies.choices)
    days = serializers.IntegerField(allow_null=True, help_text="Working days; null: no deadline.")
    checklist = serializers.ListField(child=serializers.CharField())
    asks = serializers.ListField(child=serializers.CharField(), help_text="Whose opinion the step waits for.")
    invites = serializers.ListField(child=serializers.CharField(), help_text="Who may speak beside.")

    def get_step_label(self, step: Any) -> str:
        """Return the step in words."""
        return str(Step(step.step).label)


class ApprovalChain(serializers.Serializer[Any]):
    """A chain of approval, and for which texts it holds."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    unit_kind = serializers.ChoiceField(choices=UnitKind.choices, allow_blank=True, help_text="Empty: every kind.")
    sector = serializers.ChoiceField(choices=Sector.choices, allow_blank=True, help_text="Empty: every sector.")
    item_title = serializers.CharField(allow_blank=True, help_text="Empty: every item.")
    revision = serializers.IntegerField()
    updated_at = serializers.DateTimeField()
    updated_by = serializers.CharField(source="updated_by_name")
    steps = ChainStep(many=True, source="steps.all")


class RouteStep(ChainStep):
    """One step of the way of a unit's texts, with those who can take it."""

    who = serializers.CharField(help_text="Their names; empty where nobody can.")


class ApprovalRoute(serializers.Serializer[Any]):
    """Through whose hands texts of a unit go, and where that is laid down."""

    source = serializers.CharField()  # type: ignore[assignment]  # declared fields leave the class
    steps = RouteStep(many=True)


class Opinion(serializers.Serializer[Any]):
    """What somebody thinks who was asked beside the decider."""

    round_no = serializers.IntegerField()
    turn_no = serializers.IntegerField()
    step = serializers.ChoiceField(choices=Step.choices)
    party = serializers.CharField()
    stance = serializers.ChoiceField(choices=Stance.choices)
    reason = serializers.CharField()
    given_by = serializers.CharField(source="given_by_name")
    given_at = serializers.DateTimeField()


class Outcome(serializers.Serializer[Any]):
    """What became of one of several texts."""

    id = serializers.UUIDField(source="public_id")
    done = serializers.BooleanField()
    code = serializers.SerializerMethodField(help_text="Why not; empty when done.")
    reason = serializers.SerializerMethodField()

    def get_code(self, outcome: Any) -> str:
        """Return the code of the refusal."""
        return outcome.refusal.code if outcome.refusal else ""

    def get_reason(self, outcome: Any) -> str:
        """Return the refusal in words."""
        return str(outcome.refusal.reason) if outcome.refusal else ""


class Outcomes(serializers.Serializer[Any]):
    """What became of each."""

    outcomes = Outcome(many=True)
