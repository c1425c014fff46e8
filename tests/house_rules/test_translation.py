"""Does the interface speak complete English, and the same Chinese where it quotes it?"""

from __future__ import annotations

import importlib.util
import re
import sys
from types import ModuleType

import polib
import pytest
from django.utils import translation
from django.utils.translation import pgettext

from core.workflow import registry
from tests.house_rules.test_layout import ROOT

HAN = re.compile(r"[\u3400-\u9fff]+")
CHINESE_PUNCTUATION = re.compile(r"[，。；：（）！？《》〔〕\u3000]")
NAMES = re.compile(r"%\((\w+)\)|\{(\w+)\}|%([sd])")
QUOTED = {
    "中文",  # the name of the language
    *(
        "一级目录",
        "二级目录",
        "公开形式",
        "公开范围",
        "公开时限",
        "责任单位",
        "责任科室",
        "公开方式",
        "路径",
    ),  # columns of sheets
    *("上班", "放假"),  # working day or holiday, as a sheet says them
    *(
        "每季度首月",
        "日前",
        "期后",
        "个工作日内",
        "月",
        "每年末前",
        "自事项发生之日起",
        "月底前",
        "日内",
    ),  # details of a time
    *("党委", "党总支", "党支部"),  # kinds of unit, as a sheet says them
    *("农村", "社区", "机关", "企业", "学校", "卫生院", "社会组织"),  # sectors, as a sheet says them
    *(
        "区委",
        "第一街道党总支",
        "第一社区党支部",
        "第一社区",
        "党务公开栏",
        "会议",
        "网站",
        "招标结果",
    ),  # examples of what to type
}
"""Chinese that English texts quote, because a sheet or a search takes nothing else."""


def _collector() -> ModuleType:
    """Load the script of `make messages`; its folder is no package, for `locale` is the name of a standard module."""
    spec = importlib.util.spec_from_file_location("collected_messages", ROOT / "locale" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


messages = _collector()
CATALOGUE = polib.pofile(str(messages.CATALOGUE))


def _english(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_the_catalogue_holds_exactly_the_texts_of_the_code() -> None:
    said = {(each.context, each.text, each.plural) for each in messages.collect()}
    held = {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in CATALOGUE if not entry.obsolete}
    assert said - held == set(), "run `make messages` and translate"
    assert held - said == set(), "run `make messages`"


def test_every_text_is_translated() -> None:
    assert [entry.msgid for entry in CATALOGUE if not all(_english(entry))] == []
    assert [entry.msgid for entry in CATALOGUE.fuzzy_entries() + CATALOGUE.obsolete_entries()] == []


def test_translations_have_the_placeholders_of_their_texts() -> None:
    def names(text: str) -> set[tuple[str, ...]]:
        return set(NAMES.findall(text.replace("%%", "")))

    wrong = [(e.msgid, said) for e in CATALOGUE for said in _english(e) if names(said) != names(e.msgid)]
    assert wrong == []


def test_english_is_english() -> None:
    words = [
        (said, word) for e in CATALOGUE for said in _english(e) for word in HAN.findall(said) if word not in QUOTED
    ]
    assert words == []
    marks = [said for entry in CATALOGUE for said in _english(entry) if CHINESE_PUNCTUATION.search(said)]
    assert marks == []


def test_english_follows_the_rules_of_the_words() -> None:
    """No exclamation marks, and no stray space."""
    assert [said for e in CATALOGUE for said in _english(e) if "!" in said] == []
    assert [said for e in CATALOGUE for said in _english(e) if said != said.lstrip() or "  " in said] == []


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    compiled = polib.mofile(str(messages.CATALOGUE.with_suffix(".mo")))
    assert {(e.msgctxt, e.msgid): _english(e) for e in compiled} == {
        (e.msgctxt, e.msgid): _english(e) for e in CATALOGUE
    }


def test_the_header_does_not_change_by_itself() -> None:
    assert CATALOGUE.metadata == messages.HEADER


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from django.utils.translation import gettext as _t\n_t('审批')", ("审批", "", "")),
        ("from django.utils.translation import pgettext as p\np('event', '公开')", ("公开", "", "event")),
        ("from django.utils.translation import ngettext\nngettext('%d 项', '%d 项', n)", ("%d 项", "%d 项", "")),
        ("from django.utils.translation import gettext_lazy as _\n_('甲'\n  '乙')", ("甲乙", "", "")),
    ],
)
def test_texts_of_python_are_found_under_any_name(source: str, found: tuple[str, str, str]) -> None:
    assert [(m.text, m.plural, m.context) for m in messages.in_python(source)] == [found]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{% translate "审批" %}', ("审批", "", "")),
        ('{% translate "公开" context "event" %}', ("公开", "", "event")),
        ("{% state 'draft' _('草稿') %}", ("草稿", "", "")),
        ("{% blocktranslate trimmed with a=b %}\n  共 {{ a }} 条\n{% endblocktranslate %}", ("共 %(a)s 条", "", "")),
        (
            "{% blocktranslate count n=c %}{{ n }} 项{% plural %}{{ n }} 项{% endblocktranslate %}",
            ("%(n)s 项", "%(n)s 项", ""),
        ),
    ],
)
def test_texts_of_templates_are_found(source: str, found: tuple[str, str, str]) -> None:
    assert [(m.text, m.plural, m.context) for m in messages.in_template("{% load i18n %}" + source)] == [found]


def test_no_text_of_a_template_escapes_translation() -> None:
    """What stands in a template outside a translating tag is seen in every language."""
    bare = []
    for path in sorted((ROOT / "frontend" / "templates").rglob("*.html")):
        if "gallery" in path.parts:  # specimens of the components, shown to developers
            continue
        source = path.read_text()
        for translated in (
            r"(?s)\{% blocktranslate.*?endblocktranslate %\}",
            r"(?s)\{% translate .*?%\}",
            r"(?s)\{#.*?#\}",
            r'<span class="gk-mark[^"]*" aria-hidden="true">公开</span>',  # the seal
            r"""_\(("[^"]*"|'[^']*')\)""",
        ):
            source = re.sub(translated, "", source)
        bare += [f"{path.name}: {line.strip()}" for line in source.splitlines() if HAN.search(line)]
    assert bare == []


def test_one_chinese_word_for_several_deeds_has_an_english_one_for_each() -> None:
    with translation.override("en"):
        labels = {
            (name, verb): str(registry()[name].transitions[verb].label)
            for name, verb in (
                ("disclosure", "withdraw"),
                ("disclosure", "recall"),
                ("outside_plan", "withdraw"),
                ("catalog_version", "recall"),
                ("catalog_override", "withdraw"),
                ("catalog_exemption", "withdraw"),
                ("catalog_amendment", "recall"),
                ("extension", "recall"),
                ("withholding", "recall"),
            )
        }
        undo = pgettext("the last edit", "撤销")
        days_off = pgettext("days off", "撤销")
    assert labels.pop(("disclosure", "withdraw")) == "Withdraw", "what was public"
    assert labels.pop(("outside_plan", "withdraw")).startswith("Revoke")
    assert all(said.startswith("Take back") for said in labels.values()), labels
    assert (undo, days_off) == ("Undo", "Revoke")
