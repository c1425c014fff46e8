"""How do disclosures look in answers? Readers get the text; who works on it gets its round of decisions as well."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from api.shapes.afterwards import Reference
from api.shapes.units import UnitName
from core.workflow import Tone
from disclosures.deciding import deadlines, routes
from disclosures.kinds import OFFERED_SCOPE_CHOICES, Decider, Outcome, State, Step


class ItemName(serializers.Serializer[Any]):
    """An item, as it is named beside a disclosure."""

    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField()


class Attachment(serializers.Serializer[Any]):
    """A file of a disclosure."""

    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField()
    name = serializers.CharField(source="file.name")
    content_type = serializers.CharField(source="file.content_type")
    size = serializers.IntegerField(source="file.size")
    sha256 = serializers.CharField(source="file.sha256")
    content = serializers.SerializerMethodField(help_text="Where the file is read.")

    def get_content(self, attachment: Any) -> str:
        """Return the address of the content."""
        return reverse("api:attachment_content", args=[attachment.public_id])


class Offer(serializers.Serializer[Any]):
    """A step that leads on from here and concerns this person: taken by `POST disclosures/{id}/{verb}/`."""

    verb = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # declared fields leave the class
    tone = serializers.ChoiceField(choices=[(tone.value, tone.value) for tone in Tone])
    allowed = serializers.BooleanField(source="verdict.allowed")
    code = serializers.CharField(source="verdict.code", help_text="Why not; empty when allowed.")
    reason = serializers.CharField(source="verdict.reason")


class Disclosure(serializers.Serializer[Any]):
    """A disclosure in a list."""

    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField()
    unit = UnitName()
    unit_name = serializers.CharField(source="shown_unit_name", help_text="As it read at publication.")
    item_title = serializers.CharField()
    category_title = serializers.CharField()
    scope = serializers.ChoiceField(choices=OFFERED_SCOPE_CHOICES)
    scope_label = serializers.CharField(source="get_scope_display")
    state = serializers.ChoiceField(choices=State.choices)
    state_label = serializers.CharField(source="get_state_display")
    document_no = serializers.CharField()
    index_no = serializers.CharField(allow_null=True)
    keywords = serializers.ListField(child=serializers.CharField())
    published_at = serializers.DateTimeField(allow_null=True)


class Work(serializers.Serializer[Any]):
    """Where a text is on its way to publication."""

    revision = serializers.IntegerField(help_text="Send it with a change, to be told if somebody was faster.")
    drafted_by = serializers.CharField(source="drafted_by_name")
    edited_by = serializers.CharField(source="edited_by_name")
    chain = serializers.ListField(child=serializers.ChoiceField(choices=Step.choices))
    step = serializers.ChoiceField(choices=Step.choices, allow_blank=True)
    decider = serializers.ChoiceField(choices=Decider.choices, allow_blank=True, help_text="Who decides the step.")
    step_due_on = serializers.SerializerMethodField(help_text="By when; null where the step has no deadline.")
    checklist = serializers.SerializerMethodField(help_text="The points of the step: tick each or answer it.")
    asked = serializers.ListField(child=serializers.CharField(), help_text="Whose opinion is still open.")
    opinions_due = serializers.IntegerField(help_text="For how many of them the step waits.")
    round_no = serializers.IntegerField()
    returned_reason = serializers.CharField()
    content_hash = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    publish_at = serializers.DateTimeField(allow_null=True, help_text="The hour that was set for its publication.")
    submitted_at = serializers.DateTimeField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    offers = Offer(many=True)

    def get_step_due_on(self, disclosure: Any) -> datetime.date | None:
        """Return the last day for the step."""
        return deadlines.due_on(disclosure)

    def get_checklist(self, disclosure: Any) -> list[str]:
        """Return the points of the step."""
        step = routes.current(disclosure)
        return list(step.checklist) if step else []


class DisclosureDetail(Disclosure):
    """One disclosure."""

    body = serializers.CharField(
        source="shown_body", help_text="HTML, cleaned; empty to mere readers of an openness that ended."
    )
    item = ItemName(allow_null=True)
    attachments = Attachment(many=True, source="shown_attachments")
    former_index_nos = serializers.ListField(
        child=serializers.CharField(), help_text="Of the texts that this one changed, the first one first."
    )
    outside_from = serializers.DateTimeField(
        allow_null=True, help_text="Held inside until then (先党内后党外); null once society may read it."
    )
    opened_outside_at = serializers.DateTimeField(allow_null=True)
    display_until = serializers.DateField(allow_null=True, help_text="The last day in lists; null for without end.")
    ended_at = serializers.DateTimeField(allow_null=True, help_text="Changed, ended, merged or taken down.")
    ended_reason = serializers.CharField()
    references = Reference(many=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdrawn_reason = serializers.CharField()
    work = Work(allow_null=True, help_text="Only for those who work on the unit's disclosures or supervise them.")


class Decision(serializers.Serializer[Any]):
    """What was decided at one step."""

    round_no = serializers.IntegerField()
    step = serializers.ChoiceField(choices=Step.choices)
    step_label = serializers.CharField(source="get_step_display")
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    outcome_label = serializers.CharField(source="get_outcome_display")
    reason = serializers.CharField()
    checklist = serializers.ListField(child=serializers.CharField(), help_text="The points that were ticked.")
    remarks = serializers.DictField(child=serializers.CharField(), help_text="What was said to the others.")
    sent_back_to = serializers.ChoiceField(
        choices=Step.choices, allow_blank=True, help_text="From where the round goes on; empty: from the drafter."
    )
    decided_by = serializers.CharField(source="decided_by_name")
    joined = serializers.BooleanField(help_text="Two adjacent decisions in one person.")
    content_hash = serializers.CharField()
    decided_at = serializers.DateTimeField()
