"""Document numbers (发文字号) in whatever way people type them."""

import re
from dataclasses import dataclass
from typing import Final

from portal_sync.domain.terms import fold

# 普府办〔2025〕12号, with any bracket or none, with 第, spaces, leading zeros. The issuer's short form
# before it is looked for backwards: looking for it first would try every Chinese character of a text.
_NUMBER: Final = re.compile(
    r"(?:[〔\[【(（{《<〈「]\s*(?P<bracketed>(?:19|20)\d{2})\s*年?\s*[〕\]】)）}》>〉」]|(?P<bare>(?:19|20)\d{2})\s*年?)"
    r"\s*(?:第\s*)?(?P<serial>\d{1,5})\s*号"
)
# Without 号 only brackets make it a number: "2025 12" alone may mean a month.
_UNFINISHED: Final = re.compile(
    r"[〔\[【(（{《<〈「]\s*(?P<year>(?:19|20)\d{2})\s*年?\s*[〕\]】)）}》>〉」]?\s*(?:第\s*)?(?P<serial>\d{1,5})?"
)
_ISSUER: Final = re.compile(r"([\u4e00-\u9fff]{0,12})\s*$")
_LONGEST_ISSUER: Final = 16


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number in its parts; `issuer` (a short form) may be left out, `serial` is None while unfinished."""

    issuer: str
    year: int
    serial: int | None

    def __str__(self) -> str:
        return f"{self.issuer}〔{self.year}〕{self.serial}号"


def find_numbers(text: str) -> list[tuple[DocumentNumber, tuple[int, int]]]:
    """Return the document numbers in `text`, each with where it begins and ends."""
    return find_in_folded(fold(text))


def find_in_folded(text: str) -> list[tuple[DocumentNumber, tuple[int, int]]]:
    """Return the document numbers in a text that was folded already."""
    found = []
    taken: list[tuple[int, int]] = []
    for pattern in (_NUMBER, _UNFINISHED):
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            number, span = _parsed(
                match, text, max((end for _, end in taken if end <= match.start()), default=0)
            )
            taken.append(span)
            found.append((number, span))
    return found


def _parsed(match: re.Match[str], text: str, after: int) -> tuple[DocumentNumber, tuple[int, int]]:
    groups = match.groupdict()
    year = groups.get("bracketed") or groups.get("bare") or groups.get("year") or ""
    serial = groups.get("serial")
    before = _ISSUER.search(text[max(after, match.start() - _LONGEST_ISSUER) : match.start()])
    issuer = before[1] if before else ""
    begin = match.start() - (len(before[0]) if before else 0)
    return DocumentNumber(issuer, int(year), int(serial) if serial else None), (begin, match.end())
