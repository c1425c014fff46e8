"""How do obligations, their explanation, extensions and rates look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.shapes.disclosures import ItemName
from api.shapes.units import UnitName
from catalogs.kinds import Consent, TimeMode
from obligations.kinds import ExtensionState, WithholdingGround, WithholdingKind, WithholdingState


class Obligation(serializers.Serializer[Any]):
    """One thing that one unit owes by one day."""

    id = serializers.UUIDField(source="public_id")
    unit = UnitName()
    item = ItemName()
    category_title = serializers.CharField(source="item.category.title")
    time_mode = serializers.ChoiceField(source="kind", choices=TimeMode.choices)
    period = serializers.CharField(source="label", help_text="The period, the stage or the event that it is about.")
    opened_on = serializers.DateField()
    due_on = serializers.DateField()
    provisional = serializers.BooleanField(help_text="Whether the day may still move with the official calendar.")
    rule = serializers.CharField(
        source="rule_text", help_text="The rule that was followed; empty when a person set it."
    )
    done_on = serializers.DateField(allow_null=True, help_text="First day on which a public text fulfilled it.")
    withheld = serializers.ChoiceField(
        choices=WithholdingKind.choices,
        allow_null=True,
        help_text="Not to be disclosed for now (until `due_on`), or at all; null for what is owed.",
    )


class Stage(serializers.Serializer[Any]):
    """One stage of a matter: an obligation of its own."""

    id = serializers.UUIDField(source="public_id", help_text="The obligation.")
    stage_no = serializers.IntegerField()
    label = serializers.CharField(source="stage_name")  # type: ignore[assignment]  # declared fields leave the class
    due_on = serializers.DateField()
    is_summary = serializers.BooleanField(help_text="Whether it is the summary that closes a matter across the year.")
    done_on = serializers.DateField(allow_null=True, help_text="First day on which a public text fulfilled it.")
    closed_on = serializers.DateField(allow_null=True, help_text="Since when it is no longer owed.")


class Matter(serializers.Serializer[Any]):
    """A matter that is disclosed stage by stage."""

    id = serializers.UUIDField(source="public_id")
    unit = UnitName()
    item = ItemName()
    title = serializers.CharField()
    started_on = serializers.DateField()
    begun_by = serializers.CharField(source="begun_by_name")
    stages = Stage(many=True, source="shown_stages")


class Day(serializers.Serializer[Any]):
    """One day of the count."""

    date = serializers.DateField(source="on")
    counts = serializers.BooleanField()
    said = serializers.CharField(source="words")


class Explanation(serializers.Serializer[Any]):
    """Why the deadline is this day."""

    days = Day(many=True)
    conclusions = serializers.ListField(child=serializers.CharField())
    is_moved = serializers.BooleanField(help_text="Whether another day than the computed one holds.")


class Extension(serializers.Serializer[Any]):
    """A request for more time."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(choices=ExtensionState.choices)
    state_label = serializers.CharField(source="get_state_display")
    revision = serializers.IntegerField()
    reason = serializers.CharField()
    former_due_on = serializers.DateField()
    asked_until = serializers.DateField()
    asked_by_name = serializers.CharField()
    asked_at = serializers.DateTimeField()
    decided_by_name = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_reason = serializers.CharField()


class ListedExtension(Extension):
    """A request for more time in a list, with what it is about."""

    obligation = serializers.UUIDField(source="obligation.public_id")
    unit = UnitName(source="obligation.unit")
    item = ItemName(source="obligation.item")
    period = serializers.CharField(source="obligation.label")


class Withholding(serializers.Serializer[Any]):
    """That one obligation is not disclosed before a day, or at all, and who says so."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(choices=WithholdingState.choices)
    state_label = serializers.CharField(source="get_state_display")
    revision = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=WithholdingKind.choices)
    ground = serializers.ChoiceField(choices=WithholdingGround.choices)
    basis = serializers.CharField(help_text="The provision on which the ground rests.")
    reason = serializers.CharField()
    until = serializers.DateField(allow_null=True, help_text="The day on which it is owed again; null for good.")
    former_due_on = serializers.DateField()
    consent = serializers.ChoiceField(choices=Consent.choices)
    asked_by_name = serializers.CharField()
    asked_at = serializers.DateTimeField()
    endorsed_by_name = serializers.CharField(help_text="Who signed for the unit.")
    endorsed_at = serializers.DateTimeField(allow_null=True)
    decided_by_name = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_reason = serializers.CharField()
    filing_label = serializers.CharField(help_text="The number under which it is filed; empty before.")
    effective_on = serializers.DateField(allow_null=True, help_text="First day on which it holds, and of its filing.")
    ended_on = serializers.DateField(allow_null=True, help_text="First day on which it holds no longer.")
    end_cause = serializers.CharField(help_text="`by_unit`, `ordered`, `published` or `closed`; empty before.")
    end_reason = serializers.CharField()


class ListedWithholding(Withholding):
    """A withholding in a list, with what it is about."""

    obligation = serializers.UUIDField(source="obligation.public_id")
    unit = UnitName(source="obligation.unit")
    item = ItemName(source="obligation.item")
    period = serializers.CharField(source="obligation.label")


class ObligationDetail(Obligation):
    """One obligation with its explanation, its extensions and what withholds it."""

    explanation = Explanation(allow_null=True, help_text="Day by day; null when a person named the day.")
    extensions = Extension(many=True)
    withholdings = Withholding(many=True)


class Counts(serializers.Serializer[Any]):
    """How many were done in time, done late, are overdue, and are not due yet; apart, how many are withheld."""

    done = serializers.IntegerField()
    late = serializers.IntegerField()
    overdue = serializers.IntegerField()
    pending = serializers.IntegerField()
    total = serializers.IntegerField(help_text="All that was owed; what is withheld is not.")
    not_now = serializers.IntegerField(help_text="Not to be disclosed for now.")
    not_at_all = serializers.IntegerField(help_text="Not to be disclosed at all.")


class Rates(serializers.Serializer[Any]):
    """One unit: what it owed itself, and together with all below it."""

    name = serializers.CharField()
    depth = serializers.IntegerField(help_text="How far below the unit that was asked about.")
    own = Counts()
    total = Counts()
    by_category = serializers.DictField(child=Counts(), help_text="The total by heading.")
