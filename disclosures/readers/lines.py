"""Who is named in a list of readers, as values that people and programs send, and back?

A line is a mapping: `{"kind": "person", "person": id}`, `{"kind": "unit", "unit": id, "with_subtree": true}`,
`{"kind": "post", "unit": id, "role": "leader", "with_subtree": false}`, `{"kind": "guest", "name": "王某"}`; or
`{"kind": "list", "list": id}`, which stands for the lines of a list that a unit keeps.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.actors import Actor
from accounts.models import User
from catalogs import kinds
from catalogs.kinds import Scope
from catalogs.models import Item
from core import errors
from disclosures.kinds import LISTED_SCOPES, ReaderKind
from disclosures.models import Audience, Disclosure, Reader
from hierarchy.models import Unit

MOST = 200
"""Lines of one list: whoever needs more means a unit."""
NAME_LENGTH = 60
LIST = "list"
FIELD = "readers"
_ONE_BY_ONE = (ReaderKind.PERSON, ReaderKind.GUEST)

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Known:
    """Everybody and everything that the lines of one list name, by public id: one query for each kind."""

    users: dict[uuid.UUID, User]
    units: dict[uuid.UUID, Unit]
    lists: dict[uuid.UUID, Audience]


def of(disclosure: Disclosure) -> list[Reader]:
    """Return the lines that a text has, with whom they name; none before it is kept."""
    return list(disclosure.readers.all()) if disclosure.pk is not None else []


def value_of(reader: Reader) -> dict[str, Any]:
    """Return a line as it would have to be sent to be the same."""
    if reader.kind == ReaderKind.GUEST:
        return {"kind": reader.kind, "name": reader.guest_name}
    if reader.user is not None:
        return {"kind": reader.kind, "person": str(reader.user.public_id)}
    unit = str(reader.unit.public_id) if reader.unit else None
    value = {"kind": str(reader.kind), "unit": unit, "with_subtree": reader.with_subtree}
    return value | {"role": str(reader.role)} if reader.role else value


def values_of(readers: Iterable[Reader]) -> list[dict[str, Any]]:
    """Return the lines as they would have to be sent to be the same."""
    return [value_of(reader) for reader in readers]


def canonical(readers: Iterable[Reader]) -> list[dict[str, Any]]:
    """Return the lines for the hash of the content: in an order of their own, and without anybody's name."""
    return sorted((_unnamed(value) for value in values_of(readers)), key=_key)


def told(readers: Iterable[Reader]) -> list[dict[str, Any]]:
    """Return the lines with the words that they read on this day, to be kept with what deciders saw."""
    return [value_of(reader) | {"text": str(reader)} for reader in readers]


def named(readers: Sequence[Reader], *, beside: Sequence[Reader] = ()) -> list[str]:
    """Return the lines in words, as the trail tells them; those that read alike, with account or code."""
    meant: dict[str, set[str]] = {}
    for reader in (*readers, *beside):
        meant.setdefault(str(reader), set()).add(_key(value_of(reader)))
    return [f"{reader}（{_sign(reader)}）" if len(meant[str(reader)]) > 1 else str(reader) for reader in readers]


def _sign(reader: Reader) -> str:
    return reader.user.username if reader.user is not None else reader.unit.code if reader.unit is not None else ""


def read(lines: Sequence[Any], *, actor: Actor, guests: bool) -> list[Reader]:
    """Return the lines that are meant, each once and not yet kept; refuse those that name nobody, naming the line.

    Lists that the actor does not see are not there. `guests` says whether people without an account may be named: in a
    text, not in a list that is kept.
    """
    if len(lines) > MOST:
        raise errors.Invalid.field(FIELD, "readers.too_many", _("读者不超过%d行。人多的，请直接选单位。") % MOST)
    known = _known(lines, actor)
    found: dict[str, Reader] = {}
    for number, line in enumerate(lines, start=1):
        for reader in _read(line, number, known, guests=guests):
            same = found.setdefault(_key(value_of(reader) | {"with_subtree": False}), reader)
            same.with_subtree |= reader.with_subtree
    return list(found.values())


def copied(readers: Iterable[Reader]) -> list[Reader]:
    """Return the same lines, not yet kept, for another list."""
    return [
        Reader(
            kind=reader.kind,
            user=reader.user,
            unit=reader.unit,
            with_subtree=reader.with_subtree,
            role=reader.role,
            guest_name=reader.guest_name,
        )
        for reader in readers
    ]


def problem(disclosure: Disclosure, item: Item | None, *, on: datetime.date) -> errors.FieldError | None:
    """Return what is wrong with the readers of a text that lists them; None when nothing is, or none are asked for.

    Give the item as it holds at the unit. Where it goes no further than the unit and does not itself speak of such a
    scope, the list stays inside the unit and what is below it: a list is no way round the width of an item.
    """
    if disclosure.scope not in LISTED_SCOPES:
        return None
    lines = of(disclosure)
    if disclosure.scope == Scope.PERSON and [line.kind in _ONE_BY_ONE for line in lines] != [True]:
        return errors.FieldError(
            "readers.one_person", _("公开给申请人的，读者只有一个人。请在“选读者”里只留这一个人。")
        )
    if not lines:
        return errors.FieldError("readers.required", _("公开到一定范围的，要写明谁能看到。请先选读者。"))
    if item is None or kinds.widest(item.scopes) != Scope.UNIT or disclosure.scope in item.scopes:
        return None
    outside = _outside(lines, disclosure.unit, on=on)
    if not outside:
        return None
    return errors.FieldError(
        "readers.outside_unit",
        _("“%(item)s”最多公开到“本单位”，%(readers)s不在本单位和下级单位里。请去掉后再提交。")
        % {"item": item.title, "readers": "、".join(str(line) for line in outside)},
    )


