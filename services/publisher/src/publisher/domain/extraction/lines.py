"""A document's text as clean lines."""

import re
import unicodedata
from typing import Final

_BETWEEN_CHINESE: Final = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef〔〕“”])[ \t\u00a0]+(?=[\u3000-\u9fff\uff00-\uffef〔〕“”\d])"
)
_AFTER_DIGIT: Final = re.compile(r"(?<=\d)[ \t\u00a0]+(?=[\u4e00-\u9fff〔〕])")
_ENDS_SENTENCE: Final = re.compile(r"[。；;：:！!？?]$")
_OPENS_PARAGRAPH: Final = re.compile(
    r"^(第[一二三四五六七八九十百]+[章节条]|[一二三四五六七八九十]+、|[((（]?[一二三四五六七八九十\d]{1,3}[))）]|\d{1,2}[.．、])"
)


def clean(text: str) -> list[str]:
    """Lines without control characters and without the space that layout put between characters."""
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Co"})
    return [tighten(line) for line in kept.replace("\t", " ").split("\n")]


def tighten(line: str) -> str:
    """One line without layout's spaces. The wide space between two names in a signature stays."""
    trimmed = line.strip(" \u3000\u00a0")
    return _AFTER_DIGIT.sub("", _BETWEEN_CHINESE.sub("", trimmed))


def unwrap(lines: list[str]) -> list[str]:
    """Join lines that a page's width broke: a full line that ends no sentence goes on in the next."""
    width = max((len(line) for line in lines), default=0)
    joined: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and line and not _OPENS_PARAGRAPH.match(line):
            joined[-1] += line
        else:
            joined.append(line)
        goes_on = len(line) >= 0.8 * width >= 16 and not _ENDS_SENTENCE.search(line)
    return joined
