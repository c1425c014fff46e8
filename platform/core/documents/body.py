"""How does the body of a document read as the plain markup that becomes HTML?

Headings are marked as such, whether styled or only looking so; numbers that are part of the text are written into it;
what belongs into fields of its own, as title and number do, is lifted out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from core.documents import layout, refusals
from core.documents.layout import Layout, Line
from core.documents.names import child, is_on, text_of, value, w
from core.documents.notes import Changed, Left, Note
from core.documents.numbering import Numbering
from core.documents.package import Package
from core.documents.pruning import MARK_OPENS, Picture, Pruning, put_text_before
from core.documents.styles import Style, Styles, font_of, is_bold, points_of

HEADING = "GkHeading"
"""The style that headings are given, with the level of the element that they become."""
LOWEST = 4
MOST_BLOCKS = 20_000
_HEADING_FONTS = ("黑体", "SimHei", "方正黑体")


@dataclass
class Plain:
    """A document made plain."""

    blocks: list[Element]
    layout: Layout
    footnotes: dict[str, Element] = field(default_factory=dict)
    """By the name of the part: `footnotes`, `endnotes`."""
    links: dict[str, dict[str, str]] = field(default_factory=dict)
    """Addresses by the ids that the markup uses, for each part."""
    pictures: list[Picture] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def plain(package: Package) -> Plain:
    """Return the document made plain."""
    root = package.markup(package.document)
    body = child(root, "body")
    if body is None:
        raise refusals.damaged(package.name)
    styles = Styles(package.markup(package.path_of("styles")))
    numbering = Numbering(package.markup(package.path_of("numbering")))
    walk = Pruning(package, package.relations(package.document))
    blocks = _without_contents(walk.blocks(body), styles, walk)
    if len(blocks) > MOST_BLOCKS:
        raise refusals.too_long(package.name)
    for block in blocks:
        _number(block, styles, numbering, walk)
    recognised = layout.recognise([_line(block, styles) for block in blocks])
    if recognised.classified:
        raise refusals.classified(package.name, recognised.classified)
    result = Plain(_arranged(blocks, recognised, styles, walk), recognised, pictures=walk.pictures)
    result.links["document"] = _links(walk)
    for name in ("footnotes", "endnotes"):
        _add_notes_part(package, name, result, walk)
    result.notes = [*walk.notes, *_margins(package)]
    return result


def _without_contents(blocks: list[Element], styles: Styles, walk: Pruning) -> list[Element]:
    kept = [block for block in blocks if not styles.find(value(block, "pPr/pStyle")).is_contents]
    if len(kept) < len(blocks):
        walk.note(Left.CONTENTS, "")
    return kept


def _number(block: Element, styles: Styles, numbering: Numbering, walk: Pruning) -> None:
    """Write the numbers of headings and Chinese numbers into the text, of all paragraphs in a block."""
    for paragraph in block.iter(w("p")):
        style = styles.find(value(paragraph, "pPr/pStyle"))
        properties = child(paragraph, "pPr")
        own = value(properties, "numPr/numId")
        key, level = own or style.numbering, value(properties, "numPr/ilvl")
        place = int(level) if level.isdigit() else style.numbering_level
        if not key or key == "0" or not text_of(paragraph).strip():
            continue
        shown = numbering.next(key, place)
        if shown and (style.level or numbering.is_spelled_out(key, place)):
            put_text_before(paragraph, shown)
            _set_style(paragraph, value(properties, "pStyle"), numbered=False)
            walk.note(Changed.NUMBERING, text_of(paragraph).strip())
        elif not own:
            _set_numbering(paragraph, key, place)


def _line(block: Element, styles: Styles) -> Line:
    if block.tag != w("p"):
        return Line("")
    text = text_of(block)
    if MARK_OPENS in text:
        return Line("")
    style = styles.find(value(block, "pPr/pStyle"))
    runs = [run for run in block.iter(w("r")) if text_of(run).strip()]
    sizes = [points for run in runs if (points := points_of(run, style))]
    outline = value(block, "pPr/outlineLvl")
    return Line(
        text=text,
        level=style.level or (int(outline) + 1 if outline.isdigit() and int(outline) < 9 else 0),
        is_title=style.is_title,
        centred=(value(block, "pPr/jc") or style.alignment) == "center",
        points=max(sizes, default=None),
        font=font_of(runs[0], style) if runs else "",
        bold=bool(runs) and all(is_bold(run, style) for run in runs),
    )


def _arranged(blocks: list[Element], recognised: Layout, styles: Styles, walk: Pruning) -> list[Element]:
    """Return the blocks without what was lifted out of them, headings and table heads marked."""
    kept = []
    for place, block in enumerate(blocks):
        text = text_of(block).strip()
        if place in recognised.letterhead or place in recognised.lifted:
            walk.note(Left.LETTERHEAD if place in recognised.letterhead else Changed.LIFTED, text)
            continue
        styled = _line(block, styles).level
        if level := recognised.headings.get(place):
            walk.note(Changed.HEADING, text)
            _set_style(block, f"{HEADING}{level}", numbered=False)
        elif styled and text:
            _set_style(block, f"{HEADING}{min(styled + 1, LOWEST)}", numbered=False)
        for table in block.iter(w("tbl")):
            _mark_head(table, styles, walk)
        kept.append(block)
    return kept


def _mark_head(table: Element, styles: Styles, walk: Pruning) -> None:
    """Mark the first row of a table as its head where it stands out and nothing is marked."""
    rows = table.findall(w("tr"))
    if len(rows) < 2 or any(is_on(row, "trPr/tblHeader") for row in rows):
        return
    runs = [run for run in rows[0].iter(w("r")) if text_of(run).strip()]
    plain_style = Style()
    if runs and all(is_bold(run, plain_style) or font_of(run, plain_style).startswith(_HEADING_FONTS) for run in runs):
        properties = child(rows[0], "trPr")
        if properties is None:
            properties = Element(w("trPr"))
            rows[0].insert(0, properties)
        SubElement(properties, w("tblHeader"))
        walk.note(Changed.TABLE_HEADER, text_of(rows[0]).strip())


def _add_notes_part(package: Package, name: str, result: Plain, walk: Pruning) -> None:
    path = package.path_of(name)
    root = package.markup(path) if path else None
    if root is None:
        return
    pruning = Pruning(package, package.relations(path), walk.notes, walk.pictures)
    for note in root:
        note[:] = pruning.blocks(note)
    result.footnotes[name] = root
    result.links[name] = _links(pruning)


def _links(walk: Pruning) -> dict[str, str]:
    return {key: row.target for key, row in walk.relations.items() if row.kind == "hyperlink" and row.external}


def _margins(package: Package) -> list[Note]:
    """Note headers and footers that say something."""
    found = []
    for row in package.relations(package.document).values():
        kind = {"header": Left.HEADER, "footer": Left.FOOTER}.get(row.kind)
        root = package.markup(row.target) if kind is not None and not row.external else None
        words = text_of(root).strip() if root is not None else ""
        if kind is not None and words.strip("0123456789—-–－ 第页共"):
            found.append(Note(kind, words[:24]))
    return [*found, Note(Changed.LOOK)]


def _set_style(paragraph: Element, style: str, *, numbered: bool) -> None:
    properties = _properties(paragraph)
    for name in ("pStyle", *(() if numbered else ("numPr",))):
        for found in properties.findall(w(name)):
            properties.remove(found)
    if style:
        SubElement(properties, w("pStyle")).set(w("val"), style)


def _set_numbering(paragraph: Element, key: str, level: int) -> None:
    properties = _properties(paragraph)
    for found in properties.findall(w("numPr")):
        properties.remove(found)
    numbering = SubElement(properties, w("numPr"))
    SubElement(numbering, w("ilvl")).set(w("val"), str(level))
    SubElement(numbering, w("numId")).set(w("val"), key)


def _properties(paragraph: Element) -> Element:
    properties = child(paragraph, "pPr")
    if properties is None:
        properties = Element(w("pPr"))
        paragraph.insert(0, properties)
    return properties
