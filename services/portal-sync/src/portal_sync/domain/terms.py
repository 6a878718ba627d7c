"""Terms of Chinese text for the search index: pairs of neighbouring characters, and words of letters.

Pairs need no dictionary, miss nothing that a segmenter would cut wrongly, and a run of them in order is a
substring. A run's last character is also a term of its own, so that a single character can be searched as the
beginning of a term.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_RUN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[0-9a-z]+")
_LONGEST_WORD: Final = 40


def fold(text: str) -> str:
    """Return `text` in half-width small letters, character for character, so that positions stay true."""
    return "".join(map(_folded, text))


@lru_cache(maxsize=8192)
def _folded(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).casefold()
    return folded if len(folded) == 1 else character


def runs(text: str) -> list[str]:
    """Return the runs of Chinese characters and the words of letters and digits in folded `text`."""
    return [match[:_LONGEST_WORD] if match[0] < "\u3400" else match for match in _RUN.findall(fold(text))]


def pairs(run: str) -> list[str]:
    """Return the pairs of neighbouring characters of a Chinese run; a single character as it is."""
    return [run[n : n + 2] for n in range(len(run) - 1)] or [run]


def is_chinese(run: str) -> bool:
    """Tell a run of Chinese characters from a word."""
    return run[0] >= "\u3400"


def terms(text: str) -> Iterator[str]:
    """Yield the index terms of `text` in order."""
    for run in runs(text):
        if not is_chinese(run):
            yield run
            continue
        yield from pairs(run)
        if len(run) > 1:
            yield run[-1]
