"""Terms of Chinese text for the search index: pairs of neighbouring characters, and words of letters.

Pairs need no dictionary, miss nothing that was cut wrongly into words, and a run of them in order is a
substring. A run's last character is also a term of its own, so that a single character can be searched as the
beginning of a term.
"""

import re
import unicodedata
from collections.abc import Iterable
from operator import add
from typing import Final

_RUN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[0-9a-z]+")
_LONGEST_WORD: Final = 40
_REMEMBERED: Final = 100_000


class _Folding(dict[int, int]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> int:
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character).casefold()
        self[code] = ord(folded) if len(folded) == 1 else code
        return self[code]


class _Terms(dict[str, bool]):
    """Which words are terms, remembered: texts have the same ones again and again."""

    def __missing__(self, word: str) -> bool:
        if len(self) > _REMEMBERED:
            self.clear()
        self[word] = found = is_term(word)
        return found


_FOLDING: Final = _Folding()
_TERMS: Final = _Terms()


def fold(text: str) -> str:
    """Return `text` in half-width small letters, character for character, so that positions stay true."""
    return text.translate(_FOLDING)


def runs(text: str) -> list[str]:
    """Return the runs of Chinese characters and the words of letters and digits in folded `text`."""
    return [match[:_LONGEST_WORD] if match[0] < "\u3400" else match for match in _RUN.findall(fold(text))]


def pairs(run: str) -> list[str]:
    """Return the pairs of neighbouring characters of a Chinese run; a single character as it is."""
    return [run[n : n + 2] for n in range(len(run) - 1)] or [run]


def is_term(text: str) -> bool:
    """Tell whether folded `text` is one run: Chinese characters only, or letters and digits only."""
    return _RUN.fullmatch(text) is not None


def terms_of(words: Iterable[str]) -> list[str]:
    """Return those of folded `words` that are terms, in their order."""
    return list(filter(_TERMS.__getitem__, words))


def grams(text: str) -> set[str]:
    """Return a folded text's pairs of neighbouring characters, its words, the last of each run; once each."""
    found: set[str] = set()
    for run in set(_RUN.findall(text)):
        if is_chinese(run):
            found.update(map(add, run, run[1:]))
            found.add(run[-1])
        else:
            found.add(run[:_LONGEST_WORD])
    return found


def is_chinese(run: str) -> bool:
    """Tell a run of Chinese characters from a word."""
    return run[0] >= "\u3400"
