"""What was disclosed? The list with its filters, and the search by words."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from catalogs.models import Item
from core import days, errors
from core.search import words as search_words
from disclosures import searching
from disclosures.kinds import OFFERED_SCOPE_CHOICES
from disclosures.models import Disclosure
from disclosures.queries import DisclosureQuerySet
from frontend import kept, visits
from frontend.portal import facets, listing
from hierarchy.models import Unit

PAGE = 20
NEWEST, BEST = "newest", "best"


class Filters(forms.Form):
    """By what a reader narrows the list."""

    q = forms.CharField(
        label=gettext_lazy("关键词"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("标题、正文、附件、文号和索引号中的词，用空格隔开"),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("公开范围"),
        required=False,
        choices=[("", gettext_lazy("全部")), *reversed(OFFERED_SCOPE_CHOICES)],
    )
    first = days.DayField(
        label=gettext_lazy("公开日期从"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = days.DayField(label=gettext_lazy("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    unit = forms.UUIDField(required=False, widget=forms.HiddenInput)
    item = forms.UUIDField(required=False, widget=forms.HiddenInput)
    category = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)
    sort = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[(BEST, gettext_lazy("最相关的在前")), (NEWEST, gettext_lazy("最近公开的在前"))],
    )


if TYPE_CHECKING:
    Pages = Paginator[Disclosure]
else:  # Django's own class takes no parameter while it runs
    Pages = Paginator


class Counted(Pages):
    """Pages of rows that were counted when they were found."""

    def __init__(self, rows: DisclosureQuerySet, count: int) -> None:
        """Take the count as it is."""
        super().__init__(rows, PAGE)
        self._known = count

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._known


@kept.page(page=kept.NUMBER)
def search(request: visits.Visit) -> HttpResponse:
    """Show the published disclosures that the reader may see, narrowed and sorted as she asks."""
    form = Filters(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    unit, item = _unit(wanted.get("unit")), _item(request, wanted.get("item"))
    text = str(wanted.get("q") or "")
    found = _narrowed(
        Disclosure.objects.visible_to(request.actor).on_display(visits.today(request)), wanted, unit, item
    )
    is_ranking = bool(text) and wanted.get("sort") != NEWEST
    is_first = request.GET.get("page", "1") == "1"
    found, count, best = searching.find_counted(found, text, best=PAGE if is_ranking and is_first else 0)
    pages = Counted(found, count)
    by_rank = is_ranking and count <= searching.MOST_RANKED
    shown = (searching.ranked(found, text) if by_rank else found.newest()).for_rows()
    pages.object_list = best or (shown.with_beginning() if text else shown)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "unit": unit,
        "item": item,
        "category": wanted.get("category", ""),
        "search_text": text,
        "page": page,
        "rows": listing.hits(page.object_list, search_words.asked_words(text)),
        "by_rank": by_rank,
        "is_too_many": bool(text) and count > searching.MOST_RANKED,
        "units": facets.units(request, found, unit),
        "categories": [] if wanted.get("category") else facets.categories(request, found),
        "is_narrowed": any(wanted.get(name) for name in Filters.base_fields if name != "sort"),
    }
    return render(request, "portal/disclosures.html", context)


def suggestions(request: visits.Visit) -> HttpResponse:
    """Offer titles of what the reader may see while she types."""
    text = request.GET.get("q", "")[:100]
    shown = Disclosure.objects.visible_to(request.actor).on_display(visits.today(request))
    titles = searching.suggest(shown, text) if text.strip() else []
    wanted = search_words.asked_words(text)
    return render(
        request,
        "portal/_suggestions.html",
        {"suggestions": [listing.suggestion(title, reverse("portal:search"), wanted) for title in titles]},
    )


def _narrowed(
    found: DisclosureQuerySet, wanted: dict[str, object], unit: Unit | None, item: Item | None
) -> DisclosureQuerySet:
    if unit is not None:
        found = found.within(unit)
    if item is not None:
        found = found.of_item(item)
    if category := wanted.get("category"):
        found = found.filter(category_title=category)
    if scope := wanted.get("scope"):
        found = found.filter(scope=scope)
    first, last = _day(wanted.get("first")), _day(wanted.get("last"))
    return found.published_between(first, last) if first or last else found


def _day(value: object) -> datetime.date | None:
    return value if isinstance(value, datetime.date) else None


def _unit(public_id: uuid.UUID | None) -> Unit | None:
    if public_id is None:
        return None
    found = Unit.objects.filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    return found


def _item(request: visits.Visit, public_id: uuid.UUID | None) -> Item | None:
    if public_id is None:
        return None
    found = Item.objects.visible_to(request.actor).filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    return found
