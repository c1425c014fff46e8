"""Are Chinese texts found by the words that people type?"""

from __future__ import annotations

import pytest
from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from core.search import marking, words

TEXT = "中国共产党示例区委员会关于2026年第三季度党费收缴、使用和管理情况的公示（党发〔2026〕12号）COVID-19"


def found(text: str, asked: str, weights: str = "") -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s::tsvector @@ %s::tsquery", [words.vector([(text, "A")]), words.query(asked, weights=weights)]
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "asked",
    [
        "党费",
        "党费收缴",
        "党费收",
        "第三季度 党费",
        "共产党",
        "中国共产党",
        "党费的管理",
        "党发〔2026〕12号",
        "党发2026 12",
        "２０２６年",
        "covid",
        "Covid-19",
        "的",
    ],
)
@pytest.mark.django_db
def test_a_text_is_found_by_its_words(asked: str) -> None:
    assert found(TEXT, asked)


@pytest.mark.parametrize("asked", ["工会", "党费 工会", "第四季度", "2025年"])
@pytest.mark.django_db
def test_a_text_is_not_found_by_other_words(asked: str) -> None:
    assert not found(TEXT, asked)


@pytest.mark.django_db
def test_weights_narrow_the_search_to_parts() -> None:
    assert found(TEXT, "党费", weights="A")
    assert not found(TEXT, "党费", weights="B")
    assert not found("中国共产党", "中国共产党", weights="CD")


@pytest.mark.parametrize("asked", ["", "  ", "，。！", "'", "\\", "\x00"])
def test_what_has_no_words_asks_for_nothing(asked: str) -> None:
    assert words.query(asked) == ""


@pytest.mark.django_db
@given(st.text(max_size=80), st.text(max_size=40))
def test_any_text_makes_literals_that_the_server_reads(text: str, asked: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector", [words.vector([(text, "A"), (asked, "D")])])
        cursor.execute("SELECT %s::tsquery", [words.query(asked)])


@pytest.mark.django_db
@pytest.mark.parametrize("text", [TEXT * 3_000, " ".join(f"w{number}" for number in range(200_000)), "长" * 300_000])
def test_however_long_a_text_is_its_words_fit(text: str) -> None:
    literal = words.vector([(text, "C")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_column_size(%s::tsvector)", [literal])
        assert cursor.fetchone()[0] < 1_048_576


def test_hits_are_marked_and_nothing_is_lost() -> None:
    pieces = marking.marked("党费收缴情况：ＣＯＶＩＤ与党费", words.asked_words("党费 covid"))
    assert [piece.text for piece in pieces if piece.is_hit] == ["党费", "ＣＯＶＩＤ", "党费"]
    assert "".join(piece.text for piece in pieces) == "党费收缴情况：ＣＯＶＩＤ与党费"


def test_an_excerpt_stands_around_the_first_hit() -> None:
    text = "前" * 200 + "党费收缴" + "后" * 200
    shown = "".join(piece.text for piece in marking.excerpt(text, ["党费"], length=60))
    assert "党费收缴" in shown
    assert shown.startswith("…前")
    assert shown.endswith("后…")
    assert len(shown) == 62


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=4), max_size=4))
def test_marking_never_loses_a_letter(text: str, wanted: list[str]) -> None:
    assert "".join(piece.text for piece in marking.marked(text, wanted)) == text


def test_the_field_is_a_vector() -> None:
    assert SearchVectorField().db_type(connection) == "tsvector"
