"""By what can lists be narrowed?

An unknown name or value is refused, never ignored: a list that is wider than asked for would be taken for the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions
from rest_framework.request import Request

from api.authentication import actor_of
from api.pagination import Pages
from catalogs.effective import EffectiveItem
from catalogs.kinds import (
    AmendmentKind,
    AmendmentState,
    Openness,
    OverrideKind,
    Period,
    RequestState,
    Scope,
    Standing,
    TimeMode,
)
from catalogs.models import CatalogVersion, Category, Item
from core import days
from disclosures import searching
from disclosures.kinds import OFFERED_SCOPE_CHOICES, State
from disclosures.queries import DisclosureQuerySet
from hierarchy.kinds import Sector, UnitKind
from hierarchy.models import Unit
from hierarchy.queries import UnitQuerySet
from obligations.kinds import ExtensionState, WithholdingGround, WithholdingKind, WithholdingState

_BESIDE = {Pages.page_query_param, Pages.page_size_query_param, "format"}


@extend_schema_field(OpenApiTypes.UUID)
class ById(django_filters.ModelChoiceFilter):  # type: ignore[misc]  # untyped base
    """Names a row by its id; one that does not exist here is refused as an unknown value."""

    def __init__(self, queryset: QuerySet[Any] | Callable[[Request], QuerySet[Any]], **options: Any) -> None:
        super().__init__(queryset=queryset, to_field_name="public_id", **options)


@extend_schema_field(OpenApiTypes.STR)
class Words(django_filters.CharFilter):  # type: ignore[misc]  # untyped base
    """Free text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=100, **options)


class Day(django_filters.DateFilter):  # type: ignore[misc]  # untyped base
    """A local day."""

    field_class = days.DayField


class Filters(django_filters.FilterSet):  # type: ignore[misc]  # untyped base
    """The parameters of one list."""

    def is_valid(self) -> bool:
        """Judge the values, after the names."""
        unknown = sorted(set(self.data) - set(self.filters) - _BESIDE)
        if unknown:
            text = _("没有这个筛选条件，请核对名称。")
            raise exceptions.ValidationError({name: [exceptions.ErrorDetail(str(text), "unknown")] for name in unknown})
        return bool(super().is_valid())

    def value_of(self, name: str) -> Any:
        """Return the judged value of one parameter."""
        return self.form.cleaned_data.get(name)


def _versions(request: Request) -> QuerySet[CatalogVersion]:
    return CatalogVersion.objects.visible_to(actor_of(request))


def _categories(request: Request) -> QuerySet[Category]:
    return Category.objects.visible_to(actor_of(request))


def _items(request: Request) -> QuerySet[Item]:
    return Item.objects.visible_to(actor_of(request))


class UnitFilters(Filters):
    """Units."""

    parent = ById(Unit.objects.all(), label="Only units directly below this one.")
    within = ById(Unit.objects.all(), label="Only this unit and those below it.", method="narrow_within")
    kind = django_filters.ChoiceFilter(choices=UnitKind.choices)
    sector = django_filters.ChoiceFilter(choices=Sector.choices)
    standing = django_filters.ChoiceFilter(
        choices=[("open", "open"), ("closed", "closed"), ("all", "all")],
        label="`open` (when not given): units that exist now.",
        method="narrow_standing",
    )
    q = Words(label="Name, code, or pinyin (initials or full); best match first.", method="search")

    def filter_queryset(self, queryset: UnitQuerySet) -> UnitQuerySet:
        """Show open units unless others are asked for; the search comes last, since it ranks and cuts."""
        if not self.value_of("standing"):
            queryset = queryset.open()
        narrowed: UnitQuerySet = super().filter_queryset(queryset)
        return narrowed

    def narrow_within(self, rows: UnitQuerySet, name: str, value: Unit) -> UnitQuerySet:
        """Keep a subtree."""
        return rows.within(value)

    def narrow_standing(self, rows: UnitQuerySet, name: str, value: str) -> UnitQuerySet:
        """Keep open or closed units."""
        return {"open": rows.open(), "closed": rows.filter(closed_on__isnull=False)}.get(value, rows)

    def search(self, rows: UnitQuerySet, name: str, value: str) -> UnitQuerySet:
        """Keep what the text may mean."""
        return rows.search(value, limit=200)


