"""Bitmaps from NumPy arrays, by writing the Roaring format instead of adding numbers one by one.

The format: https://github.com/RoaringBitmap/RoaringFormatSpec (without runs).
"""

from array import array
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

_COOKIE: Final = 12346
_SPAN: Final = 65536
"""Numbers in a container."""

_MOST_IN_ARRAY: Final = 4096
"""The format has containers of more numbers than this as 8 KiB of bits, smaller ones as sorted numbers."""


def bitmap_where(mask: NDArray[np.bool_]) -> BitMap:
    """The numbers at which a mask is true; milliseconds for millions."""
    keys, counts, bodies = [], [], []
    for key, start in enumerate(range(0, len(mask), _SPAN)):
        part = mask[start : start + _SPAN]
        if count := int(np.count_nonzero(part)):
            keys.append(key)
            counts.append(count)
            bodies.append(_container(part, count))
    return _assembled(keys, counts, bodies)


def bitmap_of(numbers: NDArray[np.uint32]) -> BitMap:
    """The numbers of an array; fastest where they are sorted."""
    held = array("I")
    held.frombytes(np.ascontiguousarray(numbers, dtype=np.uint32).tobytes())
    return BitMap(held)


def numbers_of(bitmap: BitMap) -> NDArray[np.uint32]:
    """The numbers of a bitmap, ascending."""
    return np.frombuffer(bitmap.to_array(), dtype=np.uint32)


def bitmaps_by_code(codes: NDArray[Any]) -> Iterator[tuple[int, BitMap]]:
    """For each code in a column of codes, the numbers that have it."""
    order = np.argsort(codes, kind="stable").astype(np.uint32)
    ordered = codes[order]
    for numbers in np.split(order, np.flatnonzero(np.diff(ordered)) + 1):
        if len(numbers):
            yield int(codes[numbers[0]]), bitmap_of(numbers)


def _container(part: NDArray[np.bool_], count: int) -> bytes:
    if count <= _MOST_IN_ARRAY:
        return np.flatnonzero(part).astype("<u2").tobytes()
    return np.packbits(part, bitorder="little").tobytes().ljust(_SPAN // 8, b"\0")


def _assembled(keys: list[int], counts: list[int], bodies: list[bytes]) -> BitMap:
    if not keys:
        return BitMap()
    described = np.array([keys, np.array(counts) - 1], dtype="<u2").T.tobytes()
    head = np.array([_COOKIE, len(keys)], dtype="<u4").tobytes() + described
    sizes = np.array([len(body) for body in bodies])
    offsets = (len(head) + 4 * len(keys) + np.cumsum(sizes) - sizes).astype("<u4").tobytes()
    return BitMap.deserialize(b"".join([head, offsets, *bodies]))
