"""The state of a service's messaging: what waits, what is behind, what is dead."""

import asyncio
from typing import TYPE_CHECKING, Any

from aiokafka.errors import KafkaError
from pydantic import BaseModel

from shared.messaging.dead_letters import count_dead, count_parked
from shared.messaging.processing import Processor
from shared.messaging.replaying import unsent
from shared.telemetry.metrics import CONSUMER_LAG, OUTBOX_OLDEST_SECONDS, OUTBOX_UNSENT

if TYPE_CHECKING:
    from shared.service.service import Service


class TopicLag(BaseModel):
    """How far a consumer is behind, in events; None until the broker has told."""

    topic: str
    consumer: str
    partitions: int
    lag: int | None


class Status(BaseModel):
    """A service's messaging at one moment."""

    service: str
    outbox_unsent: int
    outbox_oldest_seconds: float
    relay_leading: bool
    parked: int
    dead: int
    topics: list[TopicLag]

    @property
    def settled(self) -> bool:
        """Whether nothing waits."""
        return self.outbox_unsent == 0 and self.parked == 0 and all(topic.lag == 0 for topic in self.topics)


async def status_of(service: "Service") -> Status:
    """Look at a service's outbox, parked events, dead letters and consumers."""
    async with service.database.transaction() as session:
        waiting, oldest = await unsent(session)
        parked, dead = await count_parked(session), await count_dead(session)
    OUTBOX_UNSENT.labels(service.name).set(waiting)
    OUTBOX_OLDEST_SECONDS.labels(service.name).set(oldest)
    return Status(
        service=service.name,
        outbox_unsent=waiting,
        outbox_oldest_seconds=round(oldest, 3),
        relay_leading=service.relay.leading,
        parked=parked,
        dead=dead,
        topics=list(await asyncio.gather(*(_lag(service, processor) for processor in service.processors))),
    )


async def _lag(service: "Service", processor: Processor) -> TopicLag:
    topic = processor.subscription.topic
    subscriber = service.subscribers.get(processor.consumer)
    consumer: Any = subscriber.consumer if subscriber else None
    partitions = sorted(consumer.assignment()) if consumer else []
    lag: int | None = None
    if consumer and partitions:
        try:
            async with asyncio.timeout(2):
                ends = await consumer.end_offsets(partitions)
                done = [await consumer.committed(partition) or 0 for partition in partitions]
            behind = [max(0, ends[p] - offset) for p, offset in zip(partitions, done, strict=True)]
            lag = sum(behind)
            for partition, count in zip(partitions, behind, strict=True):
                CONSUMER_LAG.labels(processor.consumer, str(partition.partition)).set(count)
        except (KafkaError, TimeoutError):
            lag = None
    return TopicLag(topic=topic, consumer=processor.consumer, partitions=len(partitions), lag=lag)
