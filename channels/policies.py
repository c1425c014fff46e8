"""May she read a record of a channel, and may she make or strike out one?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from channels.models import Posting
from core import verdicts
from core.verdicts import Verdict
from disclosures import visibility
from disclosures.models import Disclosure

CLERK = ("disclosures.draft", "disclosures.publish")


def view(actor: Actor, posting: Posting) -> Verdict:
    """Whoever sees the text; a record that was struck out, whoever works on the text."""
    found = posting.disclosure
    stands = posting.struck_at is None or visibility.works(actor, found)
    if actor.unlimited or (stands and visibility.sees(actor, found)):
        return verdicts.ALLOW
    return verdicts.deny("posting.invisible", _("没有找到这条线下公开记录。"), concerns=False)


def view_evidence(actor: Actor, posting: Posting) -> Verdict:
    """Whoever works on the text or supervises it: a photo may show people, minutes what is not public."""
    if actor.unlimited or visibility.works(actor, posting.disclosure):
        return verdicts.ALLOW
    return verdicts.deny("posting.evidence_inside", _("照片和记录只给办理和检查的人员看。"), concerns=False)


def record(actor: Actor, disclosure: Disclosure) -> Verdict:
    """A clerk of the unit whose text it is."""
    if any(actor.may(permission, disclosure.unit) for permission in CLERK):
        return verdicts.ALLOW
    return verdicts.deny(
        "posting.not_clerk",
        _("由公开单位的经办人登记。"),
        concerns=visibility.works(actor, disclosure),
    )
