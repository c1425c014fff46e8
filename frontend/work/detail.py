"""What does a person need to see of one disclosure to decide on it, or to know where it stands?"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.actors import Actor
from core import clock
from core.errors import Text
from core.workflow import Offer, Tone
from disclosures import policies
from disclosures.afterwards import absences
from disclosures.deciding import routes
from disclosures.flows import disclosure_flow
from disclosures.kinds import Outcome, State, Step
from disclosures.models import Attachment, Decision, Disclosure
from disclosures.writing import pictures
from frontend import fragments, pieces, words
from frontend.account.requests import SignedIn, signed_in
from frontend.portal import listing as portal
from frontend.work import around, asking, guidance, opinions, progress, queue, referring, wording


@dataclass(frozen=True)
class Choice:
    """A step that is offered: its button, and the form that it asks for, or why it cannot be taken."""

    offer: Offer
    label: Text
    form: forms.Form | None
    path: str
    points: Sequence[asking.Point] = ()
    """What is ticked or answered before the step is passed."""
    sought: str = ""
    """By which words another text was looked for, where the step asks for one."""

    @property
    def is_main(self) -> bool:
        """Whether its form stands open: the step for which people come to this page."""
        return self.offer.tone is Tone.PRIMARY

    @property
    def button(self) -> str:
        """The class of its button."""
        return "btn-primary" if self.is_main else "btn-plain"


@dataclass(frozen=True)
class Opinion:
    """What somebody decided in this round, and said."""

    decision: Decision
    step: str
    who: str
    checked: Sequence[Text]
    remarks: Sequence[tuple[Text, str]] = ()


@signed_in
def disclosure(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Show the text left, compared with the last round where there is one, and what can be done right."""
    found = find(request, public_id)
    decisions = list(found.decisions.all())
    original = referring.original_of(found, request.actor)
    views = referring.views(found, original)
    view = referring.chosen(views, request.GET.get("show", ""))
    place = queue.place_of(found, request.actor) if found.step else None
    context = {
        "disclosure": found,
        "mark": wording.mark_of(found),
        "trail": crumbs_of(found),
        "place": place,
        "steps": progress.steps_of(found, decisions, request.actor, on=clock.local_date(request.at)),
        "said": opinions.said_of(found),
        "view": view,
        "views": [each for each in views if each is not view],
        "body": mark_safe(found.body),  # noqa: S308  (cleaned by core.richtext when it was written)
        "facts": [row for row in (*referring.facts(found, original, request.actor), *facts_of(found)) if row.value],
        "readers": guidance.READERS[found.scope],
        "files": [file_of(each) for each in pictures.listed(found)],
        "opinions": [_opinion(each) for each in decisions if each.round_no == found.round_no],
        "choices": choices_of(found, request),
        "may_edit": found.is_editable and bool(policies.edit(request.actor, found)),
        "returned": last_return(found, decisions),
        "events": progress.trail_of(found, decisions),
        "portal_path": portal.path_of(found) if found.is_public else "",
        "ways": around.ways_of(found, request.actor),
        **around.notes_of(found, request),
    }
    return fragments.respond(request, "work/disclosure.html", context)


def find(request: SignedIn, public_id: uuid.UUID) -> Disclosure:
    """Return a disclosure that the person works on or supervises, with what its pages show; else there is none."""
    rows = Disclosure.objects.workable_by(request.actor).for_detail().with_references()
    found = rows.select_related("notice").filter(public_id=public_id).first()
    if found is None:
        raise absences.refusal(public_id, actor=request.actor)
    return found


def choices_of(found: Disclosure, request: SignedIn) -> list[Choice]:
    """Return the steps that concern this person, the main one first, those that cannot be taken last."""
    offers = disclosure_flow.offers(found, actor=request.actor)
    ordered = sorted(offers, key=lambda offer: (not offer.verdict, offer.tone is not Tone.PRIMARY))
    return [choice_of(found, offer, actor=request.actor) for offer in ordered]


