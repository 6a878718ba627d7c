"""Gives memory back to the machine: else bursts of many services in one process keep what each needed."""

import ctypes
import gc
import sys
from typing import Final

# mallopt(3): more free memory than this at the heap's end is not kept.
_TRIM_THRESHOLD: Final = -1
_BYTES: Final = 128 * 1024
# And so many heaps: by itself nearly every thread gets its own, and keeps what it once needed.
_ARENA_MAX: Final = -8
_ARENAS: Final = 2


def give_back_early() -> None:
    """Limit the C library's heaps, and fix their threshold, which by itself it raises with every burst."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None)
    # Other C libraries than glibc need nothing of the kind, and have no such function.
    if hasattr(libc, "mallopt"):
        libc.mallopt(_TRIM_THRESHOLD, _BYTES)
        libc.mallopt(_ARENA_MAX, _ARENAS)


def forget_the_start() -> None:
    """Collect what starting left behind, and never look again at what it made to stay."""
    gc.collect()
    gc.freeze()
