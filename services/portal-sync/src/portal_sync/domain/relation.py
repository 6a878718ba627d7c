"""How policies refer to one another, from both sides."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from portal_sync.domain.source import SourceRecord
from shared.events import PolicyReference


class RelationKind(StrEnum):
    """What another policy is to the one beside which it is named."""

    REPLACES = "replaces"
    REPLACED_BY = "replaced_by"
    BASIS = "basis"
    BASIS_OF = "basis_of"
    IMPLEMENTS = "implements"
    IMPLEMENTED_BY = "implemented_by"
    SUCCESSOR = "successor"


REVERSED = {
    RelationKind.REPLACES: RelationKind.REPLACED_BY,
    RelationKind.REPLACED_BY: RelationKind.REPLACES,
    RelationKind.BASIS: RelationKind.BASIS_OF,
    RelationKind.IMPLEMENTS: RelationKind.IMPLEMENTED_BY,
    RelationKind.SUCCESSOR: RelationKind.REPLACES,
}


@dataclass(frozen=True, slots=True)
class Related:
    """Another policy as a page names it; without an id where this site does not show it."""

    kind: RelationKind
    document_number: str
    title: str
    policy_id: UUID | None = None
    withdrawn: bool = False


def references(record: SourceRecord) -> Iterator[tuple[RelationKind, PolicyReference]]:
    """Yield every policy that a record names, with what it is to it."""
    content = record.publication.content if record.publication is not None else None
    if content is not None:
        yield from ((RelationKind.REPLACES, each) for each in content.replaces)
        yield from ((RelationKind.REPLACED_BY, each) for each in content.replaced_by)
        yield from ((RelationKind.BASIS, each) for each in content.basis)
        yield from ((RelationKind.IMPLEMENTS, each) for each in content.implements)
    withdrawal = record.standing_withdrawal
    if withdrawal is not None and withdrawal.successor is not None:
        yield RelationKind.SUCCESSOR, withdrawal.successor


def names_of(record: SourceRecord) -> tuple[str, ...]:
    """Return by what others may refer to a policy: its id, and its document number."""
    number = record.document_number
    return (str(record.policy_id), number) if number else (str(record.policy_id),)


def named_by(record: SourceRecord) -> tuple[str, ...]:
    """Return the names of all policies that a record refers to, each once."""
    names = (
        name
        for _, reference in references(record)
        for name in (str(reference.policy_id or ""), reference.document_number)
    )
    return tuple(dict.fromkeys(name for name in names if name))
