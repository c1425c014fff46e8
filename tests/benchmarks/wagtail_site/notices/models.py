"""Pages with what the product's portal shows: a front page, and one page for each text."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

NEWEST = 8


class Unit(models.Model):
    """Whose text it is; units stand below one another."""

    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """A heading of the catalog."""

    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """What is to be disclosed."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="items")
    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title


class HomePage(Page):
    """The front page: the newest texts, how many there are, and the catalog."""

    max_count = 1

    def get_context(self, request: Any, *arguments: Any, **named: Any) -> dict[str, Any]:
        """Add what the front page lists."""
        context: dict[str, Any] = super().get_context(request, *arguments, **named)
        notices = NoticePage.objects.live().public()
        today = timezone.localdate()
        midnight = timezone.make_aware(datetime.datetime.combine(today, datetime.time.min))
        year = Q(first_published_at__gte=midnight.replace(month=1, day=1))
        month = Q(first_published_at__gte=midnight.replace(day=1))
        counts = dict(notices.filter(year).order_by().values_list("category").annotate(Count("pk")))
        categories = list(Category.objects.prefetch_related("items").order_by("pk"))
        return context | {
            "menu": self.get_children().live().in_menu(),
            "newest": notices.select_related("unit", "category").order_by("-first_published_at")[:NEWEST],
            "figures": notices.aggregate(
                year=Count("pk", filter=year),
                month=Count("pk", filter=month),
                units=Count("unit", filter=year, distinct=True),
            ),
            "categories": [
                (each, [item.title for item in each.items.all()], counts.get(each.pk, 0)) for each in categories
            ],
            "item_count": sum(len(each.items.all()) for each in categories),
        }


class NoticePage(Page):
    """One text, with its facts."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    index_no = models.CharField(max_length=60)
    document_no = models.CharField(max_length=60, blank=True)
    scope = models.CharField(max_length=20, default="社会")
    body = StreamField([("paragraph", blocks.RichTextBlock())])

    content_panels = [*Page.content_panels, *(FieldPanel(name) for name in ("unit", "category", "item", "body"))]
    search_fields = [*Page.search_fields, index.SearchField("body"), index.SearchField("index_no")]

    def get_context(self, request: Any, *arguments: Any, **named: Any) -> dict[str, Any]:
        """Add the units above and the menu."""
        context: dict[str, Any] = super().get_context(request, *arguments, **named)
        above, unit = [], self.unit
        while unit is not None:
            above.append(unit)
            unit = unit.parent
        return context | {"menu": self.get_parent().get_children().live().in_menu(), "trail": above[::-1]}
