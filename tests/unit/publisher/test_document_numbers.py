"""Document numbers in their proper form, and what people type instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.domain.document_numbers import find, normalise
from publisher.domain.errors import Invalid

PROPER = "普府办〔2025〕12号"


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
        "普府办〔2025〕012号",
        "普府办【２０２５】第０１２号",
        " 普府办 〔2025〕 12 号 ",
        "普府办〔2025)12号",
    ],
)
def test_corrects_what_is_typed(typed: str) -> None:
    assert normalise(typed) == PROPER


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12号",
        "普府办2025-12号",
        "普府办〔2025〕12",
        "普府办〔25〕12号",
        "普府办〔2025〕0号",
        "普府办〔20255〕1号",
        "普府办〔2025〕号",
        "〔2025〕12号",
        "普府办〔2025〕12号附件",
        "普府办〔2025〕12号、13号",
    ],
)
def test_refuses_what_it_cannot_read(typed: str) -> None:
    with pytest.raises(Invalid, match="应写成"):
        normalise(typed)


@given(
    st.text("普府办科委商务沪规", min_size=1, max_size=8),
    st.integers(1949, 2100),
    st.integers(1, 99999),
    st.sampled_from(["〔〕", "[]", "【】", "（）", "()"]),
    st.sampled_from(["", "第", "0", "第00"]),
)
def test_any_bracket_and_zeros_give_one_form(
    issuer: str, year: int, number: int, brackets: str, ordinal: str
) -> None:
    typed = f"{issuer}{brackets[0]}{year}{brackets[1]}{ordinal}{number}号"
    proper = f"{issuer}〔{year}〕{number}号"
    assert normalise(typed) == proper
    assert normalise(proper) == proper


def test_finds_the_number_of_a_head_and_no_reference() -> None:
    assert find("普府办〔2025〕12号") == PROPER
    assert find("发文字号：普府办〔2025〕12号") == PROPER
    assert find("普府办〔2025〕12号　签发人：张三") == PROPER
    assert find("根据普府办〔2025〕12号文件，现通知如下") is None
