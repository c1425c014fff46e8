"""What would a browser send for a form on a page? Read out of the page itself, so that a forgotten field shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"input", "br", "meta", "link", "img", "hr"}


@dataclass
class Form:
    """One form with what it would send if nothing were typed."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.open: Form | None = None
        self.textarea = ""
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(found.get("action", ""), found.get("method", "get"))
            self.forms.append(self.open)
            self.by_id[found.get("id", "")] = self.open
        owner = self.by_id.get(found["form"]) if "form" in found else self.open
        name = found.get("name", "")
        if owner is None or not name:
            return
        if tag == "input":
            self._input(owner, name, found)
        elif tag == "button":
            owner.buttons.append((name, found.get("value", "")))
        elif tag == "textarea":
            self.textarea = name
            owner.values[name] = ""
        elif tag == "select":
            self.select = name
            owner.values[name] = ""

    def _input(self, owner: Form, name: str, found: dict[str, str]) -> None:
        kind = found.get("type", "text")
        if (kind in ("radio", "checkbox") and "checked" not in found) or kind == "file":
            return
        owner.values[name] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.textarea and self.open:
            self.open.values[self.textarea] += data.removeprefix("\r\n").removeprefix("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea":
            self.textarea = ""
        elif tag == "select":
            self.select = ""


class _Options(HTMLParser):
    """Which option of each select is chosen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.name = ""
        self.chosen: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "select":
            self.name = found.get("name", "")
        elif tag == "option" and self.name and "selected" in found:
            self.chosen[self.name] = found.get("value", "")


def forms(page: str) -> list[Form]:
    """Return the forms of a page."""
    reader, options = _Reader(), _Options()
    reader.feed(page)
    options.feed(page)
    for each in reader.forms:
        each.values.update({name: value for name, value in options.chosen.items() if name in each.values})
    return reader.forms


def form_to(response: Any, ending: str) -> Form:
    """Return the form of a page that is sent to an address with this ending; `KeyError` when there is none."""
    page = response.content.decode()
    for each in forms(page):
        if (each.action or response.request["PATH_INFO"]).split("?")[0].endswith(ending):
            return each
    raise KeyError(f"no form leads to {ending}")