class ItemFilters(Filters):
    """Items of catalogs."""

    unit = ById(Unit.objects.all(), label="The effective catalog of this unit.", method="pass_on")
    version = ById(_versions, label="The items of this edition.", method="pass_on")
    category = ById(_categories)
    category_title = Words(field_name="category__title", label="The heading, in whatever edition.")
    standing = django_filters.ChoiceFilter(
        choices=Standing.choices, method="pass_on", label="Whether the `unit` owes it: `required` is what it owes."
    )
    scope = django_filters.ChoiceFilter(choices=Scope.choices, method="narrow_scope", label="Items with this scope.")
    openness = django_filters.ChoiceFilter(choices=Openness.choices)
    time_mode = django_filters.ChoiceFilter(choices=TimeMode.choices)
    period = django_filters.ChoiceFilter(
        choices=Period.choices, method="narrow_period", label="Items with this period."
    )
    q = Words(label="Title, elements, category or index number.", method="search")

    def is_valid(self) -> bool:
        """Judge the values; whether something is owed can only be asked of a unit."""
        valid = super().is_valid()
        if valid and self.value_of("standing") and not self.value_of("unit"):
            text = _("“是否应公开”按单位判断，请同时给出单位。")
            raise exceptions.ValidationError({"standing": [exceptions.ErrorDetail(str(text), "without_unit")]})
        return valid

    def fits(self, entry: EffectiveItem) -> bool:
        """Say whether an item as it holds at the unit has the scope, period and standing that are asked for."""
        scope, period, standing = (self.value_of(name) for name in ("scope", "period", "standing"))
        item = entry.item
        return (
            (not scope or scope in item.scopes)
            and (not period or period == item.period)
            and (not standing or standing == entry.standing)
        )

    def pass_on(self, rows: Any, name: str, value: Any) -> Any:
        """Leave the rows alone: the endpoint has chosen them by this value."""
        return rows

    def narrow_scope(self, rows: Any, name: str, value: str) -> Any:
        """Keep items that name the scope among others; at a unit, where it may be wider, `fits` does."""
        return rows if self.value_of("unit") else rows.filter(scopes__contains=[value])

    def narrow_period(self, rows: Any, name: str, value: str) -> Any:
        """Keep items of the period; at a unit, where it may be shorter, `fits` does."""
        return rows if self.value_of("unit") else rows.filter(period=value)

    def search(self, rows: Any, name: str, value: str) -> Any:
        """Keep items with the text."""
        return rows.search(value)


class CatalogFilters(Filters):
    """Catalogs."""

    unit = ById(Unit.objects.all(), label="Only those that this unit made.")
    openness = django_filters.ChoiceFilter(choices=Openness.choices)


class RequestFilters(Filters):
    """What units ask of their superior."""

    unit = ById(Unit.objects.all(), label="Only what this unit asked.")
    state = django_filters.ChoiceFilter(choices=RequestState.choices)
    awaiting = django_filters.BooleanFilter(method="awaiting_me", label="Only what waits for one's own decision.")

    def awaiting_me(self, rows: Any, name: str, value: bool) -> Any:
        """Keep what the caller decides on, or what she does not."""
        waiting = rows.model._default_manager.awaiting(actor_of(self.request)).values("pk")
        return rows.filter(pk__in=waiting) if value else rows.exclude(pk__in=waiting)


class OverrideFilters(RequestFilters):
    """What units make stricter or do not choose."""

    kind = django_filters.ChoiceFilter(choices=OverrideKind.choices)


class ExemptionFilters(RequestFilters):
    """Exemptions."""


class AmendmentFilters(RequestFilters):
    """Changes and ends of items."""

    kind = django_filters.ChoiceFilter(choices=AmendmentKind.choices)
    state = django_filters.ChoiceFilter(choices=AmendmentState.choices)


