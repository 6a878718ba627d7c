"""Plain text of official documents as HTML: numbered headings by their marks, all else paragraphs."""

import re
from typing import Final

from markupsafe import Markup, escape

_NUMERALS: Final = "一二三四五六七八九十百零〇"
_FIRST: Final = re.compile(rf"^(?:[{_NUMERALS}]+、|第[{_NUMERALS}]+[章编])")
_SECOND: Final = re.compile(rf"^(?:[（(][{_NUMERALS}]+[）)]|第[{_NUMERALS}]+节)")
_ARTICLE: Final = re.compile(rf"^第[{_NUMERALS}]+条")
# A numbered line that runs on is a paragraph that begins with a number, not a heading.
_LONGEST_HEADING: Final = 40
_ENDS_A_SENTENCE: Final = ("。", "；", ";", "：", ":")


def paragraphs(text: str, level: int = 2) -> Markup:
    """Return escaped HTML. `level` is the heading level of 一、 lines; （一） lines stand one below."""
    lines = (line.strip() for line in text.splitlines())
    return Markup("\n").join(_block(line, level) for line in lines if line)


def _block(line: str, level: int) -> Markup:
    if _is_heading(line):
        if _FIRST.match(line):
            return Markup("<h{0}>{1}</h{0}>").format(level, line)
        if _SECOND.match(line):
            return Markup("<h{0}>{1}</h{0}>").format(level + 1, line)
    article = _ARTICLE.match(line)
    if article:
        rest = line[article.end() :]
        return Markup('<p class="indent"><strong>{}</strong>{}</p>').format(article.group(), rest)
    return Markup('<p class="indent">') + escape(line) + Markup("</p>")


def _is_heading(line: str) -> bool:
    return len(line) <= _LONGEST_HEADING and not line.endswith(_ENDS_A_SENTENCE)
