"""Where is a text read whose days of display are over? Off every list, but on record."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine

from disclosures.afterwards import displaying
from disclosures.kinds import State
from disclosures.models import Disclosure
from tests.databases import AT
from tests.disclosures.conftest import Walker, items, walk
from tests.frontend.browser import Browser, signed_in

__all__ = ["items", "walk"]

TITLE = "山茶花路灯改造"
LISTS = (
    "/",
    "/disclosures/",
    f"/disclosures/?q={TITLE[:3]}",
    f"/search/?q={TITLE[:3]}",
    "/units/{unit}/",
    "/api/v1/disclosures/",
    f"/api/v1/search/suggestions/?q={TITLE[:3]}",
)
KEPT = (
    "/disclosures/{text}/",
    "/disclosures/{text}/proof/",
    "/open-data/disclosures.csv",
    "/open-data/disclosures.json",
)


@pytest.fixture
def expiring(walk: Walker, cast: Any) -> Disclosure:
    """A text that is shown for ten days."""
    made = walk.draft(title=TITLE)
    until = AT.date() + datetime.timedelta(days=10)
    displaying.set_display(
        made, data={"display_until": until.isoformat()}, revision=made.revision, actor=cast.clerk, at=AT
    )
    return walk.onward(Disclosure.objects.get(pk=made.pk))


def says(browser: Browser, path: str, found: Disclosure) -> bool:
    """Say whether an answer bears the title."""
    answer = browser.get(path.format(text=found.public_id, unit=found.unit.public_id))
    assert answer.status_code == 200, path
    return TITLE in answer.getvalue().decode().replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize("path", [*LISTS, *KEPT])
def test_every_page_bears_it_while_it_is_on_display(expiring: Disclosure, path: str) -> None:
    with time_machine.travel(AT + datetime.timedelta(days=1), tick=False):
        assert says(Browser(), path, expiring)


@pytest.mark.parametrize(("path", "there"), [*((path, False) for path in LISTS), *((path, True) for path in KEPT)])
def test_it_leaves_lists_and_stays_on_record(expiring: Disclosure, path: str, there: bool) -> None:
    with time_machine.travel(AT + datetime.timedelta(days=11), tick=False):
        assert says(Browser(), path, expiring) is there


def test_the_register_keeps_it(expiring: Disclosure) -> None:
    assert expiring.state == State.PUBLISHED
    with time_machine.travel(AT + datetime.timedelta(days=11), tick=False):
        period = {"first": AT.date().isoformat(), "last": AT.date().isoformat()}
        assert TITLE in signed_in("clerk").get("/work/register/", period).content.decode()
