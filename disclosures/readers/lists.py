"""What is done to the lists of readers that a unit keeps for its texts: keeping, changing, throwing away.

A text takes a copy of a list (`{"kind": "list"}` among its readers), so nothing here changes who reads what.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from core import errors, inputs
from core.audit import trail
from disclosures import policies
from disclosures.inputs import AudienceInput
from disclosures.models import Audience
from disclosures.readers import lines as readers
from hierarchy.models import Unit


class ListChanged(errors.Stale):
    """Somebody else changed the list after the caller read it; what she left is said, so that neither is lost."""

    default_code = "audience.stale"

    def __init__(self, current: Audience) -> None:
        self.current = current
        """The list as it stands."""
        said = _("%(who)s已在您打开页面以后改过常用名单“%(name)s”，现在有：%(readers)s。请核对以后再改。")
        named = _t("、").join(str(reader) for reader in current.readers.all())
        super().__init__(reason=said % {"who": current.changed_by_name, "name": current.name, "readers": named})


@transaction.atomic
def keep(unit: Unit, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Audience:
    """Keep a list of readers under a name that the unit has not yet given."""
    policies.keep_audience(actor, unit).enforce()
    audience = _written(Audience(unit=unit), data, actor=actor, at=at)
    trail.record("audience.kept", audience, actor=actor, at=at, label=_("新建常用名单"), after=_facts(audience))
    return audience


@transaction.atomic
def change(
    audience: Audience, *, data: Mapping[str, Any], revision: int, actor: Actor, at: datetime.datetime
) -> Audience:
    """Replace name and lines of a list; texts that took it over earlier stay as they are.

    `revision` says which list the caller changed; another one is refused (`audience.stale`).
    """
    current = _locked(audience, actor, revision)
    before = _facts(current)
    current.revision += 1
    _written(current, data, actor=actor, at=at)
    trail.record(
        "audience.changed", current, actor=actor, at=at, label=_("修改常用名单"), before=before, after=_facts(current)
    )
    return current


@transaction.atomic
def discard(audience: Audience, *, revision: int | None = None, actor: Actor, at: datetime.datetime) -> None:
    """Throw a list away, as the caller saw it where she says which one; what it said stays in the trail."""
    current = _locked(audience, actor, revision)
    trail.record("audience.discarded", current, actor=actor, at=at, label=_("删除常用名单"), before=_facts(current))
    current.delete()


def _locked(audience: Audience, actor: Actor, revision: int | None) -> Audience:
    rows = Audience.objects.select_for_update(of=("self",)).select_related("unit")
    current = rows.filter(pk=audience.pk).first()
    if current is None or not policies.view_audience(actor, current):
        raise errors.Missing
    policies.keep_audience(actor, current.unit).enforce()
    if revision is not None and current.revision != revision:
        raise ListChanged(current)
    return current


def _written(audience: Audience, data: Mapping[str, Any], *, actor: Actor, at: datetime.datetime) -> Audience:
    values = inputs.cleaned(AudienceInput, data)
    wanted = readers.read(values["readers"], actor=actor, guests=False)
    if not wanted:
        raise errors.Invalid.field(readers.FIELD, "readers.required", _("名单是空的，请先选读者。"))
    audience.name, audience.changed_at, audience.changed_by_name = values["name"], at, actor.name
    try:
        with transaction.atomic():
            audience.save()
    except IntegrityError as error:
        raise errors.Invalid.field(
            "name", "audience.name_taken", _("本单位已有“%s”，请换一个名称。") % audience.name
        ) from error
    readers.replace(audience, wanted)
    return audience


def _facts(audience: Audience) -> dict[str, Any]:
    lines = audience.readers.all()
    return {"unit": audience.unit.name, "name": audience.name, "readers": [str(reader) for reader in lines]}
