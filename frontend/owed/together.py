"""How are several requests decided at once? Chosen from those that wait, with one word for all; each by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import errors
from core.errors import Text
from core.inbox import StateTone
from core.workflow import Flow
from disclosures.deciding.inputs import BETWEEN, TextsField
from frontend import fragments, outcomes, submit, words
from frontend.account.requests import SignedIn
from frontend.outcomes import Outcome

PAGE = 50
RECENT = 10


@dataclass(frozen=True)
class Row:
    """A request on the page: as what people know it, where it is read, and how it stands where that differs."""

    found: Any
    title: str
    path: str
    tone: StateTone | None = None

    @property
    def key(self) -> str:
        """What is sent when it is ticked: which request, and which copy was seen."""
        return f"{self.found.public_id}{BETWEEN}{self.found.revision}"


class RequestsField(TextsField):
    """The requests that are decided, each once and as it was seen."""

    default_error_messages = {"invalid": gettext_lazy("看不懂所选的申请，请刷新页面后重新勾选。")}


class TogetherForm(forms.Form):
    """What is decided, on which requests, with which words; the choices and their texts are each room's own."""

    words = forms.CharField(label=gettext_lazy("意见或理由"), required=False, max_length=1000, widget=forms.Textarea)
    field_order = ("chosen", "verb", "words")
    refusing: ClassVar[frozenset[str]]
    """The decisions that are not made without a reason."""
    words_hint: ClassVar[Text]
    reason_asked: ClassVar[Text]
    """What is said to whoever gives none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = str(self.words_hint)

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where something is refused."""
        cleaned = super().clean() or {}
        if cleaned.get("verb") in self.refusing and not cleaned.get("words", "").strip():
            self.add_error("words", str(self.reason_asked))
        return cleaned


@dataclass(frozen=True)
class Desk:
    """A table of requests as one person decides on it."""

    rows: QuerySet[Any]
    """Those that she may read, in the order in which they came."""
    waiting: QuerySet[Any]
    """Those of them that wait for her."""
    row: Callable[[Any], Row]
    flow: Flow[Any]
    template: str


def decide(
    request: SignedIn, form: TogetherForm, desk: Desk, *, verb_for: Callable[[Any], str], label: Text
) -> list[Outcome]:
    """Decide on each as it was seen, and return what became of each where one was refused; else say so and return none.

    What changed since it was seen, was decided by somebody faster or is not this person's is refused by its flow. Each
    is locked, judged and noted in the trail by itself, so that the refusal of one leaves the others decided.
    """
    seen = {each.public_id: each.revision for each in form.cleaned_data["chosen"]}
    word = "reason" if form.cleaned_data["verb"] in form.refusing else "opinion"
    values = {word: form.cleaned_data["words"]}
    found = []
    for each in desk.rows.filter(public_id__in=seen):
        row, revision = desk.row(each), seen[each.public_id]
        try:
            desk.flow.perform(verb_for(each), each, actor=request.actor, at=request.at, revision=revision, data=values)
        except errors.Refusal as refusal:
            found.append(outcomes.refused(row.title, row.path, refusal, each))
        else:
            found.append(Outcome(row.title, row.path, 1, done=True, told=label))
    if len(found) < len(seen):
        found.append(outcomes.missed(len(seen) - len(found), request.path))
    if any(not outcome.done for outcome in found):
        return found
    messages.success(
        request, _("%(decision)s：%(count)s 件。") % {"decision": label, "count": words.number(len(found))}
    )
    return []


def show(request: SignedIn, form: TogetherForm, desk: Desk, *, became: list[Outcome]) -> HttpResponse:
    """Show one page of what waits, what the person decided lately, and what became of what she chose."""
    page = Paginator(desk.waiting, PAGE).get_page(request.GET.get("page"))
    decided = desk.rows.filter(decided_by=request.actor.user_id).order_by("-decided_at")[:RECENT]
    context = {
        "form": form,
        "page": page,
        "waiting": [desk.row(each) for each in page.object_list],
        "chosen": set(request.POST.getlist("chosen")) if form.errors else set(),
        "recent": [desk.row(each) for each in decided],
        "outcomes": became,
        "summary": outcomes.summary(became),
    }
    return fragments.respond(request, desk.template, context, status=submit.UNPROCESSABLE if form.errors else 200)
