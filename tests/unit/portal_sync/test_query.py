"""What people type, as words and numbers to look for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_sync.domain.query import LONGEST_QUERY, Query


def words(typed: str) -> list[str]:
    return [concept.word for concept in Query.parse(typed).concepts if not concept.weak]


def test_a_phrase_is_cut_into_words() -> None:
    assert words("研发补助") == ["研发", "补助"]


def test_words_of_the_field_stay_whole() -> None:
    assert words("高新技术企业技改") == ["高新技术企业", "技改"]


def test_a_number_is_found_by_year_and_serial_and_its_issuer_helps_the_order() -> None:
    query = Query.parse("普科委[2026]8号")
    assert query.number_terms == ("#2026#8",)
    assert query.runs == ("普科委",)


def test_a_serial_alone_is_a_number_too() -> None:
    assert Query.parse("普发改第018号").number_terms == ("##18",)


def test_words_of_a_question_are_left_out() -> None:
    assert words("餐饮企业有什么补助") == ["餐饮", "补助"]


def test_a_question_of_nothing_else_is_searched_as_it_is() -> None:
    assert Query.parse("什么").runs == ("什么",)


def test_words_for_the_same_thing_are_looked_for_too() -> None:
    [concept] = Query.parse("高企").concepts
    assert "高新技术企业" in concept.others


@pytest.mark.parametrize("typed", ["", "  ", "'", "!!!", "\x00", "()&|", "：，。"])
def test_nothing_to_search_for(typed: str) -> None:
    assert Query.parse(typed).is_empty


@given(st.text())
def test_anything_can_be_typed(typed: str) -> None:
    query = Query.parse(typed)
    assert len(query.text) <= LONGEST_QUERY
    assert query.understood.says is not None
