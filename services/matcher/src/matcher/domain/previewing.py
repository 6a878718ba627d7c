"""How many enterprises a criteria tree would reach, and what keeps the others out: counts only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from pyroaring import BitMap


class Verdicts(Protocol):
    """Who is eligible and who undetermined, by number, and by what the latter could be settled."""

    @property
    def eligible(self) -> BitMap: ...
    @property
    def undetermined(self) -> BitMap: ...
    @property
    def missing(self) -> Mapping[str, BitMap]: ...
    @property
    def manual_review(self) -> BitMap: ...


class Judging(Protocol):
    """Whoever can judge everybody at once."""

    def judge(self, tree: dict[str, Any], as_of: date) -> Verdicts: ...


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One criterion: how many fail it, and how many of them fail nothing else beside it."""

    pointer: str
    failed: int
    alone: int


@dataclass(frozen=True, slots=True)
class Preview:
    """Counts by verdict; criteria by whom they exclude; facts by how many of the undetermined lack them."""

    eligible: int
    undetermined: int
    ineligible: int
    excluding: tuple[Exclusion, ...]
    missing: tuple[tuple[str, int], ...]
    manual_review: int


# What only a person can answer is open for everybody, whatever they state.
_EVERYBODY: Final = {"manual": "everybody"}


def preview(population: Judging, tree: dict[str, Any], as_of: date) -> Preview:
    """Judge a validated tree, and each criterion that must hold on its own."""
    everybody = population.judge(_EVERYBODY, as_of).undetermined
    found = population.judge(tree, as_of)
    excluded = everybody - found.eligible - found.undetermined
    return Preview(
        eligible=len(found.eligible),
        undetermined=len(found.undetermined),
        ineligible=len(excluded),
        excluding=tuple(_exclusions(population, tree, everybody, as_of)) if excluded else (),
        missing=_most_first((fact, len(whom)) for fact, whom in found.missing.items()),
        manual_review=len(found.manual_review),
    )


def _exclusions(
    population: Judging, tree: dict[str, Any], everybody: BitMap, as_of: date
) -> Iterator[Exclusion]:
    """Criteria that must all hold, each by itself; a tree of another form excludes as a whole."""
    pointers = [f"/all/{index}" for index in range(len(tree["all"]))] if "all" in tree else [""]
    failing = []
    for node in tree.get("all", [tree]):
        found = population.judge(node, as_of)
        failing.append(everybody - found.eligible - found.undetermined)
    once, twice = BitMap(), BitMap()
    for numbers in failing:
        twice |= once & numbers
        once |= numbers
    counted = [
        Exclusion(pointer, len(numbers), len(numbers - twice))
        for pointer, numbers in zip(pointers, failing, strict=True)
        if numbers
    ]
    yield from sorted(counted, key=lambda each: -each.failed)


def _most_first(counts: Iterator[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts, key=lambda each: (-each[1], each[0])))
