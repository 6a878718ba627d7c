"""Finding a region or industry by code, name or pinyin, for people who do not know the code."""

from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from shared.criteria.catalogue import FactType
from shared.criteria.code_tables import Entry, code_table
from shared.criteria.codes import chain
from shared.criteria.names import name_of

MOST_FOUND: Final = 50
_NOWHERE: Final = 9


@dataclass(frozen=True, slots=True)
class Found:
    """A code; `level` counts from 1, and `has_more` says whether others lie under it."""

    code: str
    name: str
    full_name: str
    level: int
    has_more: bool


def find_codes(fact_type: FactType, query: str, limit: int = 20) -> list[Found]:
    """Codes that begin with the query, or whose name or pinyin has it: best first, coarse before fine."""
    wanted = query.strip().lower().replace(" ", "")
    if not wanted:
        return children(fact_type, "")[:limit]
    ranked = [
        (rank, one.level, one.code) for one in _index(fact_type) if (rank := _rank(one, wanted)) < _NOWHERE
    ]
    return [_found(fact_type, code) for _, _, code in sorted(ranked)[:limit]]


def children(fact_type: FactType, above: str) -> list[Found]:
    """What lies directly under a code; the highest level for an empty one."""
    return [_found(fact_type, code) for code in _children(fact_type).get(above, ())]


def _rank(one: "_Indexed", wanted: str) -> int:
    tests = (
        one.code.lower() == wanted,
        wanted in (one.name, one.full),
        one.code.lower().startswith(wanted),
        one.name.startswith(wanted),
        one.initials.startswith(wanted) or one.spelled.startswith(wanted),
        wanted in one.full,
        len(wanted) > 1 and (wanted in one.initials or wanted in one.spelled),
    )
    return next((rank for rank, holds in enumerate(tests) if holds), _NOWHERE)


class _Indexed(NamedTuple):
    code: str
    name: str
    full: str
    initials: str
    spelled: str
    level: int


@cache
def _index(fact_type: FactType) -> tuple[_Indexed, ...]:
    return tuple(_indexed(fact_type, entry) for entry in code_table(fact_type).entries.values())


def _indexed(fact_type: FactType, entry: Entry) -> _Indexed:
    syllables = entry.pinyin.split()
    return _Indexed(
        entry.code,
        entry.name.lower(),
        name_of(fact_type, entry.code).lower(),
        "".join(syllable[0] for syllable in syllables),
        "".join(syllables),
        len(chain(fact_type, entry.code)),
    )


@cache
def _children(fact_type: FactType) -> dict[str, tuple[str, ...]]:
    under: dict[str, list[str]] = {}
    for code in code_table(fact_type).entries:
        links = chain(fact_type, code)
        under.setdefault(links[-2] if len(links) > 1 else "", []).append(code)
    return {above: tuple(sorted(codes)) for above, codes in under.items()}


def _found(fact_type: FactType, code: str) -> Found:
    return Found(
        code,
        code_table(fact_type).entries[code].name,
        name_of(fact_type, code),
        len(chain(fact_type, code)),
        code in _children(fact_type),
    )
