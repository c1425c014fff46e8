"""What has a unit asked of its superior so far, and what became of it? One list of requests of every kind.

Each table of requests is one `Source`: a union of what each row is and when it was asked is cut into pages, and only
the rows of the page are read, one query for each table.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet, Value
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from catalogs.kinds import AmendmentKind, AmendmentState, OverrideKind, RequestState
from catalogs.models import Amendment, Exemption, Override
from core.errors import Text
from core.inbox import StateTone
from frontend import fragments, pieces, words
from frontend.account.requests import SignedIn, signed_in
from frontend.owed import reading
from frontend.owed.withholding import TONES as WITHHOLDING_TONES
from frontend.workbench import adapting, amending, consent
from hierarchy.models import Unit
from obligations.kinds import ExtensionState, WithholdingKind, WithholdingState
from obligations.models import Extension, Withholding

Keyed = QuerySet[Any, tuple[int, str, datetime.datetime]]
"""Requests of any table, each by its key, its table and when it was asked."""
PAGE = 30
STATES: Mapping[str, Text] = {
    "requested": gettext_lazy("等待审批"),
    "granted": gettext_lazy("已同意"),
    "refused": gettext_lazy("未同意"),
    "withdrawn": pgettext_lazy("one's own request", "已撤回"),
    "ended": gettext_lazy("已终止"),
}
EXTENSION_TONES: Mapping[str, StateTone] = {
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


def _of_request(each: Override | Exemption) -> Line:
    end = words.date(each.ends_on, full=True)
    days = _("%(begin)s至%(end)s") % {"begin": words.date(each.from_on, full=True), "end": end} if end else ""
    return Line(
        kind=gettext_lazy("豁免") if isinstance(each, Exemption) else OverrideKind(each.kind).label,
        title=each.item_title,
        path=adapting.path_of(each),
        unit=each.unit,
        tone=consent.REQUEST_TONES[RequestState(each.state)],
        state=each.get_state_display(),
        days=days or _from(each.from_on),
        reason=each.reason,
        **_persons(each),
    )


def _of_amendment(each: Amendment) -> Line:
    return Line(
        kind=AmendmentKind(each.kind).label,
        title=each.item_title,
        path=amending.path_of(each),
        unit=each.unit,
        tone=consent.AMENDMENT_TONES[AmendmentState(each.state)],
        state=each.get_state_display(),
        days=_from(each.from_on),
        reason=each.reason,
        **_persons(each),
    )


def _of_extension(each: Extension) -> Line:
    days = _("由%(was)s延至%(until)s") % {
        "was": words.date(each.former_due_on, full=True),
        "until": words.date(each.asked_until, full=True),
    }
    return Line(
        kind=gettext_lazy("延期"),
        title=str(each.obligation),
        path=reading.path_of(each.obligation),
        unit=each.obligation.unit,
        tone=EXTENSION_TONES[each.state],
        state=each.get_state_display(),
        days=days,
        reason=each.reason,
        **_persons(each),
    )


def _of_withholding(each: Withholding) -> Line:
    until = words.date(each.until, full=True)
    return Line(
        kind=WithholdingKind(each.kind).label,
        title=str(each.obligation),
        path=reverse("work:withholding", args=[each.public_id]),
        unit=each.unit,
        tone=WITHHOLDING_TONES[WithholdingState(each.state)],
        state=each.get_state_display(),
        days=_("至%(until)s") % {"until": until} if until else "",
        reason=each.reason,
        **_persons(each),
    )


def _from(day: datetime.date) -> str:
    return _("%(begin)s起") % {"begin": words.date(day, full=True)}


def _persons(each: Override | Exemption | Amendment | Extension | Withholding) -> dict[str, Any]:
    """Return who asked and who decided, when and with which words."""
    return {
        "asked_by": each.asked_by_name,
        "asked_at": each.asked_at,
        "decided_by": each.decided_by_name,
        "decided_at": each.decided_at,
        "decision": each.decision_reason,
    }


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


@dataclass(frozen=True)
class Source:
    """One table of requests."""

    kinds: Mapping[str, Text]
    """What its requests are called; more than one where the row says which it is."""
    states: Mapping[str, tuple[str, ...]]
    """What the states of the list are in this table."""
    rows: Callable[[], Any]
    line: Callable[[Any], Line]
    unit: str = "unit"
    """The way from a row to the unit that asked."""
    with_rows: tuple[str, ...] = ("unit",)

    def narrowed(self, request: SignedIn, scope: reading.Scope, narrowed: Narrowed) -> QuerySet[Any]:
        """Return the rows of the table that the list wants and the person may read."""
        rows: QuerySet[Any] = self.rows().visible_to(request.actor).filter(_where(scope, self.unit))
        if narrowed.kind:
            if narrowed.kind not in self.kinds:
                return rows.none()
            rows = rows.filter(kind=narrowed.kind) if len(self.kinds) > 1 else rows
        return rows.filter(state__in=self.states.get(narrowed.state, ())) if narrowed.state else rows


OF_REQUESTS = {state: (RequestState(state).value,) for state in STATES}
SOURCES: Mapping[str, Source] = {
    "exemption": Source({"exemption": gettext_lazy("豁免")}, OF_REQUESTS, Exemption.objects.all, _of_request),
    "extension": Source(
        {"extension": gettext_lazy("延期")},
        {
            "requested": (ExtensionState.ASKED,),
            "granted": (ExtensionState.GRANTED,),
            "refused": (ExtensionState.REFUSED,),
            "withdrawn": (ExtensionState.RECALLED,),
        },
        Extension.objects.all,
        _of_extension,
        "obligation__unit",
        ("obligation__unit", "obligation__item"),
    ),
    "override": Source(dict(OverrideKind.choices), OF_REQUESTS, Override.objects.all, _of_request),
    "amendment": Source(
        dict(AmendmentKind.choices),
        {
            "requested": (AmendmentState.PROPOSED,),
            "granted": (AmendmentState.GRANTED,),
            "refused": (AmendmentState.REFUSED,),
            "withdrawn": (AmendmentState.RECALLED,),
        },
        Amendment.objects.all,
        _of_amendment,
    ),
    "withholding": Source(
        dict(WithholdingKind.choices),
        {
            "requested": (WithholdingState.ASKED, WithholdingState.ENDORSED, WithholdingState.FILED),
            "granted": (WithholdingState.GRANTED, WithholdingState.NOTED),
            "refused": (WithholdingState.RETURNED, WithholdingState.REFUSED, WithholdingState.ORDERED),
            "withdrawn": (WithholdingState.RECALLED,),
            "ended": (WithholdingState.ENDED,),
        },
        Withholding.objects.all,
        _of_withholding,
        "obligation__unit",
        ("obligation__unit", "obligation__item"),
    ),
}
KINDS: Mapping[str, Text] = {kind: label for source in SOURCES.values() for kind, label in source.kinds.items()}


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
    parts = [_keyed(source.narrowed(request, scope, narrowed), table) for table, source in SOURCES.items()]
    together: Keyed = parts[0].union(*parts[1:], all=True).order_by("-asked_at", "-key")
    return together


def _where(scope: reading.Scope, prefix: str) -> Q:
    unit = scope.unit
    if scope.alone:
        return Q(**{prefix: unit})
    within = {"tree_id": unit.tree_id, "lft__gte": unit.lft, "rght__lte": unit.rght}
    return Q(**{f"{prefix}__{name}": value for name, value in within.items()})


def _keyed(rows: QuerySet[Any], table: str) -> Keyed:
    keyed: Keyed = rows.order_by().annotate(key=F("pk"), table=Value(table)).values_list("key", "table", "asked_at")
    return keyed


def _lines(found: Sequence[tuple[int, str, datetime.datetime]]) -> list[Line]:
    """Read the rows of a page, one query for each table that has some on it."""
    keys: dict[str, list[int]] = {}
    for key, table, _at in found:
        keys.setdefault(table, []).append(key)
    rows = {
        (row.pk, table): SOURCES[table].line(row)
        for table, wanted in keys.items()
        for row in SOURCES[table].rows().select_related(*SOURCES[table].with_rows).filter(pk__in=wanted)
    }
    return [rows[key, table] for key, table, _at in found if (key, table) in rows]
