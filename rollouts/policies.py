"""Who starts and steers a rollout, who takes a unit's steps, and who accepts what units did?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor, Place
from catalogs import superiors
from core import verdicts
from core.verdicts import Verdict
from rollouts.kinds import RolloutState
from rollouts.queries import READERS, UNIT_READERS, WORKERS

if TYPE_CHECKING:
    from catalogs.models import CatalogVersion
    from rollouts.models import Rollout, RolloutUnit

PUBLISH = "catalogs.publish"


def start(actor: Actor, version: CatalogVersion) -> Verdict:
    """An edition is rolled out by those who publish at the unit that made it."""
    return _publishes(actor, version.catalog.unit)


def steer(actor: Actor, rollout: Rollout) -> Verdict:
    """The same people change its days, pause it, resume it, finish it and remind."""
    return _publishes(actor, rollout.version.catalog.unit)


def view(actor: Actor, rollout: Rollout) -> Verdict:
    """A rollout is followed by those who publish or supervise at the top of its subtree: as `visible_to`."""
    if any(actor.may(permission, rollout.root) for permission in READERS):
        return verdicts.ALLOW
    return verdicts.deny("rollout.hidden", _("这次推行不在您的查看范围内。"), concerns=False)


def view_unit(actor: Actor, row: RolloutUnit) -> Verdict:
    """How far a unit is, is seen by who works for it, decides above it or supervises it: as `visible_to`."""
    if any(actor.may(permission, row.unit) for permission in UNIT_READERS):
        return verdicts.ALLOW
    return verdicts.deny("rollout_unit.hidden", _("这个单位的推行任务不在您的查看范围内。"), concerns=False)


def work(actor: Actor, row: RolloutUnit) -> Verdict:
    """The unit's own steps are taken by its clerks and its leader, while the rollout goes on."""
    if actor.user_id is not None and not any(actor.may(permission, row.unit) for permission in WORKERS):
        return verdicts.deny(
            "rollout_unit.not_yours",
            _("这一步由“%(unit)s”的信息员或负责人办理。") % {"unit": row.unit.name},
            concerns=False,
        )
    return verdicts.first_refusal(_acting(actor), _running(row.rollout))


def decide(actor: Actor, row: RolloutUnit) -> Verdict:
    """What a unit did is accepted or returned by those who steer the rollout, never by who adopted it there."""
    maker = row.rollout.version.catalog.unit
    publishes = _publishes(actor, maker)
    if not publishes:
        return publishes
    if superiors.answering(actor, (PUBLISH,), maker) & set(row.adopter_ids):
        return verdicts.deny("rollout_unit.own_adoption", _("这是您自己确认执行的，须由另一位管理员验收（四眼原则）。"))
    return _running(row.rollout)


def derive(actor: Actor, row: RolloutUnit) -> Verdict:
    """What follows from the unit's own catalog is found by the system, by nobody else."""
    if actor.unlimited:
        return _running(row.rollout)
    return verdicts.deny(
        "rollout_unit.derived", _("本级目录提交或发布后，系统自动更新，不用单独办理。"), concerns=False
    )


def _publishes(actor: Actor, maker: Place) -> Verdict:
    if actor.user_id is not None and actor.may(PUBLISH, maker):
        return verdicts.ALLOW
    return verdicts.deny(
        "rollout.not_yours", _("目录由制定单位或其上级单位的管理员推行，请联系该管理员。"), concerns=False
    )


def _acting(actor: Actor) -> Verdict:
    if actor.user_id is not None or actor.unlimited:
        return verdicts.ALLOW
    return verdicts.deny("rollout_unit.nobody", _("这一步须由具体的人办理，请先登录。"), concerns=False)


def _running(rollout: Rollout) -> Verdict:
    if rollout.is_running:
        return verdicts.ALLOW
    if rollout.state == RolloutState.PAUSED:
        return verdicts.deny("rollout.paused", _("这次推行已暂停，恢复后才能办理。"))
    return verdicts.deny("rollout.finished", _("这次推行已结束，不再办理。"))
