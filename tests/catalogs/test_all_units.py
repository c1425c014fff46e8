"""Do one unit, all units and a plain reckoning from the raw rows agree, at the same cost for any number?"""

from __future__ import annotations

import datetime
import io
import random
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts import actors
from accounts.models import User
from catalogs import effective, kinds
from catalogs.kinds import Level, Period, Scope
from catalogs.models import Catalog, CatalogVersion, Category, Exemption, Item, Override
from catalogs.streams import ByUnit
from core import errors
from hierarchy.imports import import_units
from hierarchy.kinds import Sector, UnitKind
from hierarchy.models import Unit
from tests.catalogs.conftest import TODAY, publish, refused, write
from tests.databases import AT

DAY = datetime.timedelta(days=1)
DAYS = (TODAY, TODAY + 3 * DAY, TODAY + 6 * DAY)
KINDS = [kind for kind, _label in UnitKind.choices][:3]
SECTORS = [sector for sector, _label in Sector.choices][:2]


def grow(chance: random.Random, count: int) -> list[Unit]:
    """Hang a random tree below the district committee."""
    codes, lines = ["QW"], ["单位编码,单位名称,上级单位,组织类型,领域"]
    kinds_of, sectors_of = dict(UnitKind.choices), dict(Sector.choices)
    for number in range(count):
        code = f"R{number}"
        kind, sector = kinds_of[chance.choice(KINDS)], sectors_of[chance.choice(SECTORS)]
        lines.append(f"{code},随机单位{number},{chance.choice(codes[-6:])},{kind},{sector}")
        codes.append(code)
    report = import_units(io.BytesIO("\n".join(lines).encode()), "树.csv", actor=actors.SYSTEM, at=AT)
    assert not report.needs_person
    return list(Unit.objects.all())


class Planter:
    """Writes random editions and deviations straight into the tables: also such as no action would let through."""

    def __init__(self, seed: int, count: int) -> None:
        self.chance = random.Random(seed)
        self.units = grow(self.chance, count)
        self.asker = User.objects.get(username="leader")
        self.lineages: dict[uuid.UUID, Unit] = {}
        for unit in self.units:
            if unit.code == "QW" or self.chance.random() < 0.3:
                self.edition(unit)
        for unit in self.units:
            above = [lineage for lineage, maker in self.lineages.items() if maker.covers(unit)]
            chosen = [*self.chance.sample(above, k=min(4, len(above))), self.chance.choice([*self.lineages])]
            for lineage in dict.fromkeys(chosen):
                self.deviation(unit, lineage)

    def some(self, values: Any, most: int = 2) -> list[Any]:
        return self.chance.sample(list(values), k=self.chance.randint(0, most))

    def edition(self, unit: Unit) -> None:
        catalog = Catalog.objects.create(unit=unit, name="随机目录", created_at=AT)
        version = CatalogVersion.objects.create(
            catalog=catalog,
            number=1,
            state="published",
            effective_on=self.chance.choice(DAYS),
            published_at=AT,
            created_at=AT,
        )
        category = Category.objects.create(version=version, title="类")
        for number in range(self.chance.randint(1, 5)):
            periodic = self.chance.random() < 0.5
            item = Item.objects.create(
                version=version,
                category=category,
                title=f"{unit.code}-{number}",
                sort_no=self.chance.randint(0, 3),
                time_mode="periodic" if periodic else "prompt",
                period=self.chance.choice(Period.values) if periodic else "",
                scopes=self.some(Scope.values),
                channels=self.some("甲乙丙丁"),
                departments=self.some("子丑寅"),
                due_rule=self.chance.choice(["", "5日前", "10日前", "3日内"]),
                notice_days=self.chance.randint(0, 3),
                shows_process=self.chance.random() < 0.5,
                unit_kinds=self.some(KINDS),
                sectors=self.some(SECTORS, most=1),
                obligation_level=self.chance.choice(Level.values),
            )
            self.lineages[item.lineage] = unit

    def deviation(self, unit: Unit, lineage: uuid.UUID) -> None:
        asking = {
            "unit": unit,
            "lineage": lineage,
            "item_title": "事项",
            "reason": "因",
            "from_on": self.chance.choice(DAYS),
            "asked_by": self.asker,
            "asker_ids": [self.asker.pk],
            "asked_at": AT,
            "state": self.chance.choice(["granted", "granted", "granted", "requested", "refused"]),
        }
        match self.chance.choice(["tighten", "tighten", "decline", "exempt"]):
            case "tighten":
                Override.objects.create(
                    kind="tighten",
                    period=self.chance.choice(["", *Period.values]),
                    scopes=self.some(Scope.values),
                    channels=self.some("甲乙丙丁"),
                    departments=self.some("子丑寅"),
                    due_rule=self.chance.choice(["", "5日前", "2日内", "8日前"]),
                    notice_days=self.chance.randint(0, 5),
                    shows_process=self.chance.random() < 0.3,
                    **asking,
                )
            case "decline":
                Override.objects.create(kind="decline", **asking)
            case _:
                other = User.objects.get(username="superior")
                Exemption.objects.create(ends_on=asking["from_on"] + 4 * DAY, decided_by=other, decided_at=AT, **asking)


