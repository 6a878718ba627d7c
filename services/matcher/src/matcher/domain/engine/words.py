"""Sets of dense numbers as bits, 64 to a word, and to and from Roaring bitmaps.

Bit `n % 64` of word `n // 64` stands for number n. Operations on whole arrays of words cost the same for
every density, and NumPy releases the interpreter's lock meanwhile.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

Words = NDArray[np.uint64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.uint32]

WIDTH: Final = 64
_SPAN: Final = 1024
"""Words in a container of the Roaring format: https://github.com/RoaringBitmap/RoaringFormatSpec."""

_COOKIE: Final = 12346
_MOST_IN_ARRAY: Final = 4096
"""Containers of more numbers than this are written as bits, smaller ones as sorted numbers."""

_NOBODY: Final = bytes(8 * _SPAN)
_EVERYBODY: Final = b"\xff" * 8 * _SPAN


def pack(mask: Mask) -> Words:
    """A mask as words; its length is a multiple of 64."""
    return np.packbits(mask, bitorder="little").view(np.uint64)


def unpack(words: Words) -> Mask:
    """The words as a mask."""
    return np.unpackbits(words.view(np.uint8), bitorder="little").view(np.bool_)


def clear(words: Words, others: Words) -> None:
    """Clear the bits that others have. NumPy has no such operation: setting them first spares a copy."""
    np.bitwise_or(words, others, out=words)
    np.bitwise_xor(words, others, out=words)


def change(words: Words, numbers: Numbers, held: Mask) -> None:
    """Set or clear the bits of some numbers, each of which is named once."""
    parts = words.view(np.uint8)
    bits = np.left_shift(np.uint8(1), (numbers & 7).astype(np.uint8))
    np.bitwise_and.at(parts, numbers >> 3, np.invert(bits))
    np.bitwise_or.at(parts, numbers[held] >> 3, bits[held])


def bitmap_of(words: Words) -> BitMap:
    """The words as a Roaring bitmap.

    Its format is written directly, as containers of bits. Containers of few numbers may not be written so;
    of those the complement is, and taken from everybody by the library, which is quick at that.
    """
    counts = _counted(words)
    full = counts > _MOST_IN_ARRAY
    bitmap = _written(np.flatnonzero(full), counts[full], words)
    few = np.flatnonzero(~full & (counts > 0))
    if not len(few):
        return bitmap
    some = _all_of(few) - _written(few, WIDTH * _SPAN - counts[few], ~words, after=_EVERYBODY)
    return bitmap | some if bitmap else some


def words_of(bitmap: BitMap, capacity: int) -> Words:
    """A Roaring bitmap as words with room for `capacity` numbers."""
    mask = np.zeros(capacity, dtype=np.bool_)
    mask[np.frombuffer(bitmap.to_array(), dtype=np.uint32)] = True
    return pack(mask)


def _all_of(keys: NDArray[np.int64]) -> BitMap:
    bitmap = BitMap()
    for key in map(int, keys):
        bitmap.add_range(key * WIDTH * _SPAN, (key + 1) * WIDTH * _SPAN)
    return bitmap


def _counted(words: Words) -> NDArray[np.int64]:
    """How many numbers each container would hold."""
    if not len(words):
        return np.zeros(0, dtype=np.int64)
    starts = np.arange(0, len(words), _SPAN)
    return np.add.reduceat(np.bitwise_count(words), starts, dtype=np.uint32).astype(np.int64)


def _written(
    keys: NDArray[np.int64], counts: NDArray[np.int64], words: Words, after: bytes = _NOBODY
) -> BitMap:
    """A bitmap of some containers of bits; `after` is what follows the last of the words."""
    if not len(keys):
        return BitMap()
    head = np.array([_COOKIE, len(keys)], dtype="<u4").tobytes()
    head += np.stack([keys, counts - 1], axis=1).astype("<u2").tobytes()
    offsets = len(head) + 4 * len(keys) + 8 * _SPAN * np.arange(len(keys))
    # The words are joined where they are: to choose them first would copy them twice.
    spans: list[Any] = [words[_SPAN * key : _SPAN * (key + 1)] for key in keys.tolist()]
    rest = after[8 * len(spans[-1]) :]
    return BitMap.deserialize(b"".join([head, offsets.astype("<u4").tobytes(), *spans, rest]))
