"""What is accepted when several texts are decided at once? Which texts, each as it was seen, and what is said."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosures.flows import disclosure_flow
from disclosures.inputs import PassInput

BETWEEN = ":"
MOST_AT_ONCE = 100
VERBS: tuple[str, ...] = ("pass_secrecy", "pass_review", "approve", "advise", "return")
"""What can be done to several texts at once: deciding on them, and saying what one thinks."""


class Seen(NamedTuple):
    """A text by its public id, and the revision that the person saw."""

    public_id: uuid.UUID
    revision: int


class TextsWidget(forms.MultipleHiddenInput):
    """Takes one value a text: `<id>:<revision>` of a page, an object of a program."""


class TextsField(forms.Field):
    """The texts that are decided, each once."""

    widget = TextsWidget
    default_error_messages = {
        "required": _("请先勾选要办理的公开信息。"),
        "invalid": _("看不懂所选的公开信息，请刷新页面后重新勾选。"),
        "too_many": _("一次最多办理%(most)d件，请分几次办理。"),
    }

    def to_python(self, value: Any) -> list[Seen]:
        """Return the texts in the order in which they were sent."""
        found = {seen.public_id: seen for seen in map(self._read, value or [])}
        if len(found) > MOST_AT_ONCE:
            raise forms.ValidationError(self.error_messages["too_many"], code="too_many", params={"most": MOST_AT_ONCE})
        return list(found.values())

    def _read(self, sent: Any) -> Seen:
        if isinstance(sent, Mapping):
            public_id, revision = str(sent.get("id", "")), str(sent.get("revision", ""))
        else:
            public_id, _at, revision = str(sent).partition(BETWEEN)
        try:
            key = uuid.UUID(public_id)
        except ValueError:
            key = None
        if key is None or not (revision.isascii() and revision.isdigit() and len(revision) < 10):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return Seen(key, int(revision))


class TogetherInput(PassInput):
    """One decision for several texts: what is said holds for each of them, and each is judged by itself."""

    verb = forms.ChoiceField(
        label=_("怎样办理"),
        choices=[(verb, disclosure_flow.transitions[verb].label) for verb in VERBS],
        error_messages={"required": _("请选择怎样办理。"), "invalid_choice": _("没有这个办理步骤。")},
    )
    texts = TextsField(label=_("公开信息"))
    stance = forms.CharField(label=_("是否同意"), max_length=20, required=False)
    to = forms.CharField(label=_("退回给"), max_length=20, required=False)
    reason = forms.CharField(label=_("理由"), max_length=1000, required=False, widget=forms.Textarea)