def choice_of(
    found: Disclosure,
    offer: Offer,
    form: forms.Form | None = None,
    sent: Mapping[str, Any] | None = None,
    *,
    actor: Actor,
    sought: str = "",
) -> Choice:
    """Return one step as it is shown, with an empty form where it asks for something, or with what was sent."""
    asks = offer.input if offer.verb != "publish" else None  # asked for a reason when it is refused without one
    form = form or (asks(auto_id=f"id_{offer.verb}_%s") if asks else None)
    if form is not None:
        asking.tuned(form, found, offer.verb)
        if offer.verb == "merge":
            into = form.fields["into"]
            into.help_text = _("最多列出%d件最近公开的，没有的请先查找。") % around.MOST_TO_CHOOSE
            listed = around.mergeable(found, actor, text=sought, chosen=form["into"].value())
            into.widget = forms.Select(choices=listed)
    label = offer.label
    if offer.verb == "return" and form is not None and "to" not in form.fields:
        label = _("退回给%s") % found.drafted_by_name
    points = asking.points_of(found, sent) if offer.verb in asking.PASSES else []
    return Choice(offer, label, form, reverse("work:step", args=[found.public_id, offer.verb]), points, sought)


def crumbs_of(found: Disclosure, last: Text = "") -> list[pieces.Crumb]:
    """Return the way to a page about a disclosure: list, unit, text."""
    unit = found.unit
    listed = reverse("work:disclosures")
    way = [
        pieces.Crumb(_("公开信息"), listed),
        pieces.Crumb(unit.name, f"{listed}?unit={unit.public_id}"),
    ]
    if last:
        return [*way, pieces.Crumb(found.title, reverse("work:disclosure", args=[found.public_id])), pieces.Crumb(last)]
    return [*way, pieces.Crumb(found.title)]


def facts_of(found: Disclosure) -> list[pieces.Fact]:
    """Return what belongs to the text beside its words, as it will stand on the portal."""
    item = found.item
    rows = [
        pieces.Fact(_("公开事项"), found.item_title, was=found.category_title),
        pieces.Fact(
            _("公开范围"), found.get_scope_display(), was=wording.readers_of(found, guidance.READERS[found.scope])
        ),
        pieces.Fact(_("文号"), found.document_no),
        pieces.Fact(_("关键词"), words.listing(found.keywords)),
        pieces.Fact(_("索引号"), found.index_no or ""),
        pieces.Fact(pgettext("who did it", "起草"), found.drafted_by_name),
        pieces.Fact(_("公开时间"), words.moment(found.published_at)),
        pieces.Fact(_("上级审批"), _("这一项须经上级审批") if item and item.superior_approval else ""),
    ]
    return [row for row in rows if row.value]


def file_of(attachment: Attachment) -> pieces.File:
    """Return an attachment as it is listed; it is read by whoever reads the text."""
    stored = attachment.file
    path = reverse("portal:file", args=[stored.public_id])
    return pieces.File(attachment.title, path, stored.size, stored.content_type)


def last_return(found: Disclosure, decisions: Sequence[Decision] | None = None) -> Decision | None:
    """Return the decision by which a text came back, for as long as it is being corrected."""
    if found.state != State.RETURNED:
        return None
    rows = decisions if decisions is not None else list(found.decisions.all())
    return next((each for each in reversed(rows) if each.outcome == Outcome.RETURNED), None)


def _opinion(decision: Decision) -> Opinion:
    return Opinion(
        decision=decision,
        step=str(Step(decision.step).label),
        who=wording.signer(decision.decided_by_name),
        checked=[routes.checkpoint_label(point) for point in decision.checklist],
        remarks=[(routes.checkpoint_label(point), said) for point, said in decision.remarks.items()],
    )


def readers_of(found: Disclosure) -> str:
    """Say who reads the text once it is public."""
    return wording.readers_of(found, guidance.READERS[found.scope])