FIELDS = ("period", "scopes", "channels", "departments", "due_rule", "notice_days", "shows_process")


def reckoned(unit: Unit, on: datetime.date) -> list[tuple[Any, ...]]:
    """Reckon a unit's catalog from the raw rows, item by item up and down the tree, as a person would."""
    by_pk = {found.pk: found for found in Unit.objects.all()}
    path = [unit]
    while path[-1].parent_id is not None:
        path.append(by_pk[path[-1].parent_id])
    path.reverse()
    found = []
    for depth, maker in enumerate(path):
        versions = [
            v for v in CatalogVersion.objects.filter(catalog__unit=maker) if v.effective_on and v.effective_on <= on
        ]
        items = Item.objects.filter(version__in=versions).order_by("sort_no", "pk")
        for item in items:
            own = maker.pk == unit.pk
            if (item.unit_kinds and unit.kind not in item.unit_kinds) or (
                item.sectors and unit.sector not in item.sectors
            ):
                continue
            if item.obligation_level == "local" and not own:
                continue
            values = {name: getattr(item, name) for name in FIELDS}
            changed: dict[str, str] = {}
            for step in path[depth + 1 :]:
                for override in Override.objects.filter(
                    unit=step, lineage=item.lineage, kind="tighten", state="granted", from_on__lte=on
                ):
                    lay_over(values, changed, override, step)
            found.append((item.title, maker.code, own, values, changed, standing(item, unit, on, own=own)))
    return found


def lay_over(values: dict[str, Any], changed: dict[str, str], override: Override, unit: Unit) -> None:
    """Take over of an override what makes an item stricter, by rules written anew."""
    periods = ["month", "quarter", "half_year", "year"]
    wide = [scope.value for scope in kinds.NARROW_TO_WIDE]

    def widest(scopes: list[str]) -> int:
        return max((wide.index(scope) for scope in scopes), default=-1)

    new = dict(values)
    if override.period and values["period"] and periods.index(override.period) < periods.index(values["period"]):
        new["period"] = override.period
    if widest(override.scopes) > widest(values["scopes"]) or set(override.scopes) > set(values["scopes"]):
        new["scopes"] = override.scopes
    new["channels"] = values["channels"] + [each for each in override.channels if each not in values["channels"]]
    new["departments"] = override.departments or values["departments"]
    old_rule, rule = values["due_rule"], override.due_rule
    fitting = rule.endswith("前") or not values["period"]
    if rule and (
        (not old_rule and fitting)
        or (rule[1:] == old_rule[-len(rule[1:]) :] and old_rule and int(rule[0]) < int(old_rule[:-2]))
    ):
        new["due_rule"] = rule
    new["notice_days"] = max(values["notice_days"], override.notice_days)
    new["shows_process"] = values["shows_process"] or override.shows_process
    changed.update({name: unit.code for name in FIELDS if new[name] != values[name]})
    values.update(new)


