"""Counts of lists, kept while the site and the day stay as they are."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Final, TypeVar

_MOST: Final = 4096

Counted = TypeVar("Counted")


class KnownCounts:
    """Counts each thing once for a stamp, which is what all counts follow from; another stamp forgets all."""

    def __init__(self) -> None:
        self._stamp: Hashable = None
        self._known: dict[Hashable, Any] = {}

    async def of(self, stamp: Hashable, what: Hashable, count: Callable[[], Awaitable[Counted]]) -> Counted:
        """Return the count of `what`, counted where it is not known for this stamp."""
        if stamp != self._stamp or len(self._known) >= _MOST:
            self._stamp, self._known = stamp, {}
        known = self._known
        if what not in known:
            known[what] = await count()
        counted: Counted = known[what]
        return counted
