"""Does the browsable page of the API work under our own content security policy, without the internet?"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Live, shoot


def test_it_is_read_and_tried_without_the_internet(visitor: Callable[..., Page], live: Live) -> None:
    page, asked = visitor(), []
    page.on("request", lambda request: asked.append(request.url))
    response = page.goto(live.at("/api/docs/"))
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    expect(page.locator(".info .title")).to_contain_text("Gongkai API")
    page.locator("#operations-tag-disclosures").click()
    expect(page.locator("#operations-disclosures-disclosures_return")).to_be_visible()

    page.locator("#operations-tag-units").click()
    page.locator("#operations-units-units_list .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute", exact=True).click()
    expect(page.locator("#operations-units-units_list .responses-table.live-responses-table")).to_contain_text(
        "示例区委"
    )
    shoot(page, "api-docs")
    elsewhere = {host for url in asked if (host := urlsplit(url).netloc) and host != urlsplit(live.at("/")).netloc}
    assert not elsewhere, elsewhere
