"""How is a disclosure listed? The same row on every page of the portal."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from core import clock
from disclosures.models import Disclosure
from frontend import pieces


def path_of(disclosure: Disclosure) -> str:
    """Return the address of a disclosure on the portal."""
    return reverse("portal:disclosure", args=[disclosure.public_id])


def rows(disclosures: Iterable[Disclosure], *, with_unit: bool = True) -> list[pieces.Row]:
    """Return disclosures as rows: title, unit and category, and the day of publication."""
    return [_row(disclosure, with_unit=with_unit) for disclosure in disclosures]


def _row(disclosure: Disclosure, *, with_unit: bool) -> pieces.Row:
    meta = [disclosure.unit_name] if with_unit else []
    if disclosure.category_title:
        meta.append(disclosure.category_title)
    if disclosure.scope != "society":
        meta.append(disclosure.get_scope_display())
    on = clock.local_date(disclosure.published_at) if disclosure.published_at else None
    return pieces.Row(disclosure.title, path_of(disclosure), tuple(meta), on)
