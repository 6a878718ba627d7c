"""What a recogniser finds in a sentence: one condition, and the stretches of text that say it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True)
class Context:
    """What a notice's sentences take for granted: whose region 本区 is, and when it was written."""

    region: str = ""
    written_on: date | None = None


@dataclass(frozen=True)
class Atom:
    """A condition said by `spans`; `listed` where it is a member of a list, in which 、 means 或."""

    spans: tuple[Span, ...]
    node: dict[str, Any] = field(hash=False)
    doubt: str = ""
    listed: bool = False

    @property
    def start(self) -> int:
        return min(start for start, _ in self.spans)

    @property
    def end(self) -> int:
        return max(end for _, end in self.spans)


def overlaps(span: Span, taken: Iterable[Span]) -> bool:
    """Whether a stretch touches one that is taken."""
    return any(span[0] < end and start < span[1] for start, end in taken)
