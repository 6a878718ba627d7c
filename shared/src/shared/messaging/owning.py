"""Which partitions a process reads, for handlers whose work is spread with them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import Any, Final

from aiokafka import ConsumerRebalanceListener, TopicPartition

from shared.messaging.errors import Fenced
from shared.messaging.subscription import PartitionOwner

# Longer than any rebalance: whoever has the work by then although nothing was reassigned has it by mistake.
PATIENCE_SECONDS: Final = 30
_TRY_EVERY_SECONDS: Final = 0.3


class OwnershipListener(ConsumerRebalanceListener):  # type: ignore[misc]
    """Tells the owner what the group's coordinator decides."""

    def __init__(self, owner: PartitionOwner, count: Callable[[], int]) -> None:
        self._owner = owner
        self._count = count

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        self._owner.revoked()

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        self._owner.assigned({each.partition for each in assigned}, self._count())


async def while_ours(
    work: Callable[[], Awaitable[None]],
    wanted: Collection[TopicPartition],
    consumer: Any,  # noqa: ANN401 (aiokafka has no types)
    owner: PartitionOwner,
) -> bool:
    """Do the work of some records; return False if their partitions went to another process instead.

    Then they are read again from the last committed offset by whoever has them, also if that is this process.
    A process that is fenced off although nothing was taken from it waits for the rebalance that it has not
    heard of yet: to go on to the next records would lose these.
    """
    waited = 0.0
    while True:
        try:
            await work()
        except Fenced:
            if not set(wanted) <= consumer.assignment():
                return False
            await asyncio.sleep(_TRY_EVERY_SECONDS)
            waited += _TRY_EVERY_SECONDS
            if waited > PATIENCE_SECONDS:
                waited = 0.0
                assigned = {each.partition for each in consumer.assignment()}
                owner.assigned(assigned, partition_count(consumer, next(iter(wanted)).topic))
        else:
            return True


def partition_count(consumer: Any, topic: str) -> int:  # noqa: ANN401 (aiokafka has no types)
    """How many partitions a topic has as far as the consumer knows; 0 where it does not."""
    return len(consumer.partitions_for_topic(topic) or ())
