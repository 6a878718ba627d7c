"""Each service as a consumer of events: what it is handed, and everything that its tables hold."""

import importlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text

from shared.clock import MovableClock
from shared.db import Database
from shared.db.kit_tables import KIT_TABLES
from shared.events import Event
from shared.events.topics import SERVICES
from shared.messaging.parking import Record
from shared.service import Service
from tests.integration.delivery.history import NOW, Told

PACKAGES: Final = tuple(service.replace("-", "_") for service in SERVICES)

# Which transaction and which span wrote a row, not what it says.
_TURNS: Final = {
    # `members` is as of such a transaction; what it comes to since then, the evidence compares with `match`.
    "matcher": {"change", "epoch", "fence", "policies_until", "traceparent", "members"},
    "notifier": {"traceparent", "transaction_id"},
    "portal_sync": {"version", "changed"},
}
# Work that waits is numbered as it comes.
_QUEUES: Final = {"errand"}

Dump = dict[str, list[dict[str, Any]]]


@dataclass
class Consumer:
    """A service on a database of its own. Twins are processes of the same service on the same database."""

    package: str
    service: Service
    twins: Sequence[Service] = ()

    @property
    def types(self) -> list[type[Event]]:
        """Every event type that the service asked for."""
        subscriptions = [processor.subscription for processor in self.service.processors]
        return [event for subscription in subscriptions for event in subscription.types.values()]

    def hears(self, told: Iterable[Told]) -> list[Told]:
        """What of a history concerns the service."""
        # By name: a consumer may read an event into a class of its own.
        names = {event.event_type for event in self.types}
        return [one for one in told if one.event.event_type in names]

    async def take(self, records: Sequence[Record], service: Service | None = None) -> None:
        """Hand over records as the broker would: topic by topic, in batches that share a transaction."""
        for processor in (service or self.service).processors:
            batch = [record for record in records if record.topic == processor.subscription.topic]
            if batch:
                await processor.process(batch)

    async def take_each(self, told: Iterable[Told]) -> None:
        """Hand events over one at a time, in this order."""
        for one in told:
            await self.take([one.record()])

    async def dump(self) -> Dump:
        """Everything in the service's own tables, but for the numbers of the transactions that wrote it."""
        await self._work_off()
        found: Dump = {}
        async with self.service.database.transaction() as session:
            for table in await self._tables(session):
                rows = await session.execute(text(f'SELECT to_jsonb(t) FROM "{table}" t'))
                hidden = _TURNS.get(self.package, set()) | ({"id"} if table in _QUEUES else set())
                found[table] = [
                    {name: value for name, value in row.items() if name not in hidden}
                    for row in rows.scalars()
                ]
        return found

    async def sent(self) -> list[Any]:
        """What the service has said so far."""
        async with self.service.database.transaction() as session:
            rows = await session.execute(text("SELECT convert_from(value, 'UTF8') FROM outbox ORDER BY id"))
            return list(rows.scalars())

    async def failures(self) -> list[Any]:
        """Events that were set aside, with the reason: none should be."""
        async with self.service.database.transaction() as session:
            rows = await session.execute(
                text("SELECT reason FROM parked_event UNION ALL SELECT reason FROM dead_letter")
            )
            return list(rows.scalars())

    async def forget(self) -> None:
        """Empty every table."""
        async with self.service.database.transaction() as session:
            names = ", ".join(f'"{name}"' for name in [*await self._tables(session), *KIT_TABLES])
            await session.execute(text(f"TRUNCATE {names}"))

    async def close(self) -> None:
        for service in (self.service, *self.twins):
            await service.database.close()

    async def _work_off(self) -> None:
        """Do what handlers leave to loops: which reminders stand is part of the state, what waits is not."""
        for worker in self.service._workers:
            if worker.name == "arming":
                loop = worker.run.__self__  # type: ignore[attr-defined]
                while await loop.step():
                    pass

    async def _tables(self, session: Any) -> list[str]:
        query = text(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() "
            "AND table_name <> ALL(:kit) AND table_name NOT LIKE 'alembic%' ORDER BY 1"
        )
        return list((await session.execute(query, {"kit": list(KIT_TABLES)})).scalars())


def differences(found: Mapping[str, Iterable[Any]], expected: Mapping[str, Iterable[Any]]) -> dict[str, Any]:
    """What one state has and the other has not, by table; the order of rows is no difference."""
    differing = {}
    for table in {*found, *expected}:
        has, should = (Counter(map(_text, state.get(table, ()))) for state in (found, expected))
        if has != should:
            differing[table] = {"extra": list(has - should), "missing": list(should - has)}
    return differing


def _text(row: Any) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


def make_consumer(package: str, database: Database, settings: dict[str, Any], twins: int = 2) -> Consumer:
    """Build a service as its main does, and its twins, on a migrated database."""
    main = importlib.import_module(f"{package}.main")
    settings_class = importlib.import_module(f"{package}.settings").Settings
    services = [
        main.build(settings_class(database_url=database.url, **settings), MovableClock(NOW))
        for _ in range(twins + 1)
    ]
    return Consumer(package, services[0], services[1:])
