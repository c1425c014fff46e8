"""Do the pages about what comes before and after publication work for everybody: narrow, with axe, without a script?

Chains, register, archive, open data, search, ledger, proof, changes, what ended, readers, links, import, templates.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from archives import boxes
from archives.models import Retention
from catalogs.kinds import Scope
from catalogs.models import Item
from core.ledger import chain
from disclosures import actions
from disclosures.inputs import values_of
from disclosures.kinds import State
from disclosures.models import Disclosure
from disclosures.noticing import arranging, closing
from tests import world
from tests.databases import AT
from tests.disclosures.conftest import Walker
from tests.journeys.conftest import Live, accessible, fits, look

Behind = Callable[[], contextlib.AbstractContextManager[None]]
OPEN, NAMED = "办理涉及党员、群众切身利益重要事项情况", "根据党员群众要求认为有必要公开的事项"
NEXT_YEAR = AT.replace(year=AT.year + 1)
TITLE = "活动室改造工程结算情况"
BODY = "<p>活动室改造工程已经完工，结算金额三万二千元。</p><h2>一、支出</h2><p>材料费两万元，人工费一万二千元。</p>"

PAGES = {
    "chains": ("admin", "/work/chains/"),
    "chain": ("admin", "/work/chains/new/"),
    "register": ("clerk", "/work/register/"),
    "archive": ("clerk", "/work/archive/"),
    "box": ("clerk", "/work/archive/{box}/"),
    "import": ("clerk", "/work/disclosures/import/"),
    "templates": ("clerk", "/work/templates/"),
    "approvals": ("secrecy", "/work/approvals/"),
    "readers": ("clerk", "/work/disclosures/{draft}/readers/?q=许"),
    "invitations": ("clerk", "/work/disclosures/{named}/invitations/"),
    "follow-up": ("clerk", "/work/disclosures/{public}/follow-up/?relation=amends"),
    "deciding": ("secrecy", "/work/disclosures/{deciding}/"),
    "merging": ("leader", "/work/disclosures/{public}/merge/?q=活动室"),
    "terms": ("admin", "/work/publication-rules/"),
    "open-data": ("", "/open-data/"),
    "search": ("", "/search/?q=结算"),
    "ledger": ("", "/ledger/"),
    "proof": ("", "/disclosures/{public}/proof/"),
    "changes": ("", "/disclosures/{change}/changes/"),
    "result": ("", "/disclosures/{result}/changes/"),
    "changed": ("", "/disclosures/{changed}/"),
    "terminated": ("", "/disclosures/{terminated}/"),
    "withdrawn": ("", "/disclosures/{withdrawn}/"),
}


STORY: dict[str, str] = {}
"""The ids of what is looked at, told once for all pages."""


@pytest.fixture
def ids(behind: Behind) -> dict[str, str]:
    """A text for each end, one before each step, and the year's box."""
    if not STORY:
        with behind():
            _tell()
    return STORY


def _tell() -> None:
    items = SimpleNamespace(open=Item.objects.get(title=OPEN), named=Item.objects.get(title=NAMED))
    walk = Walker(world.cast(), world.units(), items)
    text: dict[str, Any] = {"title": TITLE, "body": BODY}
    changed, change = walk.changed(**text)
    guest = {"kind": "guest", "name": "王某"}
    found = {
        "public": walk.to(State.PUBLISHED, **text),
        "changed": changed,
        "change": change,
        "terminated": walk.to(State.TERMINATED, **text),
        "withdrawn": walk.to(State.WITHDRAWN, **text),
        "in_error": walk.to(State.IN_ERROR, **text),
        "draft": walk.draft(scope=Scope.AUDIENCE, item=items.named, readers=["member"], **text),
        "named": walk.to(State.PUBLISHED, scope=Scope.AUDIENCE, item=items.named, readers=[guest], **text),
        "waiting": walk.to(State.SUBMITTED, **text),
        "result": _result(walk, text),
        "deciding": walk.onward(walk.follow_up(walk.to(State.PUBLISHED, **text)), State.SUBMITTED),
    }
    chain.make_checkpoint(at=AT)
    data = {"year": AT.year, "retention": Retention.THIRTY_YEARS}
    box = boxes.close(world.units().JG1, data=data, actor=world.cast().clerk, at=NEXT_YEAR)
    STORY.update({"box": str(box.public_id), **{name: str(row.public_id) for name, row in found.items()}})


def _result(walk: Walker, text: dict[str, Any]) -> Disclosure:
    """Publish the result of a notice that is over, with one figure otherwise."""
    noticed = walk.draft(**text)
    arranging.plan(noticed, data={"kind": "public"}, actor=world.cast().clerk, at=AT)
    noticed = walk.onward(noticed)
    closing.close_due(at=AT + datetime.timedelta(days=30))
    draft = walk.follow_up(noticed, "follows", reason="公示期满")
    values = {**values_of(draft), "body": BODY.replace("三万二千元", "三万三千元")}
    return walk.onward(actions.edit_draft(draft, data=values, revision=draft.revision, actor=world.cast().clerk, at=AT))


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_read_by_everybody(
    visitor: Callable[..., Page], live: Live, ids: dict[str, str], *, name: str, width: int, javascript: bool
) -> None:
    username, path = PAGES[name]
    page = visitor(username, width=width, javascript=javascript)
    page.goto(live.at(path.format(**ids)))
    expect(page.locator("h1")).to_be_visible()
    if javascript:
        look(page, f"afterwards-{name}-{width}")
    else:
        words = page.locator("main").inner_text()
        assert len(words) > 40, words


@pytest.mark.parametrize(
    ("name", "status", "said"), [("terminated", 200, "工程已经验收"), ("in_error", 410, "因误发已经撤下")]
)
def test_what_is_not_there_any_more_says_why(
    visitor: Callable[..., Page], live: Live, ids: dict[str, str], name: str, status: int, said: str
) -> None:
    page = visitor(width=390)
    answer = page.goto(live.at(f"/disclosures/{ids[name]}/"))
    assert answer is not None
    assert answer.status == status
    expect(page.locator("main")).to_contain_text(said)
    assert "三万二千元" not in page.content()
    accessible(page)
    fits(page)


def test_a_search_marks_its_words_and_leads_to_the_text(
    visitor: Callable[..., Page], live: Live, ids: dict[str, str]
) -> None:
    page = visitor(javascript=False)
    page.goto(live.at("/search/?q=结算"))
    expect(page.locator("mark").first).to_have_text("结算")
    page.locator("main").get_by_role("link", name=TITLE).first.click()
    expect(page.locator("h1")).to_have_text(TITLE)


def test_several_are_decided_together_without_a_script(
    visitor: Callable[..., Page], live: Live, ids: dict[str, str]
) -> None:
    page = visitor("secrecy", javascript=False)
    page.goto(live.at("/work/approvals/"))
    boxes_to_tick = page.locator("input[name=texts]")
    assert boxes_to_tick.count() >= 1
    boxes_to_tick.first.check()
    page.locator("summary", has_text="办理勾选的").first.click()
    expect(page.locator("form[action$='/decide/'] button").first).to_be_visible()
