"""How do the example data get in? Once per organisation, whole or not at all, through the same actions as users'."""

from __future__ import annotations

import datetime
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django_tenants.utils import tenant_context

from accounts import actors
from accounts.actors import Actor
from catalogs import actions as catalog_actions
from catalogs import imports as catalog_imports
from catalogs import inputs as catalog_inputs
from catalogs.kinds import Scope, TimeMode
from catalogs.models import CatalogVersion, Item
from config.demo import dealings, keeping, noticing, organisations, outcomes, outside, people, rounds, story, texts
from core import clock, errors
from core.ledger import chain
from core.sheets import writing
from disclosures import actions
from disclosures.flows import disclosure_flow
from disclosures.kinds import Checkpoint
from disclosures.models import Disclosure
from hierarchy import imports as unit_imports
from hierarchy.models import Unit
from obligations import actions as obligation_actions
from obligations import sweeping
from tenants.models import Tenant

Told = Callable[[str], None]
BEGAN_DAYS_AGO = 430
NOW = 0
"""What happens last, after the scenes."""
OWED_SINCE_DAYS = 12
"""In the college obligations begin late in the story: what is older was disclosed before the platform counted."""
SAMPLES = Path(catalog_actions.__file__).parents[1] / "samples"
CATALOGS = {"district": "district-committee-2011.csv", "college": "polytechnic-college-2019.csv"}
STEPS: tuple[tuple[str, str, float], ...] = (
    ("submit", "clerk", -2.0),
    ("pass_secrecy", "secrecy", -1.0),
    ("approve", "leader", -0.4),
    ("publish", "clerk", 0.0),
    ("withdraw", "leader", 0.1),
)
"""Each verb with who does it, and when, in days before the text reached its state."""
SAID: dict[str, dict[str, Any]] = {"pass_secrecy": {"checklist": Checkpoint.values}}
"""What is said with a verb, beside what the scene says."""
REACHED_BY = {"draft": 0, "submitted": 1, "secrecy_checked": 2, "approved": 3, "published": 4, "withdrawn": 5}


def load_missing(*, at: datetime.datetime, told: Told) -> bool:
    """Fill the organisations that are still empty; return whether there was one."""
    if not settings.DEMO:
        raise errors.Denied("demo.off", "示例数据只能在演示模式下装入（GONGKAI_DEMO=on）。")
    loaded = False
    for slug, name in organisations.NAMES.items():
        with tenant_context(Tenant.objects.get(slug=slug)):
            if Unit.objects.exists():
                continue
            with transaction.atomic():
                _Organisation(slug, at).load()
            told(f"{name}：{Unit.objects.count()} 个单位，{Disclosure.objects.count()} 条公开信息")
            loaded = True
    return loaded


