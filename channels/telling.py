"""Which follower has not been told of what yet? Each disclosure once, from the day on which she confirmed.

What is told is read as the public reads it, and once more when the letter is written; of what became public longer
ago than a week nobody is told any more, so that a stopped clock does not end in a flood.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from accounts import actors
from channels.feeds import Choice
from channels.kinds import Frequency, LetterKind
from channels.models import Follower, Letter, Told
from core import clock
from disclosures.models import Disclosure
from disclosures.queries import DisclosureQuerySet

TOLD_WITHIN = datetime.timedelta(days=7)
MOST_IN_A_LETTER = 100
FOLLOWERS_AT_ONCE = 200


def tell(frequency: Frequency, *, at: datetime.datetime) -> int:
    """Make the letters that are owed to those who are written to so often; return how many."""
    news = list(_news(at))
    if not news:
        return 0
    wanting = Follower.objects.confirmed().filter(frequency=frequency).order_by("pk")
    ids = list(wanting.values_list("pk", flat=True))
    groups = [ids[start : start + FOLLOWERS_AT_ONCE] for start in range(0, len(ids), FOLLOWERS_AT_ONCE)]
    return sum(_tell(group, news, at) for group in groups)


@transaction.atomic
def _tell(ids: Sequence[int], news: Sequence[Disclosure], at: datetime.datetime) -> int:
    """Make the letters of some followers, whom no other worker is writing to; five queries for however many."""
    locked = Follower.objects.filter(pk__in=ids).select_for_update(skip_locked=True, of=("self",))
    followers = list(locked.select_related("unit"))
    known = set(Told.objects.filter(follower__in=followers).values_list("follower", "disclosure"))
    letters, told = [], []
    for follower in followers:
        rows = [row for row in news if (follower.pk, row.pk) not in known and _concerns(row, follower)]
        if rows:
            letter = Letter(
                follower=follower, kind=LetterKind.NEWS, frequency=follower.frequency, made_at=at, due_at=at
            )
            letters.append(letter)
            told += [Told(follower=follower, disclosure=row, letter=letter) for row in rows[:MOST_IN_A_LETTER]]
    Letter.objects.bulk_create(letters)
    Told.objects.bulk_create(told)
    return len(letters)


def _concerns(row: Disclosure, follower: Follower) -> bool:
    """Say whether a text became public since the follower confirmed, and is of what she chose."""
    became_public = row.opened_outside_at or row.published_at
    since = follower.confirmed_at
    if became_public is None or since is None or became_public < since:
        return False
    return Choice(follower.unit, follower.category).includes(row)


def _news(at: datetime.datetime) -> DisclosureQuerySet:
    """Return what society reads since a week at most, and is shown now; the oldest first."""
    first = at - TOLD_WITHIN
    seen = Disclosure.objects.visible_to(actors.ANONYMOUS).on_display(clock.local_date(at))
    recent = Q(opened_outside_at__isnull=True, published_at__gte=first) | Q(opened_outside_at__gte=first)
    return seen.filter(recent).for_list().order_by("published_at", "pk")


def of_letter(letter: Letter, *, on: datetime.date) -> list[Disclosure]:
    """Return what a letter tells of, as far as society still reads it and it is shown on this day."""
    seen = Disclosure.objects.visible_to(actors.ANONYMOUS).on_display(on)
    told = seen.filter(pk__in=Told.objects.filter(letter=letter).values("disclosure"))
    return list(told.select_related("unit").defer("body", "body_text").order_by("published_at", "pk"))
