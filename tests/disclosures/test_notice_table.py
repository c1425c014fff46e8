"""Does the committed table of notices say what the policies answer, and does it hold for the cast?"""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from accounts import roles
from disclosures.kinds import State
from disclosures.models import Objection, PublicNotice
from disclosures.noticing import closing, duties, objecting
from disclosures.noticing.flows import notice_flow, objection_flow
from tests import world
from tests.databases import AT
from tests.disclosures import decision_table as table
from tests.disclosures import notice_table
from tests.disclosures.conftest import Walker
from tests.disclosures.test_decision_table import PLACES


def test_the_committed_table_is_what_the_policies_answer() -> None:
    written = table.text(notice_table.COLUMNS, notice_table.rows())
    assert table.committed(notice_table.NOTICES) == written, "write it anew and read the difference"


def test_nobody_but_the_clock_begins_lengthens_closes_or_breaks_off() -> None:
    found = table.answers(notice_table.NOTICES, 5)
    by_clock = [list(notice_flow.transitions).index(verb) for verb in ("begin", "lengthen", "close", "end")]
    allowed = {key[0] for key, row in found.items() for column in by_clock if row[column] == table.YES}
    assert allowed == {notice_table.CLOCK}


@pytest.mark.django_db
def test_the_table_holds_for_the_cast(walk: Walker, cast: Any) -> None:
    found = table.answers(notice_table.NOTICES, 5)
    walk.items.unit.notice_days = 7
    walk.items.unit.save()
    texts = [walk.to(State.PUBLISHED, item=walk.items.unit, scope="unit") for _ in range(2)]
    data = {"text": "程序不全", "anonymous": "on"}
    objecting.object_to(texts[0], data=data, actor=cast.member, at=AT, source=str(uuid.uuid4()))
    rows = PublicNotice.objects.select_related("disclosure__unit")
    closing.close_due(at=duties.over_at(rows.get(disclosure=texts[1])))
    objection = Objection.objects.select_related("notice__disclosure__unit").get()
    subjects = [(notice_flow, "公示", each) for each in rows.order_by("id")]
    for username, _name, code, role in world.CAST:
        person, place = getattr(cast, username), PLACES.get(code, table.BESIDE)
        for flow, what, subject in [*subjects, (objection_flow, "异议", objection)]:
            key = (str(roles.named(role).label()), place, table.NONE, what, str(subject.get_state_display()))
            assert notice_table.cells(person, flow, subject) == found[key], (username, key)
