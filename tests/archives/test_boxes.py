"""Is what was put away there for good, whole, and verifiable anywhere?"""

from __future__ import annotations

import datetime
import hashlib
import io
import random
import re
import subprocess
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from archives import bags, boxes
from archives.models import Box, BoxEntry, Retention
from catalogs.kinds import Scope
from core import errors
from core.audit.models import AuditEntry
from core.files import shelf
from core.ledger import form
from disclosures import actions
from disclosures.flows import disclosure_flow
from disclosures.kinds import State
from disclosures.models import Disclosure
from tests.core.files import pictures
from tests.databases import AT
from tests.disclosures.conftest import Walker
from tests.frontend.browser import signed_in

MEGABYTE = 1024 * 1024
NEXT_YEAR = AT.replace(year=AT.year + 1)
ASKED = {"year": AT.year, "retention": Retention.THIRTY_YEARS}


@pytest.fixture
def box(walk: Walker, cast: Any, units: Any, tmp_path: Path, settings: Any) -> Box:
    """A box of a text with an attachment and of one that was withdrawn."""
    settings.MEDIA_ROOT = tmp_path / "files"
    draft = walk.draft(title="党费收缴情况 <1>")
    actions.attach(draft, stream=io.BytesIO("附表".encode()), name="附表.txt", actor=cast.clerk, at=AT)
    for verb, who in (("submit", "clerk"), ("pass_secrecy", "secrecy"), ("approve", "leader"), ("publish", "clerk")):
        draft = walk.do(verb, draft, by=getattr(cast, who))
    walk.to(State.WITHDRAWN)
    walk.to(State.APPROVED)
    return boxes.close(units.JG1, data=ASKED, actor=cast.clerk, at=NEXT_YEAR)


def test_a_box_takes_every_record_of_the_year(box: Box) -> None:
    assert box.count == box.entries.count() == 2
    assert [entry.record["state"] for entry in box.entries.all()] == ["published", "withdrawn"]
    assert box.kept_until == datetime.date(AT.year + 30, 12, 31)
    assert boxes.first_fault(box) == ""
    assert AuditEntry.objects.filter(verb="box.closed").count() == 1


@pytest.mark.parametrize(
    ("person", "data", "at", "code"),
    [
        ("clerk", ASKED, AT, "box.year_not_over"),
        ("clerk", {"year": AT.year - 1, "retention": "30_years"}, NEXT_YEAR, "box.empty"),
        ("clerk", {"year": "vorig", "retention": "30_years"}, NEXT_YEAR, "year.invalid"),
        ("clerk", {"year": AT.year, "retention": "99"}, NEXT_YEAR, "retention.invalid_choice"),
        ("neighbour", ASKED, NEXT_YEAR, "box.not_yours"),
        ("member", ASKED, NEXT_YEAR, "box.not_yours"),
        ("public", ASKED, NEXT_YEAR, "box.not_yours"),
    ],
)
def test_what_cannot_be_put_away_is_said(
    walk: Walker, cast: Any, units: Any, person: str, data: dict[str, Any], at: datetime.datetime, code: str
) -> None:
    walk.to(State.PUBLISHED)
    with pytest.raises(errors.Refusal) as refused:
        boxes.close(units.JG1, data=data, actor=getattr(cast, person), at=at)
    said = [item.code for found in getattr(refused.value, "errors", {}).values() for item in found]
    assert code in [refused.value.code, *said]
    assert not Box.objects.exists()


def test_a_year_is_put_away_once(box: Box, cast: Any, units: Any) -> None:
    with pytest.raises(boxes.AlreadyClosed):
        boxes.close(units.JG1, data=ASKED, actor=cast.clerk, at=NEXT_YEAR)
    assert Box.objects.count() == 1


def _published(walk: Walker, cast: Any) -> Disclosure:
    """Publish a text with a file and readers of its own, which is what a record is made of."""
    draft = walk.draft(scope=Scope.PERSON, item=walk.items.person)
    actions.attach(draft, stream=io.BytesIO("附表".encode()), name="附表.txt", actor=cast.clerk, at=AT)
    return walk.onward(draft)


def _queries_of_closing(cast: Any, units: Any) -> int:
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        boxes.close(units.JG1, data=ASKED, actor=cast.clerk, at=NEXT_YEAR)
        transaction.set_rollback(True)
    return len(asked)