@dataclass
class _Organisation:
    """One organisation while it is filled."""

    slug: str
    at: datetime.datetime

    def load(self) -> None:
        """Units, people, catalog, and the texts in the order of their days."""
        began = self._day(BEGAN_DAYS_AGO)
        with (texts.EXAMPLES / f"{self.slug}-units.csv").open("rb") as stream:
            unit_imports.import_units(
                stream, "units.csv", actor=actors.SYSTEM, at=self.at, effective_on=clock.local_date(began)
            )
        self.cast = people.appoint_all(self.slug, at=began, on=clock.local_date(began))
        self._publish_catalog(began)
        self.items = {item.title: item for item in Item.objects.select_related("category")}
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.writers = people.writers_of(self.slug)
        self.owed_from = self._rounds()
        self.to_happen = self._happenings() if self.slug == dealings.DISTRICT else []
        for number, scene in enumerate(story.scenes(self.slug, on=clock.local_date(self.at))):
            self._open_rounds(clock.local_date(self._day(scene.days_ago)))
            self._let_happen_before(scene.days_ago)
            self._play(scene, random.Random(f"{self.slug}{number}"))  # noqa: S311  (the same example every time)
        self._open_rounds(clock.local_date(self.at))
        self._let_happen_before(NOW)
        chain.make_checkpoint(at=self.at)

    def _happenings(self) -> list[tuple[int, Callable[[], None]]]:
        """Return what goes on in the district beside the scenes and how many days ago, the oldest first.

        The ledger has its entries in the order of their days, as anybody who reads it expects.
        """
        unit = self.units[outcomes.UNIT]
        found = outcomes.Outcomes(self.cast, unit, self.items, self.at, self._day)
        clerks = {code: self.cast[clerk.username] for code, (clerk, _leader) in self.writers.items()}
        dealt = dealings.Dealings(self.cast, clerks, self.units, self.items, self.at, self._day)
        kept = keeping.Keeping(unit, self.units, self.cast, self.items, self.at, self._day)
        published: dict[str, Disclosure] = {}
        return [
            (noticing.PUBLISHED_DAYS_AGO, lambda: noticing.put_on_notice(unit, self.items, self.cast, self._day)),
            (outcomes.PUBLISHED_DAYS_AGO, lambda: published.update(found.publish())),
            (NOW, dealt.play),
            (NOW, lambda: outside.play(unit, self.cast, self._day)),
            (NOW, lambda: found.end(published)),
            (NOW, kept.play),
        ]

    def _let_happen_before(self, days_ago: int) -> None:
        """Let happen what comes before the scenes of a day."""
        while self.to_happen and self.to_happen[0][0] >= days_ago:
            self.to_happen.pop(0)[1]()

    def _rounds(self) -> list[datetime.date]:
        """Return the days on which what is owed is opened: the district's quarters, the college's last days alone."""
        if self.slug == dealings.DISTRICT:
            return list(rounds.owed_from(clock.local_date(self.at)))
        return [clock.local_date(self._day(OWED_SINCE_DAYS))]

    def _open_rounds(self, day: datetime.date) -> None:
        """Open what is owed once the story has come to its day, so that the texts from then on fulfil it."""
        while self.owed_from and self.owed_from[0] <= day:
            began = self.owed_from.pop(0)
            sweeping.sweep(on=began, at=clock.start_of(began))

    def _publish_catalog(self, at: datetime.datetime) -> None:
        name = CATALOGS[self.slug]
        with (SAMPLES / name).open("rb") as stream:
            report = catalog_imports.import_catalog(
                stream,
                name,
                unit=Unit.objects.roots().get(),
                actor=self.cast["admin"],
                at=at,
                catalog_name="党务公开目录",
            )
        draft = CatalogVersion.objects.get(public_id=report.extra["version"])
        self._complete(draft, at)
        catalog_actions.publish_version(
            draft,
            effective_on=clock.local_date(at),
            actor=self.cast["admin"],
            at=at,
            note="首版",
            notes_settled=True,
        )

    def _complete(self, draft: CatalogVersion, at: datetime.datetime) -> None:
        """Decide what the file left open, as the administrator would: such items are read inside the unit, at once.

        Appointments are put on notice for five days.
        """
        for item in draft.items.all():
            if decided := self._decided(item):
                data = {**catalog_inputs.values_of(item), **decided}
                catalog_actions.edit_item(item, data=data, actor=self.cast["admin"], at=at)

    def _decided(self, item: Item) -> dict[str, Any]:
        """Return what the administrator sets of one item; in the district few are owed by the calendar at first."""
        decided: dict[str, Any] = {}
        if not item.scopes:
            decided["scopes"] = [Scope.UNIT]
        if not item.time_mode:
            decided["time_mode"] = TimeMode.PROMPT
        if item.title == noticing.ITEM:
            decided["notice_days"] = noticing.DAYS
        if item.title == outcomes.INSIDE_FIRST:
            decided["inside_first"] = True
        if self.slug == dealings.DISTRICT:
            decided |= rounds.completed(item.title, item.time_mode in {TimeMode.PERIODIC, TimeMode.STANDING})
        return decided

    def _play(self, scene: story.Scene, chance: random.Random) -> None:
        """Take one text from its draft to its state, each step by the person whose it is, on its day."""
        clerk, leader = self.writers[scene.unit]
        hands = {
            "clerk": self.cast[clerk.username],
            "leader": self.cast[leader.username],
            "secrecy": self.cast["secrecy"],
        }
        day = self._day(scene.days_ago)
        text = texts.filled(
            scene.pattern,
            unit=self.units[scene.unit].name,
            clerk=clerk.name,
            leader=leader.name,
            on=clock.local_date(day),
            chance=chance,
        )
        began = day - datetime.timedelta(days=3)
        if scene.is_registered:
            self._register(scene, text.title, hands["clerk"], at=began)
        found = self._draft(scene, text, hands["clerk"], at=began)
        if scene.state == "returned":
            found = self._do("submit", found, hands["clerk"], day - datetime.timedelta(days=1))
            reason = "表内金额与正文不一致，请核对后重新提交；第二段请写明经办科室。"
            self._do("return", found, hands["secrecy"], day, reason=reason)
            return
        for verb, who, offset in STEPS[: REACHED_BY[scene.state]]:
            data = {"reason": "附表数字有误，更正后重新公开。"} if verb == "withdraw" else {}
            found = self._do(verb, found, hands[who], day + datetime.timedelta(days=offset), **data)

    def _register(self, scene: story.Scene, title: str, clerk: Actor, *, at: datetime.datetime) -> None:
        """Register what happened, where the item is owed of each event."""
        item = self.items[scene.pattern.item]
        if item.time_mode != TimeMode.PROMPT:
            return
        data = {"item": str(item.public_id), "title": title, "happened_on": clock.local_date(at).isoformat()}
        obligation_actions.register_event(unit=self.units[scene.unit], data=data, actor=clerk, at=at)

    def _draft(self, scene: story.Scene, text: texts.Text, clerk: Actor, *, at: datetime.datetime) -> Disclosure:
        pattern = text.pattern
        data = {
            "title": text.title,
            "item": str(self.items[pattern.item].public_id),
            "scope": pattern.scope,
            "keywords": "、".join(pattern.keywords),
            "body": text.body,
        }
        found = actions.create_draft(unit=self.units[scene.unit], data=data, actor=clerk, at=at)
        if pattern.sheet:
            sheet = writing.Sheet("收支明细", text.figures[0], text.figures[1:], (16, 14), text.title)
            stream = io.BytesIO(writing.write_xlsx([sheet]))
            actions.attach(found, stream=stream, name="收支明细.xlsx", title="收支明细", actor=clerk, at=at)
        return found

    def _do(self, verb: str, found: Disclosure, actor: Actor, at: datetime.datetime, **data: str) -> Disclosure:
        return disclosure_flow.perform(verb, found, actor=actor, at=min(at, self.at), data=SAID.get(verb, {}) | data)

    def _day(self, days_ago: int) -> datetime.datetime:
        """Return mid-morning of the working day that is so many days ago, or the Friday before it."""
        local = clock.local(self.at - datetime.timedelta(days=days_ago)).replace(hour=10, minute=30, second=0)
        return min(local - datetime.timedelta(days=max(0, local.weekday() - 4)), self.at)
