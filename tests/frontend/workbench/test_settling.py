"""Does the root's administrator settle who has to consent, and nobody else? Does the choice hold at once?"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from catalogs.models import CatalogPolicy, CatalogVersion
from tests.frontend.browser import Browser, signed_in
from tests.frontend.workbench.conftest import text_of

PAGE = "work:catalog_policy"
REASON = "区委〔2026〕3号文件"


def test_the_preset_is_approval_and_is_changed_with_a_reason(keeper: Browser, published: CatalogVersion) -> None:
    page = text_of(keeper.get(reverse(PAGE)))
    assert "现在：报上级审批" in page
    assert "上次设置" not in page
    answer = keeper.post(reverse(PAGE), {"consent": "filing", "reason": REASON}, follow=True)
    page = text_of(answer)
    assert CatalogPolicy.objects.consent() == "filing"
    assert "现在：报上级备案" in page
    assert REASON in page
    assert "周某" in page


@pytest.mark.parametrize("sent", [{"consent": "filing", "reason": ""}, {"consent": "none", "reason": REASON}, {}])
def test_what_cannot_be_is_refused_at_its_field(keeper: Browser, sent: dict[str, str]) -> None:
    answer = keeper.post(reverse(PAGE), sent)
    assert (answer.status_code, "gk-errors" in text_of(answer)) == (422, True)
    assert not CatalogPolicy.objects.exists()


def test_nobody_else_settles_it(branch_keeper: Browser, published: CatalogVersion) -> None:
    others = [branch_keeper, *(signed_in(who) for who in ("superior", "leader", "clerk", "member"))]
    for browser in others:
        assert browser.get(reverse(PAGE)).status_code == 403
        assert browser.post(reverse(PAGE), {"consent": "filing", "reason": REASON}).status_code == 403
    assert not CatalogPolicy.objects.exists()


def test_the_page_is_found_from_the_roots_catalog(keeper: Browser, units: Any, published: CatalogVersion) -> None:
    at = {unit: f"{reverse('work:catalog')}?unit={getattr(units, unit).public_id}" for unit in ("QW", "JG1")}
    assert reverse(PAGE) in text_of(keeper.get(at["QW"]))
    assert reverse(PAGE) not in text_of(keeper.get(at["JG1"]))
    assert reverse(PAGE) not in text_of(signed_in("superior").get(at["QW"]))
