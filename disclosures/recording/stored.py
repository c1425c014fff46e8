"""Are the files of public texts on the disk still those that were published?

The ledger holds their hashes, and the database repeats them; only reading a file tells what is in it. Each night reads
a portion, so that within a week every file has been read.
"""

from __future__ import annotations

import datetime

from django.db.models import F
from django.db.models.functions import Mod
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import auditing
from core import clock
from core.files import shelf
from core.files.models import StoredFile
from core.notifications import sending
from core.notifications.messages import Message
from disclosures.deciding import officers
from hierarchy.models import Unit

NIGHTS = 7


def damaged(*, on: datetime.date) -> list[StoredFile]:
    """Read this night's portion of the files of what was ever published; return those that are not what came in."""
    published = StoredFile.objects.filter(attachment__disclosure__published_at__isnull=False)
    portion = published.annotate(night=Mod(F("pk"), NIGHTS)).filter(night=on.toordinal() % NIGHTS).order_by("pk")
    return [file for file in portion.distinct().iterator() if not shelf.intact(file)]


def watch(*, at: datetime.datetime) -> list[StoredFile]:
    """Check this night's portion, and tell those who read the trail at the root of each damaged file once."""
    found = damaged(on=clock.local_date(at))
    root = Unit.objects.roots().first()
    told = officers.at_unit(auditing.READ, root, on=clock.local_date(at)) if found and root is not None else ()
    for file in found if told else ():
        message = Message(
            told,
            "file.damaged",
            _("已公开信息的附件损坏或丢失"),
            "/work/audit/",
            f"file:{file.public_id}",
            format_lazy(
                _("“{name}”与公开时不一致。请平台运营人员从备份恢复文件 {key}。"), name=file.name, key=file.storage_key
            ),
        )
        sending.send(message, at=at)
    return found
