"""Which policies a saved search waits for."""

import pytest

from shared.searching import SavedSearch, matches, searches_in
from shared.searching.words import read_synonyms
from tests.support.policies import make_content


@pytest.mark.parametrize(
    ("saved", "satisfied"),
    [
        (SavedSearch(q="研发补贴"), True),
        (SavedSearch(q="研发补助"), True),
        (SavedSearch(q="普科委〔2026〕8号"), True),
        (SavedSearch(q="养老助餐"), False),
        (SavedSearch(theme="technology"), True),
        (SavedSearch(theme="culture"), False),
        (SavedSearch(q="研发", department="SW"), False),
        (SavedSearch(benefit="grant"), True),
        (SavedSearch(), False),
        (SavedSearch(q="，。"), False),
    ],
)
def test_words_and_facets_choose(saved: SavedSearch, *, satisfied: bool) -> None:
    assert matches(saved, make_content()) is satisfied


def test_of_many_searches_those_whose_every_word_occurs_are_told() -> None:
    searches = ["研发补贴", "研发 贷款", "R&D", "&", "%"]

    assert searches_in(searches, "研发费用补助（Ｒ&Ｄ）") == ["研发补贴", "R&D", "&"]


def test_a_group_goes_both_ways_and_an_arrow_one() -> None:
    words = read_synonyms(["甲 乙", "丙 < 丁"])
    assert (words["甲"], words["乙"], words["丁"]) == (("乙",), ("甲",), ("丙",))
    assert "丙" not in words
