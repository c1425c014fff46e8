"""Who may pass, send back or speak at each step of a chain, as a table that a lawyer can read.

`steps.csv`: role × unit × relation × step. Computed from the policies on rows in memory, with the same people as
`decision_table`. Write it anew with `python -m tests.disclosures.step_table`, and read the difference first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from accounts import roles
from accounts.actors import ANONYMOUS, Actor, Seat
from disclosures import policies
from disclosures.deciding import offices
from disclosures.deciding.routes import RouteStep
from disclosures.kinds import APPROVALS, REVIEWS, Decider, Step
from disclosures.models import Disclosure
from hierarchy.models import Unit
from tests.disclosures import decision_table as table

STEPS = Path(__file__).with_name("steps.csv")
MAKER, PARENT, HERE, BELOW, ASKED, BESIDE = (
    "目录制定单位（上级的上级）",
    "上级单位",
    "本单位",
    "下级单位",
    "被征求意见的单位",
    "其他单位",
)
_PLACES = {
    MAKER: (20, 1, 40),
    PARENT: (10, 2, 30),
    HERE: (11, 3, 10),
    BELOW: (12, 4, 5),
    ASKED: (13, 32, 33),
    BESIDE: (14, 34, 35),
}
SPOKE = "已在这一步提过意见"
RELATIONS = (table.NONE, table.AUTHOR, table.FOR_AUTHOR, table.LAST, table.LAST_JOINABLE, SPOKE)
COLUMNS = ("角色", "任职单位", "与这件信息的关系", "环节", "通过", "提出意见", "退回")


@dataclass(frozen=True)
class Waiting:
    """A step that a text waits for, perhaps for opinions first."""

    step: Step
    decider: Decider
    opinions: bool = False

    @property
    def label(self) -> str:
        """Return the step in words, with who decides where that is the chain's to say."""
        words = str(self.step.label)
        if self.decider != offices.OF_STEP[self.step]:
            words += f"（由{self.decider.label}办理）"
        return f"{words}（还在征求意见）" if self.opinions else words


WAITING = (
    *(Waiting(step, offices.OF_STEP[step]) for step in (*REVIEWS, *APPROVALS)),
    Waiting(Step.NECESSITY, Decider.IN_CHARGE),
    Waiting(Step.TRUTH, Decider.LEADER),
    Waiting(Step.LEADER, Decider.LEADER, opinions=True),
)


def unit(place: str) -> Unit:
    """Return a unit of a small tree: the maker, its child, this one, one below, and two elsewhere."""
    pk, lft, rght = _PLACES[place]
    parent = {MAKER: None, PARENT: 20, HERE: 10, BELOW: 11}.get(place, 20)
    return Unit(pk=pk, name=place, lft=lft, rght=rght, parent_id=parent, tree_id=1, level=0)


def person(role: type[roles.Role], place: str, relation: str) -> Actor:
    """Return somebody with one post, held or exercised for the author."""
    where, absent = unit(place), relation == table.FOR_AUTHOR
    seat = Seat(
        1,
        role,
        where.pk,
        where.name,
        where.lft,
        where.rght,
        table.AUTHOR_NAME if absent else "",
        table.AUTHOR_ID if absent else None,
    )
    return Actor(user_id=table.ME, name="某", seats=(seat,))


def text(waiting: Waiting, relation: str) -> Disclosure:
    """Return a text that waits for the step, as it stands to the person asked about."""
    asks = ("in_charge", f"leader@{_PLACES[ASKED][0]}") if waiting.opinions else ()
    step = RouteStep(waiting.step, waiting.decider, asks=asks)
    return Disclosure(
        pk=1,
        unit=unit(HERE),
        maker=unit(MAKER),
        scope="unit",
        state=step.state,
        step=waiting.step,
        decider=waiting.decider,
        chain=[waiting.step],
        route=[step.as_json()],
        asked=list(asks),
        opinions_due=len(asks),
        consulted=list(asks[1:]),
        advised_ids=[table.ME] if relation == SPOKE else [],
        drafted_by_id=table.ME if relation == table.AUTHOR else table.AUTHOR_ID,
        drafted_by_name=table.AUTHOR_NAME,
        editor_ids=[table.ME if relation == table.AUTHOR else table.AUTHOR_ID],
        last_decider_ids=[table.ME if relation in (table.LAST, table.LAST_JOINABLE) else table.OTHER],
        may_join=relation == table.LAST_JOINABLE,
    )


def cells(actor: Actor, found: Disclosure) -> list[str]:
    """Return what passing, speaking and sending back answer this person on this text."""
    if not policies.view(actor, found):
        return [table.UNSEEN] * 3
    passing = {
        Step.SECRECY: policies.pass_secrecy,
        Step.NECESSITY: policies.pass_review,
        Step.TRUTH: policies.pass_review,
    }
    verdicts = (
        passing.get(Step(found.step), policies.approve)(actor, found),
        policies.advise(actor, found),
        policies.return_(actor, found),
    )
    return [table.YES if verdict else f"{verdict.reason}（{verdict.code}）" for verdict in verdicts]


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the table: role × unit × relation × step."""
    for waiting in WAITING:
        yield (table.NOBODY, "", table.NONE, waiting.label, *cells(ANONYMOUS, text(waiting, table.NONE)))
    for role in roles.ALL:
        for place in _PLACES:
            for relation in RELATIONS:
                if relation == table.FOR_AUTHOR and not role.delegable:
                    continue
                for waiting in WAITING:
                    answers = cells(person(role, place, relation), text(waiting, relation))
                    yield (role.label(), place, relation, waiting.label, *answers)


def content() -> str:
    """Return what should stand in the file."""
    return table.text(COLUMNS, rows())


if __name__ == "__main__":
    import django

    django.setup()
    STEPS.write_text(content(), encoding="utf-8-sig")
