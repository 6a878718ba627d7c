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
    return Markup("\n".join(_block(line, level) for line in lines if line))  # noqa: S704 (escaped line by line)


def _block(line: str, level: int) -> str:
    if _is_heading(line):
        if _FIRST.match(line):
            return f"<h{level}>{_escaped(line)}</h{level}>"
        if _SECOND.match(line):
            return f"<h{level + 1}>{_escaped(line)}</h{level + 1}>"
    article = _ARTICLE.match(line)
    if article:
        rest = line[article.end() :]
        return f'<p class="indent"><strong>{_escaped(article.group())}</strong>{_escaped(rest)}</p>'
    return f'<p class="indent">{_escaped(line)}</p>'


def _escaped(text: str) -> str:
    """Plain again: putting pieces of markup together looks at each piece once more."""
    return str(escape(text))


def _is_heading(line: str) -> bool:
    return len(line) <= _LONGEST_HEADING and not line.endswith(_ENDS_A_SENTENCE)
