"""How does a Word document become a draft? Read first and shown, then written with its pictures in one step."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from core import errors
from core.audit import trail
from core.documents import word
from core.documents.word import WordText
from disclosures import actions, policies
from disclosures.inputs import DraftInput, values_of
from disclosures.models import Disclosure
from disclosures.writing import pictures
from hierarchy.models import Unit

TITLE_LENGTH = 200
UNSHOWN = "word.picture"


def read_word(stream: BinaryIO, *, name: str, unit: Unit, actor: Actor) -> WordText:
    """Return what a document says, for whoever drafts for the unit; nothing is written."""
    policies.draft(actor, unit).enforce()
    return word.read(stream, name=name)


@transaction.atomic
def import_word(
    stream: BinaryIO, *, name: str, unit: Unit, data: Mapping[str, Any], actor: Actor, at: datetime.datetime
) -> Disclosure:
    """Begin a text of the unit with what the document says; what `data` says takes its place.

    Pictures come along as attachments that the text shows; one that cannot be shown is left out and named in the trail.
    """
    text = read_word(stream, name=name, unit=unit, actor=actor)
    values = {**fields_of(text), **{key: value for key, value in data.items() if value not in (None, "")}}
    draft = actions.create_draft(unit=unit, data={**values, "body": text.html()}, actor=actor, at=at)
    sources, lost = _take_pictures(draft, text, actor=actor, at=at)
    if sources:
        draft.refresh_from_db()
        shown = {**values_of(draft), "body": text.html(sources)}
        draft = actions.edit_draft(draft, data=shown, revision=draft.revision, actor=actor, at=at)
    left = {group.kind.value: group.count for group in [*text.left, *text.changed]}
    if lost:
        left[UNSHOWN] = lost
    trail.record(
        "disclosure.imported", draft, actor=actor, at=at, label=_("从 Word 导入"), after={"file": name, "notes": left}
    )
    return draft


def fields_of(text: WordText) -> dict[str, Any]:
    """Return what the layout of a document says, as the fields of a draft take it."""
    layout = text.layout
    plain = name_of(text.name)
    fields = {
        "title": layout.title[:TITLE_LENGTH] or plain,
        "document_no": layout.document_no,
        "keywords": list(layout.keywords),
    }
    limit = DraftInput.base_fields["document_no"].max_length  # type: ignore[attr-defined]  # a CharField
    return fields | {"document_no": fields["document_no"][:limit]}


def name_of(file_name: str) -> str:
    """Return a title from the name of a file: without its folder and its extension."""
    return file_name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0].strip()[:TITLE_LENGTH] or str(
        _("导入的文稿")
    )


def _take_pictures(
    draft: Disclosure, text: WordText, *, actor: Actor, at: datetime.datetime
) -> tuple[dict[int, str], int]:
    """Attach the pictures; return their addresses by their numbers, and how many could not be shown."""
    sources, lost = {}, 0
    for each in text.pictures:
        try:
            attached = actions.attach(
                draft,
                stream=io.BytesIO(each.content),
                name=each.name,
                title=each.alt[:TITLE_LENGTH],
                picture=True,
                actor=actor,
                at=at,
            )
        except errors.Invalid:
            lost += 1
        else:
            sources[each.number] = pictures.address(attached.file)
    return sources, lost
