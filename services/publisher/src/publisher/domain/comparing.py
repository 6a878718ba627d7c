"""Two texts side by side: sentence by sentence, and within a changed sentence what changed."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

_SENTENCE: Final = re.compile(r"[^。！？；\n]*[。！？；\n]?")
# What people read as one: a day, a number, a Latin word, else a character.
_WORD: Final = re.compile(r"\d{4}-\d\d-\d\d|\d+(?:[.,]\d+)*%?|[A-Za-z]+|\s+|.", re.DOTALL)
# Below this likeness two sentences are two, not one that changed.
_ALIKE: Final = 0.5
# Beyond these sizes alignment would take longer than its answer is worth: what differs stands as a block.
_MOST_SENTENCES: Final = 3000
_MOST_PAIRS: Final = 400
_LONGEST: Final = 600


class RowKind(StrEnum):
    """What became of a sentence; `skipped` stands for some that stayed."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    NEW = "new"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Piece:
    """A part of a sentence; `changed` where the other side has it differently or not at all."""

    text: str
    changed: bool = False


@dataclass(frozen=True)
class Row:
    """One sentence before and after; `skipped` counts those that a row leaves out."""

    kind: RowKind
    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()
    skipped: int = 0


@dataclass(frozen=True)
class Difference:
    """A field that differs, as rows."""

    label: str
    rows: tuple[Row, ...]


def differences(before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]]) -> list[Difference]:
    """The fields (label and text) that differ, in their order."""
    old, new = dict(before), dict(after)
    return [
        Difference(label, tuple(_shortened(_rows(_of(old, label), _of(new, label)))))
        for label in dict.fromkeys([*old, *new])
        if _of(old, label) != _of(new, label)
    ]


def _of(fields: Mapping[str, str], label: str) -> str:
    return fields.get(label, "").replace("\r\n", "\n").strip()


def _rows(before: str, after: str) -> Iterator[Row]:
    old, new = _sentences(before), _sentences(after)
    first, last = _in_common(old, new)
    yield from (_same(each) for each in old[:first])
    middle = (old[first : len(old) - last], new[first : len(new) - last])
    if max(map(len, middle)) > _MOST_SENTENCES:
        left, right = ((Piece("".join(side), changed=True),) for side in middle)
        yield Row(RowKind.CHANGED, left, right)
    else:
        yield from _aligned(*middle)
    yield from (_same(each) for each in old[len(old) - last :])


def _sentences(text: str) -> list[str]:
    return [found for each in _SENTENCE.findall(text) if (found := each.strip())]


def _in_common(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many sentences both begin with, and how many both end with."""
    least = min(len(old), len(new))
    first = next((n for n in range(least) if old[n] != new[n]), least)
    left = least - first
    last = next((n for n in range(left) if old[-1 - n] != new[-1 - n]), left)
    return first, last


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (_same(each) for each in old[i:j])
        else:
            yield from _replaced(old[i:j], new[k:m])


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    """Sentences that gave way to others: each beside the one that it became, where there is one."""
    rest = list(new)
    for sentence in old:
        match = _like(sentence, rest) if len(old) * len(new) <= _MOST_PAIRS else None
        if match is None:
            yield Row(RowKind.GONE, before=(Piece(sentence, changed=True),))
            continue
        yield from (Row(RowKind.NEW, after=(Piece(each, changed=True),)) for each in rest[:match])
        yield _changed(sentence, rest[match])
        rest = rest[match + 1 :]
    yield from (Row(RowKind.NEW, after=(Piece(each, changed=True),)) for each in rest)


def _like(sentence: str, others: Sequence[str]) -> int | None:
    """The place of the first that is like the sentence."""
    for place, other in enumerate(others):
        matcher = difflib.SequenceMatcher(None, sentence[:_LONGEST], other[:_LONGEST], autojunk=False)
        if matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
            return place
    return None


def _changed(before: str, after: str) -> Row:
    if max(len(before), len(after)) > _LONGEST:
        return Row(RowKind.CHANGED, (Piece(before, changed=True),), (Piece(after, changed=True),))
    old, new = _WORD.findall(before), _WORD.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left.append(Piece("".join(old[i:j]), tag != "equal"))
        right.append(Piece("".join(new[k:m]), tag != "equal"))
    return Row(RowKind.CHANGED, _joined(left), _joined(right))


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Without empty pieces; a single character between two changes reads as changed with them."""
    shown = [piece for piece in pieces if piece.text]
    inner = range(1, len(shown) - 1)
    marked = [
        Piece(
            piece.text, piece.changed or (place in inner and len(piece.text) == 1 and _between(shown, place))
        )
        for place, piece in enumerate(shown)
    ]
    return tuple(
        Piece("".join(each.text for each in group), changed)
        for changed, group in groupby(marked, key=lambda piece: piece.changed)
    )


def _between(pieces: Sequence[Piece], place: int) -> bool:
    return pieces[place - 1].changed and pieces[place + 1].changed


def _same(sentence: str) -> Row:
    return Row(RowKind.SAME, (Piece(sentence),), (Piece(sentence),))


def _shortened(rows: Iterable[Row]) -> Iterator[Row]:
    """Of sentences that stayed, those beside a change; how many are between stands in their place."""
    runs = [(same, list(run)) for same, run in groupby(rows, key=lambda row: row.kind is RowKind.SAME)]
    for place, (same, run) in enumerate(runs):
        head = 1 if place else 0
        tail = 1 if place < len(runs) - 1 else 0
        if not same or len(run) <= head + tail + 1:
            yield from run
            continue
        yield from run[:head]
        yield Row(RowKind.SKIPPED, skipped=len(run) - head - tail)
        yield from run[len(run) - tail :]
