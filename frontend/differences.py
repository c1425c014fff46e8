"""What changed between two versions of a text? Marked with <del> and <ins>, paragraph by paragraph."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

TOO_LONG = 4_000
"""Paragraphs longer than this are shown as replaced as a whole: comparing letters costs the square of the length."""


def compare(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Return both texts as paragraphs, what was taken away marked in the first and what was added in the second."""
    old, new = _paragraphs(before), _paragraphs(after)
    left: list[SafeString] = []
    right: list[SafeString] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for _tag, a, b, c, d in matcher.get_opcodes():
        for was, now in _paired(old[a:b], new[c:d]):
            marked_was, marked_now = _letters(was, now)
            left += [format_html("<p>{}</p>", marked_was)] if was else []
            right += [format_html("<p>{}</p>", marked_now)] if now else []
    return _joined(left), _joined(right)


def count(before: str, after: str) -> int:
    """Return in how many places the texts differ, as a reader counts them."""
    old, new = _paragraphs(before), _paragraphs(after)
    places = 0
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            places += sum(_places(was, now) for was, now in _paired(old[a:b], new[c:d]))
    return places


def _places(was: str, now: str) -> int:
    if not was or not now or max(len(was), len(now)) > TOO_LONG:
        return 1
    return sum(tag != "equal" for tag, *_ in _steps(was, now))


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _paired(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """Pair paragraphs in order; those left over stand against nothing."""
    length = max(len(old), len(new))
    padded_old, padded_new = ([*side, *[""] * (length - len(side))] for side in (old, new))
    return list(zip(padded_old, padded_new, strict=True))


def _letters(was: str, now: str) -> tuple[SafeString, SafeString]:
    if was == now:
        return format_html("{}", was), format_html("{}", now)
    if not was or not now or max(len(was), len(now)) > TOO_LONG:
        return _marked("del", was), _marked("ins", now)
    left, right = [], []
    for tag, a, b, c, d in _steps(was, now):
        same = tag == "equal"
        left.append(format_html("{}", was[a:b]) if same else _marked("del", was[a:b]))
        right.append(format_html("{}", now[c:d]) if same else _marked("ins", now[c:d]))
    return _joined(left), _joined(right)


def _steps(was: str, now: str) -> list[tuple[str, int, int, int, int]]:
    """Return the steps from one paragraph to the other; a single letter in common does not split a change."""
    merged: list[tuple[str, int, int, int, int]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        chance = tag == "equal" and b - a == 1 and a > 0 and b < len(was)
        kind = "replace" if chance or tag != "equal" else "equal"
        if merged and merged[-1][0] == kind == "replace":
            merged[-1] = ("replace", merged[-1][1], b, merged[-1][3], d)
        else:
            merged.append((kind, a, b, c, d))
    return merged


def _marked(element: str, text: str) -> SafeString:
    return format_html("<{0}>{1}</{0}>", element, text) if text else SafeString("")


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