def standing(item: Item, unit: Unit, on: datetime.date, *, own: bool) -> str:
    mine = {"unit": unit, "lineage": item.lineage, "state": "granted", "from_on__lte": on}
    if not own and Exemption.objects.filter(**mine, ends_on__gt=on).exists():
        return "exempt"
    declined = Override.objects.filter(**mine, kind="decline").exists()
    return "declined" if declined and not own and item.obligation_level == "optional" else "required"


def told(entries: Iterator[effective.EffectiveItem] | Any) -> list[tuple[Any, ...]]:
    return [
        (
            entry.item.title,
            entry.origin_unit.code,
            entry.is_own,
            {name: getattr(entry.item, name) for name in FIELDS},
            {name: by.code for name, by in entry.tightened_by.items()},
            entry.standing,
        )
        for entry in entries
    ]


@pytest.mark.parametrize("seed", range(6))
def test_one_unit_all_units_and_a_plain_reckoning_agree_on_random_trees(units: Any, seed: int) -> None:
    planted = Planter(seed, 18)
    seen: set[str] = set()
    for on in (DAYS[0], DAYS[2]):
        together = {found.unit.pk: told(found.items) for found in effective.for_all(on=on)}
        assert set(together) == {unit.pk for unit in planted.units}
        for unit in planted.units:
            expected = reckoned(unit, on)
            assert told(effective.for_unit(unit, on=on, released=True)) == expected
            assert together[unit.pk] == expected
            owed = [row for row in expected if row[-1] == "required"]
            assert told(effective.for_unit(unit, on=on)) == owed
            seen |= {row[-1] for row in expected} | {name for row in expected for name in row[4]}
            applying = {item.pk for item in Item.objects.for_detail() if effective.applies_to(item, unit, on=on)}
            assert applying == {entry.item.pk for entry in effective.for_unit(unit, on=on, released=True)}
    assert seen & set(FIELDS)
    assert seen & {"exempt", "declined"}


def test_a_subtree_gives_what_the_whole_gives(units: Any) -> None:
    planted = Planter(99, 15)
    whole = {found.unit.pk: told(found.items) for found in effective.for_all(on=DAYS[2])}
    for within in planted.units:
        part = [(found.unit, told(found.items)) for found in effective.for_all(on=DAYS[2], within=within)]
        assert [unit for unit, _told in part] == list(Unit.objects.open().within(within).order_by("lft"))
        assert all(whole[unit.pk] == entries for unit, entries in part)


def test_all_units_cost_four_queries(units: Any, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Planter(7, 40)
    with django_assert_num_queries(4):
        for found in effective.for_all(on=DAYS[2]):
            for entry in found.items:
                version = entry.item.version
                assert version.catalog.unit.name == entry.origin_unit.name
                assert entry.item.category.title
                assert all(change.unit.name for change in entry.tightened)


def test_units_of_one_kind_below_one_unit_share_what_they_have_in_common(units: Any) -> None:
    publish(write(units.QW, {"事项": {}}))
    found = {catalog.unit.code: catalog.items for catalog in effective.for_all(on=TODAY)}
    assert found["SQ1"] is found["SQ2"]
    assert found["SQ1"]


def test_closed_units_owe_nothing(units: Any) -> None:
    publish(write(units.QW, {"事项": {}}))
    Unit.objects.filter(code="SQ2").update(closed_on=TODAY)
    assert "SQ2" not in [found.unit.code for found in effective.for_all(on=TODAY)]


def test_a_tree_that_moved_between_two_readings_is_refused(units: Any) -> None:
    for code in ("QW", "JG1", "SQ1"):
        publish(write(getattr(units, code), {"事项": {}}))
    versions = ByUnit(CatalogVersion.objects.all(), "catalog__unit", ("id",), 2)
    assert [version.number for version in versions.take(units.QW)] == [1]
    with refused(errors.Conflict, "tree.changed"):
        versions.take(units.SQ1)
    versions.close()


def test_reading_can_be_left_off_at_any_unit(units: Any) -> None:
    for code in ("QW", "JG1", "SQ1"):
        publish(write(getattr(units, code), {"事项": {}}))
    reading = effective.for_all(on=TODAY)
    assert next(reading).unit == units.QW
    reading.close()
