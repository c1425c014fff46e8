"""What does a visitor find first? The errands, the newest disclosures, and the catalog with what was disclosed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogs import effective
from core import clock
from disclosures.models import Disclosure
from disclosures.queries import DisclosureQuerySet
from frontend import kept, pieces, visits, words
from frontend.portal import due, listing, noticing
from hierarchy.models import Unit

NEWEST = 8
ON_NOTICE = 3
EXAMPLES = 2


@dataclass(frozen=True)
class CategoryLine:
    """A first-level heading of the catalog with how much was disclosed under it this year."""

    title: str
    examples: str
    items: int
    published: int


@kept.page()
def home(request: visits.Visit) -> HttpResponse:
    """Show the front page of the tenant."""
    root = Unit.objects.roots().first()
    on = visits.today(request)
    found = Disclosure.objects.visible_to(request.actor).on_display(visits.today(request))
    items = effective.for_unit(root, on=on) if root else []
    year = found.published_between(datetime.date(on.year, 1, 1), on)
    counts = dict(year.order_by().values_list("category_title").annotate(Count("pk")))
    context = {
        "root": root,
        "doors": _doors(request, len(items), len({each.item.category_id for each in items})),
        "newest": listing.rows(found.newest().for_rows()[:NEWEST]),
        "on_notice": noticing.ending_next(request, ON_NOTICE),
        "figures": _figures(Disclosure.objects.visible_to(request.actor).published(), on),
        "categories": _categories(items, counts),
        "year": on.year,
        **due.panel(request),
    }
    return render(request, "portal/home.html", context)


def _categories(items: list[effective.EffectiveItem], counts: dict[str, int]) -> list[CategoryLine]:
    return [
        CategoryLine(
            found.title,
            words.listing(each.item.title for each in found.items[:EXAMPLES]),
            len(found.items),
            counts.get(found.title, 0),
        )
        for found in effective.by_category(items)
    ]


def _figures(found: DisclosureQuerySet, on: datetime.date) -> dict[str, int]:
    """Return how much was disclosed this year and this month, and by how many units: one query."""
    first, month = clock.start_of(on.replace(month=1, day=1)), clock.start_of(on.replace(day=1))
    this_year = Q(published_at__gte=first)
    counted: dict[str, int] = found.aggregate(
        year=Count("pk", filter=this_year),
        month=Count("pk", filter=Q(published_at__gte=month)),
        units=Count("unit", filter=this_year, distinct=True),
    )
    return counted


def _doors(request: visits.Visit, items: int, categories: int) -> list[pieces.Door]:
    count = _("%(categories)s 类 %(items)s 项，按单位查看") % {
        "categories": words.number(categories),
        "items": words.number(items),
    }
    last = (
        pieces.Door(_("进入工作台"), _("起草、审查和审批"), reverse("work:inbox"), "layout-grid")
        if request.actor.user_id
        else pieces.Door(_("登录查看党内公开"), _("党员和工作人员"), reverse("account:sign_in"), "login-2")
    )
    return [
        pieces.Door(_("查公开目录"), count, reverse("portal:catalog"), "list-search"),
        pieces.Door(_("看公开信息"), _("按单位、类别和日期"), reverse("portal:disclosures"), "file-text"),
        pieces.Door(_("找党组织"), _("按名称或拼音首字母"), reverse("portal:units"), "sitemap"),
        last,
    ]
