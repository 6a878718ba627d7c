"""What people call regions and industries; a code without a name is shown with the nearest one above it."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from shared.criteria.catalogue import FactType
from shared.criteria.code_tables import code_table
from shared.criteria.codes import chain

_HEADINGS: Final = {"市辖区": "各区", "县": "各县"}
_HEADED: Final = (*_HEADINGS, "省直辖", "自治区直辖")


def name_of(fact_type: FactType, code: str) -> str:
    """The name of a region or industry, of a region with the levels above it: 上海市普陀区."""
    entries = code_table(fact_type).entries
    links = chain(fact_type, code)
    known = next((link for link in reversed(links) if link in entries), None)
    if known is None:
        return code
    name = _full_name(fact_type, known)
    return name if known == links[-1] else f"{name}（代码 {code}）"


def code_named(fact_type: FactType, name: str) -> str | None:
    """The code that people mean by a name, with or without the levels above; None where several have it."""
    return _codes_by_name(fact_type).get(name)


@cache
def _full_name(fact_type: FactType, code: str) -> str:
    entries = code_table(fact_type).entries
    own = entries[code].name
    if fact_type is FactType.INDUSTRY:
        return own
    above = "".join(entries[link].name for link in chain(fact_type, code)[:-1] if not _is_heading(link))
    return above + _HEADINGS.get(own, own)


def _is_heading(region: str) -> bool:
    """Whether GB/T 2260 has it as a heading, not a place: 3101 (市辖区), 4290 (省直辖县级行政区划)."""
    return len(region) == 4 and code_table(FactType.REGION).entries[region].name.startswith(_HEADED)


@cache
def _codes_by_name(fact_type: FactType) -> Mapping[str, str]:
    found: dict[str, set[str]] = {}
    for code, entry in code_table(fact_type).entries.items():
        for name in {entry.name, _full_name(fact_type, code)}:
            found.setdefault(name, set()).add(code)
    return dict(_unambiguous(fact_type, found))


def _unambiguous(fact_type: FactType, found: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Where one name runs through several levels (教育: P, 83) the highest is meant."""
    for name, codes in found.items():
        highest = min(codes, key=lambda code: (len(chain(fact_type, code)), code))
        if all(highest in chain(fact_type, code) for code in codes):
            yield name, highest
