"""One policy at its address, with everything that belongs beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from portal_sync.domain.card import Card
from portal_sync.domain.links import Relation, once
from portal_sync.domain.results import Announcement
from portal_sync.domain.routing import RULES
from portal_sync.domain.said_of_others import said_of_others
from portal_sync.domain.source import Withdrawal
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import cards
from portal_sync.handlers.shelf import PageShelf


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


async def read_policy(desk: Desk, channel: str, policy_id: UUID) -> PolicyView | None:
    """Read a policy; None where the channel does not show it."""
    document = await desk.documents.read(channel, policy_id)
    if document is None:
        return None
    entry, names, referring = document.entry, document.named, document.referring
    said = said_of_others(entry)
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
        results=document.results,
        elsewhere=[name for name in document.channels if name != channel],
    )


async def shown_elsewhere(shelf: PageShelf, channel: str, policy_id: UUID) -> list[str]:
    """Return the other channels with Chinese pages that show the policy."""
    names = await shelf.channels_of(policy_id)
    return [rule.name for rule in RULES if rule.name in names and rule.name != channel]
