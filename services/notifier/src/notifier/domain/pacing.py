"""How fast each endpoint and each provider is served, and when one that is down is left alone.

A lane is an endpoint, or a provider that many endpoints share (the mail server, the SMS gateway). It has a
limit of attempts at once, a rate with a burst (GCRA, ITU-T I.371), and a circuit breaker: after some failures
in a row nothing passes for a while, then one attempt probes. Nobody waits for a lane that is busy: what finds
it so is put off to a time of its own, and the others go on. Times are seconds since the epoch.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

# Lanes that have nothing to remember are forgotten from here on.
_MANY_LANES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one lane. Delays in seconds; the breaker's pause doubles with each probe that fails."""

    at_once: int = 8
    per_second: float = 50.0
    burst: int = 20
    failures_to_open: int = 5
    shortest_pause: float = 30.0
    longest_pause: float = 600.0
    shortest_wait: float = 0.5
    longest_wait: float = 16.0


@dataclass(slots=True)
class Lane:
    """What is remembered of one lane. `next_at`: when the next is due by the rate; `horizon`: when the last
    one that was put off comes back; `moved_at`: when it last got something done, or had nothing to do."""

    limits: Limits
    in_flight: int = 0
    next_at: float = 0.0
    horizon: float = 0.0
    failures: int = 0
    openings: int = 0
    open_until: float = 0.0
    moved_at: float = 0.0

    def busy_until(self, now: float) -> float | None:
        """Return until when nothing may pass, or None where one may."""
        if now < self.open_until:
            return self.open_until
        at_once = 1 if self.openings else self.limits.at_once
        if self.in_flight >= at_once:
            # The longer nothing has come of it, the later it is asked again.
            stuck = (now - self.moved_at) / 2
            return now + min(max(stuck, self.limits.shortest_wait), self.limits.longest_wait)
        early = (self.limits.burst - 1) / self.limits.per_second
        return self.next_at - early if self.next_at - early > now else None

    def put_off(self, until: float) -> float:
        """Return a time of its own for one that found the lane busy: at the lane's rate, after the others."""
        self.horizon = max(self.horizon + 1 / self.limits.per_second, until)
        return self.horizon

    def enter(self, now: float) -> None:
        """Count one that passes."""
        self.moved_at = max(self.moved_at, now) if not self.in_flight else self.moved_at
        self.in_flight += 1
        self.next_at = max(self.next_at, now) + 1 / self.limits.per_second

    def leave(self, now: float, *, failed: bool | None) -> None:
        """Count one that is over; `failed` None says nothing about the lane."""
        self.in_flight -= 1
        self.moved_at = max(self.moved_at, now)
        if failed is None:
            return
        if not failed:
            self.failures = self.openings = 0
            return
        self.failures += 1
        if self.failures >= self.limits.failures_to_open and now >= self.open_until:
            self.open_until = now + self._pause()
            self.openings += 1
            self.horizon = 0.0

    def _pause(self) -> float:
        return min(self.limits.shortest_pause * 2.0 ** min(self.openings, 20), self.limits.longest_pause)

    def is_plain(self, now: float) -> bool:
        """Tell whether a fresh lane would decide the same."""
        return not self.in_flight and not self.failures and max(self.next_at, self.horizon) < now


@dataclass(slots=True)
class Gate:
    """The lanes of one process. `limits` are by kind: one for each endpoint, one for the provider, if any."""

    endpoints: Mapping[str, Limits]
    providers: Mapping[str, Limits]
    _lanes: dict[Hashable, Lane] = field(default_factory=dict)

    def admit(self, endpoint: Hashable, kind: str, now: float) -> float | None:
        """Let one pass, or return when it is to come back."""
        lanes = self._of(endpoint, kind, now)
        for lane in lanes:
            if (until := lane.busy_until(now)) is not None:
                return lane.put_off(until)
        for lane in lanes:
            lane.enter(now)
        return None

    def leave(
        self,
        endpoint: Hashable,
        kind: str,
        now: float,
        *,
        failed: bool | None,
        provider_failed: bool | None,
        pause: float = 0.0,
    ) -> None:
        """Take note that one which was admitted is over, and what that says about its lanes.

        For `pause` seconds the endpoint, which asked for it, is left alone.
        """
        lanes = self._of(endpoint, kind, now)
        lanes[0].open_until = max(lanes[0].open_until, now + pause) if pause else lanes[0].open_until
        for lane, outcome in zip(lanes, (failed, provider_failed), strict=False):
            lane.leave(now, failed=outcome)

    def is_down(self, endpoint: Hashable, now: float) -> bool:
        """Tell whether an endpoint has failed so often that nothing goes there at this moment."""
        lane = self._lanes.get(endpoint)
        return lane is not None and now < lane.open_until

    def open_lanes(self, now: float) -> int:
        """Return how many lanes nothing passes at this moment."""
        return sum(now < lane.open_until for lane in self._lanes.values())

    def _of(self, endpoint: Hashable, kind: str, now: float) -> Sequence[Lane]:
        own = self._lane(endpoint, self.endpoints.get(kind, Limits()), now)
        shared = self.providers.get(kind)
        return (own,) if shared is None else (own, self._lane(kind, shared, now))

    def _lane(self, key: Hashable, limits: Limits, now: float) -> Lane:
        lane = self._lanes.get(key)
        if lane is None:
            if len(self._lanes) >= _MANY_LANES:
                self._lanes = {k: one for k, one in self._lanes.items() if not one.is_plain(now)}
            lane = self._lanes[key] = Lane(limits)
        return lane
