"""How are the elements of word processing markup called?"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION_ID = f"{{{_R}}}id"
EMBEDDED = f"{{{_R}}}embed"
LINKED = f"{{{_R}}}link"
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
GRAPHIC_DATA = "{http://schemas.openxmlformats.org/drawingml/2006/main}graphicData"
PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
FORMULAS = frozenset(
    {
        "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath",
        "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMathPara",
    }
)
OFF = frozenset({"0", "false", "off", "none"})


def w(name: str) -> str:
    """Return the full name of an element or attribute of the main vocabulary."""
    return f"{{{_W}}}{name}"


def value(element: Element | None, path: str, attribute: str = "val") -> str:
    """Return an attribute of an element found below (`pPr/jc`); empty when there is none."""
    found = child(element, path)
    return found.get(w(attribute), "") if found is not None else ""


def child(element: Element | None, path: str) -> Element | None:
    """Return an element found below, one name of the main vocabulary after another."""
    for name in path.split("/"):
        if element is None:
            return None
        element = element.find(w(name))
    return element


def is_on(element: Element | None, path: str) -> bool:
    """Tell whether a property is there and not switched off."""
    found = child(element, path)
    return found is not None and found.get(w("val"), "true") not in OFF


def text_of(element: Element) -> str:
    """Return the words that are shown."""
    return "".join(_words(element))


def _words(element: Element) -> Iterator[str]:
    for found in element.iter():
        if found.tag == w("t"):
            yield found.text or ""
        elif found.tag in (w("tab"), w("br")):
            yield " "
