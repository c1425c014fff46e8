"""Can somebody who reads English find the way? Everything but names and published texts is in English, and it fits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Live, accessible, fits, follow

SPOKEN = (
    "nav a, th[scope=col], dt, .btn, legend, .form-hint, .gk-state, .gk-tag, .gk-tab, .gk-empty, .gk-panel > header h2"
)
"""Where the interface speaks. Headings of pages and cells of tables may be names."""

CHINESE_SPOKEN = """wanted => {
  const chinese = /[\\u3400-\\u9fff]/, names = '[lang|=zh]:not(html), .gk-tree, .gk-crumbs, .gk-menu, .visually-hidden'
  const said = [...document.querySelectorAll(wanted)].filter(each => !each.closest(names)).map(each => {
    const copy = each.cloneNode(true)
    copy.querySelectorAll(names).forEach(inner => inner.remove())
    return copy.textContent.trim()
  })
  const marked = [...document.querySelectorAll('[placeholder], [data-label]')]
  said.push(...marked.map(each => each.getAttribute('placeholder') || each.dataset.label))
  return said.filter(text => chinese.test(text.replace(/“[^”]*”/g, '')))
}"""
"""What stands between quotation marks is an example to type, or a name."""

PORTAL = ("/", "/disclosures/", "/catalog/", "/units/", "/sign-in/")
WORKSPACE = ("/work/", "/work/disclosures/", "/work/approvals/", "/work/catalog/", "/work/units/", "/account/")


def in_english(page: Page, live: Live, paths: tuple[str, ...]) -> None:
    """Turn to English by the switch, then look at each page."""
    page.goto(live.at(paths[0]))
    assert page.evaluate(CHINESE_SPOKEN, SPOKEN), "what is looked for is seen on the Chinese page"
    page.goto(live.at(f"/preferences/language/en/?next={paths[0]}"))
    for path in paths:
        page.goto(live.at(path))
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.evaluate(CHINESE_SPOKEN, SPOKEN) == [], path
        fits(page)
        accessible(page)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_portal_speaks_english(visitor: Callable[..., Page], live: Live, width: int) -> None:
    in_english(visitor(width=width), live, PORTAL)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("username", ["clerk", "leader"])
def test_the_workspace_speaks_english(visitor: Callable[..., Page], live: Live, username: str, width: int) -> None:
    in_english(visitor(username, width=width), live, WORKSPACE)


def test_dates_and_numbers_are_english(visitor: Callable[..., Page], live: Live) -> None:
    page = visitor()
    page.goto(live.at("/preferences/language/en/?next=/"))
    page.goto(live.at("/catalog/"))
    assert "年" not in page.locator(".gk-util").inner_text()
    assert "in force from" in page.locator(".gk-head p").inner_text()
    follow(page.get_by_role("link", name="中文"))
    assert page.locator("html").get_attribute("lang") == "zh-CN"
