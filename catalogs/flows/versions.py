"""The life of an edition of a catalog as one table."""

from __future__ import annotations

import datetime

from django import forms
from django.db.models import F, Max
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import actors
from catalogs import endings, inputs, notices, policies, rules, superiors
from catalogs.events import CatalogPublished, OwnCatalogMoved
from catalogs.kinds import Consent, VersionState
from catalogs.models import Catalog, CatalogPolicy, CatalogVersion
from catalogs.queries import CatalogVersionQuerySet
from core import clock, days, events
from core.workflow import Flow, Tone, Transition


class SupersedeInput(forms.Form):
    """The first day on which the edition no longer holds."""

    ends_on = days.DayField(label=_("失效日期"))


catalog_version_flow: Flow[CatalogVersion] = Flow(
    "catalog_version",
    CatalogVersion,
    initial=VersionState.DRAFT,
    view=policies.view,
    audited=("state", "number", "effective_on", "ends_on"),
    related=("catalog__unit__parent",),
    transitions=(
        Transition(
            "publish",
            frozenset({VersionState.DRAFT}),
            VersionState.PUBLISHED,
            policies.publish,
            _("发布"),
            notice=notices.handed_in_or_published,
            input=inputs.PublishInput,
            tone=Tone.PRIMARY,
            icon="send",
            detours=frozenset({VersionState.SUBMITTED}),
        ),
        Transition(
            "approve",
            frozenset({VersionState.SUBMITTED}),
            VersionState.PUBLISHED,
            policies.approve,
            _("同意"),
            notice=notices.approved,
            input=inputs.ConsentInput,
            tone=Tone.PRIMARY,
            icon="check",
        ),
        Transition(
            "return",
            frozenset({VersionState.SUBMITTED}),
            VersionState.DRAFT,
            policies.approve,
            _("退回"),
            notice=notices.returned,
            input=inputs.ReasonInput,
            tone=Tone.DANGER,
            icon="arrow-back-up",
        ),
        Transition(
            "recall",
            frozenset({VersionState.SUBMITTED}),
            VersionState.DRAFT,
            policies.recall,
            pgettext_lazy("one's own request", "撤回"),
        ),
        Transition(
            "supersede",
            frozenset({VersionState.PUBLISHED}),
            VersionState.SUPERSEDED,
            policies.supersede,
            _("由新版取代"),
            input=SupersedeInput,
        ),
    ),
)


@catalog_version_flow.body("publish")
def publish(
    version: CatalogVersion,
    *,
    actor: actors.Actor,
    at: datetime.datetime,
    effective_on: datetime.date,
    note: str,
    notes_settled: bool,
) -> str | None:
    """Publish the draft; below the root, hand it to the superior first where the tenant asks for approval.

    Refuses an empty draft, items that do not say when and to whom, import notes that nobody has settled, and a day in
    the past, except for the first edition, which may have been in force on paper.
    """
    catalog, former = _editions_beside(version)
    rules.open_maker(version.catalog.unit)
    rules.day_to_come(effective_on, today=clock.local_date(at), first_edition=_last_number(former) == 0)
    rules.publishable(version, notes_settled=notes_settled)
    version.note, version.returned_reason = note or version.note, ""
    if _needs_approval(version, actor):
        _hand_in(version, actor=actor, at=at, effective_on=effective_on)
        return VersionState.SUBMITTED
    _put_in_force(version, catalog, former, at=at, effective_on=effective_on)
    return None


@catalog_version_flow.body("approve")
def approve(version: CatalogVersion, *, actor: actors.Actor, at: datetime.datetime, reason: str) -> None:
    """Publish what was handed in, from the day that was asked for; from today, if that has gone by meanwhile."""
    catalog, former = _editions_beside(version)
    rules.open_maker(version.catalog.unit)
    assert version.wanted_on is not None  # noqa: S101  (what awaits approval has a day, by constraint)
    first_edition = _last_number(former) == 0
    effective_on = version.wanted_on if first_edition else max(version.wanted_on, clock.local_date(at))
    _sign(version, actor, at)
    _put_in_force(version, catalog, former, at=at, effective_on=effective_on)


