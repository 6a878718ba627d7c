"""What a person typed into the search box: numbers, words to look for, and what a question says."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from portal_sync.domain.document_number import DocumentNumber, find_numbers
from portal_sync.domain.search_document import number_term
from portal_sync.domain.segmenting import typed_words
from portal_sync.domain.terms import fold, is_chinese, runs
from portal_sync.domain.understanding import Understood, understand
from shared.searching import alternatives, read_lines

LONGEST_QUERY: Final = 100
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_SERIAL: Final = re.compile(r"(?:第\s*)?(?<![0-9])0*([0-9]{1,4})\s*号")
# Words of a question that no document answers with.
_ASKING: Final = re.compile(
    "有没有|有什么|到哪里|在哪里|哪里|有哪些|是什么|什么|哪些|怎么样|怎么|怎样|如何|可不可以|可以|请问|能不能|能否|是否"
    "|多少|哪个|享受|还能|最多能|我们|我想|想要|应该|需要|算不算|归谁|谁管|最近|现在|今年|吗|呢|的|能"
)
_MOST_CONCEPTS: Final = 12


@dataclass(frozen=True, slots=True)
class Concept:
    """Something to look for: a word or its like. A weak one only helps the order."""

    word: str
    others: tuple[str, ...] = ()
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. `text` is what was typed, shortened and freed of control characters.

    `read_as` is what it was corrected to, where that is something else.
    """

    text: str
    numbers: tuple[DocumentNumber, ...] = ()
    serials: tuple[int, ...] = ()
    concepts: tuple[Concept, ...] = ()
    runs: tuple[str, ...] = ()
    understood: Understood = field(default_factory=Understood)
    read_as: str = ""

    @classmethod
    def parse(cls, typed: str) -> "Query":
        """Parse what was typed; never fails."""
        text = _CONTROL.sub(" ", typed).strip()[:LONGEST_QUERY]
        found = find_numbers(text)
        rest = list(fold(text))
        for number, (start, end) in found:
            rest[start:end] = [" "] * (end - start)
            # The issuer's short form is searched like any words: people leave it out or shorten it.
            rest[start : start + len(number.issuer)] = number.issuer
        words = "".join(rest)
        serials = tuple(int(match[1]) for match in _SERIAL.finditer(words))
        words = _SERIAL.sub(" ", words)
        looked_for, understood = _looked_for(words), understand(words)
        return cls(
            text=text,
            numbers=tuple(number for number, _ in found),
            serials=serials,
            concepts=tuple(_concepts(looked_for, understood))[:_MOST_CONCEPTS],
            runs=looked_for,
            understood=understood,
        )

    def corrected(self, runs_as: Iterable[str]) -> "Query":
        """Return the query with its words read as others."""
        read = Query.parse(" ".join(runs_as))
        return replace(
            self, concepts=read.concepts, runs=read.runs, understood=read.understood, read_as=read.text
        )

    @property
    def is_empty(self) -> bool:
        return not (self.numbers or self.serials or self.concepts)

    @property
    def by_number(self) -> bool:
        return bool(self.numbers or self.serials)

    @property
    def number_terms(self) -> tuple[str, ...]:
        """Index terms of which one must occur, where document numbers were typed."""
        whole = (
            number_term(number.year, "" if number.serial is None else number.serial)
            for number in self.numbers
        )
        return (*whole, *(number_term("", serial) for serial in self.serials))

    @property
    def words(self) -> tuple[str, ...]:
        """The words as typed, for marking them where they occur."""
        return tuple(concept.word for concept in self.concepts if not concept.weak) or tuple(
            concept.word for concept in self.concepts
        )

    @property
    def to_mark(self) -> tuple[str, ...]:
        """Words to mark besides those typed: others for the same thing."""
        return tuple(other for concept in self.concepts if not concept.weak for other in concept.others)


def _looked_for(text: str) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(runs(_ASKING.sub(" ", text))))
    return asked or tuple(dict.fromkeys(runs(text)))


def _concepts(looked_for: Iterable[str], understood: Understood) -> Iterator[Concept]:
    # Who issued it, and until when, is chosen by; documents do not say it in these words.
    chosen = "".join(one.word for one in understood.told if one.fact in {"department", "state"})
    seen: set[str] = set()
    for run in looked_for:
        for word in _cut(run):
            if word not in seen:
                seen.add(word)
                yield Concept(word, tuple(alternatives(word)), word in _weak() or word in chosen)


@cache
def _weak() -> frozenset[str]:
    lines = read_lines("portal_sync.words", "weak.txt")
    return frozenset(word for line in lines for word in line.split())


def _cut(run: str) -> list[str]:
    return typed_words(run) if is_chinese(run) else [run]
