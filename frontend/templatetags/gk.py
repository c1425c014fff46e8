"""Which components do templates have? Each tag renders the template of its name in `components/`.

The gallery shows them in every state, with when to use which.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.errors import Text
from core.inbox import InboxTask, StateTone, TaskKind
from core.workflow import Offer
from frontend import differences, fields, pieces, words

register = template.Library()

STATE_ICONS = {
    StateTone.DRAFT: "pencil",
    StateTone.AWAITING: "hourglass",
    StateTone.SOON: "clock",
    StateTone.OVERDUE: "alert-triangle",
    StateTone.DONE: "circle-check",
    StateTone.RETURNED: "arrow-back-up",
}
TASK_ICONS = {
    TaskKind.DRAFT: "edit",
    TaskKind.REVIEW: "shield-lock",
    TaskKind.APPROVE: "checks",
    TaskKind.PUBLISH: "send",
    TaskKind.ANSWER: "mail-question",
    TaskKind.RECTIFY: "tool",
    TaskKind.FILL_IN: "report-analytics",
}
NOTE_ICONS = {
    "": "info-circle",
    "soon": "alert-triangle",
    "returned": "arrow-back-up",
    "done": "circle-check",
    "overdue": "alert-circle",
}
MESSAGE_KINDS = {"success": "done", "warning": "soon", "error": "overdue"}
FILE_ICONS = {
    "pdf": "file-type-pdf",
    "sheet": "file-spreadsheet",
    "csv": "file-spreadsheet",
    "excel": "file-spreadsheet",
    "word": "file-type-docx",
    "image": "photo",
    "zip": "file-zip",
}

register.filter("zh_date", words.date)
register.filter("zh_full_date", lambda value: words.date(value, full=True))
register.filter("zh_month", words.month)
register.filter("zh_time", words.time)
register.filter("zh_moment", words.moment)
register.filter("zh_number", words.number)
register.filter("zh_list", words.listing)
register.filter("zh_items", words.items)
register.filter("zh_disclosures", words.disclosures)
register.filter("zh_tasks", words.tasks)
register.filter("zh_units", words.units)
register.filter("file_size", words.file_size)
register.filter("wrong", fields.wrong)


@register.filter
def due_words(due_on: datetime.date, today: datetime.date | None = None) -> str:
    """Return a deadline in words: 还有3个工作日."""
    return words.due_words(due_on, today or timezone.localdate())


@register.filter
def message_kind(level_tag: str) -> str:
    """Return the kind of note that shows a message of Django's at this level."""
    return MESSAGE_KINDS.get(level_tag, "")


@register.simple_tag
def icon(name: str) -> SafeString:
    """Show an icon, which always stands beside a word and is not read out."""
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', name)


# ── Words and marks ─────────────────────────────────────────────────────────────────────────────────────────────


@register.inclusion_tag("components/state.html")
def state(tone: str, label: Text) -> dict[str, Any]:
    """Show in which state a thing is."""
    return {"tone": StateTone(tone).value, "label": label, "icon": STATE_ICONS[StateTone(tone)]}


@register.inclusion_tag("components/due.html")
def due(due_on: datetime.date | None, today: datetime.date | None = None, *, inline: bool = False) -> dict[str, Any]:
    """Show a deadline in words with the date under it; nothing when there is none."""
    if due_on is None:
        return {"due": None}
    return {"due": words.due(due_on, today or timezone.localdate()), "due_on": due_on, "inline": inline}


@register.inclusion_tag("components/tag.html")
def tag(label: Text, kind: str = "") -> dict[str, Any]:
    """Show a property that is no state; `kind` is `must` or `own`."""
    return {"label": label, "kind": kind}


@register.inclusion_tag("components/origin.html")
def origin(unit_name: str, *, is_own: bool = False) -> dict[str, Any]:
    """Show from where an item comes down the tree, or that it is the unit's own."""
    return {"unit_name": unit_name, "is_own": is_own}