def _outside(lines: Sequence[Reader], unit: Unit, *, on: datetime.date) -> list[Reader]:
    """Return the lines that mean somebody who does not serve in the unit or below it."""
    persons = User.objects.filter(pk__in=[line.user_id for line in lines if line.user_id])
    inside = set(persons.within(unit, on=on).values_list("pk", flat=True))
    return [line for line in lines if not (unit.covers(line.unit) if line.unit else line.user_id in inside)]


@transaction.atomic
def replace(target: Disclosure | Audience, wanted: Sequence[Reader]) -> None:
    """Let a list have these lines; those that stay keep their identity, on which personal links hang."""
    kept = {_key(value_of(reader)): reader for reader in target.readers.all()}
    keys = {_key(value_of(reader)): reader for reader in wanted}
    target.readers.filter(pk__in=[reader.pk for key, reader in kept.items() if key not in keys]).delete()
    new = [reader for key, reader in keys.items() if key not in kept]
    for reader in new:
        setattr(reader, "disclosure" if isinstance(target, Disclosure) else "audience", target)
    Reader.objects.bulk_create(new)


def _unnamed(value: dict[str, Any]) -> dict[str, Any]:
    name = value.pop("name", None)
    return value if name is None else value | {"name_sha256": hashlib.sha256(name.encode()).hexdigest()}


def _key(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _known(lines: Sequence[Any], actor: Actor) -> _Known:
    audiences = Audience.objects.visible_to(actor).filter(public_id__in=_ids(lines, LIST)).for_list()
    people = User.objects.active().filter(public_id__in=_ids(lines, "person"))
    units = Unit.objects.open().filter(public_id__in=_ids(lines, "unit"))
    return _Known(
        {user.public_id: user for user in people},
        {unit.public_id: unit for unit in units},
        {audience.public_id: audience for audience in audiences},
    )


def _ids(lines: Sequence[Any], name: str) -> set[uuid.UUID]:
    named = (_id(line.get(name)) for line in lines if isinstance(line, Mapping))
    return {public_id for public_id in named if public_id is not None}


def _id(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None


def _read(line: Any, number: int, known: _Known, *, guests: bool) -> list[Reader]:
    kind = line.get("kind") if isinstance(line, Mapping) else None
    if kind == LIST:
        audience = known.lists.get(_id(line.get(LIST)) or uuid.UUID(int=0))
        if audience is None:
            raise _refused(number, "list_missing", _("没有这份常用名单，请刷新页面重新选择。"))
        return copied(audience.readers.all())
    reading = _KINDS.get(str(kind))
    if reading is None or (kind == ReaderKind.GUEST and not guests):
        raise _refused(number, "kind_unknown", _("请选人员、单位或任职。"))
    return [reading(line, number, known)]


def _person(line: Line, number: int, known: _Known) -> Reader:
    user = known.users.get(_id(line.get("person")) or uuid.UUID(int=0))
    if user is None:
        raise _refused(number, "person_missing", _("没有这个人，或者已停用账号，请重新查找。"))
    return Reader(kind=ReaderKind.PERSON, user=user)


def _unit(line: Line, number: int, known: _Known) -> Reader:
    return Reader(kind=ReaderKind.UNIT, unit=_place(line, number, known), with_subtree=_with_subtree(line, number))


def _post(line: Line, number: int, known: _Known) -> Reader:
    role = line.get("role")
    if role not in roles.Code.values:
        raise _refused(number, "role_unknown", _("请选角色。"))
    return Reader(
        kind=ReaderKind.POST,
        unit=_place(line, number, known),
        role=str(role),
        with_subtree=_with_subtree(line, number),
    )


def _guest(line: Line, number: int, known: _Known) -> Reader:
    name = " ".join(str(line.get("name") or "").replace("\x00", "").split())
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise _refused(number, "name_wrong", _("请写姓名，不超过%d个字。") % NAME_LENGTH)
    return Reader(kind=ReaderKind.GUEST, guest_name=name)


_KINDS: dict[str, Callable[[Line, int, _Known], Reader]] = {
    ReaderKind.PERSON: _person,
    ReaderKind.UNIT: _unit,
    ReaderKind.POST: _post,
    ReaderKind.GUEST: _guest,
}


def _place(line: Line, number: int, known: _Known) -> Unit:
    unit = known.units.get(_id(line.get("unit")) or uuid.UUID(int=0))
    if unit is None:
        raise _refused(number, "unit_missing", _("没有这个单位，或者已撤销，请重新查找。"))
    return unit


def _with_subtree(line: Line, number: int) -> bool:
    value = line.get("with_subtree", False)
    if not isinstance(value, bool):
        raise _refused(number, "with_subtree_wrong", _("是否包括下级单位，请填 true 或 false。"))
    return value


def _refused(number: int, problem: str, reason: errors.Text) -> errors.Invalid:
    told = _("第%(number)d行读者：%(reason)s") % {"number": number, "reason": reason}
    return errors.Invalid(
        {FIELD: [errors.FieldError(f"readers.{problem}", told, row=number)]}, code=f"readers.{problem}", reason=told
    )
