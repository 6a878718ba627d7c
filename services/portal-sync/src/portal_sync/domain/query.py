"""What a person typed into the search box, as terms to look for."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from portal_sync.domain.document_number import DocumentNumber, find_numbers
from portal_sync.domain.search_document import number_term
from portal_sync.domain.synonyms import alternatives, known_in
from portal_sync.domain.terms import fold, is_chinese, pairs, runs

LONGEST_QUERY: Final = 100
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
# Words of a question that no document answers with.
_ASKING: Final = re.compile(
    "有没有|有什么|到哪里|在哪里|哪里|有哪些|是什么|什么|哪些|怎么样|怎么|怎样|如何|可不可以|可以|请问|能不能|吗|呢|的"
)
# Of a longer phrase not every pair has to occur: 研发补贴 also means 研发费用补贴.
_SHARE_NEEDED: Final = 0.6
_SHARE_NEAR: Final = 0.3


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. `text` is what was typed, shortened and freed of control characters."""

    text: str
    numbers: tuple[DocumentNumber, ...]
    words: tuple[str, ...]

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
        return cls(text, tuple(number for number, _ in found), _words(words))

    @property
    def is_empty(self) -> bool:
        return not self.numbers and not self.words

    @property
    def number_terms(self) -> tuple[str, ...]:
        """Text search terms of which one must occur, where document numbers were typed."""
        return tuple(_number_query(number) for number in self.numbers)

    @property
    def word_terms(self) -> tuple[str, ...]:
        """Text search terms of which `needed` must occur."""
        return tuple(dict.fromkeys(term for word in self.words for term in _word_query(word)))

    @property
    def needed(self) -> int:
        """How many of `word_terms` a document must have; with a number typed they only help the order."""
        return 0 if self.numbers else math.ceil(len(self.word_terms) * _SHARE_NEEDED)

    @property
    def needed_nearly(self) -> int:
        """How many are enough where nothing has `needed` of them."""
        return 0 if self.numbers else math.ceil(len(self.word_terms) * _SHARE_NEAR)

    @property
    def to_mark(self) -> tuple[str, ...]:
        """Words to mark besides those typed: others for the same thing."""
        return tuple(other for word in self.words for other in known_in(word))

    def phrase(self, weight: str = "") -> str:
        """Return the text search query for every word in one piece, in fields of `weight` where given."""
        return " & ".join(_phrase(word, weight) for word in self.words)


def _words(text: str) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(runs(_ASKING.sub(" ", text))))
    return asked or tuple(dict.fromkeys(runs(text)))


def _number_query(number: DocumentNumber) -> str:
    if number.serial is None:
        return f"'{number_term(number.year, '')}':*"
    return f"'{number_term(number.year, number.serial)}'"


def _word_query(word: str) -> Iterator[str]:
    if not is_chinese(word) or len(word) == 1:
        yield f"'{word}':*"
        return
    for pair in pairs(word):
        same = " | ".join(_phrase(other, "") for other in alternatives(pair))
        yield f"('{pair}' | {same})" if same else f"'{pair}'"


def _phrase(word: str, weight: str) -> str:
    if not is_chinese(word) or len(word) == 1:
        return f"'{word}':*{weight}"
    suffix = f":{weight}" if weight else ""
    return "(" + " <-> ".join(f"'{pair}'{suffix}" for pair in pairs(word)) + ")"
