"""Document numbers in whatever way people type them."""

import pytest

from portal_sync.domain.document_number import DocumentNumber, find_numbers


@pytest.mark.parametrize(
    "typed",
    [
        "普府办〔2025〕12号",
        "普府办[2025]12号",
        "普府办【2025】12号",
        "普府办（2025）12号",
        "普府办(2025)12号",
        "普府办［2025］12号",
        "普府办〔2025〕第12号",
        "普府办〔２０２５〕０１２号",
        "普府办 〔 2025 〕 12 号",
        "普府办2025年12号",
        "普府办2025年第12号",
    ],
)
def test_any_bracket_is_the_same_number(typed: str) -> None:
    assert [number for number, _ in find_numbers(typed)] == [DocumentNumber("普府办", 2025, 12)]


def test_a_number_is_written_as_the_rules_say() -> None:
    assert str(DocumentNumber("普府办", 2025, 12)) == "普府办〔2025〕12号"


def test_a_number_without_issuer() -> None:
    assert find_numbers("[2025]12号")[0][0] == DocumentNumber("", 2025, 12)


def test_an_unfinished_number() -> None:
    assert find_numbers("普府办〔2025〕")[0][0] == DocumentNumber("普府办", 2025, None)


@pytest.mark.parametrize("text", ["2025年12月3日", "研发补贴", "13800000000", "第12号", ""])
def test_what_is_no_number(text: str) -> None:
    assert find_numbers(text) == []
