"""Which units are there, how do they stand in the tree, and how did they stand before?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import filters
from api.endpoints.base import Endpoint, ListEndpoint
from api.shapes import units as shapes
from hierarchy.models import Placement, Unit


class Units(ListEndpoint):
    """List units in the order of the tree, or by how well they match a search."""

    operation = "units_list"
    queryset = Unit.objects.select_related("parent")
    serializer_class = shapes.Unit
    filterset_class = filters.UnitFilters


class OneUnit(Endpoint):
    """One unit."""

    operation = "units_retrieve"
    queryset = Unit.objects.select_related("parent", "successor").prefetch_related("departments")
    serializer_class = shapes.UnitDetail

    def get(self, request: Request, unit_id: UUID) -> Response:
        """Show one unit with the units above it."""
        unit = self.find(self.get_queryset(), unit_id)
        path = list(Unit.objects.ancestors_of(unit))
        setattr(unit, "path", path)
        return self.shown(unit)


class TreeFilters(filters.Filters):
    """How the tree is told."""

    within = filters.ById(Unit.objects.all(), label="Only this unit and those below it.", method="narrow_within")
    shape = django_filters.ChoiceFilter(
        choices=[("flat", "flat"), ("nested", "nested")],
        label="`flat` (when not given): in tree order, each with its parent and level.",
        method="pass_on",
    )

    def narrow_within(self, rows: Any, name: str, value: Unit) -> Any:
        """Keep a subtree."""
        return rows.within(value)

    def pass_on(self, rows: Any, name: str, value: str) -> Any:
        """Leave the rows alone: the shape is given to the answer."""
        return rows


class Tree(Endpoint):
    """The tree."""

    operation = "units_tree"
    queryset = Unit.objects.for_tree()
    serializer_class = shapes.TreeUnit
    filterset_class = TreeFilters
    pagination_class = None

    @extend_schema(responses=shapes.TreeUnit(many=True))
    def get(self, request: Request) -> Response:
        """Show all open units, or a subtree, at once."""
        told = _told(self.filter_queryset(Unit.objects.for_tree()))
        return Response(_nested(told) if request.query_params.get("shape") == "nested" else told)


class Placements(ListEndpoint):
    """List what held for a unit, oldest first: its names, kinds and parents."""

    operation = "units_placements_list"
    queryset = Placement.objects.none()
    serializer_class = shapes.Placement

    def get_queryset(self) -> QuerySet[Placement]:
        """Return the unit's placements."""
        unit = self.find(Unit.objects.all(), self.kwargs["unit_id"])
        return unit.placements.select_related("parent").order_by("from_on", "id")


def _told(units: Iterable[Unit]) -> list[dict[str, Any]]:
    """Return the units in tree order; parents are named from the rows already read, so that it stays one query."""
    ids: dict[int, UUID] = {}
    told = []
    for unit in units:
        ids[unit.pk] = unit.public_id
        told.append(
            {
                "id": unit.public_id,
                "parent": ids.get(unit.parent_id) if unit.parent_id else None,
                "code": unit.code,
                "name": unit.name,
                "kind": unit.kind,
                "sector": unit.sector,
                "level": unit.level,
            }
        )
    return told


def _nested(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the roots of what was told, each unit with its children."""
    by_id = {unit["id"]: {**unit, "children": []} for unit in told}
    roots: list[dict[str, Any]] = []
    for unit in by_id.values():
        parent = by_id.get(unit["parent"])
        (parent["children"] if parent else roots).append(unit)
    return roots
