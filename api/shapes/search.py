"""How does what is offered while somebody types look in answers?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class Suggestions(serializers.Serializer[Any]):
    """Titles that somebody may be looking for."""

    titles = serializers.ListField(child=serializers.CharField())
