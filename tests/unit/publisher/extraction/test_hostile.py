"""Texts made to keep the rules busy: they end, and what was not read is kept for a person."""

import random
from typing import Final

import pytest

from publisher.domain.extraction import extract

pytestmark = pytest.mark.timeout(60)

HEAD: Final = "关于申报补贴的通知\n一、申报条件\n"
WORDS: Final = (
    "在|注册|不低于|5%|500万元|、|，|。|或|（|第（一）项|不受|限制|普陀区|除|外|给予|至|放宽至|之一"
)


@pytest.mark.parametrize("word", ["区", "上市", "（", "1万元", "第（一）项", "，", "《", "给予"])
def test_one_word_over_and_over(word: str) -> None:
    assert extract(HEAD + word * (4_000 // len(word))).title == "关于申报补贴的通知"


def test_words_at_random() -> None:
    choose = random.Random(1)
    found = extract(HEAD + "".join(choose.choice(WORDS.split("|")) for _ in range(1_000)))
    assert found.notice.proposal is not None


def test_a_book_is_no_notice() -> None:
    assert extract(HEAD + "企业在普陀区注册。\n" * 8_000).notice.proposal is None
