"""May she see a box, or close one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor, Place
from core import verdicts
from core.verdicts import Verdict
from disclosures import visibility

if TYPE_CHECKING:
    from archives.models import Box

MANAGE = "units.manage"
PUBLISH = "disclosures.publish"


def view(actor: Actor, box: Box) -> Verdict:
    """Whoever drafts, decides or inspects at the unit reads its boxes."""
    if visibility.works_for(actor, box.unit):
        return verdicts.ALLOW
    return verdicts.deny("box.not_visible", _("这个归档盒不在您的查看范围内。"), concerns=False)


def check(actor: Actor, box: Box) -> Verdict:
    """Whoever reads a box may have it compared."""
    return view(actor, box)


def close(actor: Actor, unit: Place) -> Verdict:
    """The unit's clerk puts her own year away; administrators do it for the units below them."""
    if actor.unlimited or actor.may(PUBLISH, unit) or actor.may(MANAGE, unit):
        return verdicts.ALLOW
    return verdicts.deny("box.not_yours", _("归档由本单位信息员或者管理员办理。"), concerns=False)
