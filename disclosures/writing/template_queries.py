"""Which template does a draft begin with, and which does a person see?"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor
from hierarchy.models import Unit

if TYPE_CHECKING:
    from disclosures.models import TextTemplate


class TextTemplateQuerySet(models.QuerySet["TextTemplate"]):
    """Templates, narrowed."""

    def visible_to(self, actor: Actor) -> TextTemplateQuerySet:
        """Only those that the actor sees: who works here sees all, the public none (`templates.see`)."""
        return self if actor.unlimited or actor.is_member else self.none()

    def managed_by(self, actor: Actor) -> TextTemplateQuerySet:
        """Only those that the actor may write anew or remove (`templates.manage`)."""
        return self.filter(actor.reach("disclosures.draft", "unit") | actor.reach("catalogs.edit", "unit"))

    def holding(self, unit: Unit, lineage: uuid.UUID | None) -> TextTemplate | None:
        """Return the template that holds at a unit for an item: an item's before any, the nearest unit's first."""
        above = self.filter(unit__tree_id=unit.tree_id, unit__lft__lte=unit.lft, unit__rght__gte=unit.rght)
        fitting = above.filter(Q(lineage=lineage) | Q(lineage__isnull=True))
        return fitting.order_by(F("lineage").asc(nulls_last=True), "-unit__lft").first()

    def for_list(self) -> TextTemplateQuerySet:
        """With the unit."""
        return self.select_related("unit")
