"""By which words is a disclosure found?

Both tables can be made anew from what they were made of; nothing is read from them but the answer to a search.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disclosures.models.attachments import Attachment
from disclosures.models.disclosure import HASH_LENGTH, Disclosure


class WordIndex(models.Model):
    """The words of one disclosure: its title, numbers, text and attachments, the nearer to the title the heavier."""

    disclosure = models.OneToOneField(
        Disclosure,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="word_index",
        verbose_name=_("公开信息"),
    )
    words = SearchVectorField(_("词"), editable=False)
    content_hash = models.CharField(_("所依据内容的校验值"), max_length=HASH_LENGTH, default="", blank=True)

    class Meta:
        verbose_name = _("检索词")
        indexes = [GinIndex(fields=["words"], name="word_index_words")]

    def __str__(self) -> str:
        return str(self.disclosure_id)


class AttachmentText(models.Model):
    """What an attachment says, as far as it could be read; a scan says nothing."""

    class Outcome(models.TextChoices):
        """How reading it ended."""

        STARTED = "started", _("正在读取")
        READ = "read", _("已读取")
        CUT = "cut", _("只读取了前面部分")
        WORDLESS = "wordless", _("没有文字")
        UNREADABLE = "unreadable", _("无法读取")

    attachment = models.OneToOneField(
        Attachment,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="read_text",
        verbose_name=_("附件"),
    )
    outcome = models.CharField(_("读取结果"), max_length=20, choices=Outcome, default=Outcome.STARTED)
    text = models.TextField(_("文字"), default="", blank=True)
    read_at = models.DateTimeField(_("读取时间"))

    class Meta:
        verbose_name = _("附件文字")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["read", "cut"]) | Q(text=""), name="attachment_text_read_or_none"
            )
        ]

    def __str__(self) -> str:
        return str(self.attachment_id)