class ExtensionFilters(Filters):
    """Requests for more time."""

    unit = ById(Unit.objects.all(), field_name="obligation__unit", label="Only what this unit asked.")
    subtree = ById(Unit.objects.all(), method="within", label="Only what this unit and those below it asked.")
    state = django_filters.ChoiceFilter(choices=ExtensionState.choices)
    awaiting = django_filters.BooleanFilter(method="awaiting_me", label="Only what waits for one's own decision.")

    def within(self, rows: Any, name: str, value: Unit) -> Any:
        """Keep a subtree's."""
        return rows.within(value)

    def awaiting_me(self, rows: Any, name: str, value: bool) -> Any:
        """Keep what the caller decides on, or what she does not."""
        waiting = rows.model._default_manager.awaiting(actor_of(self.request)).values("pk")
        return rows.filter(pk__in=waiting) if value else rows.exclude(pk__in=waiting)


class WithholdingFilters(ExtensionFilters):
    """What is not disclosed for now, or at all; with `filed_from` and `filed_to` the register of filings."""

    state = django_filters.ChoiceFilter(choices=WithholdingState.choices)
    kind = django_filters.ChoiceFilter(choices=WithholdingKind.choices)
    ground = django_filters.ChoiceFilter(choices=WithholdingGround.choices)
    filed_from = Day(
        field_name="effective_on", lookup_expr="gte", label="Taken effect, and so filed, on this day or later."
    )
    filed_to = Day(
        field_name="effective_on", lookup_expr="lte", label="Taken effect, and so filed, on this day or earlier."
    )


class DisclosureFilters(Filters):
    """Disclosures."""

    unit = ById(Unit.objects.all(), label="Only this unit's own.", method="of_unit")
    subtree = ById(Unit.objects.all(), label="Only those of this unit and those below it.", method="within")
    category = ById(_categories, method="of_category", label="Only those under this heading.")
    item = ById(_items, method="of_item", label="Only those of this item, in whatever edition.")
    scope = django_filters.ChoiceFilter(choices=OFFERED_SCOPE_CHOICES)
    state = django_filters.ChoiceFilter(choices=State.choices)
    published_from = Day(method="from_day", label="Published on this local day or later.")
    published_to = Day(method="to_day", label="Published on this local day or earlier.")
    q = Words(label="Every word in title, text, item, unit, numbers, keywords or attachments.", method="search")

    def of_unit(self, rows: DisclosureQuerySet, name: str, value: Unit) -> DisclosureQuerySet:
        """Keep one unit's."""
        return rows.of_unit(value)

    def within(self, rows: DisclosureQuerySet, name: str, value: Unit) -> DisclosureQuerySet:
        """Keep a subtree's."""
        return rows.within(value)

    def of_category(self, rows: DisclosureQuerySet, name: str, value: Category) -> DisclosureQuerySet:
        """Keep those under a heading."""
        return rows.of_category(value)

    def of_item(self, rows: DisclosureQuerySet, name: str, value: Item) -> DisclosureQuerySet:
        """Keep those of an item."""
        return rows.of_item(value)

    def from_day(self, rows: DisclosureQuerySet, name: str, value: Any) -> DisclosureQuerySet:
        """Keep those from a day on."""
        return rows.published_between(value, None)

    def to_day(self, rows: DisclosureQuerySet, name: str, value: Any) -> DisclosureQuerySet:
        """Keep those until a day."""
        return rows.published_between(None, value)

    def search(self, rows: DisclosureQuerySet, name: str, value: str) -> DisclosureQuerySet:
        """Keep those with every word."""
        return searching.find(rows, value)


class NotificationFilters(Filters):
    """One's own notices."""

    unread = django_filters.BooleanFilter(field_name="read_at", lookup_expr="isnull", label="Only unread ones.")


class AuditFilters(Filters):
    """Entries of the trail."""

    unit = ById(Unit.objects.all(), method="of_unit", label="Only what concerns this unit.")
    verb = Words(field_name="verb")
    from_day = Day(field_name="at", lookup_expr="date__gte", label="On this local day or later.")
    to_day = Day(field_name="at", lookup_expr="date__lte", label="On this local day or earlier.")
    q = Words(label="Actor, subject, step, reason or note.", method="search")

    def of_unit(self, rows: Any, name: str, value: Unit) -> Any:
        """Keep one unit's."""
        return rows.within([value.pk])

    def search(self, rows: Any, name: str, value: str) -> Any:
        """Keep entries with the text."""
        return rows.search(value)
