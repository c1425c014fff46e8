"""Which disclosures, and in what shape? Nothing here leaves the database without `visible_to`."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Left

from catalogs.kinds import Scope
from core import clock
from core.files.models import StoredFile
from core.search import columns
from disclosures import visibility
from disclosures.deciding import turns
from disclosures.kinds import EDITABLE_STATES, ISSUED_STATES, Relation, State
from obligations.models import Fulfilment, Pledge

if TYPE_CHECKING:
    from accounts.actors import Actor
    from catalogs.models import Category, Item

    # Named in the type parameters of the querysets below.
    from disclosures.models import (  # noqa: F401
        ApprovalChain,
        ApprovalPolicy,
        Attachment,
        Disclosure,
        IndexSerial,
        PublicationRule,
        Submission,
    )
    from hierarchy.models import Unit


INSIDE_DAYS = 7
"""For how many days a text is held inside where nobody said otherwise."""

BEGINNING = 20_000
"""Letters of a text among which a list shows the words that were looked for."""

ROW_COLUMNS = ("public_id", "title", "unit_name", "category_title", "scope", "published_at")
"""What a public list says of a text."""

MOST_WORDS = 8
"""Words of a search that count: each is a condition on every column."""


class Terms(NamedTuple):
    """For how long a text is held inside, and how long it is shown; None means without end."""

    inside_days: int
    display_days: int | None


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    """Disclosures, narrowed."""

    def visible_to(self, actor: Actor) -> DisclosureQuerySet:
        """Only those that the actor sees: the same rule as `policies.view`."""
        return self.filter(visibility.seen_by(actor))

    def workable_by(self, actor: Actor) -> DisclosureQuerySet:
        """Only those of units that the actor works for or supervises, in whatever state."""
        return self if actor.unlimited else self.filter(visibility.at_work(actor))

    def awaiting(self, actor: Actor) -> DisclosureQuerySet:
        """Only those on which it is this person's turn: to finish, to decide, to say what she thinks, or to publish."""
        if actor.user_id is None:
            return self.none()
        mine = Q(editor_ids__contains=[actor.user_id]) & actor.reach("disclosures.draft")
        to_finish = Q(state__in=EDITABLE_STATES) & mine
        to_publish = Q(state=State.APPROVED) & actor.reach("disclosures.publish")
        return self.filter(to_finish | turns.awaiting(actor) | turns.advised_by(actor) | to_publish)

    def deciding(self) -> DisclosureQuerySet:
        """Only those that wait for a decision which has a deadline."""
        return self.exclude(step="").filter(step_days__isnull=False)

    def at_closed_units(self, on: datetime.date) -> DisclosureQuerySet:
        """Only unfinished texts of units that exist no more on this day."""
        return self.exclude(state__in=ISSUED_STATES).filter(unit__closed_on__lte=on)

    def with_due_day(self) -> DisclosureQuerySet:
        """With `due_on`, the earliest day of what the text is to fulfil; None when it names nothing."""
        pledged = Pledge.objects.filter(disclosure_id=OuterRef("pk"), obligation__closed_on__isnull=True)
        earliest = pledged.order_by("obligation__due_on").values("obligation__due_on")[:1]
        return self.annotate(due_on=Subquery(earliest))

    def published(self) -> DisclosureQuerySet:
        """Only what is published and has not ended in any way, also what is past its display.

        For registers, figures, open data and the choice among texts: what was done is not undone by a display that is
        over. Whatever offers texts to look at takes `on_display` instead.
        """
        return self.filter(state=State.PUBLISHED)

    def on_display(self, on: datetime.date) -> DisclosureQuerySet:
        """Only what is `published` and still shown on this day.

        For lists, boards, searches, letters and feeds: past its display a text is read by its address alone.
        """
        return self.published().filter(Q(display_until__isnull=True) | Q(display_until__gte=on))

    def with_references(self) -> DisclosureQuerySet:
        """With what it was merged into, whether others point at it, and whether it is a stage of a matter.

        These are `is_referred` and `is_stage`; no query more.
        """
        pointing = self.model._default_manager.filter(Q(refers_to=OuterRef("pk")) | Q(merged_into=OuterRef("pk")))
        return self.select_related("merged_into").annotate(
            is_referred=Exists(pointing), is_stage=models.ExpressionWrapper(_is_stage(), models.BooleanField())
        )

    def due_to_publish(self, at: datetime.datetime) -> DisclosureQuerySet:
        """Only those whose hour of publication has come, the earliest first."""
        return self.filter(state=State.SCHEDULED, publish_at__lte=at).order_by("publish_at", "id")

    def due_to_open(self, at: datetime.datetime) -> DisclosureQuerySet:
        """Only those held inside whose time for society has come, the earliest first."""
        return self.filter(state=State.PUBLISHED, outside_from__lte=at).order_by("outside_from", "id")

    def newest(self) -> DisclosureQuerySet:
        """The last published first."""
        return self.order_by(F("published_at").desc(nulls_last=True), "-id")

    def last_changed(self) -> DisclosureQuerySet:
        """The last edited or decided first, for the workspace."""
        return self.order_by("-updated_at", "-id")

    def of_unit(self, unit: Unit) -> DisclosureQuerySet:
        """Only this unit's own."""
        return self.filter(unit=unit)

    def within(self, unit: Unit) -> DisclosureQuerySet:
        """Only those of this unit and of the units below it."""
        return self.filter(unit__tree_id=unit.tree_id, unit__lft__gte=unit.lft, unit__rght__lte=unit.rght)

    def of_item(self, item: Item) -> DisclosureQuerySet:
        """Only those of this item, in whatever edition of its catalog."""
        return self.filter(item__lineage=item.lineage)

    def of_category(self, category: Category) -> DisclosureQuerySet:
        """Only those of items under this heading of this catalog, in whatever edition."""
        return self.filter(category_title=category.title, item__version__catalog__versions=category.version_id)

    def of_scope(self, scope: Scope) -> DisclosureQuerySet:
        """Only those with this scope."""
        return self.filter(scope=scope)

    def published_between(self, first: datetime.date | None, last: datetime.date | None) -> DisclosureQuerySet:
        """Only those published from a local day to a local day, both included."""
        found = self
        if first is not None:
            found = found.filter(published_at__gte=clock.start_of(first))
        if last is not None:
            found = found.filter(published_at__lt=clock.start_of(last + datetime.timedelta(days=1)))
        return found

    def with_words(self, literal: str) -> DisclosureQuerySet:
        """Only those with all words of a query as `core.search.words.query` writes it; see `disclosures.searching`."""
        return self.filter(word_index__words=columns.WordsAsked(literal))

    def containing(self, text: str) -> DisclosureQuerySet:
        """Only those whose title, item, unit, numbers or keywords have every part of this text to the letter."""
        found = self
        for part in text.replace("\x00", " ").split()[:MOST_WORDS]:
            found = found.filter(
                Q(title__icontains=part)
                | Q(item_title__icontains=part)
                | Q(unit_name__icontains=part)
                | Q(unit__name__icontains=part)
                | Q(document_no__icontains=part)
                | Q(index_no__iexact=part)
                | Q(former_index_nos__contains=[part])
                | Q(keywords__contains=[part])
            )
        return found

    def for_list(self) -> DisclosureQuerySet:
        """With unit and without the text."""
        return self.select_related("unit").defer("body", "body_text")

    def for_rows(self) -> DisclosureQuerySet:
        """With what a public list says of each, and nothing else: most of the time of a list went into the rest."""
        return self.only(*ROW_COLUMNS)

    def with_beginning(self) -> DisclosureQuerySet:
        """With `beginning`, the first letters of the text: enough to show where words stand in it."""
        return self.annotate(beginning=Left("body_text", BEGINNING))

    def for_detail(self) -> DisclosureQuerySet:
        """With unit, item and attachments: two queries in all."""
        attachments = _reverse(self.model, "attachments").select_related("file")
        return self.select_related("unit__parent", "item", "maker", "plan").prefetch_related(
            Prefetch("attachments", queryset=attachments)
        )


