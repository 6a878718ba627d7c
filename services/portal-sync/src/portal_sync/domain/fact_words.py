"""Words that name a fact of a firm, a benefit, a department: a list, and the industry table."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from portal_sync.domain.terms import fold
from shared.criteria.catalogue import FactType
from shared.criteria.code_tables import code_table
from shared.searching import read_lines

_JOINING: Final = re.compile(r"[、和及]")
_NOTHING_SAID: Final = ("其他", "未列明")


@dataclass(frozen=True, slots=True)
class FactWord:
    """`names_firm` says that the word alone names a firm: 饭店 does, 餐饮 only before 企业 and the like."""

    word: str
    fact: str
    values: tuple[str, ...]
    names_firm: bool


@cache
def fact_words() -> Mapping[str, tuple[FactWord, ...]]:
    """Return the known words by their first character, longest first."""
    known = {one.word: one for one in _of_industries()}
    known |= {one.word: one for one in read_fact_words(read_lines("portal_sync.words", "facts.tsv"))}
    by_first: dict[str, list[FactWord]] = {}
    for word in sorted(known, key=len, reverse=True):
        by_first.setdefault(word[0], []).append(known[word])
    return MappingProxyType({first: tuple(words) for first, words in by_first.items()})


@cache
def department_names(code: str) -> tuple[str, ...]:
    """Return what people call a department besides its name."""
    words = (one for group in fact_words().values() for one in group)
    return tuple(one.word for one in words if one.fact == "department" and code in one.values)


def read_fact_words(lines: Iterable[str]) -> Iterator[FactWord]:
    """Read `fact <TAB> values <TAB> words`; lines of another form say nothing."""
    for line in lines:
        fact, _, rest = line.partition("\t")
        values, _, words = rest.partition("\t")
        for word in words.split():
            firm = fact.endswith("!") or fact != "industry"
            yield FactWord(fold(word), fact.removesuffix("!"), tuple(values.split(",")), firm)


def _of_industries() -> Iterator[FactWord]:
    """The industry table's own words, finest first, so that the coarser level has the last word."""
    entries = sorted(code_table(FactType.INDUSTRY).entries.values(), key=lambda one: -len(one.code))
    for entry in entries:
        for part in (entry.name, *_JOINING.split(entry.name)):
            for word in (part, part.removesuffix("业")):
                if len(word) > 1 and not word.startswith(_NOTHING_SAID):
                    yield FactWord(word, "industry", (entry.code,), names_firm=False)
