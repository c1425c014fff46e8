"""The life of the change, withdrawal or termination of one published item as one table.

Once approved it is carried out at once, by an edition that differs from the latest one in that item alone.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import actors
from catalogs import amending, drafts, endorsing, inputs, notices, policies, superiors
from catalogs.flows.versions import catalog_version_flow
from catalogs.kinds import AmendmentKind, AmendmentState
from catalogs.models import Amendment, Catalog, CatalogVersion, Item
from core import clock, errors
from core.workflow import Flow, Tone, Transition

_PROPOSED = frozenset({AmendmentState.PROPOSED})

amendment_flow: Flow[Amendment] = Flow(
    "catalog_amendment",
    Amendment,
    initial=AmendmentState.PROPOSED,
    view=policies.view_amendment,
    audited=("state", "from_on"),
    related=("unit", "catalog__unit", "item"),
    transitions=(
        Transition(
            "grant",
            _PROPOSED,
            AmendmentState.GRANTED,
            policies.decide_amendment,
            _("同意"),
            notice=notices.amendment_decided,
            input=inputs.ConsentInput,
            tone=Tone.PRIMARY,
            icon="check",
        ),
        Transition(
            "refuse",
            _PROPOSED,
            AmendmentState.REFUSED,
            policies.decide_amendment,
            _("不同意"),
            notice=notices.amendment_decided,
            input=inputs.ReasonInput,
            tone=Tone.DANGER,
            icon="x",
        ),
        Transition(
            "recall",
            _PROPOSED,
            AmendmentState.RECALLED,
            policies.recall_amendment,
            _("收回"),
            icon="arrow-back-up",
        ),
    ),
)


@amendment_flow.body("grant")
def grant(amendment: Amendment, *, actor: actors.Actor, at: datetime.datetime, reason: str) -> None:
    """Publish the edition that carries the amendment out: filed with the superior, with its explanation."""
    catalog = Catalog.objects.select_for_update(of=("self",)).select_related("unit").get(pk=amendment.catalog_id)
    latest = catalog.versions.published().first()
    current = latest.items.filter(lineage=amendment.lineage).first() if latest is not None else None
    if latest is None or current is None:
        raise errors.Conflict(
            "amendment.item_gone",
            _("“%(title)s”已不在《%(name)s》最新发布的版本里，不用再办。")
            % {"title": amendment.item_title, "name": catalog.name},
        )
    amending.amendable(catalog, current)
    if amendment.ends_item:
        amending.endable(current)
    else:
        amending.unchanged_since(amendment, current)
    _sign(amendment, actor, at, reason)
    amendment.save()  # so that the end of the item finds it decided, and does not let it lapse with the others
    wanted = max(amendment.from_on, clock.local_date(at))
    amendment.from_on = amending.first_day(None, latest, today=wanted)
    amendment.version = _carry_out(amendment, catalog, at=at)


@amendment_flow.body("refuse")
def refuse(amendment: Amendment, *, actor: actors.Actor, at: datetime.datetime, reason: str) -> None:
    """Leave the item as it is."""
    _sign(amendment, actor, at, reason)


@amendment_flow.body("recall")
def recall(amendment: Amendment, *, actor: actors.Actor, at: datetime.datetime) -> None:
    """Take back what nobody has decided yet."""


def _sign(amendment: Amendment, actor: actors.Actor, at: datetime.datetime, reason: str) -> None:
    """Keep who decided, from which seat, and what they said."""
    seat = endorsing.deciding_seat(actor, amendment)
    amendment.decided_by_id = superiors.answerable(actor)
    amendment.decided_by_name = seat.label_for(actor.name) if seat else actor.label
    amendment.decided_at, amendment.decision_reason = at, reason


def _carry_out(amendment: Amendment, catalog: Catalog, *, at: datetime.datetime) -> CatalogVersion:
    """Publish a copy of the latest edition in which this item alone is otherwise; who decided it stands there too."""
    draft = drafts.begin(catalog, at=at)
    item = draft.items.select_related("category").get(lineage=amendment.lineage)
    if amendment.kind == AmendmentKind.CHANGE:
        _write(item, amendment)
    else:
        _take_out(item)
    draft.editor_ids = amendment.asker_ids
    draft.submitted_by_name, draft.submitted_at = amendment.asked_by_name, amendment.asked_at
    draft.decided_by_id, draft.decided_by_name = amendment.decided_by_id, amendment.decided_by_name
    draft.decided_at = amendment.decided_at
    draft.save()
    data = {"effective_on": amendment.from_on.isoformat(), "note": _note(amendment), "notes_settled": True}
    return catalog_version_flow.perform("publish", draft, actor=actors.SYSTEM, at=at, data=data)


def _write(item: Item, amendment: Amendment) -> None:
    for name, value in amendment.values.items():
        setattr(item, name, value)
    item.revision += 1
    item.save()


def _take_out(item: Item) -> None:
    """Remove the item, and its heading with it when nothing else stands there."""
    category = item.category
    item.delete()
    if not category.items.exists():
        category.delete()


def _note(amendment: Amendment) -> str:
    """Return what the edition says of itself, kept for good and so in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(
            _("%(kind)s公开事项“%(title)s”。%(reason)s")
            % {"kind": amendment.get_kind_display(), "title": amendment.item_title, "reason": amendment.reason}
        )
