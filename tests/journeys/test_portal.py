"""Does a reader without an account find her way, on a wide screen and on a phone, with nothing in the way?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Live, accessible, fits, follow, look

PAGES = {
    "home": "/",
    "catalog": "/catalog/",
    "units": "/units/",
    "units-found": "/units/?q=jg",
    "disclosures": "/disclosures/",
    "search": "/search/?q=没有这样的字",
    "due": "/due/",
    "missing": "/no-such-page/",
    "sign-in": "/sign-in/",
}


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", PAGES)
def test_each_public_page_is_accessible_and_fits(
    visitor: Callable[..., Page], live: Live, name: str, width: int
) -> None:
    page = visitor(width=width)
    page.goto(live.at(PAGES[name]))
    look(page, f"portal-{name}-{width}")


def test_the_catalog_is_the_table_that_offices_know(visitor: Callable[..., Page], live: Live) -> None:
    page = visitor()
    page.goto(live.at("/"))
    follow(page.get_by_role("link", name="查公开目录 8 类 28 项"))
    expect(page.locator("h1")).to_have_text("示例区委公开目录")
    expect(page.get_by_role("rowheader", name="党费收缴、管理和使用情况")).to_be_visible()
    expect(page.locator("tbody tr:not(.gk-section)")).to_have_count(28)


def test_a_unit_is_found_by_its_pinyin_initials(visitor: Callable[..., Page], live: Live) -> None:
    page = visitor()
    page.goto(live.at("/units/"))
    page.get_by_label("单位名称").last.fill("dysq")
    follow(page.get_by_role("button", name="查找"))
    follow(page.get_by_role("link", name="第一社区党支部"))
    expect(page.locator("h1")).to_have_text("第一社区党支部")


def test_large_type_stays_on_from_page_to_page(visitor: Callable[..., Page], live: Live) -> None:
    page = visitor()
    page.goto(live.at("/"))
    page.get_by_text("适老模式").click()
    expect(page.locator("html")).to_have_class("gk-large")
    page.goto(live.at("/catalog/"))
    expect(page.locator("html")).to_have_class("gk-large")
    accessible(page)
    fits(page)
