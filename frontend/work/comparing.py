"""What changed in a text between two times that it was written? Everything a reader takes for the unit's word."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from catalogs.kinds import Scope
from core import richtext
from core.errors import Text
from disclosures.kinds import LISTED_SCOPES, Relation
from disclosures.models import Disclosure, Submission
from disclosures.noticing import duties
from disclosures.readers import lines as readers
from disclosures.writing import pictures
from frontend import differences, words


@dataclass(frozen=True)
class Part:
    """A file or a reader: what it is called, and which one it is."""

    name: str
    mark: str


@dataclass(frozen=True)
class Wording:
    """A text as somebody wrote it, with what is decided together with it."""

    title: str
    body: str
    scope: str
    item_title: str
    document_no: str
    keywords: tuple[str, ...]
    attachments: tuple[Part, ...] = ()
    pictures: tuple[Part, ...] = ()
    readers: tuple[Part, ...] | None = None
    """Whom the list names, where the scope goes by a list and whoever compares may know."""

    def rows(self, *, since: Wording | None = None) -> dict[str, str]:
        """Return what belongs to the text beside its words, each as a plain line.

        A file or a reader that is called like one of `since`, and is another, is said to be.
        """
        replaced, another = _("同名，内容已换"), _("同名，不是同一个")
        attachments = _named(self.attachments, since.attachments if since else (), replaced)
        pictured = _named(self.pictures, since.pictures if since else (), replaced)
        named = _named(self.readers or (), (since.readers if since else None) or (), another)
        return {
            "title": self.title,
            "item": _("公开事项：%s") % self.item_title,
            "scope": _("公开范围：%s") % Scope(self.scope).label,
            "document_no": _("文号：%s") % (self.document_no or _("没有")),
            "keywords": _("关键词：%s") % ("、".join(self.keywords) or _("没有")),
            "attachments": _("附件：%s") % (attachments or _("没有")),
            "pictures": _("正文图片：%s") % (pictured or _("没有")),
            "readers": "" if self.readers is None else _("读者：%s") % (named or _("没有")),
        }


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


def compared(before: Wording, after: Wording, *, before_title: Text, after_title: Text) -> Comparison:
    """Put two texts side by side: the words whole, and of what belongs to them only what differs."""
    old, new = before.rows(), after.rows(since=before)
    differing = [name for name in old if old[name] != new[name]]

    def lines(wording: Wording, rows: dict[str, str]) -> str:
        return "\n".join([*(rows[name] for name in differing if rows[name]), richtext.to_text(wording.body)])

    return Comparison(lines(before, old), lines(after, new), before_title, after_title)


def is_result(disclosure: Disclosure, original: Disclosure) -> bool:
    """Say whether a text is the result of what was on notice: it is read beside what people could object to."""
    return disclosure.relation == Relation.FOLLOWS and duties.of(original) is not None


def title_of(original: Disclosure, *, on_notice: bool) -> Text:
    """Return what the text is called beside which another one is read."""
    number = original.index_no or ""
    return _("公示稿　%s") % number if on_notice else _("原文　%s") % number


def as_submitted(submission: Submission) -> Wording:
    """Return the text as it was put before the deciders, with its readers."""
    shown = pictures.sums_in(submission.body)
    files = [Part(str(each["title"]), str(each["sha256"])) for each in submission.attachments]
    return Wording(
        title=submission.title,
        body=submission.body,
        scope=submission.scope,
        item_title=submission.item_title,
        document_no=submission.document_no,
        keywords=tuple(submission.keywords),
        attachments=tuple(part for part in files if part.mark not in shown),
        pictures=tuple(part for part in files if part.mark in shown),
        readers=tuple(map(_reader, submission.readers)) if submission.scope in LISTED_SCOPES else None,
    )


def at_work(disclosure: Disclosure) -> Wording:
    """Return the text as it is now with its readers, for those who work on it: readers do not learn of one another."""
    if disclosure.scope not in LISTED_SCOPES:
        return as_it_stands(disclosure)
    return replace(as_it_stands(disclosure), readers=tuple(map(_reader, readers.told(readers.of(disclosure)))))


def as_it_stands(disclosure: Disclosure) -> Wording:
    """Return the text as it is now."""
    listed = {each.pk for each in pictures.listed(disclosure)}
    attachments = list(disclosure.attachments.all())
    return Wording(
        title=disclosure.title,
        body=disclosure.body,
        scope=disclosure.scope,
        item_title=disclosure.item_title,
        document_no=disclosure.document_no,
        keywords=tuple(disclosure.keywords),
        attachments=tuple(Part(each.title, each.file.sha256) for each in attachments if each.pk in listed),
        pictures=tuple(Part(each.title, each.file.sha256) for each in attachments if each.pk not in listed),
    )


def _reader(told: Mapping[str, Any]) -> Part:
    """Return a line of a list as `readers.told` keeps it: the words of a day, and whom they mean."""
    meant = {name: value for name, value in told.items() if name != "text"}
    return Part(str(told["text"]), json.dumps(meant, sort_keys=True))


def _named(parts: Sequence[Part], since: Sequence[Part], other: str) -> str:
    """Return what they are called in one line; of those of whose name there was only another before, that it is."""
    known = {(part.name, part.mark) for part in since}
    names = {part.name for part in since}
    return "、".join(
        _("%(name)s（%(what)s）") % {"name": part.name, "what": other}
        if part.name in names and (part.name, part.mark) not in known
        else part.name
        for part in parts
    )


def with_last_round(disclosure: Disclosure) -> Comparison | None:
    """Compare a text that was handed in more than once with the last time, or a returned one with what came back."""
    earlier = disclosure.round_no if disclosure.is_editable else disclosure.round_no - 1
    submission = disclosure.submissions.filter(round_no=earlier).first() if earlier >= 1 else None
    if submission is None:
        return None
    now = _("现在的草稿") if disclosure.is_editable else _("第%d次提交") % disclosure.round_no
    day = words.date(submission.submitted_at)
    return compared(
        as_submitted(submission),
        at_work(disclosure),
        before_title=_("第%(round)d次提交　%(day)s") % {"round": submission.round_no, "day": day},
        after_title=now,
    )
