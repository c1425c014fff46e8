"""Is a plan outside the catalog written, decided and followed through forms alone?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from disclosures.models import Disclosure, OutsidePlan
from tests.disclosures.test_plans import PLAN
from tests.frontend.work.conftest import People
from tests.frontend.work.forms_of import form_to


def text_of(response: Any) -> str:
    return str(response.content.decode())


def write(people: People, **typed: str) -> Any:
    form = form_to(people("clerk").get(reverse("work:plan_new")), "/plans/new/")
    return people("clerk").post(form.action, {**form.values, **PLAN, **typed}, follow=True)


def act(people: People, who: str, verb: str, **typed: str) -> Any:
    plan = OutsidePlan.objects.get()
    address = reverse("work:plan", args=[plan.public_id])
    if typed:
        assert "意见" in (asked := text_of(people(who).get(f"{address}{verb}/"))) or "理由" in asked
        return people(who).post(f"{address}{verb}/", {"revision": str(plan.revision), **typed}, follow=True)
    form = form_to(people(who).get(address), f"/{verb}/")
    return people(who).post(form.action, form.values, follow=True)


def test_from_the_plan_to_the_draft(people: People, items: SimpleNamespace) -> None:
    assert "提交审批" in text_of(write(people))
    assert "郑某" in text_of(act(people, "clerk", "submit")), "it says for whom the plan waits"
    told = act(people, "superior", "approve", opinion="照此公开")
    assert "照此公开" in text_of(told)
    editor = act(people, "clerk", "draft")
    draft = Disclosure.objects.get()
    assert draft.plan == OutsidePlan.objects.get()
    assert "按目录外公开方案" in text_of(editor)
    assert 'value="society"' not in text_of(editor), "no scope wider than the plan's is offered"
    address = reverse("work:edit", args=[draft.public_id])
    form = form_to(people("clerk").get(address), "/edit/")
    people("clerk").post(address, {**form.values, "body": "写好了。", "scope": "unit"}, follow=True)
    draft.refresh_from_db()
    assert (draft.body_text, draft.plan_id) == ("写好了。", OutsidePlan.objects.get().pk)


def test_what_is_missing_is_said_beside_its_field(people: People, items: SimpleNamespace) -> None:
    refused = write(people, reason="", until_on="2020-01-01")
    assert refused.status_code == 422
    assert "请写目录里没有、为什么还要公开。" in text_of(refused)
    assert "最晚公开日期不能早于最早公开日期。" in text_of(refused)
    assert PLAN["content"] in text_of(refused), "what was written is still there"


def test_one_is_returned_and_written_anew(people: People, items: SimpleNamespace) -> None:
    write(people)
    act(people, "clerk", "submit")
    act(people, "superior", "return", reason="请写费用")
    plan = OutsidePlan.objects.get()
    address = reverse("work:plan_edit", args=[plan.public_id])
    form = form_to(people("clerk").get(address), address)
    people("clerk").post(address, {**form.values, "content": "项目和费用。"})
    plan.refresh_from_db()
    assert plan.content == "项目和费用。"
    stale = people("clerk").post(address, {**form.values, "content": "旧页面"})
    assert stale.status_code == 422


def test_others_neither_read_nor_write(people: People, items: SimpleNamespace) -> None:
    write(people)
    address = reverse("work:plan", args=[OutsidePlan.objects.get().public_id])
    assert people("neighbour").get(address).status_code == 404
    assert "办公楼修缮情况" not in text_of(people("neighbour").get(reverse("work:plans")))
    assert people("leader").get(reverse("work:plan_new")).status_code == 403
    assert people("leader").get(address).status_code == 200
