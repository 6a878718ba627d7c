"""For each threshold in use the bitmap of those at or above it: built when asked, kept, repaired."""

from typing import Any, Final

import numpy as np
from pyroaring import BitMap

from matcher.domain.engine.packing import bitmap_of, bitmap_where
from matcher.domain.engine.rows import Rows

_MOST_BYTES: Final = 8 * 1024 * 1024
"""For one column, whatever the number of profiles; at least `_LEAST_KEPT` are kept."""

_LEAST_KEPT: Final = 16
_LOG_SHARE: Final = 16
"""Changes of more than one in sixteen rows make it cheaper to build a bitmap than to repair it."""


class Thresholds:
    """Bitmaps of `value >= threshold`; the values of numbers that changed are looked at again later.

    Putting a profile costs the same however many thresholds are in use.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._kept: dict[float, tuple[BitMap, int]] = {}
        self._changed: list[int] = []

    def touch(self, number: int) -> None:
        """The value of a number changed."""
        if self._kept:
            self._changed.append(number)
            if len(self._changed) > 1024 + len(self._rows) // _LOG_SHARE:
                self.clear()

    def clear(self) -> None:
        """Forget every bitmap."""
        self._kept.clear()
        self._changed.clear()

    def count(self, threshold: float) -> int | None:
        """How many were at or above it when last asked; None where nobody asked."""
        held = self._kept.get(threshold)
        return len(held[0]) if held else None

    def at_or_above(self, threshold: float) -> BitMap:
        """Who has a value of `threshold` or more."""
        held = self._kept.pop(threshold, None)
        bitmap = (
            bitmap_where(self._rows.all >= threshold) if held is None else self._repaired(threshold, held)
        )
        # Last in the dictionary is last used.
        self._kept[threshold] = (bitmap, len(self._changed))
        if held is None:
            self._forget_oldest()
        return bitmap

    def bitmaps(self) -> list[BitMap]:
        return [bitmap for bitmap, _ in self._kept.values()]

    def _repaired(self, threshold: float, held: tuple[BitMap, int]) -> BitMap:
        bitmap, until = held
        if until < len(self._changed):
            changed = np.unique(np.array(self._changed[until:], dtype=np.uint32))
            values: Any = self._rows.all[changed]
            bitmap = (bitmap - bitmap_of(changed)) | bitmap_of(changed[values >= threshold])
        return bitmap

    def _forget_oldest(self) -> None:
        most = max(_LEAST_KEPT, _MOST_BYTES * 8 // max(1, len(self._rows)))
        while len(self._kept) > most:
            del self._kept[next(iter(self._kept))]
        if len(self._kept) == 1:
            self._kept = {threshold: (bitmap, 0) for threshold, (bitmap, _) in self._kept.items()}
            self._changed.clear()
