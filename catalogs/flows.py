"""The life of an edition of a catalog as one table."""

from __future__ import annotations

import datetime

from django import forms
from django.db.models import F, Max
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts import actors
from catalogs import inputs, notices, policies, rules
from catalogs.events import CatalogPublished
from catalogs.kinds import VersionState
from catalogs.models import Catalog, CatalogVersion
from core import clock, events
from core.workflow import Flow, Tone, Transition


class SupersedeInput(forms.Form):
    """The first day on which the edition no longer holds."""

    ends_on = forms.DateField(label=_("失效日期"))


catalog_version_flow: Flow[CatalogVersion] = Flow(
    "catalog_version",
    CatalogVersion,
    initial=VersionState.DRAFT,
    view=policies.view,
    audited=("state", "number", "effective_on", "ends_on"),
    related=("catalog__unit",),
    transitions=(
        Transition(
            "publish",
            frozenset({VersionState.DRAFT}),
            VersionState.PUBLISHED,
            policies.publish,
            _("发布"),
            notice=notices.published,
            input=inputs.PublishInput,
            tone=Tone.PRIMARY,
            icon="send",
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
) -> None:
    """Give the draft its number and first day, and end its predecessor on that day.

    From then on it cannot be changed. Refuses an empty draft, items that do not say when and to whom, import notes
    that nobody has settled, and a day in the past, except for the first edition, which may have been in force on paper.
    """
    catalog = Catalog.objects.select_for_update().get(pk=version.catalog_id)
    former = CatalogVersion.objects.filter(catalog=catalog).exclude(pk=version.pk)
    last_number = former.aggregate(last=Max("number"))["last"] or 0
    rules.open_maker(version.catalog.unit)
    rules.day_to_come(effective_on, today=clock.local_date(at), first_edition=last_number == 0)
    rules.publishable(version, notes_settled=notes_settled)

    current = former.published().first()
    if current is not None:
        catalog_version_flow.perform(
            "supersede", current, actor=actors.SYSTEM, at=at, data={"ends_on": effective_on.isoformat()}
        )
    former.filter(ends_on__gt=effective_on).update(ends_on=Greatest(F("effective_on"), effective_on))
    version.items.uncertain().update(needs_person=[])
    version.number, version.effective_on, version.published_at = last_number + 1, effective_on, at
    version.note = note or version.note
    events.publish(CatalogPublished(version.pk, catalog.pk, catalog.unit_id, effective_on))


@catalog_version_flow.body("supersede")
def supersede(version: CatalogVersion, *, actor: actors.Actor, at: datetime.datetime, ends_on: datetime.date) -> None:
    """End the edition on the first day of the next one; if that comes before its own first day, it never held."""
    assert version.effective_on is not None  # noqa: S101  (a published edition has a first day, by constraint)
    version.ends_on = max(version.effective_on, ends_on)
