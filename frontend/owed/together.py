"""How are several requests decided at once? Chosen from those that wait, with one word for all; each by itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import errors
from core.errors import Text
from core.inbox import StateTone
from core.workflow import Flow
from frontend import words
from frontend.account.requests import SignedIn


@dataclass(frozen=True)
class Row:
    """A request on the page: as what people know it, where it is read, and how it stands where that differs."""

    found: Any
    title: str
    path: str
    tone: StateTone | None = None


class TogetherForm(forms.Form):
    """What is decided, on which requests, with which words; the choices and their texts are each room's own."""

    words = forms.CharField(label=gettext_lazy("意见或理由"), required=False, max_length=1000, widget=forms.Textarea)
    field_order = ("chosen", "verb", "words")
    refusing: ClassVar[frozenset[str]]
    """The decisions that are not made without a reason."""
    words_hint: ClassVar[Text]
    reason_asked: ClassVar[Text]
    """What is said to whoever gives none."""

    def __init__(self, *args: Any, waiting: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = str(self.words_hint)
        field = self.fields["chosen"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(str(each.public_id), str(each)) for each in waiting]

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where something is refused."""
        cleaned = super().clean() or {}
        if cleaned.get("verb") in self.refusing and not cleaned.get("words", "").strip():
            self.add_error("words", str(self.reason_asked))
        return cleaned


def decide(
    request: SignedIn,
    form: TogetherForm,
    waiting: Sequence[Any],
    *,
    flow: Flow[Any],
    verb_for: Callable[[Any], str],
    label: Text,
    name: Callable[[Any], object] = str,
) -> None:
    """Decide one after the other; what is refused, since somebody was faster or the person lost her post, is said.

    Those before it stay decided, so whatever the refusal is, it must not hide what was done.
    """
    chosen = {uuid.UUID(found) for found in form.cleaned_data["chosen"]}
    word = "reason" if form.cleaned_data["verb"] in form.refusing else "opinion"
    values, done = {word: form.cleaned_data["words"]}, 0
    for each in (found for found in waiting if found.public_id in chosen):
        try:
            flow.perform(verb_for(each), each, actor=request.actor, at=request.at, revision=each.revision, data=values)
        except errors.Refusal as refusal:
            messages.warning(request, _("%(task)s：%(reason)s") % {"task": name(each), "reason": refusal.reason})
        else:
            done += 1
    if done:
        messages.success(request, _("%(decision)s：%(count)s 件。") % {"decision": label, "count": words.number(done)})
