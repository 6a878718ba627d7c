"""PostgreSQL and the broker: the embedded ones, or the addresses of real ones."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from huiqi.datafolder import DataFolder
from huiqi.infra import EmbeddedBroker, EmbeddedPostgres
from huiqi.settings import EditionSettings


class Parts:
    """The database and the broker that the services stand on. `postgres` and `broker` are None where real.

    In the folder `snapshots` the matcher keeps what it has in memory.
    """

    def __init__(self, settings: EditionSettings, folder: DataFolder) -> None:
        self._settings = settings
        self.snapshots = folder.path / "matcher"
        self.postgres = (
            None
            if settings.database_url
            else EmbeddedPostgres(folder.path / "postgres", durable=settings.durable)
        )
        self.broker = None if settings.kafka_bootstrap_servers else EmbeddedBroker(folder.path / "broker")

    async def start(self, stack: AsyncExitStack) -> None:
        """Start what is embedded, both at once; the stack stops it. Raises InfraError."""
        embedded = [part for part in (self.postgres, self.broker) if part is not None]
        for part in embedded:
            stack.push_async_callback(part.stop)
        await asyncio.gather(*(part.start() for part in embedded))

    @property
    def database_url(self) -> str:
        """SQLAlchemy URL of the user who makes roles and schemas."""
        if self.postgres is not None:
            return self.postgres.url
        return as_sqlalchemy_url(str(self._settings.database_url))

    @property
    def client_settings(self) -> dict[str, Any]:
        """Fields of ServiceSettings that make a service use this broker."""
        if self.broker is not None:
            # Half of this is latency on every hop; longer would spare an idle machine a little.
            return self.broker.client_settings | {"kafka_fetch_max_wait_ms": 30}
        return {"kafka_bootstrap_servers": self._settings.kafka_bootstrap_servers}

    @property
    def broker_forgets(self) -> bool:
        """Whether the outboxes must be sent again after a start of the broker."""
        return self.broker is not None


def as_sqlalchemy_url(url: str) -> str:
    """Return a database URL for asyncpg, however people write it."""
    scheme, _, rest = url.partition("://")
    return f"postgresql+asyncpg://{rest}" if scheme in {"postgres", "postgresql"} else url
