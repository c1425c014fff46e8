"""What is done to a text before it is submitted: beginning, editing, attaching, discarding.

Editing what was approved takes it up again first, so that its approvals are void. Deciding and publishing are the
flow's verbs.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs import effective
from catalogs.effective import EffectiveItem
from catalogs.models import Item
from core import clock, errors, inputs, pasting, richtext
from core.audit import trail
from core.files import shelf
from core.files.models import StoredFile
from disclosures import content, editions, policies, searching
from disclosures.deciding import turns
from disclosures.flows import disclosure_flow
from disclosures.inputs import AttachmentInput, DraftInput, ReadersInput, values_of
from disclosures.kinds import State
from disclosures.models import ApprovalPolicy, Attachment, Disclosure, OutsidePlan
from disclosures.plans import following
from disclosures.readers import lines as readers
from disclosures.writing import completeness, pictures, templates
from hierarchy.models import Unit
from obligations import actions as obligation_actions

MOST_ATTACHMENTS = 20


class DraftChanged(errors.Stale):
    """Somebody else saved the text meanwhile; both are here, so that neither is lost."""

    def __init__(self, current: Disclosure, mine: Mapping[str, Any]) -> None:
        self.current = current
        """The text as it stands, as the other person saved it."""
        self.theirs = values_of(current)
        self.mine = dict(mine)
        """What was sent, not cleaned and not saved."""
        super().__init__(
            reason=_t("%(name)s已在您打开页面以后改过这份草稿。您写的内容没有丢失，请对照两份内容后再保存。")
            % {"name": current.edited_by_name}
        )


@transaction.atomic
def create_draft(
    *,
    unit: Unit,
    data: Mapping[str, Any],
    actor: Actor,
    at: datetime.datetime,
    plan: OutsidePlan | None = None,
) -> Disclosure:
    """Begin a text for a unit; from now on its drafter takes no decision on it (DOMAIN section 1).

    `obligations` among the data names by their public ids what the text is to fulfil. A text without a body begins with
    the template that holds at the unit for its item. `plan` is what it follows where its catalog
    has no item for it (`planning.draft_by`).
    """
    policies.draft(actor, unit).enforce()
    if not unit.is_open:
        raise errors.Conflict("disclosure.unit_closed", _t("%s已撤销，请在承接单位起草公开信息。") % unit.name)
    disclosure = Disclosure(
        unit=unit,
        drafted_by_id=turns.answerable(actor),
        drafted_by_name=actor.name,
        created_at=at,
        updated_at=at,
        moved_at=at,
        plan=plan,
    )
    values = inputs.cleaned(DraftInput, data)
    if not values["body"]:
        lineage = values["item"].lineage if values["item"] else None
        values["body"] = templates.body_for(unit, lineage, on=clock.local_date(at))
    _write(disclosure, values, on=clock.local_date(at))
    _sign(disclosure, actor, at)
    disclosure.content_hash = content.content_hash(disclosure, [])
    disclosure.save(force_insert=True)
    searching.keep(disclosure)
    _pledge(disclosure, data, on=clock.local_date(at))
    trail.record("disclosure.drafted", disclosure, actor=actor, at=at, label=_("起草"), after=_facts(disclosure))
    return disclosure


@transaction.atomic
def edit_draft(
    disclosure: Disclosure, *, data: Mapping[str, Any], revision: int, actor: Actor, at: datetime.datetime
) -> Disclosure:
    """Replace the text by what is sent, all of it; what was approved becomes a draft again.

    What the text is to fulfil stays as it is unless `obligations` is sent. An item of an earlier edition becomes the
    same item of the edition that holds now.

    Refuses with both texts (`DraftChanged`) when somebody saved something else after `revision`. What is sent once
    more, as when an answer was lost on its way, stands already.
    """
    current = _open_for_editing(disclosure, actor=actor, at=at, revision=revision, mine=data)
    before = _facts(current)
    entry = _write(current, inputs.cleaned(DraftInput, data), on=clock.local_date(at))
    editions.carry_over(current, entry, actor=actor, at=at)
    _pledge(current, data, on=clock.local_date(at))
    if _facts(current) != before:
        _save_edit(current, actor, at)
        trail.record(
            "disclosure.edited", current, actor=actor, at=at, label=_("修改草稿"), before=before, after=_facts(current)
        )
    return current


@transaction.atomic
def attach(
    disclosure: Disclosure,
    *,
    stream: BinaryIO,
    name: str,
    actor: Actor,
    at: datetime.datetime,
    title: str = "",
    content_type: str = "",
    revision: int | None = None,
    picture: bool = False,
) -> Attachment:
    """Add a file to the text; it is part of what is approved, and read by whoever reads the text.

    As a `picture` it is one whatever its name says, to be shown in the text by `pictures.address`.
    """
    current = _open_for_editing(disclosure, actor=actor, at=at, revision=revision)
    called = inputs.cleaned(AttachmentInput, {"title": title})["title"]
    _require_room(current)
    if picture:
        file = shelf.store_image(stream, name=name, actor=actor, at=at)
    else:
        file = shelf.store(stream, name=name, actor=actor, at=at, content_type=content_type)
    return _hang(current, file, called or file.name[:200], actor=actor, at=at)


@transaction.atomic
def attach_copy(disclosure: Disclosure, *, of: Attachment, actor: Actor, at: datetime.datetime) -> Attachment:
    """Add a file that another text of the unit has, to the letter, as a file of its own."""
    current = _open_for_editing(disclosure, actor=actor, at=at, revision=None)
    _require_room(current)
    return _hang(current, shelf.copy(of.file, actor=actor, at=at), of.title, actor=actor, at=at)


@transaction.atomic
def detach(attachment: Attachment, *, actor: Actor, at: datetime.datetime, revision: int | None = None) -> Disclosure:
    """Take a file off the text; its name and hash stay in the trail, and its content if deciders ever saw it."""
    current = _open_for_editing(attachment.disclosure, actor=actor, at=at, revision=revision)
    found = current.attachments.select_related("file").filter(pk=attachment.pk).first()
    if found is None:
        raise errors.Missing("attachment.missing", _("这个附件已被移除，请刷新页面查看最新情况。"))
    before = {"attachment": found.file.name, "sha256": found.file.sha256}
    file = found.file
    found.delete()
    if not current.round_no:
        file.delete()
    _save_edit(current, actor, at)
    trail.record("disclosure.detached", current, actor=actor, at=at, label=_("移除附件"), before=before)
    return current


@transaction.atomic
def set_readers(
    disclosure: Disclosure,
    *,
    data: Mapping[str, Any],
    actor: Actor,
    at: datetime.datetime,
    revision: int | None = None,
) -> Disclosure:
    """Replace the list of those who read the text where its scope lists them; what was approved becomes a draft again.

    The list is part of what is approved. It is kept, and asked by nobody, while the scope is another one.
    """
    current = _open_for_editing(disclosure, actor=actor, at=at, revision=revision)
    before = readers.of(current)
    lines = inputs.cleaned(ReadersInput, data)["readers"]
    readers.replace(current, readers.read(lines, actor=actor, guests=True))
    after = readers.of(current)
    if readers.canonical(after) != readers.canonical(before):
        _save_edit(current, actor, at)
        trail.record(
            "disclosure.readers_set",
            current,
            actor=actor,
            at=at,
            label=_("选读者"),
            before={"readers": readers.named(before, beside=after)},
            after={"readers": readers.named(after, beside=before)},
        )
    return current


@transaction.atomic
def discard_draft(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime) -> None:
    """Throw away a draft that nobody but its drafters has worked on; what was ever submitted is kept."""
    current = _locked(disclosure, actor)
    policies.discard(actor, current).enforce()
    if current.state != State.DRAFT or current.round_no:
        raise errors.WrongState("disclosure.has_history", _("这件公开信息提交过，不能删除；可以修改后重新提交。"))
    trail.record("disclosure.discarded", current, actor=actor, at=at, label=_("删除草稿"), before=_facts(current))
    files = [found.file for found in content.attachments_of(current)]
    obligation_actions.release(current.pk)
    current.delete()
    for file in files:
        file.delete()


@transaction.atomic
def set_joining(unit: Unit, *, allowed: bool, reason: str, actor: Actor, at: datetime.datetime) -> ApprovalPolicy:
    """Say whether one officer of a unit with few officers may take two adjacent decisions, from the next round on."""
    policies.set_joining(actor, unit).enforce()
    if not reason.strip():
        raise errors.Invalid.field("reason", "reason.required", _("请写理由，例如本单位干部人数。"))
    before = {"may_join": ApprovalPolicy.objects.may_join(unit)}
    policy, _created = ApprovalPolicy.objects.update_or_create(unit=unit, defaults={"may_join": allowed})
    trail.record(
        "approval_policy.set",
        policy,
        actor=actor,
        at=at,
        label=_("设置审批规则"),
        before=before,
        after={"may_join": allowed},
        reason=reason.strip(),
    )
    return policy


def _require_room(current: Disclosure) -> None:
    if len(pictures.listed(current)) >= MOST_ATTACHMENTS:
        raise errors.Conflict(
            "attachment.too_many", _t("附件不超过%d个，请先移除不用的，或合并成一个文件。") % MOST_ATTACHMENTS
        )


def _hang(current: Disclosure, file: StoredFile, title: str, *, actor: Actor, at: datetime.datetime) -> Attachment:
    """Put a file behind the last one of the text."""
    last = current.attachments.aggregate(last=Max("sort_no"))["last"] or 0
    attachment = Attachment.objects.create(disclosure=current, file=file, title=title, sort_no=last + 1)
    _save_edit(current, actor, at)
    after = {"attachment": file.name, "sha256": file.sha256}
    trail.record("disclosure.attached", current, actor=actor, at=at, label=_("添加附件"), after=after)
    return attachment


def _open_for_editing(
    disclosure: Disclosure,
    *,
    actor: Actor,
    at: datetime.datetime,
    revision: int | None,
    mine: Mapping[str, Any] | None = None,
) -> Disclosure:
    """Return the locked row, ready to be edited: current, seen by the actor, hers to edit, and a draft."""
    current = _locked(disclosure, actor)
    if revision is not None and current.revision != revision and not _stands_already(current, mine):
        raise DraftChanged(current, mine or {})
    policies.edit(actor, current).enforce()
    if current.state == State.APPROVED:
        return disclosure_flow.perform("reopen", current, actor=actor, at=at)
    if not current.is_editable:
        raise errors.WrongState(
            reason=_t("现在是“%s”，不能修改。提交后未审查的，可以先收回；其他情况请办理人退回。")
            % current.get_state_display()
        )
    return current


def _stands_already(current: Disclosure, mine: Mapping[str, Any] | None) -> bool:
    """Say whether what was sent is the draft as it stands: then there is nothing to compare, and nothing to lose."""
    if mine is None or not current.is_editable:
        return False
    try:
        sent = inputs.cleaned(DraftInput, mine)
    except errors.Invalid:
        return False
    words = ("title", "scope", "document_no", "keywords")
    return (
        all(sent[name] == getattr(current, name) for name in words)
        and (sent["item"].pk if sent["item"] else None) == current.item_id
        and pasting.take(sent["body"]).html == current.body
    )


def _locked(disclosure: Disclosure, actor: Actor) -> Disclosure:
    rows = Disclosure.objects.select_for_update(of=("self",)).select_related("unit", "item")
    current = rows.filter(pk=disclosure.pk).first()
    if current is None or not policies.view(actor, current):
        raise errors.Missing
    return current


def _write(disclosure: Disclosure, values: Mapping[str, Any], *, on: datetime.date) -> EffectiveItem | None:
    """Put on the row what was sent; return the item as it holds at the unit, None when there is none that does."""
    item: Item | None = values["item"]
    if disclosure.plan is not None:
        _keep_to_plan(disclosure.plan, item, values["scope"])
    entry = effective.holding(disclosure.unit, item.lineage, on=on) if item is not None else None
    if item is None:
        editions.take(disclosure, None)
    elif item.pk != disclosure.item_id:
        _choose_item(disclosure, entry)
    disclosure.title = values["title"]
    disclosure.scope = values["scope"]
    disclosure.document_no = values["document_no"]
    disclosure.keywords = values["keywords"]
    disclosure.body = pasting.take(values["body"]).html  # what a word processor hid is no part of the text
    disclosure.body_text = richtext.to_text(disclosure.body)
    if item is not None:
        too_wide = completeness.wider_than_item(disclosure.scope, entry.item if entry else item)
        if too_wide is not None:
            raise errors.Invalid.field("scope", too_wide.code, too_wide.reason)
    return entry


def _keep_to_plan(plan: OutsidePlan, item: Item | None, scope: str) -> None:
    if item is not None:
        raise errors.Invalid.field(
            "item",
            "item.beside_plan",
            _t("这件信息按目录外公开方案《%s》公开，不再选公开事项。要按目录公开的，请另起草一件。") % plan.title,
        )
    too_wide = following.wider_than_plan(scope, plan)
    if too_wide is not None:
        raise errors.Invalid.field("scope", too_wide.code, too_wide.reason)


def _choose_item(disclosure: Disclosure, entry: EffectiveItem | None) -> None:
    """Take an item of the unit's own effective catalog; titles of others' drafts must not leak through a draft."""
    problem = completeness.unfit(entry)
    if entry is None or problem is not None:
        problem = problem or completeness.not_applicable()
        raise errors.Invalid.field("item", problem.code, problem.reason)
    editions.take(disclosure, entry.item)


def _pledge(disclosure: Disclosure, data: Mapping[str, Any], *, on: datetime.date) -> None:
    if "obligations" not in data:
        return
    lineage = disclosure.item.lineage if disclosure.item else None
    obligation_actions.pledge(disclosure.pk, unit_id=disclosure.unit_id, lineage=lineage, data=data, on=on)


def _sign(disclosure: Disclosure, actor: Actor, at: datetime.datetime) -> None:
    """Put the editor down as one of those who wrote the text, with the person for whom she acts."""
    seat = actor.seat_for(policies.DRAFT, disclosure.unit)
    disclosure.editor_ids = sorted({*disclosure.editor_ids, *turns.persons(actor, seat)})
    disclosure.edited_by_name = actor.name
    disclosure.updated_at = at


def _save_edit(disclosure: Disclosure, actor: Actor, at: datetime.datetime) -> None:
    _sign(disclosure, actor, at)
    disclosure.content_hash = content.content_hash(disclosure, content.attachments_of(disclosure))
    disclosure.revision += 1
    disclosure.save()
    searching.keep(disclosure)


def _facts(disclosure: Disclosure) -> dict[str, Any]:
    return {**values_of(disclosure), "item_title": disclosure.item_title}
