"""Applies records to a service: decode, once, only if newer, in one transaction; what fails is set aside."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Final
from uuid import UUID

from opentelemetry import trace
from opentelemetry.trace import SpanKind
from sqlalchemy.ext.asyncio import AsyncSession

from shared import crash_points
from shared.db import Database, is_conflict, is_outage
from shared.messaging.cloudevents import Envelope, decode
from shared.messaging.errors import Fenced, Permanent
from shared.messaging.inbox import AGAIN, take_newer, take_unseen
from shared.messaging.parking import RETRY_DELAYS, Record, bury, park, reason_of
from shared.messaging.subscription import Subscription
from shared.telemetry import attributes, get_logger, links_to, log_context, span_from, tracer
from shared.telemetry.metrics import BATCH_SECONDS, EVENTS_APPLIED, EVENTS_IGNORED

_OUTAGE_DELAYS: Final = (0.1, 0.5, 1, 2, 5, 10)
_CONFLICT_TRIES: Final = 5
_FEW: Final = 8


class Processor:
    """Applies the records of one subscription. Any number of them may overlap."""

    def __init__(self, service: str, subscription: Subscription, database: Database) -> None:
        self.service = service
        self.consumer = f"{service}.{subscription.topic}"
        self.subscription = subscription
        self._database = database
        self._types = subscription.types
        self._log = get_logger(service)

    async def process(self, records: Sequence[Record]) -> None:
        """Apply a batch; return when every record is applied, ignored, parked or dead: then commit offsets.

        While the database is out of reach it waits, with growing delays, and never gives a record up.
        Raises `Fenced` where a handler says that another process has the work.
        """
        links = links_to([record.headers for record in records])
        with (
            BATCH_SECONDS.labels(self.consumer).time(),
            tracer(self.service).start_as_current_span(
                f"receive {self.subscription.topic}",
                context=trace.set_span_in_context(trace.INVALID_SPAN),
                kind=SpanKind.CONSUMER,
                links=links,
                attributes={attributes.BATCH_SIZE: len(records), attributes.MESSAGING_GROUP: self.consumer},
            ),
        ):
            await self._side_by_side(records)

    async def _side_by_side(self, records: Sequence[Record]) -> None:
        lanes = self._lanes(records)
        if len(lanes) == 1:
            return await self._through_outages(records)
        ends = await asyncio.gather(*map(self._through_outages, lanes), return_exceptions=True)
        for end in ends:
            if end is not None:
                raise end
        return None

    def _lanes(self, records: Sequence[Record]) -> list[Sequence[Record]]:
        """What may be applied side by side: events of a key stay together, in order; lanes are about even."""
        count = self.subscription.lanes
        if count == 1 or len(records) <= _FEW:
            return [records]
        by_key: dict[bytes | None, list[Record]] = {}
        for record in records:
            by_key.setdefault(record.key, []).append(record)
        lanes: list[list[Record]] = [[] for _ in range(count)]
        sizes = [0] * count
        for size, group in sorted(
            ((_bytes_of(each), each) for each in by_key.values()), key=itemgetter(0), reverse=True
        ):
            lane = sizes.index(min(sizes))
            sizes[lane] += size
            lanes[lane].extend(group)
        return [lane for lane in lanes if lane]

    async def _through_outages(self, records: Sequence[Record]) -> None:
        outages = 0
        while True:
            try:
                await self._apply_together(records)
            except Fenced:
                raise
            except Exception as error:  # noqa: BLE001 (whatever a handler raises is classified here)
                if not is_outage(error):
                    break
                await self._wait_out(error, outages)
                outages += 1
            else:
                return
        await self._apart(records)

    async def _apart(self, records: Sequence[Record]) -> None:
        """Halve a batch that failed until what fails is alone: the rest of a large one goes on together."""
        if len(records) <= _FEW:
            for record in records:
                await self.process_one(record, attempts=0)
            return
        middle = len(records) // 2
        for half in (records[:middle], records[middle:]):
            await self._through_outages(half)

    async def process_one(self, record: Record, *, attempts: int) -> None:
        """Apply one record in its own transaction; park or bury it if it fails. `attempts` came before."""
        outages = conflicts = 0
        while True:
            try:
                await self._apply_or_set_aside(record, attempts, may_conflict=conflicts < _CONFLICT_TRIES)
            except Exception as error:
                if is_outage(error):
                    await self._wait_out(error, outages)
                    outages += 1
                elif is_conflict(error) and conflicts < _CONFLICT_TRIES:
                    conflicts += 1
                else:
                    raise
            else:
                return

    async def _apply_or_set_aside(self, record: Record, attempts: int, *, may_conflict: bool) -> None:
        try:
            await self._apply_together([record])
        except Fenced:
            raise
        except Exception as error:
            if is_outage(error) or (is_conflict(error) and may_conflict):
                raise
            await self._set_aside(record, error, attempts + 1)

    async def _wait_out(self, error: Exception, outages: int) -> None:
        delay = _OUTAGE_DELAYS[min(outages, len(_OUTAGE_DELAYS) - 1)]
        self._log.warning("database out of reach", consumer=self.consumer, error=str(error), wait=delay)
        await asyncio.sleep(delay)

    async def _set_aside(self, record: Record, error: Exception, attempts: int) -> None:
        final = isinstance(error, Permanent) or attempts > len(RETRY_DELAYS)
        self._log.error(
            "event dead" if final else "event parked",
            consumer=self.consumer,
            event_id=str(record.event_id),
            attempts=attempts,
            reason=reason_of(error),
            exc_info=None if isinstance(error, Permanent) else error,
        )
        async with self._database.transaction() as session:
            if final:
                await bury(session, self.consumer, record, reason_of(error), attempts)
            else:
                await park(session, self.consumer, record, error, attempts)
        crash_points.reach(f"{self.consumer}.after_set_aside")

    async def _apply_together(self, records: Sequence[Record]) -> None:
        decoded = (decode(record.headers, record.value, self._types) for record in records)
        envelopes = [envelope for envelope in decoded if envelope is not None]
        if not envelopes:
            return
        async with self._database.transaction() as session:
            fresh = await self._fresh(session, envelopes)
            by_trace = self.subscription.one_trace_a_batch or len(fresh) < self.subscription.one_trace_below
            for _, run in groupby(fresh, key=partial(self._batch_of, by_trace=by_trace)):
                batch = list(run)
                session.info[AGAIN] = batch[0].again
                handle = self.subscription.batch_handlers.get(type(batch[0].event))
                if handle is not None:
                    with self._span(batch):
                        await handle(session, [envelope.event for envelope in batch])
                else:
                    await self._apply_each(session, batch)
            crash_points.reach(f"{self.consumer}.before_commit")
        crash_points.reach(f"{self.consumer}.after_commit")
        for event_type, count in Counter(envelope.event.event_type for envelope in fresh).items():
            EVENTS_APPLIED.labels(self.consumer, event_type).inc(count)

    def _batch_of(self, envelope: Envelope, *, by_trace: bool) -> tuple[object, bool, str | None]:
        """What events must have in common to be handled together."""
        event_class = type(envelope.event)
        handled_by = self.subscription.batch_handlers.get(event_class, event_class)
        return handled_by, envelope.again, envelope.headers.get("traceparent") if by_trace else None

    async def _apply_each(self, session: AsyncSession, envelopes: Sequence[Envelope]) -> None:
        for envelope in envelopes:
            with self._span([envelope]):
                await self.subscription.handlers[type(envelope.event)](session, envelope.event)

    async def _fresh(self, session: AsyncSession, envelopes: Sequence[Envelope]) -> list[Envelope]:
        unseen = await take_unseen(session, self.consumer, [envelope.event_id for envelope in envelopes])
        first: dict[UUID, Envelope] = {}
        for envelope in envelopes:
            if envelope.event_id in unseen:
                first.setdefault(envelope.event_id, envelope)
        candidates = [replace(each, again=True) if unseen[each.event_id] else each for each in first.values()]
        fresh = await self._newer(session, candidates) if self.subscription.guarded else candidates
        EVENTS_IGNORED.labels(self.consumer, "seen").inc(len(envelopes) - len(candidates))
        EVENTS_IGNORED.labels(self.consumer, "not newer").inc(len(candidates) - len(fresh))
        return fresh

    async def _newer(self, session: AsyncSession, candidates: Sequence[Envelope]) -> list[Envelope]:
        newer = await take_newer(session, self.consumer, [envelope.event for envelope in candidates])
        return [envelope for envelope, is_newer in zip(candidates, newer, strict=True) if is_newer]

    @contextmanager
    def _span(self, envelopes: Sequence[Envelope]) -> Iterator[None]:
        """Continue the trace that the events carry; where they carry several, start one that links them."""
        parents = {envelope.headers.get("traceparent") for envelope in envelopes}
        only = parents.pop() if len(parents) == 1 else None
        event = envelopes[0].event
        policy = event.about_policy if len(envelopes) == 1 else None
        named: dict[str, str | int] = {
            attributes.MESSAGING_SYSTEM: "kafka",
            attributes.MESSAGING_DESTINATION: self.subscription.topic,
            attributes.MESSAGING_OPERATION: "process",
            attributes.EVENT_TYPE: event.event_type,
            attributes.EVENT_ID: str(envelopes[0].event_id),
            attributes.BATCH_SIZE: len(envelopes),
        }
        if policy is not None:
            named[attributes.POLICY_ID] = str(policy)
        links = () if only else links_to([envelope.headers for envelope in envelopes])
        with (
            log_context(policy_id=policy, event_id=envelopes[0].event_id),
            span_from(
                self.service,
                f"process {event.event_type}",
                only,
                kind=SpanKind.CONSUMER,
                attributes=named,
                links=[*links, *([trace.Link(trace.get_current_span().get_span_context())] if only else [])],
            ),
        ):
            yield


def _bytes_of(records: Sequence[Record]) -> int:
    return sum(len(record.value or b"") for record in records)
