"""How does the person who calls look to herself?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts import roles
from accounts.models import Language
from api.shapes.units import UnitName


class Post(serializers.Serializer[Any]):
    """A post that the person exercises today."""

    unit = UnitName()
    role = serializers.ChoiceField(choices=roles.Code.choices)
    role_label = serializers.CharField()
    reach = serializers.ChoiceField(
        choices=[(reach.value, reach.value) for reach in roles.Reach], help_text="The unit alone, or its subtree."
    )
    permissions = serializers.ListField(child=serializers.CharField())
    on_behalf_of = serializers.CharField(help_text="The absent holder; empty for the person's own post.")


class Me(serializers.Serializer[Any]):
    """The person who calls."""

    id = serializers.UUIDField(source="public_id")
    username = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField()
    language = serializers.ChoiceField(choices=Language.choices)
    posts = Post(many=True)
    permissions = serializers.ListField(child=serializers.CharField(), help_text="Held at one unit or another.")


class Token(serializers.Serializer[Any]):
    """A token, told this once."""

    token = serializers.CharField(source="secret")
    id = serializers.UUIDField(source="token.public_id")
    name = serializers.CharField(source="token.name")
    expires_on = serializers.DateField(source="token.expires_on", help_text="The last day on which it opens anything.")
