"""Gives memory back to the machine: bursts of many services in one process would each keep what they needed."""

import ctypes
import gc
import sys
from typing import Final

# mallopt(3): from this much free memory at the heap's end on, and from this large a block on, none is kept.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_BYTES: Final = 128 * 1024


def give_back_early() -> None:
    """Fix the C library's thresholds at their first values; by itself it raises them with every burst."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None)
    # Other C libraries than glibc need nothing of the kind, and have no such function.
    if hasattr(libc, "mallopt"):
        libc.mallopt(_TRIM_THRESHOLD, _BYTES)
        libc.mallopt(_MMAP_THRESHOLD, _BYTES)


def forget_the_start() -> None:
    """Collect what starting left behind, and never look again at what it made to stay."""
    gc.collect()
    gc.freeze()
