"""What the publisher listens to: what became of its policies."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from publisher.handlers import project_receipt
from publisher.handlers.ports import Unit
from shared.events import (
    ChannelDrifted,
    ChannelMirrored,
    ChannelWithdrawn,
    Event,
    MatchesChanged,
    NotificationDelivered,
    NotificationFailed,
    NotificationOpened,
)
from shared.messaging import Subscription

E = TypeVar("E", bound=Event)
UseCase = Callable[[Unit, E], Awaitable[None]]


def subscriptions(unit_of: Callable[[AsyncSession], Unit]) -> list[Subscription]:
    """The topics, each with a use case for each of its types; `unit_of` makes a unit on a session."""

    def handled(
        use_case: Callable[[Unit, E], Awaitable[None]],
    ) -> Callable[[AsyncSession, E], Awaitable[None]]:
        async def handle(session: AsyncSession, event: E) -> None:
            await use_case(unit_of(session), event)

        return handle

    async def delivered(session: AsyncSession, events: Sequence[NotificationDelivered]) -> None:
        await project_receipt.notifications_delivered(unit_of(session), events)

    return [
        Subscription(
            topic=ChannelMirrored.topic,
            handlers={
                ChannelMirrored: handled(project_receipt.channel_mirrored),
                ChannelWithdrawn: handled(project_receipt.channel_withdrawn),
                ChannelDrifted: handled(project_receipt.channel_drifted),
            },
        ),
        Subscription(
            topic=MatchesChanged.topic, handlers={MatchesChanged: handled(project_receipt.matches_changed)}
        ),
        Subscription(
            topic=NotificationDelivered.topic,
            handlers={
                NotificationFailed: handled(project_receipt.notification_failed),
                NotificationOpened: handled(project_receipt.notification_opened),
            },
            batch_handlers={NotificationDelivered: delivered},
        ),
    ]
