"""FastStream batch subscribers that hand their records to a `Processor` and commit offsets after it."""

import functools
import operator
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage

from shared import crash_points
from shared.events.base import Event
from shared.messaging.cloudevents import headers_of
from shared.messaging.owning import OwnershipListener, partition_count, while_ours
from shared.messaging.parking import Record
from shared.messaging.processing import Processor
from shared.settings import ServiceSettings
from shared.telemetry import get_logger


def make_broker(service: str, settings: ServiceSettings) -> KafkaBroker:
    """Return the service's FastStream broker. It only consumes: the relay sends."""
    return KafkaBroker(
        settings.kafka_bootstrap_servers.split(","),
        client_id=f"huiqi-{service}",
        # Records stay raw until the processor has them, which knows what to do with those that do not decode.
        apply_types=False,
        consumer_only=True,
        # New partitions are found within seconds, not the five minutes of the default.
        metadata_max_age_ms=5_000,
        logger=None,
    )


def subscribe(broker: KafkaBroker, processor: Processor, settings: ServiceSettings) -> Any:  # noqa: ANN401 (FastStream names its type in private)
    """Attach a processor to its topic in a consumer group of its own; return FastStream's subscriber."""
    owner, topic = processor.subscription.owner, processor.subscription.topic
    subscriber: Any = broker.subscriber(
        processor.subscription.topic,
        title=f"{processor.service} reads {processor.subscription.topic}",
        description=f"Consumer group {processor.consumer}; batches, offsets committed after the transaction.",
        group_id=processor.consumer,
        batch=True,
        max_records=processor.subscription.max_records,
        max_partition_fetch_bytes=processor.subscription.partition_bytes,
        batch_timeout_ms=settings.kafka_fetch_max_wait_ms,
        fetch_max_wait_ms=settings.kafka_fetch_max_wait_ms,
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.MANUAL,
        session_timeout_ms=settings.kafka_session_timeout_ms,
        heartbeat_interval_ms=settings.kafka_session_timeout_ms // 3,
        rebalance_timeout_ms=30_000,
        max_poll_interval_ms=300_000,
        decoder=_keep_raw,
        listener=OwnershipListener(owner, lambda: partition_count(subscriber.consumer, topic))
        if owner
        else None,
    )
    subscriber(_typed(_receiver(processor), processor.subscription.types.values()))
    return subscriber


def declare_sending(broker: KafkaBroker, service: str, topic: str, events: Sequence[type[Event]]) -> None:
    """Declare, for the AsyncAPI document, what the service's relay sends to a topic."""
    payload = functools.reduce(operator.or_, events)
    broker.publisher(
        topic, title=f"{service} sends {topic}", description="Through the outbox.", schema=payload
    )


async def _keep_raw(message: Any) -> Any:  # noqa: ANN401 (FastStream hands the message of whatever broker)
    return message


def _receiver(processor: Processor) -> Callable[[Any], Awaitable[None]]:
    log = get_logger(processor.service)
    owner = processor.subscription.owner

    async def receive(message: KafkaMessage) -> None:
        raw: Any = message.raw_message
        records = [Record(r.topic, r.partition, r.offset, r.key, r.value, headers_of(r.headers)) for r in raw]
        work = functools.partial(processor.process, records)
        if owner is None:
            await work()
        elif not await while_ours(
            work, {TopicPartition(r.topic, r.partition) for r in raw}, message.consumer, owner
        ):
            log.info("partitions went elsewhere", consumer=processor.consumer, records=len(records))
            return
        crash_points.reach(f"{processor.consumer}.before_offsets")
        try:
            await message.ack()
        except KafkaError as error:
            # The effect is committed; whoever reads these records again finds them in the inbox.
            log.warning("offsets not committed", consumer=processor.consumer, error=str(error))
        crash_points.reach(f"{processor.consumer}.after_offsets")

    return receive


def _typed(
    receive: Callable[[Any], Awaitable[None]], events: Iterable[type[Event]]
) -> Callable[[Any], Awaitable[None]]:
    """Annotate the receiver with what it reads, for the AsyncAPI document."""
    payload = functools.reduce(operator.or_, events)  # made at run time, for documentation
    receive.__annotations__["message"] = list[payload]  # type: ignore[valid-type]
    return receive
