"""Creates the declared topics where they are missing."""

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import for_code

from shared.events.topics import TOPICS
from shared.settings import ServiceSettings

_EXISTS = 36


async def ensure_topics(settings: ServiceSettings) -> None:
    """Create every declared topic that the cluster does not have; leave those that it has as they are.

    Raises a `KafkaError` where the broker is out of reach or refuses.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap_servers, request_timeout_ms=10_000)
    await admin.start()
    try:
        existing = set(await admin.list_topics())
        missing = [
            NewTopic(
                topic.name,
                settings.kafka_partitions or topic.partitions,
                settings.kafka_replication_factor,
                topic_configs=topic.configuration,
            )
            for topic in TOPICS
            if topic.name not in existing
        ]
        if missing:
            answer = await admin.create_topics(missing)
            for _, code, *_ in answer.topic_errors:
                if code not in {0, _EXISTS}:
                    raise for_code(code)
    finally:
        await admin.close()
