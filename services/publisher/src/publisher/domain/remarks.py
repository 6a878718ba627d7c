"""Remarks at a place in the text: where they stand as the text changes, and the text with them marked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final
from uuid import UUID

from publisher.domain.changes import as_text
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid
from publisher.domain.reviews import ReviewStep

LONGEST_QUOTE: Final = 500
LONGEST_REMARK: Final = 2000


@dataclass(frozen=True)
class Settlement:
    """Who dealt with a remark, when, and what they answered."""

    at: datetime
    by: str
    by_name: str
    answer: str = ""


@dataclass(frozen=True)
class Remark:
    """What a reviewer says about a passage: `quote` at character `position` of the text of `place`.

    `place` is the label of a field as `as_text` names it. Without a quote it is about the whole field.
    """

    id: UUID
    step: ReviewStep
    cycle: int
    place: str
    quote: str
    position: int
    said: str
    author: str
    author_name: str
    at: datetime
    settled: Settlement | None = None

    @property
    def open(self) -> bool:
        """Whether nobody has dealt with it yet."""
        return self.settled is None


def texts(content: DraftContent) -> dict[str, str]:
    """Every field that says something, by its label."""
    return {label: text for label, text in as_text(content) if text.strip()}


def locate(text: str, quote: str, position: int) -> int | None:
    """Where the passage stands now: at its old place, else at the nearest; None where it is gone."""
    if text.startswith(quote, position):
        return position
    return min(_occurrences(text, quote), key=lambda at: abs(at - position), default=None)


def place_of(content: DraftContent, place: str, quote: str, position: int | None) -> tuple[str, int]:
    """The quote as it is written and its position; raises Invalid where it is not found there."""
    written = texts(content)
    if place not in written:
        raise Invalid("请选择意见针对的位置。", "/place")
    if not quote.strip():
        return "", 0
    quote = quote.replace("\r\n", "\n").strip()
    if len(quote) > LONGEST_QUOTE:
        raise Invalid(f"原文请摘短一些，最多 {LONGEST_QUOTE} 个字。", "/quote")
    found = locate(written[place], quote, position or 0)
    if found is None:
        raise Invalid(f"在“{place}”里找不到这段原文，请照原文复制一段。", "/quote")
    return quote, found


@dataclass(frozen=True)
class Piece:
    """Some characters of a line and the numbers of the remarks that are about them."""

    text: str
    remarks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of a field from its character `start` on, and the remarks that begin in it."""

    pieces: tuple[Piece, ...]
    start: int
    begins: tuple[int, ...] = ()


@dataclass(frozen=True)
class Passage:
    """A field with its text, line by line, and the remarks that are about it as a whole."""

    label: str
    lines: tuple[Line, ...]
    whole: tuple[int, ...] = ()


@dataclass(frozen=True)
class Annotated:
    """The whole text with its remarks, numbered from 1; `moved` are those whose passage is gone."""

    remarks: Mapping[int, Remark]
    passages: tuple[Passage, ...]
    moved: tuple[int, ...] = ()


def annotate(content: DraftContent, remarks: Sequence[Remark]) -> Annotated:
    """Put each remark beside what it is about."""
    numbered = dict(enumerate(remarks, 1))
    written = texts(content)
    spots = {number: _spot(written, each) for number, each in numbered.items()}
    passages = [
        _passage(label, text, {n: spot for n, spot in spots.items() if spot and numbered[n].place == label})
        for label, text in written.items()
    ]
    return Annotated(numbered, tuple(passages), tuple(n for n, spot in spots.items() if spot is None))


Spot = tuple[int, int]


def _spot(written: Mapping[str, str], remark: Remark) -> Spot | None:
    text = written.get(remark.place)
    at = locate(text, remark.quote, remark.position) if text is not None else None
    return None if at is None else (at, at + len(remark.quote))


def _passage(label: str, text: str, spots: Mapping[int, Spot]) -> Passage:
    marked = {number: spot for number, spot in spots.items() if spot[0] < spot[1]}
    lines, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        begins = tuple(n for n, (first, _) in marked.items() if start <= first <= end)
        if line.strip() or begins:
            lines.append(Line(tuple(_pieces(text, start, end, marked)), start, begins))
        start = end + 1
    return Passage(label, tuple(lines), tuple(n for n in spots if n not in marked))


def _pieces(text: str, start: int, end: int, marked: Mapping[int, Spot]) -> Iterator[Piece]:
    cuts = {start, end, *(cut for spot in marked.values() for cut in spot if start < cut < end)}
    for first, last in pairwise(sorted(cuts)):
        about = tuple(n for n, spot in marked.items() if spot[0] <= first and last <= spot[1])
        yield Piece(text[first:last], about)


def _occurrences(text: str, quote: str) -> Iterator[int]:
    at = text.find(quote)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)
