"""What has a unit asked of its superior so far, and what became of it? Stricter rules, choices, exemptions, more time.

Three tables, one list: a union of what each is and when it was asked is cut into pages, and only the rows of the page
are read.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet, Value
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogs.kinds import OverrideKind, RequestState
from catalogs.models import Exemption, Override
from core.errors import Text
from core.inbox import StateTone
from frontend import fragments, pieces, words
from frontend.account.requests import SignedIn, signed_in
from frontend.owed import reading
from frontend.workbench import adapting, consent
from hierarchy.models import Unit
from obligations.kinds import ExtensionState
from obligations.models import Extension

Keyed = QuerySet[Any, tuple[int, str, datetime.datetime]]
"""Requests of any table, each by its key, its table and when it was asked."""
PAGE = 30
EXTENSION, EXEMPTION = "extension", "exemption"
KINDS: Mapping[str, Text] = {
    EXEMPTION: gettext_lazy("豁免"),
    EXTENSION: gettext_lazy("延期"),
    OverrideKind.TIGHTEN.value: OverrideKind.TIGHTEN.label,
    OverrideKind.DECLINE.value: OverrideKind.DECLINE.label,
}
STATES: Mapping[str, Text] = {
    "requested": gettext_lazy("等待审批"),
    "granted": gettext_lazy("已同意"),
    "refused": gettext_lazy("未同意"),
    "withdrawn": gettext_lazy("已撤回"),
    "ended": gettext_lazy("已终止"),
}
OF_EXTENSIONS: Mapping[str, ExtensionState] = {
    "requested": ExtensionState.ASKED,
    "granted": ExtensionState.GRANTED,
    "refused": ExtensionState.REFUSED,
    "withdrawn": ExtensionState.RECALLED,
}
"""What the states of this list are called among extensions; one that is granted never ends before its day."""
TONES: Mapping[str, StateTone] = {
    ExtensionState.ASKED: StateTone.AWAITING,
    ExtensionState.GRANTED: StateTone.DONE,
    ExtensionState.REFUSED: StateTone.RETURNED,
    ExtensionState.RECALLED: StateTone.DRAFT,
}


@dataclass(frozen=True)
class Line:
    """One request."""

    kind: Text
    title: str
    path: str
    unit: Unit
    tone: StateTone
    state: Text
    days: str
    reason: str
    asked_by: str
    asked_at: datetime.datetime
    decided_by: str
    decided_at: datetime.datetime | None
    decision: str


@dataclass(frozen=True)
class Narrowed:
    """By what the list is narrowed."""

    kind: str
    state: str

    @classmethod
    def by(cls, request: SignedIn) -> Narrowed:
        """Read it from the address; what means nothing narrows nothing."""
        kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
        return cls(kind if kind in KINDS else "", state if state in STATES else "")

    def takes(self, kind: str) -> bool:
        """Say whether requests of this kind are wanted."""
        return self.kind in ("", kind)


@signed_in
def asked(request: SignedIn) -> HttpResponse:
    """List what a unit, with or without those below it, asked: the newest first."""
    scope = reading.scope(request)
    if scope is None:
        return fragments.respond(request, "tree/empty.html")
    narrowed = Narrowed.by(request)
    page = Paginator(_union(request, scope, narrowed), PAGE, orphans=0).get_page(request.GET.get("page"))
    context = {
        "scope": scope,
        "units": reading.units(request.actor),
        "trail": reading.trail_of(scope.unit, pieces.Crumb(_("申请记录"))),
        "page": page,
        "lines": _lines(list(page.object_list)),
        "facts": _("共 %(count)s 件，新的在前") % {"count": words.number(page.paginator.count)},
        "kinds": KINDS.items(),
        "states": STATES.items(),
        "narrowed": narrowed,
    }
    return fragments.respond(request, "workbench/asked.html", context)


def path_of(unit: Unit) -> str:
    """Return the address of what a unit itself asked."""
    return f"{reverse('work:catalog_asked')}?unit={unit.public_id}&alone=1"


def _union(request: SignedIn, scope: reading.Scope, narrowed: Narrowed) -> Keyed:
    overrides = Override.objects.visible_to(request.actor).filter(_where(scope))
    if narrowed.kind:
        overrides = overrides.filter(kind=narrowed.kind)
    exemptions = Exemption.objects.visible_to(request.actor).filter(_where(scope))
    extensions = Extension.objects.visible_to(request.actor).filter(_where(scope, "obligation__unit"))
    if narrowed.state:
        overrides, exemptions = overrides.filter(state=narrowed.state), exemptions.filter(state=narrowed.state)
        extensions = extensions.filter(state=OF_EXTENSIONS.get(narrowed.state, ""))
    parts = [
        _keyed(rows if wanted else rows.none(), table)
        for rows, table, wanted in (
            (overrides, "override", narrowed.kind not in (EXTENSION, EXEMPTION)),
            (exemptions, EXEMPTION, narrowed.takes(EXEMPTION)),
            (extensions, EXTENSION, narrowed.takes(EXTENSION)),
        )
    ]
    together: Keyed = parts[0].union(*parts[1:], all=True).order_by("-asked_at", "-key")
    return together


def _where(scope: reading.Scope, prefix: str = "unit") -> Q:
    unit = scope.unit
    if scope.alone:
        return Q(**{prefix: unit})
    within = {"tree_id": unit.tree_id, "lft__gte": unit.lft, "rght__lte": unit.rght}
    return Q(**{f"{prefix}__{name}": value for name, value in within.items()})


def _keyed(rows: QuerySet[Any], table: str) -> Keyed:
    keyed: Keyed = rows.order_by().annotate(key=F("pk"), table=Value(table)).values_list("key", "table", "asked_at")
    return keyed


def _lines(found: Sequence[tuple[int, str, datetime.datetime]]) -> list[Line]:
    """Read the rows of a page, one query for each of the three tables."""
    keys: dict[str, list[int]] = {"override": [], EXEMPTION: [], EXTENSION: []}
    for key, table, _at in found:
        keys[table].append(key)
    rows: dict[tuple[int, str], Any] = {}
    for table, everything in (("override", Override.objects), (EXEMPTION, Exemption.objects)):
        rows |= {(each.pk, table): each for each in everything.select_related("unit").filter(pk__in=keys[table])}
    extensions = Extension.objects.select_related("obligation__unit", "obligation__item")
    rows |= {(each.pk, EXTENSION): each for each in extensions.filter(pk__in=keys[EXTENSION])}
    shown = [rows[key, table] for key, table, _at in found if (key, table) in rows]
    return [_of_extension(each) if isinstance(each, Extension) else _of_request(each) for each in shown]


def _of_request(each: Override | Exemption) -> Line:
    kind = KINDS[EXEMPTION] if isinstance(each, Exemption) else OverrideKind(each.kind).label
    begin, end = words.date(each.from_on, full=True), words.date(each.ends_on, full=True)
    days = _("%(begin)s至%(end)s") % {"begin": begin, "end": end} if end else _("%(begin)s起") % {"begin": begin}
    return Line(
        kind=kind,
        title=each.item_title,
        path=adapting.path_of(each),
        unit=each.unit,
        tone=consent.REQUEST_TONES[RequestState(each.state)],
        state=each.get_state_display(),
        days=days,
        reason=each.reason,
        asked_by=each.asked_by_name,
        asked_at=each.asked_at,
        decided_by=each.decided_by_name,
        decided_at=each.decided_at,
        decision=each.decision_reason,
    )


def _of_extension(each: Extension) -> Line:
    days = _("由%(was)s延至%(until)s") % {
        "was": words.date(each.former_due_on, full=True),
        "until": words.date(each.asked_until, full=True),
    }
    return Line(
        kind=KINDS[EXTENSION],
        title=str(each.obligation),
        path=reading.path_of(each.obligation),
        unit=each.obligation.unit,
        tone=TONES[each.state],
        state=each.get_state_display(),
        days=days,
        reason=each.reason,
        asked_by=each.asked_by_name,
        asked_at=each.asked_at,
        decided_by=each.decided_by_name,
        decided_at=each.decided_at,
        decision=each.decision_reason,
    )
