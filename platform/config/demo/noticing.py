"""What is on public notice in the demo? One appointment, with an objection that waits for its answer."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from accounts import actors
from accounts.actors import Actor
from catalogs.models import Item
from disclosures import actions
from disclosures.flows import disclosure_flow
from disclosures.kinds import Checkpoint
from disclosures.noticing import objecting
from hierarchy.models import Unit

ITEM = "干部考察预告和任前公示"
TITLE = "关于拟任职人员的任前公示"
BODY = (
    "<p>经支部委员会研究，拟任周岚同志为办公室副主任。现予公示，公示期不少于5个工作日。</p>"
    "<p>公示期间，可以通过本页、来信、来电或者当面提出异议，署名和匿名都可以。每一件异议都会答复。</p>"
)
OBJECTION = "公示里没有写明民主推荐的时间和范围，请补充说明。"
DAYS = 5
PUBLISHED_DAYS_AGO, OBJECTED_DAYS_AGO = 3, 1


def put_on_notice(
    unit: Unit, items: Mapping[str, Item], hands: Mapping[str, Actor], ago: Callable[[int], datetime.datetime]
) -> None:
    """Take one appointment through its steps to its notice, and let somebody object without a name."""
    began, published = ago(PUBLISHED_DAYS_AGO + 3), ago(PUBLISHED_DAYS_AGO)
    data = {
        "title": TITLE,
        "body": BODY,
        "scope": "society",
        "item": str(items[ITEM].public_id),
        "keywords": "任前公示",
    }
    text = actions.create_draft(unit=unit, data=data, actor=hands["clerk"], at=began)
    steps = (("submit", "clerk", began), ("pass_secrecy", "secrecy", began), ("approve", "leader", published))
    for verb, who, at in steps:
        said = {"checklist": Checkpoint.values} if verb == "pass_secrecy" else {}
        disclosure_flow.perform(verb, text, actor=hands[who], at=at, data=said)
    text = disclosure_flow.perform("publish", text, actor=hands["clerk"], at=published)
    objecting.object_to(
        text, data={"text": OBJECTION}, actor=actors.ANONYMOUS, at=ago(OBJECTED_DAYS_AGO), source="demo"
    )
