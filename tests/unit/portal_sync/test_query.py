"""What people type, as terms to look for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_sync.domain.query import LONGEST_QUERY, Query

SAFE = re.compile(r"^(\(?('[0-9a-z#\u3400-\u9fff\uf900-\ufaff]+'(:\*?[A-D]?)?|[()|&]|<->| )+\)?)*$")


def test_pairs_of_a_phrase_mostly_have_to_occur() -> None:
    query = Query.parse("研发补助金")
    assert len(query.word_terms) == 4
    assert query.needed == 3


def test_a_number_is_found_by_year_and_serial_and_its_issuer_helps_the_order() -> None:
    query = Query.parse("普科委[2026]8号")
    assert query.number_terms == ("'#2026#8'",)
    assert query.words == ("普科委",)
    assert query.needed == 0


def test_words_of_a_question_are_left_out() -> None:
    assert Query.parse("餐饮企业有什么补助").words == ("餐饮企业", "补助")


def test_a_question_of_nothing_else_is_searched_as_it_is() -> None:
    assert Query.parse("什么").words == ("什么",)


def test_words_for_the_same_thing_are_looked_for_too() -> None:
    assert "'补助'" in Query.parse("补贴").word_terms[0]


def test_a_single_character_begins_a_term() -> None:
    assert Query.parse("税").word_terms == ("'税':*",)


@pytest.mark.parametrize("typed", ["", "  ", "'", "!!!", "\x00", "()&|", "：，。"])
def test_nothing_to_search_for(typed: str) -> None:
    assert Query.parse(typed).is_empty


@given(st.text())
def test_anything_can_be_typed(typed: str) -> None:
    query = Query.parse(typed)
    assert len(query.text) <= LONGEST_QUERY
    for term in (*query.word_terms, *query.number_terms, query.phrase(), query.phrase("A")):
        assert SAFE.match(term), term
