"""How is a disclosure listed? The same row on every page of the portal; in a search with its words marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.search import marking
from disclosures import searching
from disclosures.models import Disclosure
from frontend import pieces


def path_of(disclosure: Disclosure) -> str:
    """Return the address of a disclosure on the portal."""
    return reverse("portal:disclosure", args=[disclosure.public_id])


def rows(disclosures: Iterable[Disclosure], *, with_unit: bool = True) -> list[pieces.Row]:
    """Return disclosures as rows: title, unit and category, and the day of publication."""
    return [_row(disclosure, with_unit=with_unit) for disclosure in disclosures]


def hits(disclosures: Iterable[Disclosure], wanted: Sequence[str]) -> list[pieces.Row]:
    """Return what a search found as rows, with the words marked and the place where they stand: one query more.

    Without words the rows are those of the plain list.
    """
    found = list(disclosures)
    if not wanted:
        return rows(found)
    elsewhere = [each.pk for each in found if not _says(each, wanted)]
    attached = _in_attachments(elsewhere, wanted)
    return [_hit(each, wanted, attached.get(each.pk, ())) for each in found]


def suggestion(title: str, search_path: str, wanted: Sequence[str]) -> pieces.Row:
    """Return a title that is offered while somebody types; following it searches for it."""
    return pieces.Row(title, f"{search_path}?{urlencode({'q': title})}", marked=marking.marked(title, wanted))


def _hit(disclosure: Disclosure, wanted: Sequence[str], attached: Sequence[marking.Piece]) -> pieces.Row:
    row = _row(disclosure, with_unit=True)
    excerpt = attached or marking.excerpt(_beginning(disclosure), wanted)
    return replace(row, marked=marking.marked(row.title, wanted), excerpt=excerpt)


def _says(disclosure: Disclosure, wanted: Sequence[str]) -> bool:
    return marking.has_hit(f"{disclosure.title} {_beginning(disclosure)}", wanted)


def _beginning(disclosure: Disclosure) -> str:
    return str(getattr(disclosure, "beginning"))


def _in_attachments(disclosure_ids: Sequence[int], wanted: Sequence[str]) -> dict[int, list[marking.Piece]]:
    """Return, of texts that do not say the words themselves, where an attachment says them."""
    found: dict[int, list[marking.Piece]] = {}
    for text in searching.attachment_excerpts(disclosure_ids, wanted[0]) if disclosure_ids else ():
        pieces_of = marking.excerpt(text.excerpt, wanted)
        found.setdefault(text.disclosure_id, [marking.Piece(_("附件《%s》：") % text.title), *pieces_of])
    return found


def _row(disclosure: Disclosure, *, with_unit: bool) -> pieces.Row:
    meta = [disclosure.unit_name] if with_unit else []
    if disclosure.category_title:
        meta.append(disclosure.category_title)
    if disclosure.scope != "society":
        meta.append(disclosure.get_scope_display())
    on = clock.local_date(disclosure.published_at) if disclosure.published_at else None
    return pieces.Row(disclosure.title, path_of(disclosure), tuple(meta), on)
