"""How do public notices, objections to them and their terms look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.shapes.units import UnitName
from disclosures.noticing.kinds import CountedDays, NoticeKind, NoticeState, NoticeTerm, ObjectionState


class AnsweredObjection(serializers.Serializer[Any]):
    """What everybody reads of an objection once its notice is over: never who raised it."""

    gist = serializers.CharField()
    answer = serializers.CharField()


class NoticeDay(serializers.Serializer[Any]):
    """One day of the count."""

    on = serializers.DateField()
    counts = serializers.BooleanField()
    words = serializers.CharField()


class PublicNotice(serializers.Serializer[Any]):
    """The notice of one text."""

    id = serializers.UUIDField(source="public_id")
    disclosure = serializers.UUIDField(source="disclosure.public_id")
    title = serializers.CharField(source="disclosure.title")
    unit = UnitName(source="disclosure.unit")
    kind = serializers.ChoiceField(choices=NoticeKind.choices)
    state = serializers.ChoiceField(choices=NoticeState.choices)
    revision = serializers.IntegerField()
    counted_from = serializers.DateField(allow_null=True, help_text="Day 0; null before the publication.")
    days = serializers.IntegerField(allow_null=True)
    counted = serializers.ChoiceField(choices=CountedDays.choices, allow_blank=True)
    source = serializers.CharField(help_text="The rule that asks for most.")  # type: ignore[assignment]  # see NoticeRule
    last_on = serializers.DateField(allow_null=True, help_text="The last full day; over at the midnight after it.")
    closed_at = serializers.DateTimeField(allow_null=True)
    objection_count = serializers.IntegerField(help_text="How many objections it closed with.")


class PublicNoticeDetail(PublicNotice):
    """The notice of one text, with the count of its days and, once it is over, what was answered."""

    explanation = NoticeDay(many=True, help_text="Of a notice that has not begun: as if its text were published today.")
    answers = AnsweredObjection(many=True)


class TakenObjection(serializers.Serializer[Any]):
    """That an objection was taken; nothing else of it is told."""

    received_on = serializers.DateField()


class Objection(serializers.Serializer[Any]):
    """An objection, for those who answer it or inspect the unit."""

    id = serializers.UUIDField(source="public_id")
    disclosure = serializers.UUIDField(source="notice.disclosure.public_id")
    title = serializers.CharField(source="notice.disclosure.title")
    unit = UnitName()
    text = serializers.CharField()
    is_anonymous = serializers.BooleanField()
    name = serializers.CharField()
    contact = serializers.CharField()
    entered_by = serializers.CharField(source="entered_by_name", help_text="Who typed it in for somebody else.")
    received_on = serializers.DateField()
    answer_by = serializers.DateField(source="notice.last_on")
    state = serializers.ChoiceField(choices=ObjectionState.choices)
    revision = serializers.IntegerField()
    gist = serializers.CharField()
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by = serializers.CharField(source="answered_by_name")


class NoticeRule(serializers.Serializer[Any]):
    """How long one kind of notice lasts at least."""

    term = serializers.ChoiceField(choices=NoticeTerm.choices)
    days = serializers.IntegerField()
    least_days = serializers.IntegerField(help_text="What the source asks for; a tenant sets no fewer.")
    counted = serializers.ChoiceField(choices=CountedDays.choices)
    source = serializers.CharField()  # type: ignore[assignment]  # declared fields leave the class
    title_words = serializers.ListField(child=serializers.CharField(), help_text="Items whose title has one of these.")