def _is_stage() -> Q:
    """Say of a text whether it fulfils a stage of a matter, is written for one, or changes what may be one."""
    own = Q(Exists(Fulfilment.objects.filter(_OF_MATTER))) | Q(Exists(Pledge.objects.filter(_OF_MATTER)))
    return own | Q(relation=Relation.AMENDS)


_OF_MATTER = Q(disclosure_id=OuterRef("pk"), obligation__matter__isnull=False)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Attachments, narrowed."""

    def visible_to(self, actor: Actor) -> AttachmentQuerySet:
        """Only those of disclosures whose text the actor reads: the same rule as `policies.view_file`."""
        return self.filter(visibility.read_by(actor, "disclosure"))

    def with_file(self) -> AttachmentQuerySet:
        """With the row of the stored file, in the order of the disclosure."""
        return self.select_related("file").order_by("sort_no", "id")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Texts as they were put before the deciders."""

    def previous_to(self, disclosure: Disclosure) -> Submission | None:
        """Return what deciders saw last: to compare a draft with, or a text that is before them again; else None."""
        round_no = disclosure.round_no if disclosure.is_editable else disclosure.round_no - 1
        return self.filter(disclosure=disclosure, round_no=round_no).first()


class ApprovalPolicyQuerySet(models.QuerySet["ApprovalPolicy"]):
    """How units decide."""

    def may_join(self, unit: Unit) -> bool:
        """Say whether one officer of the unit may take two adjacent decisions."""
        return self.filter(unit=unit, may_join=True).exists()


