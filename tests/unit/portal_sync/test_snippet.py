"""What is quoted and marked."""

from hypothesis import given
from hypothesis import strategies as st

from portal_sync.domain.query import Query
from portal_sync.domain.snippet import Piece, marked, snippet
from portal_sync.domain.terms import fold


def marks(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.marked]


def test_the_whole_phrase_is_marked_where_it_occurs() -> None:
    assert marks(marked("研发补助实施办法", Query.parse("研发补助"))) == ["研发补助"]


def test_its_pairs_are_marked_where_it_does_not() -> None:
    assert marks(marked("研发投入后补助", Query.parse("研发补助"))) == ["研发", "补助"]


def test_a_number_is_marked_in_other_brackets() -> None:
    assert marks(marked("依据〔2026〕8号文", Query.parse("[2026]08号"))) == ["〔2026〕8号"]


def test_full_width_letters_are_found() -> None:
    assert marks(marked("采购ＥＲＰ系统", Query.parse("erp"))) == ["ＥＲＰ"]


def test_a_quote_is_taken_around_the_match() -> None:
    text = "无关的话。" * 60 + "研发补助在这里。" + "无关的话。" * 60
    pieces = snippet(text, Query.parse("研发补助"))
    assert marks(pieces) == ["研发补助"]
    assert sum(len(piece.text) for piece in pieces) < 120


@given(st.text(), st.text(max_size=20))
def test_pieces_are_the_text(text: str, typed: str) -> None:
    assert "".join(piece.text for piece in marked(text, Query.parse(typed))) == text


@given(st.text())
def test_folding_keeps_positions(text: str) -> None:
    assert len(fold(text)) == len(text)
