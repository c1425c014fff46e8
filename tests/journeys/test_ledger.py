"""Does an inspector find out, on the page and with the file alone, that a record is as it was published?"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from catalogs.models import Item
from core.ledger import chain
from disclosures import paths
from disclosures.kinds import State
from disclosures.models import Disclosure
from tests import world
from tests.databases import AT
from tests.disclosures.conftest import Walker
from tests.house_rules.test_layout import ROOT
from tests.journeys.conftest import Live, follow, look

ITEM = "办理涉及党员、群众切身利益重要事项情况"
Behind = Callable[[], contextlib.AbstractContextManager[None]]


@pytest.fixture
def published(behind: Behind) -> Disclosure:
    """A record that everybody reads, with a checkpoint after it."""
    with behind():
        items = SimpleNamespace(open=Item.objects.get(title=ITEM))
        made = Walker(world.cast(), world.units(), items).to(State.PUBLISHED, title="会议室改造工程完工情况")
        chain.make_checkpoint(at=AT)
    return made


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
@pytest.mark.parametrize("width", [1440, 390])
def test_an_inspector_verifies_a_record(
    visitor: Callable[..., Page], live: Live, published: Disclosure, tmp_path: Path, *, width: int, javascript: bool
) -> None:
    page = visitor("inspector", width=width, javascript=javascript)
    page.goto(live.at(paths.portal(published)))
    follow(page.get_by_role("link", name="验证"))
    expect(page.locator("h1")).to_have_text("验证通过，没有改动")
    expect(page.get_by_role("link", name=published.title)).to_be_visible()
    if javascript:
        look(page, f"proof-{width}")
    kept = saved(page, live, "下载证明", tmp_path)
    assert "核对通过" in verified(kept)

    follow(page.get_by_role("link", name="看公开账本"))
    expect(page.locator("h1")).to_have_text("公开账本")
    if javascript:
        look(page, f"ledger-{width}")
    whole = saved(page, live, "下载整本账", tmp_path)
    assert "没有改动、缺失或调换" in verified(whole, "--older", str(kept))


def saved(page: Page, live: Live, button: str, folder: Path) -> Path:
    """Keep the file to which a button leads, as anybody gets it without an account."""
    address = page.get_by_role("link", name=button).get_attribute("href")
    host = {"Host": f"district.localhost:{live.port}"}
    request = urllib.request.Request(f"http://127.0.0.1:{live.port}{address}", headers=host)
    with urllib.request.urlopen(request, timeout=30) as answer:
        path = folder / str(answer.headers.get_filename())
        path.write_bytes(answer.read())
    return path


def verified(file: Path, *more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "config.gongkai", "ledger", "verify", str(file), *more],
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout
