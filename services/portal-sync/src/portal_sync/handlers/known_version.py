"""The site's version, read once for many visitors."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final
from weakref import WeakKeyDictionary, ref

from shared.db import Database

Version = tuple[int, datetime | None]

# How long a change made by another instance of this service may stay unseen; one made here is seen at once.
OLDEST_SECONDS: Final = 0.1


class KnownVersion:
    """Remembers the version for a moment, so that not every page begins with a question to the database."""

    def __init__(self, read: Callable[[], Awaitable[Version]]) -> None:
        self._read = read
        self._known: Version | None = None
        self._read_at = 0.0
        self._changes = 0
        self._reading: asyncio.Task[Version] | None = None

    def forget(self) -> None:
        """Read it again: a change was committed. A reading under way is not kept, for it may be older."""
        self._changes += 1
        self._known = None
        self._reading = None

    async def current(self) -> Version:
        """Return the number and when it last grew."""
        if self._known is not None and time.monotonic() - self._read_at < OLDEST_SECONDS:
            return self._known
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_again(self._changes))
        return await asyncio.shield(self._reading)

    async def _read_again(self, changes: int) -> Version:
        # It was true when the reading began, so its age counts from there.
        began = time.monotonic()
        try:
            version = await self._read()
        finally:
            if changes == self._changes:
                self._reading = None
        if changes == self._changes:
            self._known, self._read_at = version, began
        return version


_OF_DATABASES: Final[WeakKeyDictionary[Database, KnownVersion]] = WeakKeyDictionary()


def version_of(database: Database, read_version: Callable[[Database], Awaitable[Version]]) -> KnownVersion:
    """Return the one memory of a database's site version: whoever changes it there must make all forget."""

    # What is remembered of a database must not keep it alive.
    known = ref(database)

    async def read() -> Version:
        found = known()
        if found is None:
            return 0, None
        return await read_version(found)

    return _OF_DATABASES.setdefault(database, KnownVersion(read))