class PublicationRuleQuerySet(models.QuerySet["PublicationRule"]):
    """Terms of publication."""

    def terms_of(self, lineage: uuid.UUID | None) -> Terms:
        """Return the terms that hold for an item: its own, else the tenant's, else the preset. One query."""
        rows = {row.lineage: row for row in self.filter(Q(lineage=lineage) | Q(lineage__isnull=True))}
        said = [rows[key] for key in dict.fromkeys((lineage, None)) if key in rows]
        inside = next((row.inside_days for row in said if row.inside_days is not None), INSIDE_DAYS)
        display = next((row.display_days for row in said if row.display_days is not None), None)
        return Terms(inside, display)


class ApprovalChainQuerySet(models.QuerySet["ApprovalChain"]):
    """Chains of approval."""

    def holding(self, unit: Unit, lineage: uuid.UUID | None) -> ApprovalChain | None:
        """Return the chain that holds at a unit for an item: an item's before a kind's before a sector's. One query."""
        fitting = self.filter(
            Q(lineage=lineage) | Q(lineage__isnull=True), unit_kind__in=["", unit.kind], sector__in=["", unit.sector]
        )
        return fitting.order_by(F("lineage").asc(nulls_last=True), "-unit_kind", "-sector").first()

    def visible_to(self, actor: Actor) -> ApprovalChainQuerySet:
        """Only those that the actor sees: who works here sees all, the public none (`policies.see_chains`)."""
        return self if actor.unlimited or actor.is_member else self.none()

    def with_steps(self) -> ApprovalChainQuerySet:
        """With their steps in order: one query more."""
        return self.prefetch_related("steps")


class IndexSerialQuerySet(models.QuerySet["IndexSerial"]):
    """Serial numbers of the index."""

    def take(self, unit: Unit, year: int) -> int:
        """Return the unit's next number of the year, in one statement: two publishers wait for one another."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} AS serial (unit_id, year, last) VALUES (%s, %s, 1) "  # noqa: S608  (own table name)
                "ON CONFLICT (unit_id, year) DO UPDATE SET last = serial.last + 1 RETURNING last",
                [unit.pk, year],
            )
            row = cursor.fetchone()
        return int(row[0])


def files_visible_to(actor: Actor) -> models.QuerySet[StoredFile]:
    """Return the files that hang on a disclosure whose text the actor reads."""
    return StoredFile.objects.filter(visibility.read_by(actor, "attachment__disclosure"), attachment__isnull=False)


def _reverse(model: type[models.Model], name: str) -> models.QuerySet[Any]:
    """Return all rows of the model that refers to this one, which this module cannot import: it stands below models."""
    related = cast("type[models.Model]", model._meta.get_field(name).related_model)
    return related._default_manager.all()
