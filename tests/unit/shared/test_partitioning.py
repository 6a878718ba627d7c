"""A key's partition is the one that every other Kafka client gives it."""

from aiokafka.partitioner import DefaultPartitioner
from aiokafka.partitioner import murmur2 as theirs
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.partitioning import SHARDS, bucket_of, murmur2, partition_of, shard_of

PARTITIONS = list(range(SHARDS))


@given(st.binary(max_size=300))
def test_the_hash_is_kafkas(data: bytes) -> None:
    assert murmur2(data) == theirs(data) & 0xFFFFFFFF


@given(st.text(max_size=30))
def test_a_shard_is_the_partition_of_its_key(key: str) -> None:
    chosen = DefaultPartitioner()(key.encode(), PARTITIONS, PARTITIONS)
    assert shard_of(key) == partition_of(key.encode(), PARTITIONS, PARTITIONS) == chosen


@given(st.text(max_size=30))
def test_keys_of_one_bucket_are_of_one_partition(key: str) -> None:
    assert bucket_of(key, 10 * SHARDS) % SHARDS == shard_of(key)
