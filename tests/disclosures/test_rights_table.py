"""Does the committed table of rights beside the flows say what the policies answer, and does it hold for the cast?"""

from __future__ import annotations

from typing import Any

import pytest

from accounts import roles
from archives import policies as archive_policies
from channels import policies as channel_policies
from disclosures import policies
from disclosures.kinds import State
from disclosures.models import TextTemplate
from disclosures.noticing import policies as noticing
from disclosures.plans import policies as plans
from disclosures.writing import templates
from tests import world
from tests.disclosures import decision_table as table
from tests.disclosures import rights_table
from tests.disclosures.conftest import Walker
from tests.disclosures.test_decision_table import PLACES


def column(name: str) -> int:
    return list(rights_table.RIGHTS_OF).index(name)


def test_the_committed_table_is_what_the_policies_answer() -> None:
    written = table.text(rights_table.COLUMNS, rights_table.rows())
    assert table.committed(rights_table.RIGHTS) == written, "write it anew and read the difference"


@pytest.mark.parametrize(
    ("right", "who"),
    [
        ("起草", {("信息员", table.HERE)}),
        ("维护常用名单", {("信息员", table.HERE)}),
        ("安排公示", {("信息员", table.HERE)}),
        ("登记异议", {("信息员", table.HERE), ("党组织负责人", table.HERE)}),
        ("设置审批链", {("管理员", table.ABOVE), ("系统", "")}),
        ("设置公示天数", {("管理员", table.ABOVE), ("系统", "")}),
        ("准许合并办理", {("管理员", table.HERE), ("管理员", table.ABOVE), ("系统", "")}),
    ],
)
def test_each_right_is_whose_it_should_be(right: str, who: set[tuple[str, str]]) -> None:
    found = table.answers(rights_table.RIGHTS, 3)
    assert {key[:2] for key, row in found.items() if row[column(right)] == table.YES} == who


def test_the_public_does_nothing_and_sees_only_what_is_shown_to_it() -> None:
    found = table.answers(rights_table.RIGHTS, 3)[table.NOBODY, "", table.NONE]
    assert [name for name, cell in zip(rights_table.RIGHTS_OF, found, strict=True) if cell == table.YES] == []


@pytest.mark.django_db
def test_the_table_holds_for_the_cast(walk: Walker, cast: Any) -> None:
    """Of what the policies are asked about here are the real rows, of a text that the clerk began."""
    found = table.answers(rights_table.RIGHTS, 3)
    draft, unit = walk.draft(), walk.units.JG1
    template = TextTemplate(unit=unit)
    public = walk.to(State.PUBLISHED, scope="unit")
    asked = {
        "起草": lambda actor: policies.draft(actor, unit),
        "修改草稿、附件和读者": lambda actor: policies.edit(actor, draft),
        "删除草稿": lambda actor: policies.discard(actor, draft),
        "维护常用名单": lambda actor: policies.keep_audience(actor, unit),
        "看范文": lambda actor: templates.see(actor, template),
        "维护范文": lambda actor: templates.manage(actor, unit),
        "起草目录外公开方案": lambda actor: plans.write(actor, unit),
        "安排公示": lambda actor: noticing.plan(actor, unit),
        "登记异议": lambda actor: noticing.enter(actor, unit),
        "登记线下公开": lambda actor: channel_policies.record(actor, public),
        "归档": lambda actor: archive_policies.close(actor, unit),
        "准许合并办理": lambda actor: policies.set_joining(actor, unit),
        "看审批链": policies.see_chains,
    }
    for username, _name, code, role in world.CAST:
        actor, place = getattr(cast, username), PLACES.get(code, table.BESIDE)
        relation = table.AUTHOR if username == "clerk" else table.NONE
        row = found[str(roles.named(role).label()), place, relation]
        for right, ask in asked.items():
            assert bool(ask(actor)) == (row[column(right)] == table.YES), (username, right)
