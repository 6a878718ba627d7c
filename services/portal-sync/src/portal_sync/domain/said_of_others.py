"""What an entry says of other policies."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal_sync.domain.entry import Entry
from shared.events import PolicyReference


@dataclass(frozen=True, slots=True)
class SaidOfOthers:
    """The policies that an entry refers to, by what they are to it."""

    successor: PolicyReference | None = None
    replaces: Sequence[PolicyReference] = ()
    replaced_by: Sequence[PolicyReference] = ()
    basis: Sequence[PolicyReference] = ()
    implements: Sequence[PolicyReference] = ()

    @property
    def references(self) -> list[PolicyReference]:
        """All of them, in that order."""
        successor = (self.successor,) if self.successor else ()
        return [*successor, *self.replaces, *self.replaced_by, *self.basis, *self.implements]


def said_of_others(entry: Entry) -> SaidOfOthers:
    """Read it from the content and, where it was withdrawn, from the withdrawal."""
    content, withdrawal = entry.content, entry.withdrawal
    successor = withdrawal.successor if withdrawal is not None else None
    if content is None:
        return SaidOfOthers(successor)
    return SaidOfOthers(successor, content.replaces, content.replaced_by, content.basis, content.implements)
