"""Revisions were published, or policies withdrawn: join them to what is known, and bring the channels along.

Whatever the order and however often, the outcome is the same: late revisions change nothing that is shown.
"""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.change import Change
from portal_sync.domain.source import Publication, SourceMismatchError, Withdrawal
from portal_sync.handlers.follow_source import Tools
from portal_sync.handlers.show_policy import show_changes
from shared.events import PolicyPublished, PolicyWithdrawn
from shared.messaging import Permanent, emit

PolicyEvent = PolicyPublished | PolicyWithdrawn


# Single publications disturb nobody.
_MANY: Final = 100


async def follow_policies(tools: Tools, session: AsyncSession, events: Sequence[PolicyEvent]) -> None:
    """Record what is new and show it; raises Permanent where content is not what its hash says."""
    with tools.calm.disturbed() if len(events) >= _MANY else nullcontext():
        await _follow(tools, session, events)


async def _follow(tools: Tools, session: AsyncSession, events: Sequence[PolicyEvent]) -> None:
    parts = [(event.policy_id, _read(event)) for event in _newest(events)]
    sources = tools.sources(session)
    known = await sources.locked({policy_id for policy_id, _ in parts})
    joined = dict(known)
    for policy_id, part in parts:
        joined[policy_id] = joined[policy_id].joined_with(part)
    changes = [
        Change(before, joined[policy_id])
        for policy_id, before in known.items()
        if joined[policy_id] is not before
    ]
    if not changes:
        return
    await sources.save([change.after for change in changes])
    await _touch_outside(tools, session, changes)
    told = await show_changes(tools.site, tools.channels(session), changes)
    await emit(session, *told)
    # Last, because overlapping transactions take turns from here on.
    await tools.version(session).bump()


async def _touch_outside(tools: Tools, session: AsyncSession, changes: Sequence[Change]) -> None:
    """Pages of this site look up what stands beside a policy; those elsewhere have to be made again."""
    outside = [rule for rule in tools.site.rules if rule.outside]
    if not outside:
        return
    beside = await tools.sources(session).ids_beside([record for each in changes for record in each.both])
    for rule in outside:
        await tools.ledger(session).ask(rule.name, beside, known_only=True)


def _newest(events: Sequence[PolicyEvent]) -> Iterable[PolicyEvent]:
    """Return the newest event of each kind of each policy: those before it would leave no trace."""
    newest: dict[tuple[UUID, type[PolicyEvent]], PolicyEvent] = {}
    for event in events:
        key = event.policy_id, type(event)
        if key not in newest or newest[key].revision < event.revision:
            newest[key] = event
    return newest.values()


def _read(event: PolicyEvent) -> Publication | Withdrawal:
    if isinstance(event, PolicyWithdrawn):
        return Withdrawal.of(event)
    try:
        return Publication.of(event)
    except SourceMismatchError as error:
        raise Permanent(str(error)) from error
