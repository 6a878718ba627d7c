"""Slows down guessing of passwords: counts failed sign-ins by account, by address and by both."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

WINDOW_SECONDS: Final = 300.0
# By both the limit is low; by account alone it is high, or a stranger could lock somebody out.
_LIMITS: Final = {"both": 5, "account": 50, "address": 50}
_MOST_KEYS: Final = 10_000


class Throttle:
    """Remembers failures for five minutes."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._failures: dict[tuple[str, str], deque[float]] = {}

    def wait(self, username: str, address: str) -> int:
        """Return the seconds until another try is allowed; 0 for now."""
        now = self._monotonic()
        waits = [self._wait(kind, key, now) for kind, key in _keys(username, address)]
        return max(waits)

    def failed(self, username: str, address: str) -> None:
        """Count a failure."""
        now = self._monotonic()
        if len(self._failures) > _MOST_KEYS:
            self._failures = {
                key: kept for key, kept in self._failures.items() if now - kept[-1] < WINDOW_SECONDS
            }
        for kind, key in _keys(username, address):
            self._failures.setdefault((kind, key), deque(maxlen=_LIMITS[kind])).append(now)

    def succeeded(self, username: str, address: str) -> None:
        """Forget the failures of somebody who got in from here."""
        self._failures.pop(("both", _both(username, address)), None)

    def _wait(self, kind: str, key: str, now: float) -> int:
        failures = self._failures.get((kind, key))
        if failures is None or len(failures) < _LIMITS[kind]:
            return 0
        return (
            max(0, int(failures[0] + WINDOW_SECONDS - now) + 1) if now - failures[0] < WINDOW_SECONDS else 0
        )


def _keys(username: str, address: str) -> tuple[tuple[str, str], ...]:
    return (("both", _both(username, address)), ("account", username), ("address", address))


def _both(username: str, address: str) -> str:
    return f"{username}\0{address}"
