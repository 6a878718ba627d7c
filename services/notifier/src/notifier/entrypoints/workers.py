"""The loop that delivers messages, woken at once and polling as a fallback."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Final

from notifier.domain.pacing import Gate
from notifier.domain.read import Parcel
from notifier.domain.retry import Dropped, Outcome, Refused
from notifier.entrypoints.ledger import Ledger
from notifier.handlers.claim_deliveries import GIVE_UP_AFTER, NOTHING, Doorman, claim_deliveries
from notifier.handlers.deliver import Attempt, Courier, deliver
from notifier.handlers.gating import leave, new_gate
from shared.telemetry import get_logger

POLL_SECONDS: Final = 1.0
# What takes longer gives its place to another.
SLOW_SECONDS: Final = 1.0
GIVEN_UP: Final = Refused(f"the endpoint was down, and {GIVE_UP_AFTER.days} days are over")

log = get_logger("notifier")


class Bell:
    """Wakes a waiting loop of this process; rung once a transaction that made work has committed."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits, or the next who does."""
        self._rung.set()

    async def wait(self, stop: asyncio.Event, seconds: float) -> None:
        """Wait until rung, stopped, or the time is over."""
        waiting = [asyncio.ensure_future(self._rung.wait()), asyncio.ensure_future(stop.wait())]
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for future in waiting:
                future.cancel()
        self._rung.clear()


@dataclass(slots=True)
class DeliveryLoop:
    """Delivers up to `concurrency` messages at a time, not counting up to `most_slow` that take long.

    So endpoints that hang hold up nobody, and memory has a bound.
    """

    courier: Courier
    bell: Bell
    concurrency: int = 200
    most_slow: int = 1000
    poll_seconds: float = POLL_SECONDS
    gate: Gate = field(default_factory=new_gate)
    on_end: Callable[[], Awaitable[None]] | None = None
    _quick: set[asyncio.Task[None]] = field(default_factory=set)
    _slow: set[asyncio.Task[None]] = field(default_factory=set)
    _more: bool = False
    _ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self._ledger = Ledger(self.courier)

    async def run(self, stop: asyncio.Event) -> None:
        """Claim and deliver until `stop` is set; then let what is under way come to its end."""
        try:
            while not stop.is_set():
                await self.step()
                if not self._more or not self._has_room():
                    await self.bell.wait(stop, self.poll_seconds)
        finally:
            await self._finish()
            if self.on_end is not None:
                await self.on_end()

    async def step(self) -> int:
        """Start what is due and has a place; return how many that were."""
        if not self._has_room():
            return 0
        free, clock = self.concurrency - len(self._quick), self.courier.tools.clock
        doorman, claim = Doorman(self.gate), NOTHING
        try:
            async with self.courier.database.transaction() as session:
                claim = await claim_deliveries(
                    session, tools=self.courier.tools, doorman=doorman, limit=free, lease=self.courier.lease
                )
        finally:
            doorman.dismiss_but({parcel.delivery_id for parcel in claim.parcels}, clock.now())
        self._more = claim.more
        for parcel in claim.parcels:
            if parcel.delivery_id in claim.given_up:
                self._begin(self._write(Attempt(parcel, GIVEN_UP)))
            else:
                self._begin(self._deliver(parcel))
        return len(claim.parcels)

    async def settle(self) -> None:
        """Wait until nothing is under way; for tests."""
        while under_way := self._quick | self._slow:
            await asyncio.gather(*under_way)

    def _has_room(self) -> bool:
        """Tell whether a claim is worth it: many small ones cost more than a few larger ones."""
        free = self.concurrency - len(self._quick)
        return len(self._slow) < self.most_slow and free >= max(1, self.concurrency // 4)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._quick.add(task)
        timer = asyncio.get_running_loop().call_later(SLOW_SECONDS, self._slowed, task)
        task.add_done_callback(lambda ended: self._ended(ended, timer))

    async def _deliver(self, parcel: Parcel) -> None:
        outcome: Outcome | Dropped | None = None
        try:
            attempt = await deliver(parcel, courier=self.courier)
            outcome = attempt.outcome
        finally:
            leave(self.gate, parcel.endpoint, outcome, self.courier.tools.clock.now())
        await self._write(attempt)

    async def _write(self, attempt: Attempt) -> None:
        try:
            await self._ledger.write(attempt)
        except Exception:
            # Its lease lapses and it is tried again; the others go on.
            log.exception("delivery not settled", delivery_id=str(attempt.parcel.delivery_id))

    def _slowed(self, task: asyncio.Task[None]) -> None:
        self._quick.discard(task)
        self._slow.add(task)
        self._ring()

    def _ended(self, task: asyncio.Task[None], timer: asyncio.TimerHandle) -> None:
        timer.cancel()
        self._quick.discard(task)
        self._slow.discard(task)
        self._ring()

    def _ring(self) -> None:
        if self._more and self._has_room():
            self.bell.ring()

    async def _finish(self) -> None:
        under_way = self._quick | self._slow
        if not under_way:
            return
        _, late = await asyncio.wait(under_way, timeout=3)
        for task in late:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*late, return_exceptions=True)
