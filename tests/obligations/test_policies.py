"""Do the committed tables say what the policies answer, and do filters and policies agree for the real people?"""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import User
from catalogs.kinds import TimeMode
from core import errors
from core.audit.models import AuditEntry
from obligations import actions, opening, policies
from obligations.models import DigestPreference, Extension, Obligation, ObligationPolicy
from tests.obligations import decision_table as table
from tests.obligations.conftest import FIRST_QUARTER, NEW_YEAR, TODAY, morning, refused

NUMBERS = {
    "standing_rule": "20个工作日内",
    "periodic_rule": "期后15日内",
    "prompt_rule": "3个工作日内",
    "summary_rule": "30日内",
    "longest_extension_days": 30,
    "withholding_consent": "filing",
    "due_soon_days": 3,
    "escalate_after_days": 10,
    "digest_weekday": 4,
    "source": "区委办〔2026〕12号",
}


def test_the_committed_table_is_what_the_policies_answer() -> None:
    assert table.committed() == table.text(), "write it anew and read the difference"


def test_nobody_decides_on_what_they_asked_for_in_any_row() -> None:
    heading, *rows = csv.reader(io.StringIO(table.committed()))
    deciding = heading.index("审批延期")
    own = [row for row in rows if row[2] in (table.ASKER, table.FOR_ASKER)]
    assert own
    assert all(row[deciding] != table.YES for row in own)
    assert any(row[deciding] == table.YES for row in rows)


@pytest.fixture
def opened(items: SimpleNamespace) -> None:
    """A quarter of every unit."""
    opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)


@pytest.mark.django_db
def test_filters_and_policies_agree_for_everybody(opened: None, cast: Any) -> None:
    everything = list(Obligation.objects.select_related("unit"))
    for found in everything[::2]:
        Extension.objects.create(
            obligation=found,
            reason="核对",
            former_due_on=found.due_on,
            asked_until=found.due_on.replace(day=28),
            asked_by=User.objects.get(username="clerk"),
            asked_by_name="陈某",
            asker_ids=[cast.clerk.user_id, cast.deputy.user_id][: 1 + found.pk % 2],
            asked_at=morning(NEW_YEAR),
        )
    asked = list(Extension.objects.select_related("obligation__unit"))
    for name, person in vars(cast).items():
        seen = {found.pk for found in everything if policies.view(person, found)}
        assert set(Obligation.objects.visible_to(person).values_list("pk", flat=True)) == seen, name
        requests = {found.pk for found in asked if policies.view_extension(person, found)}
        assert set(Extension.objects.visible_to(person).values_list("pk", flat=True)) == requests, name
        decides = {found.pk for found in asked if policies.decide_extension(person, found)}
        assert set(Extension.objects.awaiting(person).values_list("pk", flat=True)) == decides, name


@pytest.mark.django_db
def test_the_tenants_numbers_are_set_at_its_root(cast: Any) -> None:
    before = ObligationPolicy.objects.current()
    assert (before.prompt_rule, before.due_soon_days) == ("7日内", 7), "the preset: S2's week"
    with refused(errors.Denied, "obligation_policy.not_yours"):
        actions.set_policy(data=NUMBERS, actor=cast.deputy, at=morning(TODAY))
    actions.set_policy(data=NUMBERS, actor=cast.admin, at=morning(TODAY))
    actions.set_policy(data=NUMBERS | {"due_soon_days": 5}, actor=cast.admin, at=morning(TODAY))
    after = ObligationPolicy.objects.get()
    assert {name: getattr(after, name) for name in NUMBERS} == NUMBERS | {"due_soon_days": 5}
    assert AuditEntry.objects.filter(verb="obligation_policy.set").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"periodic_rule": "7日内"},
        {"prompt_rule": "期后10个工作日内"},
        {"prompt_rule": "每季度首月10日前"},
        {"standing_rule": "尽快"},
        {"standing_rule": ""},
        {"longest_extension_days": 0},
        {"digest_weekday": 7},
    ],
    ids=str,
)
def test_numbers_that_cannot_be(cast: Any, changes: dict[str, Any]) -> None:
    with refused(errors.Invalid, "input.invalid"):
        actions.set_policy(data=NUMBERS | changes, actor=cast.admin, at=morning(TODAY))
    assert not ObligationPolicy.objects.exists()


@pytest.mark.django_db
def test_the_tenants_numbers_are_followed(items: SimpleNamespace, units: Any, cast: Any) -> None:
    actions.set_policy(data=NUMBERS, actor=cast.admin, at=morning(TODAY))
    data = {"item": str(items.posts.public_id), "title": "任职", "happened_on": TODAY.isoformat()}
    actions.register_event(unit=units.JG1, data=data, actor=cast.clerk, at=morning(TODAY))
    assert Obligation.objects.get().rule_text == "自事项发生之日起3个工作日内"


@pytest.mark.django_db
@pytest.mark.parametrize("frequency", ["hourly", ""])
def test_a_rhythm_that_there_is_not(cast: Any, frequency: str) -> None:
    with refused(errors.Invalid, "input.invalid"):
        actions.set_digest(data={"frequency": frequency}, actor=cast.clerk, at=morning(TODAY))
    with refused(errors.Denied, "decision.nobody"):
        actions.set_digest(data={"frequency": "daily"}, actor=cast.public, at=morning(TODAY))
    assert not DigestPreference.objects.exists()
