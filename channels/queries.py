"""Which records of channels, and which followers?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, OuterRef
from django.db.models.functions import JSONObject

from channels.kinds import LetterState
from disclosures import visibility

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.actors import Actor
    from channels.models import Follower, Letter, Posting  # noqa: F401  (type parameters of the querysets below)
    from disclosures.models import Disclosure
    from disclosures.queries import DisclosureQuerySet


class PostingQuerySet(models.QuerySet["Posting"]):
    """Records of boards, meetings, documents, broadcasts and screens."""

    def visible_to(self, actor: Actor) -> PostingQuerySet:
        """Only those of texts that the actor sees; those struck out, only to who works on the text."""
        standing = self.filter(visibility.seen_by(actor, "disclosure"))
        if actor.unlimited:
            return standing
        at_work = models.Q(visibility.at_work(actor, "disclosure"))
        return standing.filter(models.Q(struck_at__isnull=True) | at_work)

    def standing(self) -> PostingQuerySet:
        """Only those that nobody struck out."""
        return self.filter(struck_at__isnull=True)

    def of_disclosure(self, disclosure: Disclosure) -> PostingQuerySet:
        """Only those of this text, in the order of the days."""
        return self.filter(disclosure=disclosure).order_by("shown_on", "pk")

    def counted(self, disclosure_ids: Iterable[int]) -> dict[int, dict[str, int]]:
        """Return how often each text was shown by each channel: one query."""
        rows = self.standing().filter(disclosure__in=list(disclosure_ids)).order_by()
        found: dict[int, dict[str, int]] = {}
        for disclosure_id, channel, times in rows.values_list("disclosure", "channel").annotate(Count("pk")):
            found.setdefault(disclosure_id, {})[channel] = times
        return found


class FollowerQuerySet(models.QuerySet["Follower"]):
    """Those who follow by e-mail."""

    def confirmed(self) -> FollowerQuerySet:
        """Only those whose owner of the address said so."""
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed_since(self, at: datetime.datetime) -> FollowerQuerySet:
        """Only those that were asked for before, and never confirmed."""
        return self.filter(confirmed_at__isnull=True, asked_at__lt=at)


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters to followers."""

    def due(self, at: datetime.datetime) -> LetterQuerySet:
        """Only those to be sent by now: waiting ones, and claims whose lease has run out."""
        return self.unsent().filter(due_at__lte=at).order_by("due_at", "pk")

    def unsent(self) -> LetterQuerySet:
        """Only those that have yet to go out, whenever."""
        return self.filter(state__in=(LetterState.WAITING, LetterState.CLAIMED))


def with_postings(rows: DisclosureQuerySet) -> DisclosureQuerySet:
    """Return disclosures with `posted`, what stands of where each was shown beside the portal: no query more."""
    records = apps.get_model("channels", "Posting")._default_manager  # its module imports this one
    standing = records.filter(disclosure=OuterRef("pk"), struck_at__isnull=True).order_by("shown_on", "pk")
    shape = JSONObject(channel="channel", place="place", shown_on="shown_on", taken_down_on="taken_down_on")
    return rows.annotate(posted=ArraySubquery(standing.values(row=shape)))
