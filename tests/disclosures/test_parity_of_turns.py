"""Do the lists of work name exactly the texts on which the policies let a person decide or speak, whatever the rows?"""

from __future__ import annotations

import random
from typing import Any

import pytest

from accounts import roles
from accounts.actors import Actor, Seat
from disclosures import policies, visibility
from disclosures.deciding import offices, parties, turns
from disclosures.deciding.routes import RouteStep
from disclosures.kinds import APPROVALS, REVIEWS, State, Step
from disclosures.models import Disclosure
from hierarchy.models import Unit
from tests.databases import AT
from tests.disclosures.conftest import Walker

pytestmark = pytest.mark.django_db

TEXTS, PEOPLE, PERSONS = 150, 60, 8


def some_text(chance: random.Random, units: list[Unit], drafter: int) -> Disclosure:
    """Return a text that waits for some step in some round, with whatever hands it has been through."""
    code = chance.choice([*REVIEWS, *APPROVALS])
    free = code in (Step.NECESSITY, Step.TRUTH)
    decider = chance.choice(offices.REVIEWERS) if free else offices.OF_STEP[code]
    unit = chance.choice(units)
    named = [parties.of_unit(each.pk) for each in units]
    asked = chance.sample([*(party.value for party in parties.OWN), *named], chance.randrange(3))
    step = RouteStep(code, decider, asks=tuple(asked))

    def hands(most: int) -> list[int]:
        return sorted(chance.sample(range(1, PERSONS + 1), chance.randrange(most)))

    return Disclosure(
        unit=unit,
        title=f"{code} {unit.code}",
        state=step.state,
        step=code,
        decider=decider,
        chain=[code],
        route=[step.as_json()],
        maker=chance.choice([unit.parent, unit.get_root()]) if unit.parent_id else None,
        asked=asked,
        opinions_due=chance.choice([0, len(asked)]),
        consulted=parties.named(asked),
        advised_ids=hands(3),
        editor_ids=hands(3),
        last_decider_ids=hands(3),
        may_join=chance.random() < 0.5,
        joined=chance.random() < 0.3,
        drafted_by_id=drafter,
        drafted_by_name="某",
        content_hash="x",
        round_no=1,
        submitted_at=AT,
        created_at=AT,
        updated_at=AT,
        moved_at=AT,
    )


def somebody(chance: random.Random, units: list[Unit]) -> Actor:
    """Return a person with up to three posts, some of them somebody else's."""
    seats = []
    for number in range(chance.randrange(1, 4)):
        unit, absent = chance.choice(units), chance.random() < 0.3
        seats.append(
            Seat(
                number,
                chance.choice(roles.ALL),
                unit.pk,
                unit.name,
                unit.lft,
                unit.rght,
                "某某" if absent else "",
                chance.randrange(1, PERSONS + 1) if absent else None,
            )
        )
    return Actor(user_id=chance.randrange(1, PERSONS + 1), name="某", seats=tuple(seats))


def passes(actor: Actor, text: Disclosure) -> bool:
    """Say whether any of the verbs that pass a step is allowed."""
    if text.state == State.SECRECY_CHECKED:
        return bool(policies.approve(actor, text))
    return bool(policies.pass_secrecy(actor, text) or policies.pass_review(actor, text))


@pytest.mark.parametrize("seed", range(3))
def test_filters_and_verdicts_agree(walk: Walker, cast: Any, seed: int) -> None:
    chance, units = random.Random(seed), list(Unit.objects.all())
    item = walk.items.open
    rows = [some_text(chance, units, cast.clerk.user_id) for _ in range(TEXTS)]
    for row in rows:
        row.item = item
    Disclosure.objects.bulk_create(rows)
    texts = list(Disclosure.objects.select_related("unit", "item", "maker"))
    counted = [0, 0, 0]
    for _ in range(PEOPLE):
        actor = somebody(chance, units)
        rules = (
            (turns.awaiting(actor), passes),
            (turns.advised_by(actor), lambda who, text: bool(policies.advise(who, text))),
            (visibility.seen_by(actor), lambda who, text: bool(policies.view(who, text))),
        )
        for at, (rule, verdict) in enumerate(rules):
            found = set(Disclosure.objects.filter(rule).values_list("pk", flat=True))
            assert found == {text.pk for text in texts if verdict(actor, text)}, (actor, at)
            counted[at] += len(found)
    assert min(counted) > PEOPLE, "the examples say something"
    assert counted[0] < counted[2]


def test_whoever_has_the_turn_sees_the_text(walk: Walker, cast: Any) -> None:
    chance, units = random.Random(7), list(Unit.objects.all())
    rows = [some_text(chance, units, cast.clerk.user_id) for _ in range(TEXTS)]
    for row in rows:
        row.item = walk.items.open
    Disclosure.objects.bulk_create(rows)
    for _ in range(PEOPLE):
        actor = somebody(chance, units)
        turn = Disclosure.objects.filter(turns.awaiting(actor) | turns.advised_by(actor))
        assert not turn.exclude(pk__in=Disclosure.objects.visible_to(actor).values("pk")).exists()
