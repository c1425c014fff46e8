"""How do the ledger and the proof of a record look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class Checkpoint(serializers.Serializer[Any]):
    """After so many entries the last hash was this one."""

    number = serializers.IntegerField()
    count = serializers.IntegerField(help_text="How many entries stood.")
    head = serializers.CharField(help_text="Hash of the last of them.")
    at = serializers.DateTimeField()
    previous = serializers.CharField(source="previous_hash", help_text="Hash of the checkpoint before.")
    hash = serializers.CharField(source="checkpoint_hash")


class Ledger(serializers.Serializer[Any]):
    """How far the ledger reaches."""

    id = serializers.CharField(help_text="Empty while nothing stands in it.")
    entries = serializers.IntegerField()
    head = serializers.CharField(help_text="Hash of the last entry.")
    checkpoint = Checkpoint(allow_null=True, help_text="The last one.")


class Fault(serializers.Serializer[Any]):
    """The first thing that is wrong."""

    code = serializers.CharField(help_text="Stable, `noun.problem`.")
    entry = serializers.IntegerField(source="number", allow_null=True)


class Proof(serializers.Serializer[Any]):
    """Whether a record is as it was recorded, and what shows it."""

    sound = serializers.BooleanField(source="is_sound")
    fault = Fault(allow_null=True, source="first_fault")
    checkpoint = Checkpoint(allow_null=True, help_text="The last one that holds the record's entries.")
    lines = serializers.ListField(
        child=serializers.JSONField(),
        source="as_json",
        help_text="The proof file line by line; written as the format says, one to a line, anyone can verify it.",
    )
