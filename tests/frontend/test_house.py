"""Do the templates and the vendored files keep the rules of the house?"""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from frontend import gallery, vendor

FRONTEND = Path(vendor.__file__).parent
TEMPLATES = sorted((FRONTEND / "templates").rglob("*.html"))
NAMES = [path.relative_to(FRONTEND / "templates").as_posix() for path in TEMPLATES]
INLINE = {
    "a style element": r"<style\b",
    "a style attribute": r"\sstyle\s*=",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=",
    "a script without a source": r"<script\b(?![^>]*\bsrc=)",
    "a javascript address": r"javascript:",
    "htmx that needs eval": r"\shx-(on|vals=['\"]js:|vars)",
    "an address outside": r"(?:src|href)=['\"](?:https?:)?//",
}
CHINESE = re.compile(r"[一-鿿]")
TRANSLATED = re.compile(
    r"{% trans(?:late)? .*?%}|_\(\"[^\"]*\"\)|{% blocktrans.*?{% endblocktrans[late]* %}|{#.*?#}", re.DOTALL
)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_nothing_is_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [rule for rule, pattern in INLINE.items() if re.search(pattern, text)] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("path", [path for path in TEMPLATES if "gallery" not in path.parts], ids=str)
def test_every_visible_word_can_be_translated(path: Path) -> None:
    text = TRANSLATED.sub("", path.read_text(encoding="utf-8"))
    text = text.replace('aria-hidden="true">公开<', "")  # the seal is a picture
    assert CHINESE.findall(text) == []


def test_every_icon_is_in_the_font() -> None:
    sources = [*FRONTEND.rglob("*.html"), *FRONTEND.glob("*.py"), *(FRONTEND / "templatetags").glob("*.py")]
    used = {name for path in sources for name in re.findall(r'{% icon "([a-z0-9-]+)" %}', path.read_text("utf-8"))}
    used |= {name for path in sources for name in re.findall(r'\bicon="([a-z0-9-]+)"', path.read_text("utf-8"))}
    tags = (FRONTEND / "templatetags" / "gk.py").read_text("utf-8")
    for table in re.findall(r"^[A-Z_]+_ICONS = {(.*?)^}", tags, re.DOTALL | re.MULTILINE):
        used |= set(re.findall(r': "([a-z0-9-]+)"', table))
    assert len(used) > 20
    assert used - set(vendor.icon_names()) == set()


def test_vendored_files_are_as_they_were_fetched() -> None:
    assert vendor.checksums() == vendor.CHECKSUMS.read_text(encoding="utf-8")


def test_every_component_has_a_template_and_a_place_in_the_gallery() -> None:
    components = {path.stem for path in (FRONTEND / "templates" / "components").glob("[!_]*.html")}
    shown = {path.stem for path in (FRONTEND / "templates" / "gallery").glob("*.html")} - {"page"}
    assert components == shown == {specimen.name for specimen in gallery.SPECIMENS}


def test_scripts_set_no_style_and_evaluate_nothing() -> None:
    for path in (FRONTEND / "static" / "frontend" / "js").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|new Function|\.style\b|cssText|setAttribute\(\"style", text), path.name
        assert not re.search(CHINESE, re.sub(r"//.*", "", text)), f"{path.name}: words belong into templates"
