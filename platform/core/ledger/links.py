"""Do the links of the ledger hold together? A quick look: what entries say is hashed anew by `verifying` alone."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import Lag

from core.ledger.models import Checkpoint, Entry


def first_broken() -> int | None:
    """Return the number of the first entry that does not follow the one before it, or that a checkpoint has otherwise.

    None when there is none: two queries, however long the ledger is.
    """
    in_order = F("number").asc()
    linked = Entry.objects.annotate(
        before=Window(Lag("number", default=0), order_by=in_order),
        hash_before=Window(Lag("entry_hash"), order_by=in_order),
    )
    apart = ~Q(number=F("before") + 1) | (Q(before__gte=1) & ~Q(previous_hash=F("hash_before")))
    entry = linked.filter(apart).order_by("number").values_list("number", flat=True).first()
    held = Entry.objects.filter(number=OuterRef("count"), entry_hash=OuterRef("head"))
    other = Checkpoint.objects.filter(~Exists(held)).order_by("count").values_list("count", flat=True).first()
    return min((found for found in (entry, other) if found is not None), default=None)
