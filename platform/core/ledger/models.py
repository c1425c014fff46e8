"""What stands in the ledger? Rows that are only ever inserted; the runtime role has no right to change them.

An entry knows nothing of the record that it speaks of but its kind and public identifier, and has no foreign key: it
outlives the record.
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ledger import form, queries
from core.models import AppendOnlyModel

HASH_LENGTH = 64


class Entry(AppendOnlyModel):
    """One thing that was done to a record, with the hash of the entry before it."""

    number = models.BigIntegerField(_("序号"))
    previous_hash = models.CharField(_("前一条的校验值"), max_length=HASH_LENGTH)
    record_hash = models.CharField(_("记载内容的校验值"), max_length=HASH_LENGTH)
    entry_hash = models.CharField(_("本条的校验值"), max_length=HASH_LENGTH)
    open = models.BooleanField(_("记载时人人可读"))
    withholds = ArrayField(models.BigIntegerField(), verbose_name=_("不再展示的条目"), default=list, blank=True)

    salt = models.CharField(_("随机数"), max_length=32)
    kind = models.CharField(_("记载事由"), max_length=40)
    subject_kind = models.CharField(_("对象类型"), max_length=40)
    subject_id = models.UUIDField(_("对象编号"))
    at = models.DateTimeField(_("记载时间"))
    facts = models.TextField(_("事实"))
    content_hash = models.CharField(_("内容校验值"), max_length=HASH_LENGTH, default="", blank=True)
    content = models.TextField(_("内容"), default="", blank=True)

    objects = queries.EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("账本条目")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="ledger_entry_number_unique"),
            models.UniqueConstraint(fields=["previous_hash"], name="ledger_entry_never_forks"),
            models.CheckConstraint(condition=Q(number__gte=1), name="ledger_entry_number_from_one"),
            models.CheckConstraint(
                condition=Q(content="", content_hash="") | (~Q(content="") & ~Q(content_hash="")),
                name="ledger_entry_content_hashed",
            ),
        ]
        indexes = [models.Index(fields=["subject_id", "number"], name="ledger_entry_by_subject")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.subject_kind} {self.subject_id}"

    def stated_facts(self) -> dict[str, Any]:
        """Return the facts as values; `{"unreadable": …}` where somebody damaged them."""
        return _parsed(self.facts)

    def said(self) -> dict[str, Any]:
        """Return what the entry says, as it is hashed."""
        return form.record(
            salt=self.salt,
            kind=self.kind,
            subject_kind=self.subject_kind,
            subject_id=str(self.subject_id),
            at=form.instant(self.at),
            facts=self.stated_facts(),
            content_hash=self.content_hash,
        )

    def as_line(self, *, opened: bool) -> dict[str, Any]:
        """Return the entry as a line of a file: what it says only if it is `opened` to the reader."""
        line = form.link(
            number=self.number,
            previous=self.previous_hash,
            record=self.record_hash,
            is_open=self.open,
            withholds=self.withholds,
        )
        line["hash"] = self.entry_hash
        if opened:
            line["opened"] = self.said()
            if self.content:
                line["content"] = _parsed(self.content)
        return line


class Checkpoint(AppendOnlyModel):
    """After so many entries the last hash was this one: who keeps one can tell later that nothing before it changed."""

    number = models.BigIntegerField(_("序号"))
    count = models.BigIntegerField(_("条目数"))
    head = models.CharField(_("末条的校验值"), max_length=HASH_LENGTH)
    at = models.DateTimeField(_("时间"))
    previous_hash = models.CharField(_("前一检查点的校验值"), max_length=HASH_LENGTH)
    checkpoint_hash = models.CharField(_("本检查点的校验值"), max_length=HASH_LENGTH)

    objects = queries.CheckpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("检查点")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="ledger_checkpoint_number_unique"),
            models.UniqueConstraint(fields=["count"], name="ledger_checkpoint_count_unique"),
            models.CheckConstraint(condition=Q(number__gte=1, count__gte=1), name="ledger_checkpoint_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.count})"

    def as_line(self) -> dict[str, Any]:
        """Return the checkpoint as a line of a file."""
        said = form.checkpoint(
            number=self.number,
            count=self.count,
            head=self.head,
            at=form.instant(self.at),
            previous=self.previous_hash,
        )
        return {**said, "hash": self.checkpoint_hash}


def _parsed(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"unreadable": text}
