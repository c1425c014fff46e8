"""What does a journey stand on? A real server on a database of its own, a real browser, and axe for each page."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from django_tenants.utils import tenant_context
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from accounts import actors
from catalogs import actions as catalog_actions
from catalogs import imports
from catalogs.models import CatalogVersion
from core import clock
from hierarchy.models import Unit
from tenants.models import Tenant
from tests import databases, world

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / ".gongkai" / "shots"
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PATIENCE = 120
"""Seconds that the server may take to start, or to end."""
ANSWER = 30_000
"""Milliseconds that a page may take on a busy machine; nothing here measures speed."""
CATALOGS = {"district": "district-committee-2011.csv", "college": "county-bureau-2011.csv"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser the journeys are skipped on a developer's machine; in CI they must run."""
    here = [item for item in items if "journeys" in item.path.parts]
    for item in here:
        item.add_marker(pytest.mark.journey)
        if not CHROMIUM and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="no Chromium: install the system's package `chromium`"))


@dataclass(frozen=True)
class Live:
    """A running server: its port, and the addresses of the tenants at it."""

    port: int

    def at(self, path: str, tenant: str = "district") -> str:
        """Return the address of a page of a tenant."""
        return f"http://{tenant}.localhost:{self.port}{path}"


@pytest.fixture(scope="session")
def live(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Live]:
    """Run the web application on a clone of the world in which both tenants have published their real catalogs."""
    name = databases.worker_name(request.config)
    with django_db_blocker.unblock():
        databases.clone(f"{name}_world", f"{name}_live")
        databases.use(f"{name}_live")
        _publish_catalogs()
        connections.close_all()
        databases.use(name)
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:config.web", "--bind", f"127.0.0.1:{port}"],
        env=_environment(f"{name}_live", port),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz")
        yield Live(port)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=PATIENCE)
        with django_db_blocker.unblock():
            databases.drop(f"{name}_live")


@pytest.fixture
def behind(
    request: pytest.FixtureRequest, live: Live, django_db_blocker: DjangoDbBlocker
) -> Callable[[], contextlib.AbstractContextManager[None]]:
    """Return a block that acts in the server's own database, in the district: what workers and others do meanwhile."""
    name = databases.worker_name(request.config)

    @contextlib.contextmanager
    def acting() -> Iterator[None]:
        with django_db_blocker.unblock():
            databases.use(f"{name}_live")
            try:
                with tenant_context(Tenant.objects.get(slug="district")):
                    yield
            finally:
                connections.close_all()
                databases.use(name)

    return acting


def _publish_catalogs() -> None:
    for slug, sample in CATALOGS.items():
        with tenant_context(Tenant.objects.get(slug=slug)):
            with (ROOT / "catalogs" / "samples" / sample).open("rb") as stream:
                imports.import_catalog(
                    stream,
                    sample,
                    unit=Unit.objects.get(code="QW"),
                    actor=actors.SYSTEM,
                    at=databases.AT,
                    catalog_name="党务公开目录",
                )
            catalog_actions.publish_version(
                CatalogVersion.objects.get(),
                effective_on=clock.local_date(databases.AT),
                actor=actors.SYSTEM,
                at=databases.AT,
                notes_settled=True,
            )


def _environment(database: str, port: int) -> dict[str, str]:
    from urllib.parse import urlsplit

    environment = dict(os.environ)
    for variable in ("GONGKAI_DATABASE_URL", "GONGKAI_DATABASE_OWNER_URL"):
        address = urlsplit(environment[variable])
        environment[variable] = address._replace(path=f"/{database}").geturl()
    environment.update({"GONGKAI_BASE_PORT": str(port), "GONGKAI_WEB_WORKERS": "2", "PYTHONWARNINGS": "ignore"})
    return environment


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        # Refused before it listens, slow while its workers start on a busy machine.
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.2)
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser, the system's own."""
    expect.set_options(timeout=ANSWER)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM or None, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def cookies() -> dict[tuple[str, str], Any]:
    """What the browser keeps of each person who signed in once."""
    return {}


@pytest.fixture
def visitor(browser: Browser, live: Live, cookies: dict[tuple[str, str], Any]) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page for somebody: signed in when a user name is given.

    `visitor("clerk")`, `visitor()`, `visitor("leader", javascript=False)`, `visitor(width=390)`.
    """
    opened: list[BrowserContext] = []
    failures: list[str] = []

    def open_page(username: str = "", *, tenant: str = "district", javascript: bool = True, width: int = 1440) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            locale="zh-CN",
            storage_state=cookies.get((tenant, username)),
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(ANSWER)
        page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda problem: failures.append(str(problem)))
        if username and (tenant, username) in cookies:
            page.goto(live.at("/work/", tenant))
        elif username:
            sign_in(page, live, username, tenant)
            cookies[tenant, username] = context.storage_state()
        return page

    yield open_page
    for context in opened:
        context.close()
    broken = [text for text in failures if "status of 4" not in text]
    assert not broken, broken


def sign_in(page: Page, live: Live, username: str, tenant: str = "district") -> None:
    """Sign in as one of the cast, through the page."""
    page.goto(live.at("/sign-in/", tenant))
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(world.PASSWORD)
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url("**/work/**")


def follow(leading: Locator) -> None:
    """Click what leads to another page, and wait for that page.

    A click alone may return while the old page still stands: what is asked next would be asked of that one, or of
    neither.
    """
    with leading.page.expect_navigation():
        leading.click()


def look(page: Page, name: str, *, looked_at: bool = True) -> None:
    """Show the page to axe, which needs JavaScript, see that it fits, and keep its picture."""
    page.wait_for_load_state()
    if looked_at:
        accessible(page)
        fits(page)
    shoot(page, name)


def accessible(page: Page) -> None:
    """Assert that axe finds nothing wrong with the page as it stands."""
    found: Any = Axe().run(page, options={"resultTypes": ["violations"]})
    violations = found.response["violations"]
    told = [f"{each['id']}: {each['help']} — {each['nodes'][0]['html'][:160]}" for each in violations]
    assert not told, f"{page.url}\n" + "\n".join(told)


def fits(page: Page) -> None:
    """Assert that the page does not scroll sideways."""
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{page.url} is {wider} px wider than the window"


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page, to be looked at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
