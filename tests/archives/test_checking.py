"""Is it found when a box is not what was put away, and is what was found kept and shown?"""

from __future__ import annotations

import datetime
import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from celery import Celery
from django_tenants.utils import tenant_context
from kombu.exceptions import OperationalError

from archives import boxes, checking, reactions, tasks
from archives.events import CheckAsked
from archives.models import Box, BoxCheck, BoxEntry, CheckRequest, Retention
from core import errors, events
from core.audit.models import AuditEntry
from core.files import shelf
from core.ledger import form
from disclosures import actions
from disclosures.models import Disclosure
from tenants.models import Tenant
from tenants.tasks import HEADER
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


def checked_by(actor: Any, box: Box) -> BoxCheck:
    """Have a box compared, and return what was found."""
    found = checking.ask(box, actor=actor, at=NEXT_YEAR).found
    assert found is not None
    return found


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
    checked = checked_by(cast.clerk, box)
    assert checked.fault == found
    assert [(each.fault, each.checked_at) for each in box.checks.all()] == [(found, NEXT_YEAR)]
    assert AuditEntry.objects.get(verb="box.checked").after == {"fault": found}


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"other")])
def test_a_file_that_is_not_the_same_is_found(
    texts: list[Disclosure], cast: Any, damage: Callable[[Path], object]
) -> None:
    box = _box(texts, _as_sealed)
    damage(shelf._path_of(texts[0].attachments.get().file))
    assert checked_by(cast.clerk, box).fault == "1 第三季度党费收缴情况（附件）"


@pytest.mark.parametrize("person", ["neighbour", "member", "public"])
def test_only_those_who_read_a_box_have_it_compared(texts: list[Disclosure], cast: Any, person: str) -> None:
    box = _box(texts, _as_sealed)
    with pytest.raises(errors.Denied):
        checking.ask(box, actor=getattr(cast, person), at=NEXT_YEAR)
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


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A box of two records is large."""
    monkeypatch.setattr(checking, "AT_ONCE", 1)


class Ticking:
    """A clock that is ten seconds on each time, and notes what is written down when it is asked."""

    def __init__(self) -> None:
        self.now = NEXT_YEAR
        self.seen: list[int] = []

    def __call__(self) -> datetime.datetime:
        self.now += datetime.timedelta(seconds=10)
        self.seen.append(CheckRequest.objects.get().done)
        return self.now


def test_a_box_is_large_by_its_records_or_by_its_files(
    texts: list[Disclosure], monkeypatch: pytest.MonkeyPatch
) -> None:
    box = _box(texts, _as_sealed)
    assert not checking.is_large(box)
    with monkeypatch.context() as patch:
        patch.setattr(checking, "AT_ONCE", 1)
        assert checking.is_large(box)
    monkeypatch.setattr(checking, "BYTES_AT_ONCE", len("附表".encode()) - 1)
    assert checking.is_large(box)


@pytest.mark.usefixtures("large")
def test_a_large_box_is_compared_in_the_background(
    texts: list[Disclosure],
    cast: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    sent: list[tuple[str, Any]] = []
    monkeypatch.setattr(Celery, "send_task", lambda _app, name, args, *_more, **_options: sent.append((name, args)))
    box = _box(texts, _other_words)
    with django_capture_on_commit_callbacks(execute=True):
        asked = checking.ask(box, actor=cast.clerk, at=NEXT_YEAR)
    assert sent == [("archives.check", (asked.pk,))]
    assert asked.is_running
    assert not BoxCheck.objects.exists()
    assert checking.ask(box, actor=cast.inspector, at=NEXT_YEAR) == asked, "one at a time"
    done = checking.conclude(asked.pk, clock=Ticking())
    assert done.found is not None
    assert (done.found.fault, done.found.checked_by_name) == ("2 第四季度党费收缴情况", cast.clerk.label)
    assert checking.conclude(asked.pk, clock=Ticking()) == done
    assert BoxCheck.objects.count() == AuditEntry.objects.filter(verb="box.checked").count() == 1
    assert AuditEntry.objects.get(verb="box.checked").actor_label == cast.clerk.label


@pytest.mark.usefixtures("large")
def test_how_far_it_is_is_written_down(texts: list[Disclosure], cast: Any) -> None:
    asked = checking.ask(_box(texts, _as_sealed), actor=cast.clerk, at=NEXT_YEAR)
    ticking = Ticking()
    done = checking.conclude(asked.pk, clock=ticking)
    assert ticking.seen == [0, 0, 1]
    assert (done.done, done.total, done.is_running) == (2, 2, False)


@pytest.mark.usefixtures("large")
def test_what_stands_still_is_taken_up_again(texts: list[Disclosure], cast: Any) -> None:
    asked = checking.ask(_box(texts, _as_sealed), actor=cast.clerk, at=NEXT_YEAR)
    assert checking.take_up_again(clock=lambda: NEXT_YEAR + checking.STANDS_STILL_AFTER) == 0
    late = NEXT_YEAR + checking.STANDS_STILL_AFTER + datetime.timedelta(seconds=1)
    assert checking.take_up_again(clock=lambda: late) == 1
    asked.refresh_from_db()
    assert asked.found is not None
    assert checking.take_up_again(clock=lambda: late) == 0


@pytest.mark.usefixtures("district")
def test_a_broker_that_is_down_undoes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_args: Any, **_options: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(Celery, "send_task", down)
    assert reactions.check_asked in events.subscriptions()[CheckAsked]
    reactions.check_asked(CheckAsked(1))


def test_the_task_compares_inside_its_tenant(
    texts: list[Disclosure], cast: Any, large: None, district: Tenant, college: Tenant
) -> None:
    asked = checking.ask(_box(texts, _as_sealed), actor=cast.clerk, at=NEXT_YEAR)
    elsewhere = tasks.check.apply(args=(asked.pk,), headers={HEADER: str(college.public_id)})
    assert isinstance(elsewhere.result, CheckRequest.DoesNotExist)
    with tenant_context(district):
        assert CheckRequest.objects.get().is_running
    tasks.check.apply(args=(asked.pk,), headers={HEADER: str(district.public_id)}).get()
    with tenant_context(district):
        assert not CheckRequest.objects.get().is_running


@pytest.mark.usefixtures("large")
def test_the_page_says_how_far_it_is_and_then_what_was_found(texts: list[Disclosure], district: Tenant) -> None:
    box = _box(texts, _as_sealed)
    path = f"/work/archive/{box.public_id}/"
    with time_machine.travel(NEXT_YEAR, tick=False):
        browser = signed_in("clerk")
        begun = browser.post(f"{path}check/", follow=True).content.decode()
        polled = browser.get(f"{path}check/progress/", headers={"HX-Request": "true"}).content.decode()
        alone = browser.get(f"{path}check/progress/")
        with tenant_context(district):
            checking.conclude(CheckRequest.objects.get().pk, clock=lambda: NEXT_YEAR)
        over = browser.get(f"{path}check/progress/", headers={"HX-Request": "true"}).content.decode()
    assert "已经开始核对" in begun
    for page in (begun, polled):
        assert "已核对 0 件，共 2 件" in page
        assert f'hx-get="{path}check/progress/"' in page
        assert "现在核对" not in page
    assert "<html" not in polled
    assert (alone.status_code, alone["Location"]) == (302, path)
    assert "核对，与归档时一致" in over
    assert "hx-get" not in over
