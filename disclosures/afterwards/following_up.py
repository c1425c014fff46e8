"""How is a text begun that refers to a published one: a change, a clarification, a re-disclosure, what follows?

It is a draft like any other and goes through the whole chain; only its publication touches the original.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from core import clock, errors, inputs, richtext
from core.audit import trail
from disclosures import actions, content, policies, searching
from disclosures.afterwards import relations
from disclosures.afterwards.inputs import FollowUpInput
from disclosures.inputs import values_of
from disclosures.kinds import Relation, State
from disclosures.models import Disclosure
from disclosures.readers import lines
from disclosures.writing import completeness, pictures

FROM: Mapping[str, frozenset[State]] = {
    Relation.AMENDS: frozenset({State.PUBLISHED}),
    Relation.CLARIFIES: frozenset({State.PUBLISHED, State.WITHDRAWN}),
    Relation.REPUBLISHES: frozenset({State.PUBLISHED, State.WITHDRAWN}),
    Relation.FOLLOWS: frozenset({State.PUBLISHED}),
}
"""From which states of the original each may be begun."""
WITH_TEXT = frozenset({Relation.AMENDS, Relation.REPUBLISHES})
"""What begins with the original's own text and files; the others begin with an empty page."""
TITLES = {Relation.CLARIFIES: _("关于《%s》的澄清"), Relation.FOLLOWS: _("《%s》后续情况")}
TITLE_LENGTH = 200


@transaction.atomic
def follow_up(original: Disclosure, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Disclosure:
    """Begin a draft of the unit that refers to a text of its own, in the way that `data` says (`FollowUpInput`).

    Of one text there is one change at a time: the second is refused, with what became of the first.
    """
    current = _locked(original, actor)
    policies.draft(actor, current.unit).enforce()
    values = inputs.cleaned(FollowUpInput, data)
    relation = Relation(values["relation"])
    _require_open_to(current, relation)
    draft = actions.create_draft(
        unit=current.unit, data=_first_text(current, relation, at), actor=actor, at=at, plan=current.plan
    )
    draft.refers_to, draft.relation, draft.relation_reason = current, relation, values["reason"]
    lines.replace(draft, lines.copied(lines.of(current)))
    draft.content_hash = content.content_hash(draft, [])
    draft.save(update_fields=["refers_to", "relation", "relation_reason", "content_hash"])
    if relation in WITH_TEXT:
        _copy_files(current, draft, actor=actor, at=at)
    trail.record(
        "disclosure.followed_up",
        current,
        actor=actor,
        at=at,
        label=_("起草与它有关的信息"),
        after={"relation": relation.value, "draft": draft.public_id},
        reason=values["reason"],
    )
    draft.refresh_from_db(fields=["revision", "content_hash"])
    return draft


def offered(actor: Actor, original: Disclosure) -> list[Relation]:
    """Return in which ways this person may refer to the text now; a change under way is offered by its own page."""
    if not policies.draft(actor, original.unit) or not original.unit.is_open:
        return []
    return [relation for relation in Relation if original.state in FROM[relation]]


def _locked(original: Disclosure, actor: Actor) -> Disclosure:
    rows = Disclosure.objects.select_for_update(of=("self",)).select_related("unit", "item")
    current = rows.filter(pk=original.pk).first()
    if current is None or not policies.view(actor, current):
        raise errors.Missing
    return current


def _require_open_to(current: Disclosure, relation: Relation) -> None:
    if current.state not in FROM[relation]:
        raise errors.WrongState(
            reason=_t("现在是“%(state)s”，不能办%(what)s。请刷新页面查看最新情况。")
            % {"state": current.get_state_display(), "what": relation.label}
        )
    under_way = relations.open_change_of(current) if relation is Relation.AMENDS else None
    if under_way is not None:
        words = {"name": under_way.drafted_by_name, "state": under_way.get_state_display()}
        raise errors.Conflict(
            "disclosure.change_open",
            _t("这一件已有一份变更在办（%(name)s起草，%(state)s）。请在那一份上继续，或者先删除它。") % words,
        )


def _first_text(current: Disclosure, relation: Relation, at: datetime.datetime) -> dict[str, Any]:
    """Return with what the draft begins; an item that the unit owes no more is left out, to be chosen anew."""
    values = dict(values_of(current))
    entry = completeness.entry_of(current, on=clock.local_date(at))
    if entry is None or completeness.unfit(entry) is not None:
        values["item"] = None
    elif completeness.wider_than_item(current.scope, entry.item) is not None:
        values["scope"] = None
    if relation not in WITH_TEXT:
        values |= {"title": str(TITLES[relation] % current.title)[:TITLE_LENGTH], "body": "", "document_no": ""}
    return values


def _copy_files(current: Disclosure, draft: Disclosure, *, actor: Actor, at: datetime.datetime) -> None:
    """Give the draft the original's files, each as a file of its own: the original keeps what was approved.

    The pictures that the text shows are then its own, one after the other: what it shows counts as no attachment.
    """
    shown = richtext.pictures_in(current.body)
    for found in content.attachments_of(current):
        copied = actions.attach_copy(draft, of=found, actor=actor, at=at)
        original_id = str(found.file.public_id)
        if original_id in shown:
            draft.body = richtext.with_pictures_at(draft.body, {original_id: pictures.address(copied.file)})
            draft.save(update_fields=["body"])
    if shown:
        draft.content_hash = content.content_hash(draft, content.attachments_of(draft))
        draft.save(update_fields=["content_hash"])
        searching.keep(draft)
