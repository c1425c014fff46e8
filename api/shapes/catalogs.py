"""How do catalogs, their editions and items look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.shapes.units import UnitName
from catalogs.effective import EffectiveItem
from catalogs.kinds import Level, Openness, Period, Scope, Standing, TimeMode, VersionState
from hierarchy.kinds import Sector, UnitKind


class Catalog(serializers.Serializer[Any]):
    """A catalog of a unit."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    openness = serializers.ChoiceField(choices=Openness.choices)
    openness_label = serializers.CharField(source="get_openness_display")
    unit = UnitName()


class Version(serializers.Serializer[Any]):
    """An edition of a catalog."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.IntegerField(allow_null=True)
    label = serializers.CharField()  # type: ignore[assignment]  # declared fields leave the class
    state = serializers.ChoiceField(choices=VersionState.choices)
    state_label = serializers.CharField(source="get_state_display")
    revision = serializers.IntegerField()
    wanted_on = serializers.DateField(
        allow_null=True, help_text="From when on it is to hold, while it awaits approval."
    )
    returned_reason = serializers.CharField(help_text="Why the superior sent the draft back.")
    effective_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True, help_text="First day on which it no longer holds.")
    published_at = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField()


class CountedVersion(Version):
    """An edition in a list."""

    item_count = serializers.IntegerField()


class Origin(serializers.Serializer[Any]):
    """Where an item comes from."""

    unit = UnitName(source="catalog.unit")
    catalog = serializers.UUIDField(source="catalog.public_id")
    catalog_name = serializers.CharField(source="catalog.name")
    version = serializers.UUIDField(source="public_id")
    version_label = serializers.CharField(source="label")


class Item(serializers.Serializer[Any]):
    """An item of a catalog, with its origin."""

    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField()
    category = serializers.UUIDField(source="category.public_id")
    category_title = serializers.CharField(source="category.title")
    index_no = serializers.CharField()
    elements = serializers.CharField()
    basis = serializers.CharField()
    openness = serializers.ChoiceField(choices=Openness.choices)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices))
    channels = serializers.ListField(child=serializers.CharField())
    departments = serializers.ListField(child=serializers.CharField())
    time_mode = serializers.ChoiceField(choices=TimeMode.choices, allow_blank=True)
    period = serializers.ChoiceField(choices=Period.choices, allow_blank=True)
    due_rule = serializers.CharField()
    unit_kinds = serializers.ListField(child=serializers.ChoiceField(choices=UnitKind.choices))
    sectors = serializers.ListField(child=serializers.ChoiceField(choices=Sector.choices))
    obligation_level = serializers.ChoiceField(choices=Level.choices)
    shows_process = serializers.BooleanField()
    inside_first = serializers.BooleanField()
    superior_approval = serializers.BooleanField()
    notice_days = serializers.IntegerField()
    revision = serializers.IntegerField(help_text="Counts the changes of a draft.")
    origin = Origin(source="version")


class AtUnit(serializers.Serializer[Any]):
    """What became of an item on its way down to a unit."""

    standing = serializers.ChoiceField(choices=Standing.choices, help_text="Whether the unit owes it.")
    is_own = serializers.BooleanField(help_text="Whether the unit itself made it.")
    was = serializers.DictField(
        child=serializers.JSONField(), help_text="What the edition says, by field made stricter."
    )
    tightened_by = serializers.DictField(child=UnitName(), help_text="Whose value holds, by field made stricter.")


class ListedItem(Item):
    """An item in a list; asked for at a unit, with the values that hold there."""

    at_unit = AtUnit(allow_null=True, default=None, help_text="Null unless the list is that of a `unit`.")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Show an item, or one as it holds at a unit."""
        if isinstance(instance, EffectiveItem):
            return {**super().to_representation(instance.item), "at_unit": AtUnit(instance).data}
        return dict(super().to_representation(instance))


class Uncertain(serializers.Serializer[Any]):
    """One value of a file that somebody has to look at."""

    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    code = serializers.CharField()
    reason = serializers.CharField()


class ImportReport(serializers.Serializer[Any]):
    """What came of reading a file. Further counts depend on the file."""

    rows = serializers.IntegerField()
    read = serializers.IntegerField()
    needs_person = Uncertain(many=True)
    written = serializers.BooleanField()
