"""Does an edition of a unit below reach its superior, who sees what is new and agrees or sends it back?"""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actors
from catalogs import actions
from catalogs.models import CatalogVersion
from tests.frontend.browser import Browser, signed_in
from tests.frontend.workbench.conftest import text_of


def path(route: str, *args: Any) -> str:
    return reverse(f"work:{route}", args=[getattr(arg, "public_id", arg) for arg in args])


def step(version: CatalogVersion, verb: str) -> str:
    return reverse("work:catalog_edition_step", args=[version.public_id, verb])


@pytest.fixture
def handed_in(draft: CatalogVersion, branch_keeper: Browser) -> CatalogVersion:
    """The branch's catalog, handed to the superior."""
    day = timezone.localdate() + datetime.timedelta(days=10)
    form = {"effective_on": day.isoformat(), "revision": draft.revision}
    assert branch_keeper.post(path("catalog_publish", draft), form).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "submitted"
    return draft


def test_who_hands_in_is_told_that_it_goes_to_the_superior(draft: CatalogVersion, branch_keeper: Browser) -> None:
    page = text_of(branch_keeper.get(path("catalog_publish", draft)))
    assert "提交以后由上级（示例区委）审批" in page
    assert "发布目录" not in page


def test_it_says_for_whom_it_waits_and_cannot_be_written(handed_in: CatalogVersion, branch_keeper: Browser) -> None:
    page = text_of(branch_keeper.get(path("catalog_edition", handed_in)))
    assert "待审批" in page
    assert "等郑某审批" in page
    assert "尤某" in page
    assert step(handed_in, "recall") in page
    assert step(handed_in, "approve") not in page
    refused = branch_keeper.get(path("catalog_add_category", handed_in))
    assert (refused.status_code, "请先撤回" in text_of(refused)) == (409, True)
    assert branch_keeper.post(step(handed_in, "approve"), {"revision": handed_in.revision}).status_code == 403


def test_the_superior_finds_it_reads_what_is_new_and_agrees(handed_in: CatalogVersion, units: Any) -> None:
    superior = signed_in("superior")
    edition = path("catalog_edition", handed_in)
    assert edition in text_of(superior.get(reverse("work:inbox")))
    assert step(handed_in, "approve") in text_of(superior.get(edition))
    page = text_of(superior.get(step(handed_in, "approve")))
    assert "机关志愿服务安排" in page
    agreed = superior.post(step(handed_in, "approve"), {"revision": handed_in.revision, "reason": ""})
    assert agreed["Location"] == edition
    handed_in.refresh_from_db()
    assert (handed_in.state, handed_in.number) == ("published", 1)
    assert "郑某" in text_of(superior.get(edition))
    assert edition not in text_of(superior.get(reverse("work:inbox")))


def test_what_is_sent_back_comes_with_the_reason(handed_in: CatalogVersion, branch_keeper: Browser) -> None:
    superior = signed_in("superior")
    blank = superior.post(step(handed_in, "return"), {"revision": handed_in.revision, "reason": ""})
    assert (blank.status_code, 'href="#id_reason"' in text_of(blank)) == (422, True)
    sent = {"revision": handed_in.revision, "reason": "志愿服务请写明时间"}
    assert superior.post(step(handed_in, "return"), sent).status_code == 302
    page = text_of(branch_keeper.get(path("catalog_edition", handed_in)))
    assert "志愿服务请写明时间" in page
    assert re.search(r"郑某[^<]*退回", page)
    again = superior.post(step(handed_in, "return"), sent)
    assert again.status_code == 422


def test_it_is_taken_back_and_written_again(handed_in: CatalogVersion, branch_keeper: Browser) -> None:
    old = branch_keeper.post(step(handed_in, "recall"), {"revision": handed_in.revision - 1})
    assert (old.status_code, "已有人改动" in text_of(old)) == (422, True)
    assert branch_keeper.post(step(handed_in, "recall"), {"revision": handed_in.revision}).status_code == 302
    assert branch_keeper.get(path("catalog_add_category", handed_in)).status_code == 200
    for verb in ("publish", "supersede", "nonsense"):
        assert branch_keeper.post(step(handed_in, verb), {}).status_code == 404


def test_the_second_edition_is_decided_on_its_differences(draft: CatalogVersion) -> None:
    first = actions.publish_version(
        draft, effective_on=datetime.date(2026, 1, 1), actor=actors.SYSTEM, at=timezone.now()
    )
    again = actions.start_draft(first.catalog, actor=actors.SYSTEM, at=timezone.now())
    actions.remove_item(again.items.get(title="机关志愿服务安排"), actor=actors.SYSTEM, at=timezone.now())
    CatalogVersion.objects.filter(pk=again.pk).update(
        state="submitted", wanted_on=timezone.localdate(), submitted_at=timezone.now()
    )
    page = text_of(signed_in("superior").get(step(again, "approve")))
    assert "<del>机关志愿服务安排</del>" in page
    assert "机关食堂管理情况" not in page