@catalog_version_flow.body("return")
def return_(version: CatalogVersion, *, actor: actors.Actor, at: datetime.datetime, reason: str) -> None:
    """Send the edition back to be written anew, with the reason."""
    _sign(version, actor, at)
    version.returned_reason = reason
    version.wanted_on = None
    events.publish(OwnCatalogMoved(version.pk, version.catalog.unit_id))


@catalog_version_flow.body("recall")
def recall(version: CatalogVersion, *, actor: actors.Actor, at: datetime.datetime) -> None:
    """Take the edition back while the superior has not decided; it can be written again."""
    version.wanted_on = None
    events.publish(OwnCatalogMoved(version.pk, version.catalog.unit_id))


@catalog_version_flow.body("supersede")
def supersede(version: CatalogVersion, *, actor: actors.Actor, at: datetime.datetime, ends_on: datetime.date) -> None:
    """End the edition on the first day of the next one; if that comes before its own first day, it never held."""
    assert version.effective_on is not None  # noqa: S101  (a published edition has a first day, by constraint)
    version.ends_on = max(version.effective_on, ends_on)


def _editions_beside(version: CatalogVersion) -> tuple[Catalog, CatalogVersionQuerySet]:
    """Return the catalog, locked, and its other editions."""
    catalog = Catalog.objects.select_for_update().get(pk=version.catalog_id)
    return catalog, CatalogVersion.objects.filter(catalog=catalog).exclude(pk=version.pk)


def _last_number(editions: CatalogVersionQuerySet) -> int:
    return editions.aggregate(last=Max("number"))["last"] or 0


def _needs_approval(version: CatalogVersion, actor: actors.Actor) -> bool:
    """Below the root, if the tenant asks for approval; the system carries out what others have decided."""
    if actor.unlimited or not superiors.has_superior(version.catalog.unit):
        return False
    return CatalogPolicy.objects.consent() == Consent.APPROVAL


def _hand_in(
    version: CatalogVersion, *, actor: actors.Actor, at: datetime.datetime, effective_on: datetime.date
) -> None:
    hands = superiors.answering(actor, (policies.PUBLISH,), version.catalog.unit)
    version.editor_ids = sorted({*version.editor_ids, *hands})
    version.submitted_by_name = actor.label_for(policies.PUBLISH, version.catalog.unit)
    version.submitted_at, version.wanted_on = at, effective_on
    version.decided_by_id, version.decided_by_name, version.decided_at = None, "", None
    events.publish(OwnCatalogMoved(version.pk, version.catalog.unit_id))


def _sign(version: CatalogVersion, actor: actors.Actor, at: datetime.datetime) -> None:
    """Keep who decided, from which seat."""
    seat = superiors.deciding_seat(actor, version.catalog.unit, barred=version.editor_ids)
    version.decided_by_id = superiors.answerable(actor)
    version.decided_by_name = seat.label_for(actor.name) if seat else actor.label
    version.decided_at = at


def _put_in_force(
    version: CatalogVersion,
    catalog: Catalog,
    former: CatalogVersionQuerySet,
    *,
    at: datetime.datetime,
    effective_on: datetime.date,
) -> None:
    """Give the edition its number and first day, end its predecessor on that day, and file it with the superior.

    From then on it cannot be changed. What it leaves out ends, with all that hangs on it.
    """
    number = _last_number(former) + 1
    left_out = endings.left_out(version, former, on=effective_on)
    current = former.published().first()
    if current is not None:
        catalog_version_flow.perform(
            "supersede", current, actor=actors.SYSTEM, at=at, data={"ends_on": effective_on.isoformat()}
        )
    former.filter(ends_on__gt=effective_on).update(ends_on=Greatest(F("effective_on"), effective_on))
    version.items.uncertain().update(needs_person=[])
    version.number, version.effective_on, version.published_at = number, effective_on, at
    version.filed_with = version.catalog.unit.parent
    version.wanted_on = None
    endings.end(version, left_out, on=effective_on, at=at)
    events.publish(CatalogPublished(version.pk, catalog.pk, catalog.unit_id, effective_on))
