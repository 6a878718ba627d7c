"""Chinese text cut into words (jieba's method and dictionary, with the words of the field added)."""

from functools import cache
from typing import Final

import rjieba

from portal_sync.domain.terms import is_chinese, terms_of
from shared.searching import synonyms

_OFTEN: Final = 20_000


@cache
def _learn() -> None:
    """Have the words of the field cut out as words, however rare they are elsewhere.

    The library makes one dictionary when it is imported; another of our own would be 24 MB more.
    """
    for word in synonyms():
        if len(word) > 1:
            rjieba.add_word(word, _OFTEN, "n")


def words_of(text: str) -> list[str]:
    """Return a folded text's words for the index, a long word's parts before it."""
    _learn()
    return terms_of(rjieba.cut_for_search(text, hmm=False))


def typed_words(run: str) -> list[str]:
    """Cut a run of characters that somebody typed; characters that make no word stay together."""
    _learn()
    cut: list[str] = []
    loose = ""
    for word in rjieba.cut(run, hmm=False):
        if len(word) == 1 and is_chinese(word):
            loose += word
            continue
        if loose:
            cut.append(loose)
            loose = ""
        cut.append(word)
    return [*cut, loose] if loose else cut


def parts_of(word: str) -> list[str]:
    """Return the words that a longer one is made of; none where it is one piece."""
    _learn()
    return [part for part in rjieba.cut_for_search(word, hmm=False) if len(part) > 1 and part != word]
