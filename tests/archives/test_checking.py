"""Is it found when a box is not what was put away, and is what was found kept and shown?"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine

from archives import boxes, checking
from archives.models import Box, BoxCheck, BoxEntry, Retention
from core import errors
from core.audit.models import AuditEntry
from core.files import shelf
from core.ledger import form
from disclosures import actions
from disclosures.models import Disclosure
from tests.archives.test_boxes import NEXT_YEAR
from tests.databases import AT
from tests.disclosures.conftest import Walker
from tests.frontend.browser import signed_in

Forgery = Callable[[list[BoxEntry]], list[BoxEntry]]


@pytest.fixture
def texts(walk: Walker, cast: Any, tmp_path: Path, settings: Any) -> list[Disclosure]:
    """Two published texts, the first with a file."""
    settings.MEDIA_ROOT = tmp_path / "files"
    draft = walk.draft()
    actions.attach(draft, stream=io.BytesIO("附表".encode()), name="附表.txt", actor=cast.clerk, at=AT)
    return [walk.onward(draft), walk.onward(walk.draft(title="第四季度党费收缴情况"))]


def _box(texts: list[Disclosure], forge: Forgery) -> Box:
    """Seal a box of the texts, and put into it what was forged: the application itself may not change a box."""
    records = [boxes.record_of(text) for text in texts]
    box = Box.objects.create(
        unit=texts[0].unit,
        unit_code=texts[0].unit.code,
        unit_name=texts[0].unit.name,
        year=AT.year,
        retention=Retention.PERMANENT,
        count=len(texts),
        manifest_hash=hashlib.sha256("".join(boxes.manifest(records)).encode()).hexdigest(),
        closed_at=NEXT_YEAR,
    )
    entries = [
        BoxEntry(
            box=box,
            number=number,
            disclosure=text,
            title=text.title,
            published_on=AT.date(),
            record=record,
            record_hash=form.digest(record),
        )
        for number, (text, record) in enumerate(zip(texts, records, strict=True), 1)
    ]
    BoxEntry.objects.bulk_create(forge(entries))
    return box


def _as_sealed(entries: list[BoxEntry]) -> list[BoxEntry]:
    return entries


def _other_words(entries: list[BoxEntry]) -> list[BoxEntry]:
    entries[1].record["content"]["body"] = "<p>另一份正文。</p>"
    return entries


def _other_words_and_hash(entries: list[BoxEntry]) -> list[BoxEntry]:
    entries[1].record["content"]["body"] = "<p>另一份正文。</p>"
    entries[1].record_hash = form.digest(entries[1].record)
    return entries


def _other_hash(entries: list[BoxEntry]) -> list[BoxEntry]:
    entries[1].record_hash = "0" * 64
    return entries


def _one_taken_out(entries: list[BoxEntry]) -> list[BoxEntry]:
    return entries[:1]


def _order_changed(entries: list[BoxEntry]) -> list[BoxEntry]:
    entries[0].number, entries[1].number = 2, 1
    return entries


@pytest.mark.parametrize(
    ("forge", "found"),
    [
        (_as_sealed, ""),
        (_other_words, "2 第四季度党费收缴情况"),
        (_other_words_and_hash, f"JG1-{AT.year}"),
        (_other_hash, "2 第四季度党费收缴情况"),
        (_one_taken_out, f"JG1-{AT.year}"),
        (_order_changed, f"JG1-{AT.year}"),
    ],
)
def test_what_was_forged_is_found_and_kept(texts: list[Disclosure], cast: Any, forge: Forgery, found: str) -> None:
    box = _box(texts, forge)
    checked = checking.check(box, actor=cast.clerk, at=NEXT_YEAR)
    assert checked.fault == found
    assert [(each.fault, each.checked_at) for each in box.checks.all()] == [(found, NEXT_YEAR)]
    assert AuditEntry.objects.get(verb="box.checked").after == {"fault": found}


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"other")])
def test_a_file_that_is_not_the_same_is_found(
    texts: list[Disclosure], cast: Any, damage: Callable[[Path], object]
) -> None:
    box = _box(texts, _as_sealed)
    damage(shelf._path_of(texts[0].attachments.get().file))
    assert checking.check(box, actor=cast.clerk, at=NEXT_YEAR).fault == "1 第三季度党费收缴情况（附件）"


@pytest.mark.parametrize("person", ["neighbour", "member", "public"])
def test_only_those_who_read_a_box_have_it_compared(texts: list[Disclosure], cast: Any, person: str) -> None:
    box = _box(texts, _as_sealed)
    with pytest.raises(errors.Denied):
        checking.check(box, actor=getattr(cast, person), at=NEXT_YEAR)
    assert not BoxCheck.objects.exists()


def test_looking_reads_no_record_and_comparing_is_shown(texts: list[Disclosure]) -> None:
    box = _box(texts, _other_words)
    path = f"/work/archive/{box.public_id}/"
    with time_machine.travel(NEXT_YEAR, tick=False):
        browser = signed_in("clerk")
        before = browser.get(path).content.decode()
        assert browser.get(f"{path}check/").status_code == 405
        after = browser.post(f"{path}check/", follow=True).content.decode()
    assert "还没有核对" in before
    assert "与归档时不一致" not in before
    assert "“2 第四季度党费收缴情况”与归档时不一致" in after
    assert "核对，有不一致" in after
    assert BoxCheck.objects.count() == 1


def test_a_box_that_is_the_same_is_said_to_be(texts: list[Disclosure]) -> None:
    box = _box(texts, _as_sealed)
    with time_machine.travel(NEXT_YEAR, tick=False):
        shown = signed_in("clerk").post(f"/work/archive/{box.public_id}/check/", follow=True).content.decode()
    assert "已经逐件核对，与归档时一致" in shown
    assert "2027年11月20日 09:00" in shown
