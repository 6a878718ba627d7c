"""Where a text answers a query: the pieces to mark, and the part worth quoting."""

from dataclasses import dataclass
from typing import Final

from portal_sync.domain.document_number import find_numbers
from portal_sync.domain.query import Query
from portal_sync.domain.terms import fold, is_chinese, pairs

_QUOTED: Final = 96
_LEAD: Final = 20


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text, marked where it matches."""

    text: str
    marked: bool


def marked(text: str, query: Query) -> list[Piece]:
    """Return the whole text in pieces."""
    return _pieces(text, 0, len(text), _hits(text, query))


def snippet(text: str, query: Query) -> list[Piece]:
    """Return about a hundred characters around where most matches are; the beginning where none is."""
    flat = " ".join(text.split())
    hits = _hits(flat, query)
    start = _best_start(hits)
    end = min(len(flat), start + _QUOTED)
    pieces = _pieces(flat, start, end, hits)
    if start > 0:
        pieces.insert(0, Piece("…", marked=False))
    if end < len(flat):
        pieces.append(Piece("…", marked=False))
    return pieces


def matches(text: str, query: Query) -> int:
    """Return how many characters of the text match."""
    return sum(end - start for start, end in _hits(text, query))


def _best_start(hits: list[tuple[int, int]]) -> int:
    best, best_weight = 0, 0
    for start, _ in hits:
        weight = sum(e - s for s, e in hits if start <= s and e <= start + _QUOTED - _LEAD)
        if weight > best_weight:
            best, best_weight = max(0, start - _LEAD), weight
    return best


def _hits(text: str, query: Query) -> list[tuple[int, int]]:
    folded = fold(text)
    # The characters before a number may be any words of the sentence: they are marked only if typed.
    spans = [
        (start + len(number.issuer), end)
        for number, (start, end) in (find_numbers(text) if query.numbers else ())
        if _asked(number.year, number.serial, query)
    ]
    for word in query.words:
        whole = _occurrences(folded, word)
        parts = pairs(word) if is_chinese(word) else []
        spans += whole or [span for part in parts for span in _occurrences(folded, part)]
    spans += [span for word in query.to_mark for span in _occurrences(folded, word)]
    return _merged(spans)


def _asked(year: int, serial: int | None, query: Query) -> bool:
    return any(number.year == year and number.serial in {None, serial} for number in query.numbers)


def _occurrences(text: str, part: str) -> list[tuple[int, int]]:
    spans = []
    at = text.find(part)
    while at >= 0:
        spans.append((at, at + len(part)))
        at = text.find(part, at + len(part))
    return spans


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _pieces(text: str, start: int, end: int, hits: list[tuple[int, int]]) -> list[Piece]:
    pieces, at = [], start
    for hit_start, hit_end in hits:
        first, last = max(hit_start, start), min(hit_end, end)
        if first >= last:
            continue
        if first > at:
            pieces.append(Piece(text[at:first], marked=False))
        pieces.append(Piece(text[first:last], marked=True))
        at = last
    if at < end:
        pieces.append(Piece(text[at:end], marked=False))
    return pieces
