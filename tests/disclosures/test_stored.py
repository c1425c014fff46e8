"""Is a file of a public text missed when its content changes on the disk, or when it is gone?"""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

import pytest

from core.notifications.models import Notification
from disclosures import actions
from disclosures.kinds import State
from disclosures.models import Disclosure
from disclosures.recording import stored
from tests.databases import AT
from tests.disclosures.conftest import Walker

pytestmark = pytest.mark.django_db
FILES = 3
WEEK = [AT + datetime.timedelta(days=day) for day in range(stored.NIGHTS)]


@pytest.fixture
def shelved(walk: Walker, cast: Any, settings: Any, tmp_path: Path) -> list[Path]:
    """A published text with files, and where these lie."""
    settings.MEDIA_ROOT = tmp_path
    draft = walk.draft()
    for number in range(FILES):
        actions.attach(draft, stream=io.BytesIO(b"%d" % number), name=f"{number}.txt", actor=cast.clerk, at=AT)
    found = walk.onward(Disclosure.objects.get(pk=draft.pk))
    assert found.state == State.PUBLISHED
    return [tmp_path / each.file.storage_key for each in found.attachments.select_related("file")]


def told_in_a_week() -> list[str]:
    return [file.name for at in WEEK for file in stored.watch(at=at)]


def test_within_a_week_every_file_is_read_and_found_whole(shelved: list[Path]) -> None:
    assert told_in_a_week() == []
    assert not Notification.objects.filter(kind="file.damaged").exists()


def test_what_changed_or_is_gone_is_told_once(shelved: list[Path], walk: Walker) -> None:
    shelved[0].write_bytes(b"other")
    shelved[1].unlink()
    assert sorted(told_in_a_week()) == ["0.txt", "1.txt"]
    told = Notification.objects.filter(kind="file.damaged")
    first = told.count()
    assert first >= 2
    told_in_a_week()
    assert told.count() == first


def test_what_was_never_published_is_left_alone(walk: Walker, cast: Any, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    attached = actions.attach(walk.draft(), stream=io.BytesIO(b"1"), name="1.txt", actor=cast.clerk, at=AT)
    (tmp_path / attached.file.storage_key).unlink()
    assert told_in_a_week() == []
