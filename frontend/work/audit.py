"""Who did what? The trail of the units that the person may inspect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponse

from accounts import auditing
from core import richtext
from core.audit.models import AuditEntry
from core.errors import Text
from frontend import fragments
from frontend.account.requests import SignedIn, signed_in

PAGE = 30


@dataclass(frozen=True)
class Change:
    """One field that an entry changed, in the words of the field."""

    name: Text
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """An entry with what it changed."""

    entry: AuditEntry
    changes: list[Change]


@signed_in
def trail(request: SignedIn) -> HttpResponse:
    """Show the trail, newest first, narrowed by a text; only of units whose trail the person may read."""
    text = request.GET.get("q", "").strip()
    found = auditing.readable_by(request.actor).search(text).newest()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    lines = [Line(entry, list(_changes(entry))) for entry in page.object_list]
    return fragments.respond(request, "work/audit.html", {"page": page, "lines": lines, "text": text})


def _changes(entry: AuditEntry) -> Iterator[Change]:
    for name in dict.fromkeys([*entry.before, *entry.after]):
        field = _field(entry.subject_kind, name)
        before, after = (_shown(field, values.get(name)) for values in (entry.before, entry.after))
        if before != after:
            yield Change(getattr(field, "verbose_name", name), before, after)


def _field(kind: str, name: str) -> Any:
    """Return the field of which an entry speaks; None when the code has no such field any more."""
    try:
        return apps.get_model(kind)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None


def _shown(field: Any, value: Any) -> str:
    """Return a value as people read it: by the label of its choice, a list in one line, a text without its markup."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, list):
        return "、".join(_shown(getattr(field, "base_field", None), each) for each in value)
    if isinstance(field, models.TextField):
        return richtext.to_text(str(value))
    labels = dict(getattr(field, "flatchoices", None) or [])
    return str(labels.get(value, value))
