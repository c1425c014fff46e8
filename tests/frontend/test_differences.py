"""Does the comparison of two versions show exactly what changed?"""

import re

import pytest

from frontend import differences


def plain(marked: str, element: str) -> list[str]:
    """Return what is marked."""
    return re.findall(rf"<{element}>(.*?)</{element}>", marked)


@pytest.mark.parametrize(
    ("before", "after", "gone", "came", "places"),
    [
        ("承包期五年。", "承包期一年，年承包费18.6万元。", ["五年"], ["一年，年承包费18.6万元"], 1),
        ("甲\n乙", "甲\n乙", [], [], 0),
        ("第一段。", "第一段。\n第二段。", [], ["第二段。"], 1),
        ("第一段。\n第二段。", "第二段。", ["第一段。"], [], 1),
    ],
)
def test_marks_what_was_taken_and_added(before: str, after: str, gone: list[str], came: list[str], places: int) -> None:
    left, right = differences.compare(before, after)
    assert plain(left, "del") == gone
    assert plain(right, "ins") == came
    assert differences.count(before, after) == places


def test_text_is_never_taken_for_markup() -> None:
    left, right = differences.compare("<b>甲</b>", "<script>乙</script>")
    assert "<script>" not in right
    assert "<b>" not in left


def test_unmarked_both_sides_read_as_written() -> None:
    before, after = "经费12,000元，结余3,460元。\n合计15,460元。", "经费12,500元，结余3,460元。\n合计15,960元。"
    for marked, text in zip(differences.compare(before, after), (before, after), strict=True):
        paragraphs = re.findall(r"<p>(.*?)</p>", marked)
        assert [re.sub(r"<[^>]+>", "", paragraph) for paragraph in paragraphs] == text.splitlines()


def test_a_very_long_paragraph_is_replaced_as_a_whole() -> None:
    left, right = differences.compare("甲" * 5000, "甲" * 4999 + "乙")
    assert plain(left, "del") == ["甲" * 5000]
    assert plain(right, "ins") == ["甲" * 4999 + "乙"]
