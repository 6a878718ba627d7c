"""One policy at its address, with everything that belongs beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.card import Card
from portal_sync.domain.entry import Entry
from portal_sync.domain.results import Announcement
from portal_sync.domain.routing import RULES
from portal_sync.domain.source import Withdrawal
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import cards
from portal_sync.handlers.ports import Shelf
from shared.events import PolicyReference


@dataclass(frozen=True, slots=True)
class Relation:
    """Another policy: with its id where this site shows it, by number and title alone otherwise."""

    document_number: str
    title: str
    policy_id: UUID | None = None


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
    content = entry.content
    number = (
        content.document_number if content else entry.withdrawal.document_number if entry.withdrawal else ""
    )
    shown = cards([entry], desk.clock.today())
    return PolicyView(
        policy_id=policy_id,
        channel=channel,
        revision=entry.revision,
        card=shown[0] if shown else None,
        withdrawal=entry.withdrawal,
        successor=await _successor(shelf, entry.withdrawal),
        replaces=_once(
            await _resolved(shelf, content.replaces if content else ()),
            _relations(await shelf.replaced_with(policy_id, number)),
        ),
        replaced_by=_once(
            _relations(await shelf.replacing(policy_id, number)),
            await _resolved(shelf, content.replaced_by if content else ()),
        ),
        basis=await _resolved(shelf, content.basis if content else ()),
        basis_of=_relations(await shelf.based_on(policy_id, number)),
        implements=await _resolved(shelf, content.implements if content else ()),
        implemented_by=_relations(await shelf.implementing(policy_id, number)),
        results=await desk.announcements(session).of_policy(policy_id),
        elsewhere=await shown_elsewhere(shelf, channel, policy_id),
    )


async def shown_elsewhere(shelf: Shelf, channel: str, policy_id: UUID) -> list[str]:
    """Return the other channels that show the policy."""
    others = [rule.name for rule in RULES if rule.name != channel]
    return [name for name in others if await shelf.get(name, policy_id) is not None]


async def _successor(shelf: Shelf, withdrawal: Withdrawal | None) -> Relation | None:
    if withdrawal is None or withdrawal.successor is None:
        return None
    return (await _resolved(shelf, [withdrawal.successor]))[0]


async def _resolved(shelf: Shelf, references: Sequence[PolicyReference]) -> list[Relation]:
    return [await _resolve(shelf, reference) for reference in references]


async def _resolve(shelf: Shelf, reference: PolicyReference) -> Relation:
    entry = await shelf.get("government", reference.policy_id) if reference.policy_id else None
    if entry is None and reference.document_number:
        entry = await shelf.by_number(reference.document_number)
    if entry is None or entry.content is None:
        return Relation(reference.document_number, reference.title)
    return Relation(entry.content.document_number, entry.content.title, entry.policy_id)


def _once(*said: Sequence[Relation]) -> list[Relation]:
    """What both documents may say of each other, once."""
    return list(dict.fromkeys(relation for side in said for relation in side))


def _relations(entries: Sequence[Entry]) -> list[Relation]:
    return [
        Relation(entry.content.document_number, entry.content.title, entry.policy_id)
        for entry in entries
        if entry.content is not None
    ]
