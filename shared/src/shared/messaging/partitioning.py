"""Which shard an enterprise belongs to: the partition that Kafka's default partitioner gives its key."""

from typing import Final

from aiokafka.partitioner import murmur2

SHARDS: Final = 6


def shard_of(key: str) -> int:
    """Return the partition, from 0, of `huiqi.enterprises` for this credit code."""
    positive = int(murmur2(key.encode())) & 0x7FFFFFFF
    return positive % SHARDS
