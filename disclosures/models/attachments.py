"""Which files belong to a disclosure?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicIdModel
from disclosures import queries
from disclosures.models.disclosure import Disclosure


class Attachment(PublicIdModel):
    """A file that belongs to a disclosure; read by whoever reads the disclosure."""

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.CASCADE, related_name="attachments", verbose_name=_("公开信息")
    )
    file = models.OneToOneField(
        "files.StoredFile", on_delete=models.PROTECT, related_name="attachment", verbose_name=_("附件")
    )
    title = models.CharField(_("附件名称"), max_length=200)
    sort_no = models.IntegerField(_("排序"), default=0)

    objects = queries.AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("附件")
        ordering = ["disclosure_id", "sort_no", "id"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="attachment_title_given")]

    def __str__(self) -> str:
        return self.title