@register.inclusion_tag("components/meter.html")
def meter(value: int, of: int, label: Text) -> dict[str, Any]:
    """Show a share; the numbers stand beside it in words."""
    return {"value": value, "of": of, "label": label}


# ── Page and panels ─────────────────────────────────────────────────────────────────────────────────────────────


@register.inclusion_tag("components/crumbs.html")
def crumbs(trail: Sequence[pieces.Crumb]) -> dict[str, Any]:
    """Show the way from the root to this page."""
    return {"trail": trail}


@register.simple_block_tag(takes_context=True)
def head(context: Context, content: str, title: Text, facts: Text = "") -> SafeString:
    """Show the title of the page and one line of facts; what it encloses are the actions at the right."""
    return _render(context, "head", {"title": title, "facts": facts, "content": content.strip() and content})


@register.simple_block_tag(takes_context=True)
def panel(
    context: Context,
    content: str,
    title: Text = "",
    id: str = "",  # noqa: A002 — the name of the attribute
    note: Text = "",
    link: str = "",
    link_label: Text = "",
    level: int = 2,
    flush: bool = False,
    extra: str = "",
) -> SafeString:
    """Enclose one subject; `flush` for a list or a table, which bring their own padding."""
    values = {"title": title, "id": id, "note": note, "link": link, "link_label": link_label, "flush": flush}
    return _render(context, "panel", {**values, "heading": f"h{level}", "content": content, "extra": extra})


@register.simple_block_tag(takes_context=True)
def note(context: Context, content: str, kind: str = "", icon: str = "") -> SafeString:
    """Show one message about the page; `kind` is `soon`, `returned`, `done` or `overdue`."""
    return _render(context, "note", {"kind": kind, "icon": icon or NOTE_ICONS[kind], "content": content})


@register.simple_block_tag(takes_context=True)
def empty_state(context: Context, content: str, title: Text, icon: str = "inbox", level: int = 3) -> SafeString:
    """Say that nothing is here yet; what it encloses says what will be here, and offers one step."""
    values = {"title": title, "icon": icon, "heading": f"h{level}", "content": content}
    return _render(context, "empty_state", values)


@register.inclusion_tag("components/doors.html")
def doors(errands: Iterable[pieces.Door]) -> dict[str, Any]:
    """Show the errands for which people come to the portal."""
    return {"errands": errands}


@register.inclusion_tag("components/figures.html")
def figures(rows: Iterable[pieces.Figure]) -> dict[str, Any]:
    """Show up to five plain numbers of one set and one period."""
    return {"rows": rows}


# ── Lists and tables ────────────────────────────────────────────────────────────────────────────────────────────


@register.inclusion_tag("components/list_row.html")
def list_row(row: pieces.Row) -> dict[str, Any]:
    """Show a title, what belongs to it and its date; the whole row is the link."""
    return {"row": row}


@register.inclusion_tag("components/task.html")
def task(row: InboxTask, today: datetime.date | None = None) -> dict[str, Any]:
    """Show one row of the inbox."""
    return {"task": row, "icon": TASK_ICONS[TaskKind(row.kind)], "today": today or timezone.localdate()}


@register.inclusion_tag("components/facts.html")
def facts(rows: Iterable[pieces.Fact], *, two: bool = False) -> dict[str, Any]:
    """Show metadata as terms and values; `two` puts two pairs on a line."""
    return {"rows": rows, "two": two}


@register.inclusion_tag("components/table_head.html")
def table_head(columns: Iterable[pieces.Column]) -> dict[str, Any]:
    """Show the head of a table."""
    return {"columns": columns}


@register.inclusion_tag("components/tabs.html")
def tabs(views: Iterable[pieces.Tab], label: Text = "") -> dict[str, Any]:
    """Show several views of one list, with their counts."""
    return {"views": views, "label": label}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Any) -> dict[str, Any]:
    """Show which part of the list this page holds, and lead to its neighbours; nothing when it holds all."""
    return {"page": page, "request": context.get("request")}


