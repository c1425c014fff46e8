"""Do the components say what they are given, and tie their parts together for screen readers?"""

import datetime
import re
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from core.errors import Conflict, Invalid, Refusal
from core.limits import TooOften
from core.verdicts import ALLOW, deny
from core.workflow import Offer, Tone
from frontend import fields, gallery, pieces, specimens
from frontend.templatetags import gk


def shown(source: str, **values: Any) -> str:
    """Return what a template with the components shows, on one line."""
    text = Template("{% load gk %}" + source).render(Context(values))
    return re.sub(r"\s+", " ", text)


class Draft(forms.Form):
    title = forms.CharField(label="标题", help_text="像标题一样写。", error_messages={"required": "写上标题"})
    scope = forms.ChoiceField(
        label="范围",
        choices=[("all", "社会"), ("party", "党内")],
        widget=forms.RadioSelect,
        error_messages={"required": "选择范围"},
    )
    by = forms.DateField(label="日期", required=False)

    def clean(self) -> None:
        self.add_error(None, "标题和范围不相配")


@pytest.mark.parametrize("tone", list(gk.STATE_ICONS))
def test_a_state_is_a_word_with_an_icon(tone: str) -> None:
    text = shown("{% state tone '词' %}", tone=tone)
    assert f"gk-state-{tone}" in text
    assert '<i class="ti ti-' in text
    assert "词" in text


def test_an_unknown_state_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="purple"):
        shown("{% state 'purple' '词' %}")


def test_a_field_names_its_hint_and_its_error() -> None:
    text = shown("{% field form.title %}", form=Draft({}))
    (described,) = re.findall(r'<input[^>]*aria-describedby="([^"]+)"', text)
    for target in described.split():
        assert f'id="{target}"' in text
    assert 'aria-invalid="true"' in text
    assert "gk-field-bad" in text
    assert "写上标题" in text


def test_radios_are_a_fieldset_with_a_legend() -> None:
    text = shown("{% field form.scope %}", form=Draft({"scope": "party"}))
    assert re.search(r"<fieldset.*<legend>\s*范围\s*</legend>", text)
    assert text.count("form-check-input") == 2
    assert len(re.findall("checked", text)) == 1


def test_a_date_is_given_to_the_browser_in_its_own_form() -> None:
    text = shown("{% field form.by %}", form=Draft(initial={"by": datetime.date(2026, 11, 5)}))
    assert 'type="date"' in text
    assert 'value="2026-11-05"' in text


def test_the_summary_leads_to_every_field() -> None:
    form = Draft({})
    text = shown("{% error_summary form %}{% for bound in form %}{% field bound %}{% endfor %}", form=form)
    links = dict(re.findall(r'<a href="#([^"]+)">([^<]+)</a>', text))
    assert set(links.values()) >= {"写上标题", "选择范围"}
    for target in links:
        assert f'id="{target}"' in text
    assert "标题和范围不相配" in text


class Wish(forms.Form):
    title = forms.CharField(label="标题")


@pytest.mark.parametrize(
    "refusal",
    [
        Conflict("wish.once", "已经有人申请，请刷新页面。"),
        TooOften("wish.too_often", "已经有人申请，请刷新页面。"),
        Invalid.field("elsewhere", "wish.once", "已经有人申请，请刷新页面。"),
    ],
    ids=["conflict", "rate", "of a field that is not here"],
)
def test_a_refusal_of_the_whole_is_said_as_it_is_and_counts_no_places(refusal: Refusal) -> None:
    form = Wish({"title": "甲"})
    form.full_clean()
    fields.adopt(form, refusal)
    text = shown("{% error_summary form %}", form=form)
    assert re.findall(r'<h2 id="error-summary">\s*([^<]+?)\s*</h2>', text) == ["已经有人申请，请刷新页面。"]
    assert "处要改" not in text
    assert text.count("已经有人申请") == 1, "said once"
    assert "wish." in text, "the code stands there as ever"


