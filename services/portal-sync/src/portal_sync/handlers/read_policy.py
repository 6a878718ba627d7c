"""One policy at its address, with everything that belongs beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.card import Card
from portal_sync.domain.entry import Entry
from portal_sync.domain.links import Relation, once
from portal_sync.domain.results import Announcement
from portal_sync.domain.routing import RULES
from portal_sync.domain.source import Withdrawal
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import cards
from portal_sync.handlers.shelf import PageShelf
from shared.events import PolicyReference


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A policy in one channel; `card` is None where it was withdrawn before its text was ever seen."""

    policy_id: UUID
    channel: str
    revision: int
    card: Card | None
    withdrawal: Withdrawal | None
    successor: Relation | None
    replaces: Sequence[Relation]
    replaced_by: Sequence[Relation]
    basis: Sequence[Relation]
    basis_of: Sequence[Relation]
    implements: Sequence[Relation]
    implemented_by: Sequence[Relation]
    results: Sequence[Announcement]
    elsewhere: Sequence[str]


async def read_policy(desk: Desk, session: AsyncSession, channel: str, policy_id: UUID) -> PolicyView | None:
    """Read a policy; None where the channel does not show it."""
    shelf = desk.shelf(session)
    entry = await shelf.get(channel, policy_id)
    if entry is None:
        return None
    said = _said(entry)
    referring = await shelf.referring(policy_id, said.document_number)
    names = await shelf.named(said.references)
    shown = cards([entry], desk.clock.today())
    return PolicyView(
        policy_id=policy_id,
        channel=channel,
        revision=entry.revision,
        card=shown[0] if shown else None,
        withdrawal=entry.withdrawal,
        successor=names[said.successor] if said.successor else None,
        replaces=once((names[each] for each in said.replaces), referring.replaced_with),
        replaced_by=once(referring.replacing, (names[each] for each in said.replaced_by)),
        basis=[names[each] for each in said.basis],
        basis_of=referring.based_on,
        implements=[names[each] for each in said.implements],
        implemented_by=referring.implementing,
        results=await desk.announcements(session).of_policy(policy_id),
        elsewhere=[name for name in await shelf.channels_of(policy_id) if name != channel],
    )


async def shown_elsewhere(shelf: PageShelf, channel: str, policy_id: UUID) -> list[str]:
    """Return the other channels with Chinese pages that show the policy."""
    names = await shelf.channels_of(policy_id)
    return [rule.name for rule in RULES if rule.name in names and rule.name != channel]


@dataclass(frozen=True, slots=True)
class _Said:
    """What an entry says of other policies."""

    document_number: str = ""
    successor: PolicyReference | None = None
    replaces: Sequence[PolicyReference] = ()
    replaced_by: Sequence[PolicyReference] = ()
    basis: Sequence[PolicyReference] = ()
    implements: Sequence[PolicyReference] = ()

    @property
    def references(self) -> list[PolicyReference]:
        successor = (self.successor,) if self.successor else ()
        return [*successor, *self.replaces, *self.replaced_by, *self.basis, *self.implements]


def _said(entry: Entry) -> _Said:
    content, withdrawal = entry.content, entry.withdrawal
    successor = withdrawal.successor if withdrawal is not None else None
    if content is None:
        return _Said(withdrawal.document_number if withdrawal else "", successor)
    return _Said(
        content.document_number,
        successor,
        content.replaces,
        content.replaced_by,
        content.basis,
        content.implements,
    )