@register.inclusion_tag("components/node.html")
def node(unit: pieces.Node) -> dict[str, Any]:
    """Show a unit in the tree, with what hangs below it as far as that was read."""
    return {"node": unit}


@register.inclusion_tag("components/file.html")
def file(attachment: pieces.File) -> dict[str, Any]:
    """Show an attachment with its kind, its size and its download."""
    kind = next((name for part, name in FILE_ICONS.items() if part in attachment.content_type), "file")
    return {"file": attachment, "icon": kind}


# ── Progress ────────────────────────────────────────────────────────────────────────────────────────────────────


@register.inclusion_tag("components/steps.html")
def steps(rows: Iterable[pieces.Step], label: Text) -> dict[str, Any]:
    """Show the known steps of one task and which it is at."""
    return {"rows": rows, "label": label}


@register.inclusion_tag("components/line.html")
def line(rows: Iterable[pieces.Event]) -> dict[str, Any]:
    """Show what happened and what will, by date."""
    return {"rows": rows}


@register.inclusion_tag("components/checks.html")
def checks(rows: Iterable[pieces.Check]) -> dict[str, Any]:
    """Show which conditions are met, and where to mend those that are not."""
    return {"rows": rows}


@register.inclusion_tag("components/diff.html")
def diff(before: str, after: str, before_title: Text, after_title: Text) -> dict[str, Any]:
    """Show two versions of a plain text side by side."""
    left, right = differences.compare(before, after)
    return {"before_title": before_title, "after_title": after_title, "before": left, "after": right}


# ── Forms and steps ─────────────────────────────────────────────────────────────────────────────────────────────


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """Show everything that is wrong with a refused form, each with a link to its field, and the codes in small.

    A refusal of the whole, such as a conflict or a rate, is said as it is: it counts no places to change.
    """
    errors = list(fields.refused(form)) if form.is_bound else []
    is_whole = len(errors) == 1 and not errors[0].is_at_field
    return {"errors": errors, "is_whole": is_whole, "codes": dict.fromkeys(error.code for error in errors)}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: Text = "", *, optional: bool = False, across: bool = False) -> dict[str, Any]:
    """Show a form field with its label, hint and errors; `across` puts its choices side by side."""
    if hint:
        bound.help_text = str(hint)
    return {"field": fields.dressed(bound), "shape": fields.shape(bound), "optional": optional, "across": across}


@register.inclusion_tag("components/rich_text.html")
def rich_text(bound: BoundField, paste_path: str = "", picture_path: str = "") -> dict[str, Any]:
    """Show the field of a published text: a plain field that the script turns into paper with a toolbar.

    The addresses clean what is pasted and take pictures in; without them pictures are left out.
    """
    return {"field": fields.dressed(bound), "paste_path": paste_path, "picture_path": picture_path}


@register.inclusion_tag("components/reason.html")
def reason(label: Text, why: Text, id: str, icon: str = "") -> dict[str, Any]:  # noqa: A002 — the attribute
    """Show a step that cannot be taken now, with why and who can."""
    return {"label": label, "why": why, "id": id, "icon": icon}


@register.inclusion_tag("components/actions.html", takes_context=True)
def actions(context: Context, offers: Iterable[Offer], path: str, revision: int | None = None) -> dict[str, Any]:
    """Show the steps that are offered: buttons that post to `path` + verb, links where a step asks for more."""
    return {"offers": offers, "path": path, "revision": revision, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/keys.html")
def keys() -> dict[str, Any]:
    """Show the keyboard shortcuts of a list, and the switch that turns them off."""
    return {}


def _render(context: Context, name: str, values: dict[str, Any]) -> SafeString:
    """Render a component that encloses content, in a context of its own."""
    engine = context.template.engine if context.template else template.Engine.get_default()
    return engine.get_template(f"components/{name}.html").render(context.new(values))
