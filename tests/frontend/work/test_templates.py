"""Is a template written, used, written anew and removed through forms alone?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from disclosures.models import Disclosure, TextTemplate
from hierarchy.models import Unit
from tests.frontend.work.conftest import People
from tests.frontend.work.forms_of import form_to


def text_of(response: Any) -> str:
    return str(response.content.decode())


def write(people: People, who: str, body: str, *, query: str = "", **typed: str) -> Any:
    page = people(who).get(reverse("work:template_new") + query)
    form = form_to(page, "/templates/new/")
    return people(who).post(form.action, {**form.values, "body": body, **typed}, follow=True)


def test_from_the_template_to_the_draft(people: People, items: SimpleNamespace) -> None:
    listed = write(people, "clerk", "<p>{单位}情况如下。</p>", item=str(items.open.public_id))
    assert "党费收缴情况" in text_of(listed)
    clerk = people("clerk")
    start = clerk.get(reverse("work:new"))
    form = form_to(start, "/new/")
    clerk.post(form.action, {**form.values, "item": str(items.open.public_id)})
    assert Disclosure.objects.get().body == "<p>机关第一党支部情况如下。</p>"


def test_it_is_written_anew_and_removed(people: People, items: SimpleNamespace) -> None:
    write(people, "clerk", "<p>一。</p>")
    template = TextTemplate.objects.get()
    address = reverse("work:template", args=[template.public_id])
    clerk = people("clerk")
    form = form_to(clerk.get(address), address)
    clerk.post(address, {**form.values, "body": "<p>二。</p>"})
    template.refresh_from_db()
    assert template.body == "<p>二。</p>"
    stale = clerk.post(address, {**form.values, "body": "<p>三。</p>"})
    assert stale.status_code == 422
    assert "陈某" in text_of(stale)
    assert "三。" in text_of(stale), "what was written is still on the page"
    clerk.post(address, {"then": "remove"})
    assert not TextTemplate.objects.exists()


def test_an_administrator_writes_for_her_own_catalog(people: People, items: SimpleNamespace) -> None:
    write(people, "admin", "<p>区委。</p>")
    assert TextTemplate.objects.get().unit == Unit.objects.get(code="QW")
    address = reverse("work:template", args=[TextTemplate.objects.get().public_id])
    assert people("clerk").get(address).status_code == 403
    assert "区委" in text_of(people("clerk").get(reverse("work:templates")))


def test_the_content_elements_are_the_outline(people: People, items: SimpleNamespace) -> None:
    items.open.elements = "收缴标准、实收金额"
    items.open.save()
    page = people("clerk").get(reverse("work:template_new"), {"item": str(items.open.public_id)})
    assert "实收金额" in text_of(page)


def test_who_keeps_none_is_told_so(people: People, items: SimpleNamespace) -> None:
    assert people("leader").get(reverse("work:template_new")).status_code == 403
    assert people("leader").get(reverse("work:templates")).status_code == 200
    other = f"?unit={Unit.objects.get(code='SQ1').public_id}"
    assert people("clerk").get(reverse("work:template_new") + other).status_code == 403
    empty = write(people, "clerk", "")
    assert "请写范文" in text_of(empty)
