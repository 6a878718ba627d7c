"""How Chinese words sound, without tones."""

import os
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

# Its 47,000 phrases take 44 MB; of them only those matter whose characters sound otherwise than alone.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin, load_phrases_dict

_LETTERS: Final = re.compile(r"[a-z]+")


@cache
def _learn() -> None:
    told = files("portal_sync").joinpath("words/readings.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in told.splitlines() if not line.startswith("#"))
    load_phrases_dict({word: [[sound] for sound in sounds.split(" ")] for word, sounds in lines})


@lru_cache(maxsize=100_000)
def syllables(word: str) -> tuple[str, ...]:
    """Return a syllable for each character: 研发 is yan, fa. Letters and digits stand for themselves."""
    _learn()
    return tuple(lazy_pinyin(word, style=Style.NORMAL))


def spelled(word: str) -> str:
    """Return the whole sound: yanfa."""
    return "".join(syllables(word))


def initials(word: str) -> str:
    """Return the first letters: yf."""
    return "".join(syllable[:1] for syllable in syllables(word))


def is_latin(run: str) -> bool:
    """Tell letters, which may be pinyin, from anything else."""
    return bool(_LETTERS.fullmatch(run))


def read_pinyin(typed: str, named: Callable[[str], Sequence[str]]) -> list[list[str]]:
    """Cut letters into the sounds of known words, few and long ones first; empty where that cannot be.

    `named` gives the words that are spelled so. Returned are, in order, the words that each piece can be.
    """
    best: list[list[list[str]] | None] = [[]] + [None] * len(typed)
    for end in range(1, len(typed) + 1):
        for start in range(end - 1):
            before = best[start]
            words = list(named(typed[start:end])) if before is not None else []
            if before is None or not words:
                continue
            reading, known = [*before, words], best[end]
            if known is None or len(reading) < len(known):
                best[end] = reading
    return best[-1] or []