def test_closing_asks_no_more_for_twenty_texts_than_for_one(
    walk: Walker, cast: Any, units: Any, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    _published(walk, cast)
    of_one = _queries_of_closing(cast, units)
    for _text in range(19):
        _published(walk, cast)
    assert _queries_of_closing(cast, units) == of_one


def test_what_becomes_of_a_text_later_does_not_touch_its_box(box: Box, cast: Any) -> None:
    entry = box.entries.get(number=1)
    before = entry.record
    data = {"reason": "数字有误"}
    disclosure_flow.perform("withdraw", entry.disclosure, actor=cast.leader, at=NEXT_YEAR, data=data)
    assert BoxEntry.objects.get(pk=entry.pk).record == before
    assert boxes.first_fault(box) == ""


@pytest.mark.parametrize("statement", ["UPDATE archives_boxentry SET title = 'x'", "DELETE FROM archives_box"])
def test_the_application_has_no_right_to_change_a_box(box: Box, statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_rows_refuse_to_be_changed(box: Box) -> None:
    for row in (box, box.entries.get(number=1)):
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()


def test_the_folder_is_verified_by_what_every_system_has(box: Box, tmp_path: Path) -> None:
    folder = tmp_path / box.number
    bags.write_folder(box, folder)
    checked = subprocess.run(
        ["sha256sum", "-c", "--strict", "manifest-sha256.txt"], cwd=folder, capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    assert "党费收缴情况 &lt;1&gt;" in (folder / "data/index.html").read_text()
    assert (folder / "data/0001/01-附表.txt").read_text() == "附表"
    listed = {line.split("  ", 1)[1] for line in (folder / "manifest-sha256.txt").read_text().splitlines()}
    there = {path.relative_to(folder).as_posix() for path in (folder / "data").rglob("*") if path.is_file()}
    assert listed == there


def _first_box(disclosure: Disclosure) -> Box:
    """Put a text away as boxes were at first, when records did not name their files by id."""
    record = boxes.record_of(disclosure)
    for file in record["files"]:
        del file["id"]
    sealed = hashlib.sha256("".join(boxes.manifest([record])).encode()).hexdigest()
    box = Box.objects.create(
        unit=disclosure.unit,
        unit_code=disclosure.unit.code,
        unit_name=disclosure.unit.name,
        count=1,
        manifest_hash=sealed,
        closed_at=NEXT_YEAR,
        **ASKED,
    )
    BoxEntry.objects.create(
        box=box,
        number=1,
        disclosure=disclosure,
        title=disclosure.title,
        published_on=AT.date(),
        record=record,
        record_hash=form.digest(record),
    )
    return box


@pytest.mark.parametrize("names_files_by_id", [True, False])
def test_pictures_of_a_text_stand_in_its_page_and_only_there(
    walk: Walker, cast: Any, units: Any, tmp_path: Path, settings: Any, names_files_by_id: bool
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    draft = walk.draft()
    image = pictures.drawn()
    shown = actions.attach(
        draft, stream=io.BytesIO(image), name="现场 50% #1.png", actor=cast.clerk, at=AT, picture=True
    )
    actions.attach(draft, stream=io.BytesIO("附表".encode()), name="附表 2#.txt", actor=cast.clerk, at=AT)
    body = f'<p>现场如图。</p><p><img src="/files/{shown.file.public_id}/" alt="现场"></p>'
    draft = Disclosure.objects.get(pk=draft.pk)
    values = {**actions.values_of(draft), "body": body}
    draft = actions.edit_draft(draft, data=values, revision=draft.revision, actor=cast.clerk, at=AT)
    published = walk.onward(draft)
    if names_files_by_id:
        box = boxes.close(units.JG1, data=ASKED, actor=cast.clerk, at=NEXT_YEAR)
    else:
        box = _first_box(published)
    folder = tmp_path / box.number
    bags.write_folder(box, folder)
    page = folder / "data/0001/index.html"
    (source,) = re.findall(r'<img [^>]*src="([^"]+)"', page.read_text())
    (link,) = re.findall(r'<a href="([^"]+)"', page.read_text())
    with shelf.open_stored(shown.file) as stored:
        assert (page.parent / unquote(source)).read_bytes() == stored.read()
    assert (page.parent / unquote(link)).read_text() == "附表"


def test_the_sealed_manifest_is_part_of_the_folders(box: Box) -> None:
    exported = {path: b"".join(content) for path, content in bags.files(box)}
    lines = set(exported["manifest-sha256.txt"].decode().splitlines())
    sealed = boxes.manifest(entry.record for entry in box.entries.all())
    assert {line.rstrip() for line in sealed} <= lines


def test_a_damaged_file_is_not_handed_on(box: Box, tmp_path: Path) -> None:
    stored = box.entries.get(number=1).disclosure.attachments.get().file
    shelf._path_of(stored).write_bytes(b"other")
    with pytest.raises(bags.Damaged):
        bags.write_folder(box, tmp_path / "box")
    assert not (tmp_path / "box").exists()
    with pytest.raises(bags.Damaged):
        bags.zipped(box)


def test_a_lost_file_is_not_passed_over(box: Box, tmp_path: Path) -> None:
    shelf._path_of(box.entries.get(number=1).disclosure.attachments.get().file).unlink()
    with pytest.raises(bags.Damaged):
        bags.write_folder(box, tmp_path / "box")


def test_the_packed_folder_opens(box: Box) -> None:
    with bags.zipped(box) as packed, zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None
        assert f"{box.number}/bagit.txt" in archive.namelist()


def test_packing_a_large_file_takes_little_memory(
    walk: Walker, cast: Any, units: Any, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ATTACHMENT_MAX_BYTES = 30 * MEGABYTE
    draft = walk.draft()
    large = random.Random(1).randbytes(30 * MEGABYTE // 2).hex().encode()
    actions.attach(draft, stream=io.BytesIO(large), name="附表.txt", actor=cast.clerk, at=AT)
    walk.onward(draft)
    box = boxes.close(units.JG1, data=ASKED, actor=cast.clerk, at=NEXT_YEAR)
    tracemalloc.start()
    try:
        with bags.zipped(box) as packed:
            _now, most = tracemalloc.get_traced_memory()
            size = packed.seek(0, io.SEEK_END)
    finally:
        tracemalloc.stop()
    assert size > 2 * bags.IN_MEMORY
    assert most < bags.IN_MEMORY + 6 * MEGABYTE


@pytest.mark.parametrize(("person", "count"), [("clerk", 1), ("inspector", 1), ("neighbour", 0), ("public", 0)])
def test_boxes_are_seen_by_those_at_work(box: Box, cast: Any, person: str, count: int) -> None:
    assert Box.objects.visible_to(getattr(cast, person)).count() == count


def test_only_years_that_can_be_put_away_are_open(walk: Walker, cast: Any, units: Any) -> None:
    walk.to(State.PUBLISHED)
    walk.to(State.APPROVED)
    first_of_year = walk.to(State.PUBLISHED)
    midnight = datetime.datetime(AT.year + 1, 1, 1, tzinfo=datetime.UTC) - datetime.timedelta(hours=8)
    Disclosure.objects.filter(pk=first_of_year.pk).update(published_at=midnight)
    two_years_later = AT.replace(year=AT.year + 2)
    assert boxes.open_years(units.JG1, at=AT) == {}
    assert boxes.open_years(units.JG1, at=NEXT_YEAR) == {AT.year: 1}
    assert boxes.open_years(units.JG1, at=two_years_later) == {AT.year + 1: 1, AT.year: 1}
    assert boxes.open_years(units.JG2, at=two_years_later) == {}
    for year in boxes.open_years(units.JG1, at=two_years_later):
        boxes.close(units.JG1, data=ASKED | {"year": year}, actor=cast.clerk, at=two_years_later)
    assert boxes.open_years(units.JG1, at=two_years_later) == {}


def test_the_page_offers_open_years_and_lists_closed_ones(walk: Walker) -> None:
    walk.to(State.PUBLISHED)
    with time_machine.travel(NEXT_YEAR, tick=False):
        browser = signed_in("clerk")
        before = browser.get("/work/archive/")
        closed = browser.post("/work/archive/", ASKED)
        after = browser.get("/work/archive/")
    assert before.context["form"].fields["year"].widget.choices == [(AT.year, f"{AT.year}年，1件")]
    assert f'<option value="{AT.year}"' in before.content.decode()
    assert "已经归档的年度</h3>" not in before.content.decode()
    assert '<select name="year"' not in after.content.decode()
    listed = after.content.decode().partition("已经归档的年度</h3>")[2]
    assert closed["Location"] in listed
    assert f"{AT.year}年，1件" in listed


def test_a_year_is_put_away_looked_at_and_taken_along(walk: Walker) -> None:
    walk.to(State.PUBLISHED)
    with time_machine.travel(NEXT_YEAR, tick=False):
        browser = signed_in("clerk")
        assert "还没有归档" in browser.get("/work/archive/").content.decode()
        refused = browser.post("/work/archive/", {"year": AT.year + 1, "retention": "30_years"})
        assert (refused.status_code, "还没有结束" in refused.content.decode()) == (422, True)
        closed = browser.post("/work/archive/", ASKED, follow=True)
        assert f"JG1-{AT.year}" in closed.content.decode()
        again = browser.post("/work/archive/", ASKED)
        assert (again.status_code, f"机关第一党支部{AT.year}年已经归档。" in again.content.decode()) == (422, True)
        packed = browser.get(f"/work/archive/{Box.objects.get().public_id}/download/")
        content = b"".join(packed.streaming_content)
    assert packed["Content-Disposition"] == f'attachment; filename="JG1-{AT.year}.zip"'
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
