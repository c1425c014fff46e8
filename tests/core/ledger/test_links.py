"""Does the quick look see that an entry or a checkpoint does not fit the chain?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.ledger import chain, form, links
from core.ledger.models import Checkpoint, Entry
from tests.databases import AT

Ledger = Callable[[int], list[Entry]]


def copied(entry: Entry, **other: Any) -> Entry:
    """Insert a copy of an entry with other values, as nobody does through the application."""
    values = {field.attname: getattr(entry, field.attname) for field in Entry._meta.concrete_fields}
    return Entry.objects.create(**{**values, "id": None, **other})


def test_an_empty_ledger_and_a_whole_one_hold(ledger: Ledger) -> None:
    assert links.first_broken() is None
    ledger(5)
    chain.make_checkpoint(at=AT)
    ledger(2)
    assert links.first_broken() is None


@pytest.mark.parametrize("gap", [0, 3])
def test_an_entry_that_does_not_follow_is_named(ledger: Ledger, gap: int) -> None:
    last = ledger(4)[-1]
    added = copied(last, number=last.number + 1 + gap, previous_hash=form.digest("elsewhere"))
    assert links.first_broken() == added.number


def test_a_checkpoint_that_was_made_of_another_ledger_is_named(ledger: Ledger) -> None:
    last = ledger(4)[-1]
    other = form.digest("other")
    Checkpoint.objects.create(
        number=1, count=last.number, head=other, at=AT, previous_hash=form.NOTHING, checkpoint_hash=other
    )
    assert links.first_broken() == last.number
