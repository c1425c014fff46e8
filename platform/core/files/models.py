"""What is known of a file that is kept?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import PublicIdModel


class StoredFile(PublicIdModel):
    """A file that was taken in. Its content never changes; a new content is a new row.

    Who may read it is decided by what it is attached to, never by knowing its address.
    """

    name = models.CharField(_("文件名"), max_length=255)
    content_type = models.CharField(_("类型"), max_length=127)
    size = models.BigIntegerField(_("大小"))
    sha256 = models.CharField(_("校验值"), max_length=64)
    width = models.IntegerField(_("宽度（像素）"), null=True, blank=True)
    height = models.IntegerField(_("高度（像素）"), null=True, blank=True)
    storage_key = models.CharField(max_length=255, editable=False)
    stored_at = models.DateTimeField(_("上传时间"))
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("上传人"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
        constraints = (
            models.UniqueConstraint(fields=["storage_key"], name="stored_file_key_unique"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_file_not_empty"),
            models.CheckConstraint(
                condition=models.Q(width__isnull=True, height__isnull=True) | models.Q(width__gt=0, height__gt=0),
                name="stored_file_measured_whole",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Whether browsers show it as a picture, and it has a thumbnail."""
        return self.width is not None
