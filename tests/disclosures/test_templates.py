"""Does a draft begin with the nearest template of its item, and who may write one?"""

from __future__ import annotations

from typing import Any

import pytest

from core import errors
from core.audit.models import AuditEntry
from disclosures.models import TextTemplate
from disclosures.writing import templates
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker

BODY = "<h2>收缴情况</h2><p>{单位}{年度}年度收缴情况如下，截至{日期}。</p>"


def add(walk: Walker, unit: str, body: str = BODY, *, item: Any = None, by: str = "clerk") -> TextTemplate:
    data = {"item": str(item.public_id) if item else None, "body": body}
    return templates.add(getattr(walk.units, unit), data=data, actor=getattr(walk.cast, by), at=AT)


def test_a_draft_begins_with_the_template_and_its_blanks_filled_in(walk: Walker) -> None:
    add(walk, "JG1", item=walk.items.open)
    draft = walk.draft(body="")
    day = f"{TODAY.year}年{TODAY.month}月{TODAY.day}日"
    assert draft.body == f"<h2>收缴情况</h2><p>机关第一党支部{TODAY.year}年度收缴情况如下，截至{day}。</p>"
    assert walk.draft(body="<p>自己写的。</p>").body == "<p>自己写的。</p>"


def test_the_items_own_comes_before_any_and_the_nearest_unit_first(walk: Walker) -> None:
    add(walk, "QW", "<p>区委，所有。</p>", by="admin")
    assert walk.draft(body="").body == "<p>区委，所有。</p>"
    add(walk, "JG1", "<p>支部，所有。</p>")
    assert walk.draft(body="").body == "<p>支部，所有。</p>"
    add(walk, "QW", "<p>区委，本项。</p>", item=walk.items.open, by="admin")
    assert walk.draft(body="").body == "<p>区委，本项。</p>"
    add(walk, "JG1", "<p>支部，本项。</p>", item=walk.items.open)
    assert walk.draft(body="").body == "<p>支部，本项。</p>"
    assert walk.draft(body="", item=walk.items.unit, scope="unit").body == "<p>支部，所有。</p>"
    assert walk.draft(body="", by=walk.cast.neighbour, unit=walk.units.JG2).body == "<p>区委，本项。</p>"


@pytest.mark.parametrize(
    ("who", "unit", "allowed"),
    [
        ("clerk", "JG1", True),
        ("clerk", "JG2", False),
        ("clerk", "QW", False),
        ("neighbour", "JG1", False),
        ("admin", "QW", True),
        ("admin", "JG1", True),
        ("leader", "JG1", False),
        ("member", "JG1", False),
        ("public", "JG1", False),
        ("system", "QW", False),
    ],
)
def test_who_writes_templates(walk: Walker, who: str, unit: str, allowed: bool) -> None:
    if allowed:
        template = add(walk, unit, by=who)
        assert list(TextTemplate.objects.managed_by(getattr(walk.cast, who))) == [template]
        return
    with pytest.raises(errors.Denied):
        add(walk, unit, by=who)
    mine = templates.manage(getattr(walk.cast, who), getattr(walk.units, unit))
    assert not mine


def test_writing_anew_and_removing_stand_in_the_trail(walk: Walker) -> None:
    template = add(walk, "JG1", "<script>x</script><p>一。</p>")
    assert template.body == "<p>一。</p>"
    clerk = walk.cast.second_clerk
    edited = templates.edit(template, data={"body": "二。"}, revision=0, actor=clerk, at=AT)
    assert (edited.body, edited.revision, edited.updated_by_name) == ("<p>二。</p>", 1, "韩某")
    with pytest.raises(errors.Stale):
        templates.edit(template, data={"body": "三。"}, revision=0, actor=clerk, at=AT)
    templates.remove(template, actor=clerk, at=AT)
    verbs = (
        AuditEntry.objects.filter(verb__startswith="template.").order_by("id").values_list("verb", "before", "after")
    )
    assert list(verbs) == [
        ("template.added", {}, {"body": "<p>一。</p>"}),
        ("template.edited", {"body": "<p>一。</p>"}, {"body": "<p>二。</p>"}),
        ("template.removed", {"body": "<p>二。</p>"}, {}),
    ]
    assert not TextTemplate.objects.exists()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"body": ""}, "body.required"),
        ({"body": "<p> </p>"}, "body.required"),
        ({"body": '<img src="/files/12345678-1234-1234-1234-123456789012/">'}, "template.pictures"),
        ({"body": "话。", "item": "x"}, "item.invalid_choice"),
    ],
)
def test_bad_input_is_named(walk: Walker, data: dict[str, str], code: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        templates.add(walk.units.JG1, data=data, actor=walk.cast.clerk, at=AT)
    assert [each.code for listed in refused.value.errors.values() for each in listed] == [code]


def test_one_template_of_an_item_at_a_unit(walk: Walker) -> None:
    for item in (None, walk.items.open):
        add(walk, "JG1", item=item)
        with pytest.raises(errors.Conflict) as refused:
            add(walk, "JG1", item=item)
        assert refused.value.code == "template.exists"


def test_an_item_that_the_unit_does_not_owe_has_no_template(walk: Walker) -> None:
    with pytest.raises(errors.Invalid) as refused:
        add(walk, "JG1", item=walk.items.rural)
    assert refused.value.code == "item.not_applicable"


def test_an_outline_names_the_content_elements() -> None:
    assert templates.outline_of("收缴标准、实收金额") == "<h2>收缴标准</h2><p>……</p><h2>实收金额</h2><p>……</p>"
