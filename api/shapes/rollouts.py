"""How do rollouts, their phases and the units in them look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.shapes.units import UnitName
from rollouts.kinds import PhaseKind, RolloutState, UnitState


class RolloutPhase(serializers.Serializer[Any]):
    """One phase."""

    kind = serializers.ChoiceField(choices=PhaseKind.choices)
    name = serializers.CharField()
    due_on = serializers.DateField()


class Rollout(serializers.Serializer[Any]):
    """An edition on its way into the units of a subtree."""

    id = serializers.UUIDField(source="public_id")
    version = serializers.UUIDField(source="version.public_id")
    version_label = serializers.CharField(source="version.__str__")
    root = UnitName()
    state = serializers.ChoiceField(choices=RolloutState.choices)
    state_label = serializers.CharField(source="get_state_display")
    revision = serializers.IntegerField()
    started_by_name = serializers.CharField()
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    phases = RolloutPhase(source="phases.all", many=True)


class PhaseNumbers(serializers.Serializer[Any]):
    """How many units are through a phase."""

    kind = serializers.ChoiceField(source="phase.kind", choices=PhaseKind.choices)
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    is_late = serializers.BooleanField()


class RolloutProgress(serializers.Serializer[Any]):
    """The numbers of a rollout today."""

    total = serializers.IntegerField()
    taken_in = serializers.IntegerField(help_text="How many units have been taken in; less than `total` at first.")
    late = serializers.IntegerField()
    by_state = serializers.DictField(child=serializers.IntegerField())
    phases = PhaseNumbers(many=True)


class RolloutUnit(serializers.Serializer[Any]):
    """How far one unit is."""

    id = serializers.UUIDField(source="public_id")
    rollout = serializers.UUIDField(source="rollout.public_id")
    unit = UnitName()
    state = serializers.ChoiceField(choices=UnitState.choices)
    state_label = serializers.CharField(source="get_state_display")
    revision = serializers.IntegerField()
    compile_by = serializers.DateField(help_text="Day by which the unit has to have adopted the edition.")
    moved_at = serializers.DateTimeField()
    adopted_by_name = serializers.CharField()
    decided_by_name = serializers.CharField()
    returned_reason = serializers.CharField()


class Reminded(serializers.Serializer[Any]):
    """How many units were reminded."""

    units = serializers.IntegerField()
