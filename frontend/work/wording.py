"""How is it said where a disclosure stands, and whom it waits for?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from core.errors import Text
from core.inbox import StateTone
from disclosures.kinds import LISTED_SCOPES, State, Step
from disclosures.models import Disclosure
from disclosures.readers import lines
from frontend import words

TONES: Mapping[str, StateTone] = {
    State.DRAFT: StateTone.DRAFT,
    State.SUBMITTED: StateTone.AWAITING,
    State.SECRECY_CHECKED: StateTone.AWAITING,
    State.APPROVED: StateTone.AWAITING,
    State.PUBLISHED: StateTone.DONE,
    State.RETURNED: StateTone.RETURNED,
    State.WITHDRAWN: StateTone.RETURNED,
    State.SCHEDULED: StateTone.AWAITING,
    State.CHANGED: StateTone.RETURNED,
    State.TERMINATED: StateTone.RETURNED,
    State.MERGED: StateTone.RETURNED,
    State.IN_ERROR: StateTone.RETURNED,
}
SHORT: Mapping[str, Text] = {state.value: state.label for state in State} | {State.APPROVED: _("等待公开")}
"""What a state is called where it stands alone: in tabs and in figures."""
AT_STEP: Mapping[str, Text] = {
    Step.SECRECY: _("等待保密审查"),
    Step.NECESSITY: _("等待必要性审核"),
    Step.TRUTH: _("等待真实性审核"),
    Step.IN_CHARGE: _("等待分管领导审批"),
    Step.LEADER: _("等待本单位审批"),
    Step.SUPERIOR: _("等待上级审批"),
    Step.MAKER: _("等待目录制定单位审批"),
}


@dataclass(frozen=True)
class Mark:
    """A state as it is shown: its tone and its word."""

    tone: StateTone
    label: Text


def mark_of(disclosure: Disclosure) -> Mark:
    """Return the state of a disclosure; while it is decided, with whom it waits for."""
    label = AT_STEP.get(disclosure.step, SHORT[disclosure.state])
    return Mark(TONES[disclosure.state], label)


def signer(label: str) -> str:
    """Return the person's name out of a signature “区直机关党总支 信息员·陈某”, for where the post is known."""
    return label.rpartition("·")[2]


def readers_of(disclosure: Disclosure, rule: Text) -> str:
    """Say who reads the text once it is public: by the rule of its scope, and by name where they are listed."""
    if disclosure.scope not in LISTED_SCOPES:
        return str(rule)
    listed = [str(each) for each in lines.of(disclosure)]
    return _t("%(rule)s：%(names)s") % {"rule": rule, "names": words.listing(listed) or _t("还没有选读者")}
