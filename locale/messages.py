"""Which texts does the interface say, and where does the English catalogue stand? `make messages` brings it up to date.

Templates are read by Django's own translator, Python by Python's own parser. That needs no gettext on the machine, sees
names such as `gettext as _t` that xgettext misses, and guesses nothing: a text that changed is a new text to translate.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (
    "platform",
    "tenants",
    "hierarchy",
    "accounts",
    "catalogs",
    "rollouts",
    "obligations",
    "disclosures",
    "channels",
    "archives",
    "api",
    "frontend",
)
DEMO = ROOT / "platform" / "config" / "demo"
"""The example organisations speak Chinese only, as real ones do: they are content, not interface."""
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADER = {
    "Project-Id-Version": "gongkai",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
GETTEXT_MODULE = "django.utils.translation"
TRANSLATING = re.compile(r"^(n?p?gettext)(_lazy|_noop)?$")
CALL_IN_TEMPLATE = re.compile(r"\b(_|n?p?gettext)\(")
LITERAL = re.compile(r"""\s*u?("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')\s*,?""")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-+ #0]*\d*(?:\.\d+)?[a-zA-Z%]")


@dataclass(frozen=True)
class Message:
    """One text as the code says it."""

    text: str
    plural: str = ""
    context: str = ""

    @classmethod
    def of_call(cls, function: str, arguments: list[str]) -> Message | None:
        """Read the arguments of gettext, ngettext, pgettext or npgettext; None when they are not all written out."""
        context = arguments.pop(0) if "p" in function.removesuffix("gettext") and arguments else ""
        wanted = 2 if function.startswith("n") else 1
        if len(arguments) < wanted or not arguments[0]:
            return None
        return cls(arguments[0], arguments[1] if wanted == 2 else "", context)


def collect() -> list[Message]:
    """Return every text once, in the order of the files; a text that has a plural anywhere has it everywhere."""
    found: dict[tuple[str, str], Message] = {}
    for path in _files():
        for message in in_template(path.read_text()) if path.suffix == ".html" else in_python(path.read_text()):
            key = (message.context, message.text)
            if key not in found or (message.plural and not found[key].plural):
                found[key] = message
    return list(found.values())


def in_python(source: str) -> Iterator[Message]:
    """Find the calls of Django's functions, by whatever name the module imports them."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: match[1]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == GETTEXT_MODULE
        for alias in node.names
        if (match := TRANSLATING.match(alias.name))
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        if function := names.get(call.func.id):  # type: ignore[attr-defined]  # selected above
            constants = (node.value for node in call.args if isinstance(node, ast.Constant))
            if message := Message.of_call(function, [value for value in constants if isinstance(value, str)]):
                yield message


def in_template(source: str) -> Iterator[Message]:
    """Find the texts of `translate`, `blocktranslate` and `_()`."""
    calls = templatize(source)
    for call in CALL_IN_TEMPLATE.finditer(calls):
        arguments, position = [], call.end()
        while literal := LITERAL.match(calls, position):
            arguments.append(ast.literal_eval(literal[1]))
            position = literal.end()
        if message := Message.of_call(call[1].replace("_", "gettext"), arguments):
            yield message


def placeholders(text: str) -> set[str]:
    """Return the placeholders of a text, in the form of Python's `%`."""
    return set(PLACEHOLDER.findall(text))


def brought_up_to_date(catalogue: polib.POFile, messages: Iterable[Message]) -> polib.POFile:
    """Return the catalogue of exactly these texts, with the translations that are there."""
    known = {(entry.msgctxt or "", entry.msgid, entry.msgid_plural): entry for entry in catalogue}
    fresh = polib.POFile(wrapwidth=0)
    fresh.metadata = dict(HEADER)
    for message in messages:
        old = known.get((message.context, message.text, message.plural))
        fresh.append(_entry(message, old))
    return fresh


def main() -> int:
    """Write the catalogue and its compiled form; answer 1 when texts are left to translate."""
    catalogue = brought_up_to_date(polib.pofile(str(CATALOGUE)), collect())
    catalogue.save(str(CATALOGUE))
    catalogue.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    missing = catalogue.untranslated_entries()
    sys.stdout.write("".join(f"to translate: {entry.msgid}\n" for entry in missing))
    sys.stdout.write(f"{len(catalogue)} texts, {len(missing)} to translate\n")
    return 1 if missing else 0


def _files() -> Iterator[Path]:
    for source in SOURCES:
        for path in sorted((ROOT / source).rglob("*")):
            is_read = path.suffix in {".py", ".html"} and "static" not in path.parts and "migrations" not in path.parts
            if is_read and not path.is_relative_to(DEMO):
                yield path


def _entry(message: Message, old: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
    if placeholders(message.text):
        entry.flags = ["python-format"]
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = dict(old.msgstr_plural) if old else {0: "", 1: ""}
    else:
        entry.msgstr = old.msgstr if old else ""
    if old:
        entry.tcomment = old.tcomment
    return entry


if __name__ == "__main__":
    sys.exit(main())
