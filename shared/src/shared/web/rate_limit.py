"""How often something public may be asked: a bucket of tokens that fills at a steady rate."""

import time
from collections.abc import Callable

from shared.web.problems import Problem


class RateLimit:
    """Lets `burst` requests through at once and `per_second` in the long run, of all visitors together.

    `sentence` is what the others are told.
    """

    def __init__(
        self, per_second: float, burst: int, sentence: str, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = per_second
        self._burst = burst
        self._sentence = sentence
        self._now = now
        self._tokens = float(burst)
        self._at = now()

    def take(self) -> None:
        """Take a token; raises Problem 429 with Retry-After where there is none."""
        now = self._now()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            raise Problem(429, self._sentence, headers={"Retry-After": "2"})
        self._tokens -= 1