def test_one_refusal_at_a_field_is_one_place_to_change() -> None:
    form = Wish({"title": "甲"})
    form.full_clean()
    fields.adopt(form, Invalid.field("title", "title.short", "标题不少于5个字"))
    text = shown("{% error_summary form %}", form=form)
    assert "还有 1 处要改" in text
    assert re.search(r'<a href="#id_title">标题不少于5个字</a>', text)


def test_a_fresh_form_has_no_summary() -> None:
    assert shown("{% error_summary form %}", form=Draft()).strip() == ""


def test_a_refusal_of_a_verb_stands_at_its_field_or_above_all() -> None:
    form = Draft({"title": "甲", "scope": "all"})
    form.full_clean()
    fields.adopt(form, Invalid.field("title", "title.short", "标题不少于5个字"))
    fields.adopt(form, Invalid.field("elsewhere", "elsewhere.bad", "别处有错"))
    assert form.errors["title"] == ["标题不少于5个字"]
    assert "别处有错" in form.non_field_errors()


class Event(forms.Form):
    item = forms.ChoiceField(label="公开事项", choices=[("", "还没有选"), ("a", "甲事")])
    occasion = forms.CharField(label="事由")
    paper = forms.FileField(label="依据文件")


def test_an_empty_field_without_words_of_its_own_is_named_in_the_summary_and_beside_it() -> None:
    form = Event(data={})
    assert [error.text for error in fields.refused(form)] == ["请选择公开事项。", "请填写事由。", "请选择依据文件。"]
    text = shown("{% error_summary form %}{% for bound in form %}{% field bound %}{% endfor %}", form=form)
    assert text.count("请填写事由。") == 2
    assert "必填项" not in text


def test_offers_are_posted_linked_or_refused_with_the_reason() -> None:
    offers = [
        Offer("publish", "公开", ALLOW, Tone.PRIMARY, "send", None),
        Offer("return", "退回修改", ALLOW, Tone.DANGER, "", Draft),
        Offer("approve", "同意", deny("disclosure.own_draft", "您是起草人，须由郑某审批。"), Tone.PLAIN, "", None),
    ]
    text = shown("{% actions offers '/work/x/' 7 %}", offers=offers, csrf_token="t0ken")
    assert re.search(r'<form method="post" action="/work/x/publish/">.*t0ken.*name="revision" value="7"', text)
    assert re.search(r'<a class="btn btn-danger\s*" href="/work/x/return/">', text)
    (why,) = re.findall(r'aria-disabled="true" aria-describedby="([^"]+)"', text)
    assert re.search(rf'id="{why}">.*您是起草人，须由郑某审批。', text)
    assert "/work/x/approve/" not in text


def test_pages_keep_the_search_when_turned() -> None:
    request = RequestFactory().get("/disclosures/", {"q": "党费", "page": "2"})
    page = specimens.values()["page"]
    text = shown("{% pager page %}", page=page, request=request)
    assert "第 41 至 60 条，共 12,486 条" in text
    assert re.search(r'rel="next" href="\?q=[^"&]+&amp;page=4"', text)


def test_the_last_crumb_is_the_page_itself() -> None:
    text = shown("{% crumbs trail %}", trail=[pieces.Crumb("区委", "/u/"), pieces.Crumb("支部", "/s/")])
    assert re.search(r'<li aria-current="page">支部</li>', text)
    assert "/s/" not in text


def test_what_is_typed_is_shown_as_text() -> None:
    hostile = "<script>alert(1)</script>"
    row = pieces.Row(hostile, "/x/", (hostile,))
    text = shown(
        "{% list_row row %}{% tag bad %}{% panel title=bad %}{{ bad }}{% endpanel %}{% note %}{{ bad }}{% endnote %}",
        row=row,
        bad=hostile,
    )
    assert "<script>" not in text
    assert text.count("&lt;script&gt;") == 6


def test_the_gallery_shows_every_component() -> None:
    tags = {name for name in gk.register.tags if not name.startswith("end")} - {"icon"}
    assert {specimen.name for specimen in gallery.SPECIMENS} == tags
