"""How do units look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from hierarchy.kinds import Sector, UnitKind


class UnitName(serializers.Serializer[Any]):
    """A unit, as it is named beside something else."""

    id = serializers.UUIDField(source="public_id")
    code = serializers.CharField()
    name = serializers.CharField()


class Unit(UnitName):
    """A unit in a list."""

    kind = serializers.ChoiceField(choices=UnitKind.choices)
    kind_label = serializers.CharField(source="get_kind_display")
    sector = serializers.ChoiceField(choices=Sector.choices)
    sector_label = serializers.CharField(source="get_sector_display")
    parent = UnitName(allow_null=True)
    level = serializers.IntegerField(help_text="How far below the root.")
    opened_on = serializers.DateField()
    closed_on = serializers.DateField(allow_null=True, help_text="First day on which the unit does not exist.")


class Department(serializers.Serializer[Any]):
    """A department that items of a catalog name as responsible."""

    name = serializers.CharField()
    closed_on = serializers.DateField(allow_null=True)


class UnitDetail(Unit):
    """One unit."""

    path = UnitName(many=True, help_text="The units above it, the root first.")
    departments = Department(many=True)
    successor = UnitName(allow_null=True)


class TreeUnit(serializers.Serializer[Any]):
    """A unit in the flat tree, in tree order."""

    id = serializers.UUIDField()
    parent = serializers.UUIDField(allow_null=True)  # type: ignore[assignment]  # declared fields leave the class
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=UnitKind.choices)
    sector = serializers.ChoiceField(choices=Sector.choices)
    level = serializers.IntegerField()
    children = serializers.ListField(
        child=serializers.DictField(), required=False, help_text="With `shape=nested`: units of this same shape."
    )


class Placement(serializers.Serializer[Any]):
    """What held for a unit from a day to a day."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=UnitKind.choices)
    sector = serializers.ChoiceField(choices=Sector.choices)
    parent = UnitName(allow_null=True)
    from_on = serializers.DateField()
    to_on = serializers.DateField(allow_null=True, help_text="First day on which it no longer held.")
