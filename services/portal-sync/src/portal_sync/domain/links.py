"""Other policies, as a page of one policy names them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Relation:
    """Another policy: with its id where this site shows it, by number and title alone otherwise."""

    document_number: str
    title: str
    policy_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Relations:
    """The policies that name one, by what they say: they replace it, are based on it, implement it, …"""

    replacing: Sequence[Relation] = ()
    based_on: Sequence[Relation] = ()
    implementing: Sequence[Relation] = ()
    replaced_with: Sequence[Relation] = ()


def once(*said: Iterable[Relation]) -> list[Relation]:
    """Return what both documents may say of each other, once."""
    return list(dict.fromkeys(relation for side in said for relation in side))
