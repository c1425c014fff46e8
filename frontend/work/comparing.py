"""What changed in a text between two times that it was written? Everything a reader takes for the unit's word."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalogs.kinds import Scope
from core import richtext
from core.errors import Text
from disclosures.models import Disclosure, Submission
from frontend import differences, words


@dataclass(frozen=True)
class Wording:
    """A text as somebody wrote it, with what is decided together with it."""

    title: str
    body: str
    scope: str
    item_title: str
    document_no: str
    keywords: tuple[str, ...]
    attachments: tuple[str, ...] | None = None
    """Names of the files; None where files are not what is compared."""

    def lines(self) -> str:
        """Return all of it as plain lines, fit to be compared."""
        rows = [
            self.title,
            _("公开事项：%s") % self.item_title,
            _("公开范围：%s") % Scope(self.scope).label,
            _("文号：%s") % self.document_no if self.document_no else "",
            _("关键词：%s") % "、".join(self.keywords) if self.keywords else "",
            richtext.to_text(self.body),
            *(_("附件：%s") % name for name in self.attachments or ()),
        ]
        return "\n".join(row for row in rows if row)


@dataclass(frozen=True)
class Comparison:
    """Two texts side by side, each with what it is called."""

    before: str
    after: str
    before_title: Text
    after_title: Text

    @property
    def places(self) -> int:
        """In how many places they differ."""
        return differences.count(self.before, self.after)


def as_submitted(submission: Submission) -> Wording:
    """Return the text as it was put before the deciders."""
    return Wording(
        title=submission.title,
        body=submission.body,
        scope=submission.scope,
        item_title=submission.item_title,
        document_no=submission.document_no,
        keywords=tuple(submission.keywords),
        attachments=tuple(str(found["title"]) for found in submission.attachments),
    )


def as_it_stands(disclosure: Disclosure, *, with_files: bool = True) -> Wording:
    """Return the text as it is now."""
    files = tuple(found.title for found in disclosure.attachments.all()) if with_files else None
    return Wording(
        title=disclosure.title,
        body=disclosure.body,
        scope=disclosure.scope,
        item_title=disclosure.item_title,
        document_no=disclosure.document_no,
        keywords=tuple(disclosure.keywords),
        attachments=files,
    )


def with_last_round(disclosure: Disclosure) -> Comparison | None:
    """Compare a text that was handed in more than once with the last time, or a returned one with what came back."""
    earlier = disclosure.round_no if disclosure.is_editable else disclosure.round_no - 1
    submission = disclosure.submissions.filter(round_no=earlier).first() if earlier >= 1 else None
    if submission is None:
        return None
    now = _("现在的草稿") if disclosure.is_editable else _("第%(round)d次提交")
    return Comparison(
        before=as_submitted(submission).lines(),
        after=as_it_stands(disclosure).lines(),
        before_title=_("第%(round)d次提交　%(day)s")
        % {"round": submission.round_no, "day": words.date(submission.submitted_at)},
        after_title=now % {"round": disclosure.round_no} if not disclosure.is_editable else now,
    )
