"""Who may do what beside the flows, as a table that a lawyer can read (`rights.csv`).

Drafting and its surroundings, lists of readers, templates, plans begun, notices arranged, records of channels, boxes,
and what is laid down for the whole tenant: every permission that is no verb of a flow. Computed from the policies on
rows in memory: no database. Write it anew with `python -m tests.disclosures.rights_table`, and read the difference
before committing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from accounts import roles
from accounts.actors import ANONYMOUS, SYSTEM, Actor
from archives import policies as archive_policies
from archives.models import Box
from channels import policies as channel_policies
from channels.models import Posting
from disclosures import policies
from disclosures.afterwards import policies as afterwards
from disclosures.kinds import State
from disclosures.models import Audience, Disclosure, OutsidePlan, TextTemplate
from disclosures.noticing import policies as noticing
from disclosures.plans import policies as plans
from disclosures.writing import templates
from tests.databases import AT
from tests.disclosures import decision_table as table

RIGHTS = Path(__file__).with_name("rights.csv")
CLOCK = "系统"
Asked = Callable[[Actor, str], Any]
"""Asks for a person and her relation to the thing; truthy when she may."""


def text(relation: str, state: State = State.PUBLISHED) -> Disclosure:
    """Return a text of the unit as it stands to the person asked about."""
    return table.disclosure_in(table.Situation(state), relation)


def posting(*, struck: bool = False) -> Posting:
    """Return the record of a channel on which a text of the unit was shown."""
    return Posting(disclosure=text(table.NONE), struck_at=AT if struck else None)


HERE = table.unit(table.HERE)
RIGHTS_OF: Mapping[str, Asked] = {
    "起草": lambda actor, _relation: policies.draft(actor, HERE),
    "修改草稿、附件和读者": lambda actor, relation: policies.edit(actor, text(relation, State.DRAFT)),
    "删除草稿": lambda actor, relation: policies.discard(actor, text(relation, State.DRAFT)),
    "起草变更、澄清等": lambda actor, _relation: policies.draft(actor, HERE),
    "设置展示日期": lambda actor, relation: afterwards.set_display(actor, text(relation)),
    "看常用名单": lambda actor, _relation: policies.view_audience(actor, Audience(unit=HERE)),
    "维护常用名单": lambda actor, _relation: policies.keep_audience(actor, HERE),
    "看范文": lambda actor, _relation: templates.see(actor, TextTemplate(unit=HERE)),
    "维护范文": lambda actor, _relation: templates.manage(actor, HERE),
    "看目录外公开方案": lambda actor, _relation: plans.view(actor, OutsidePlan(unit=HERE, maker=HERE)),
    "起草目录外公开方案": lambda actor, _relation: plans.write(actor, HERE),
    "安排公示": lambda actor, _relation: noticing.plan(actor, HERE),
    "登记异议": lambda actor, _relation: noticing.enter(actor, HERE),
    "登记线下公开": lambda actor, relation: channel_policies.record(actor, text(relation)),
    "看线下公开记录": lambda actor, _relation: channel_policies.view(actor, posting()),
    "看划掉的线下公开记录": lambda actor, _relation: channel_policies.view(actor, posting(struck=True)),
    "看线下公开的照片": lambda actor, _relation: channel_policies.view_evidence(actor, posting()),
    "看归档盒": lambda actor, _relation: archive_policies.view(actor, Box(unit=HERE)),
    "归档": lambda actor, _relation: archive_policies.close(actor, HERE),
    "准许合并办理": lambda actor, _relation: policies.set_joining(actor, HERE),
    "看审批链": lambda actor, _relation: policies.see_chains(actor),
    "设置审批链": lambda actor, _relation: policies.set_chains(actor),
    "设置公开规则": lambda actor, _relation: afterwards.set_rule(actor, table.unit(table.ABOVE)),
    "设置公示天数": lambda actor, _relation: noticing.set_rules(actor, table.unit(table.ABOVE)),
}
"""What is asked of the unit, a text of it, or (the last ones) the tenant, whose root stands above the unit."""
COLUMNS = ("角色", "任职单位", "与草稿的关系", *RIGHTS_OF)


def cells(actor: Actor, relation: str) -> list[str]:
    """Return what each right answers this person."""
    found = []
    for asked in RIGHTS_OF.values():
        verdict = asked(actor, relation)
        found.append(table.YES if verdict else f"{verdict.reason}（{verdict.code}）")
    return found


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the whole table: role × unit × relation."""
    yield (table.NOBODY, "", table.NONE, *cells(ANONYMOUS, table.NONE))
    yield (CLOCK, "", table.NONE, *cells(SYSTEM, table.NONE))
    for role in roles.ALL:
        for place in (table.HERE, table.ABOVE, table.BELOW, table.BESIDE):
            for relation in (table.NONE, table.AUTHOR, table.FOR_AUTHOR):
                if relation == table.FOR_AUTHOR and not role.delegable:
                    continue
                yield (str(role.label()), place, relation, *cells(table.person(role, place, relation), relation))


def main() -> None:
    """Write the table; with the mark by which office programs know UTF-8."""
    RIGHTS.write_text(table.text(COLUMNS, rows()), encoding="utf-8-sig")


if __name__ == "__main__":
    import django

    django.setup()
    main()
