"""Keep the receipt up to date from what the other services say became of a policy.

Each event's effect is idempotent and indifferent to order, so duplicates and reordering change nothing.
"""

from collections.abc import Sequence

from publisher.handlers.ports import Unit
from shared.events import (
    ChannelDrifted,
    ChannelMirrored,
    ChannelWithdrawn,
    MatchesChanged,
    NotificationDelivered,
    NotificationFailed,
    NotificationOpened,
)


async def channel_mirrored(unit: Unit, event: ChannelMirrored) -> None:
    """A channel shows a revision."""
    await unit.receipts.mirrored(event)


async def channel_withdrawn(unit: Unit, event: ChannelWithdrawn) -> None:
    """A channel says that the policy was withdrawn."""
    await unit.receipts.withdrawn(event)


async def channel_drifted(unit: Unit, event: ChannelDrifted) -> None:
    """A channel showed something else than what was published."""
    await unit.receipts.drifted(event)


async def matches_changed(unit: Unit, event: MatchesChanged) -> None:
    """Enterprises changed verdict. That a withdrawal ends every match is no news of whom the policy met."""
    if not event.withdrawn:
        await unit.receipts.matched(event)


async def notifications_delivered(unit: Unit, events: Sequence[NotificationDelivered]) -> None:
    """Messages reached endpoints; those that are about no policy are on no receipt.

    Together, because one published policy makes one such event for each enterprise that it is meant for.
    """
    if about_policies := [event for event in events if event.policy_id is not None]:
        await unit.receipts.delivered(about_policies)


async def notification_failed(unit: Unit, event: NotificationFailed) -> None:
    """A message will not reach an endpoint."""
    if event.policy_id is not None:
        await unit.receipts.failed(event)


async def notification_opened(unit: Unit, event: NotificationOpened) -> None:
    """A person opened a message."""
    if event.policy_id is not None:
        await unit.receipts.opened(event)
