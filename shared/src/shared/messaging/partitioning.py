"""Which partition a key belongs to: the one that Kafka's default partitioner gives it."""

from collections.abc import Sequence
from functools import lru_cache
from struct import Struct
from typing import Final

SHARDS: Final = 6

_KEYS_REMEMBERED: Final = 16_384
_M: Final = 0x5BD1E995
_32_BITS: Final = 0xFFFFFFFF
_WORDS: Final = tuple(Struct(f"<{count}I").unpack_from for count in range(65))


def shard_of(key: str) -> int:
    """Return the partition, from 0, of `huiqi.enterprises` for this credit code."""
    return _positive(key.encode()) % SHARDS


def bucket_of(key: str, buckets: int) -> int:
    """Return one of so many buckets, from 0, for a key.

    Where the number of partitions divides that of buckets, keys of two partitions share no bucket.
    """
    return _remembered(key.encode()) % buckets


def partition_of(key: bytes | None, partitions: Sequence[int], available: Sequence[int]) -> int:
    """Choose as aiokafka's own partitioner does, which works it out anew for every record."""
    if key is None:
        return (available or partitions)[0]
    return partitions[_remembered(key) % len(partitions)]


def murmur2(data: bytes) -> int:
    """Murmur2 as Kafka's Java client has it, as a number without sign."""
    length = len(data)
    h = 0x9747B28C ^ length
    count = length >> 2
    words = _WORDS[count] if count < len(_WORDS) else Struct(f"<{count}I").unpack_from
    for word in words(data):
        k = word * _M & _32_BITS
        h = (h * _M & _32_BITS) ^ ((k ^ k >> 24) * _M & _32_BITS)
    if rest := length & 3:
        h = (h ^ int.from_bytes(data[-rest:], "little")) * _M & _32_BITS
    h = (h ^ h >> 13) * _M & _32_BITS
    return h ^ h >> 15


def _positive(key: bytes) -> int:
    return murmur2(key) & 0x7FFFFFFF


# The same few keys come again with every change of a policy's matches.
_remembered = lru_cache(_KEYS_REMEMBERED)(_positive)
