"""What exactly is it that was approved? The content of a disclosure as one hash.

Everything that a reader takes for the unit's word is in it: title, text, scope, item, document number, keywords and the
attachments, each by its own hash, in their order; and of a text for a certain range of people, who they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core import errors, richtext
from disclosures.kinds import LISTED_SCOPES
from disclosures.readers import lines

if TYPE_CHECKING:
    from disclosures.models import Attachment, Disclosure


class HashMismatch(errors.Conflict):
    """The text is not the one that was submitted or approved."""

    default_code = "disclosure.hash_mismatch"
    default_reason = _("内容与审批时不一致，不能继续办理。请退回起草人核对，修改后重新提交审批。")


def attachments_of(disclosure: Disclosure) -> list[Attachment]:
    """Return the attachments as they stand now, with their files: one query, under the disclosure's lock."""
    return list(disclosure.attachments.with_file())


def content_hash(disclosure: Disclosure, attachments: Sequence[Attachment]) -> str:
    """Return the hash of the whole content."""
    return richtext.content_hash(**parts_of(disclosure, attachments))


def parts_of(disclosure: Disclosure, attachments: Sequence[Attachment]) -> dict[str, Any]:
    """Return the whole content, part by part, as it is hashed: readers where the scope lists them, and what it changes.

    To which text it refers belongs to it: approved as a clarification, it is not published as a change.
    """
    referring = _reference_of(disclosure)
    listed = {"readers": lines.canonical(lines.of(disclosure))} if disclosure.scope in LISTED_SCOPES else {}
    followed = {"plan": str(disclosure.plan.public_id)} if disclosure.plan else {}
    return {
        "title": disclosure.title,
        "body": disclosure.body,
        "scope": disclosure.scope,
        "item": str(disclosure.item.public_id) if disclosure.item else None,
        "item_title": disclosure.item_title,
        "document_no": disclosure.document_no,
        "keywords": list(disclosure.keywords),
        "attachments": [{"title": found.title, "sha256": found.file.sha256} for found in attachments],
        **listed,
        **followed,
        **referring,
    }


def _reference_of(disclosure: Disclosure) -> dict[str, Any]:
    original = disclosure.refers_to
    return {} if original is None else {"relation": disclosure.relation, "refers_to": str(original.public_id)}


def require_unchanged(disclosure: Disclosure, expected: str) -> dict[str, Any]:
    """Return the content; refuse unless it is, to the letter, the expected one (published is what was approved)."""
    parts = parts_of(disclosure, attachments_of(disclosure))
    if not expected or richtext.content_hash(**parts) != expected:
        raise HashMismatch
    return parts
