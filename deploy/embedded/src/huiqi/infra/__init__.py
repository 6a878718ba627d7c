"""The embedded edition's own PostgreSQL and broker, and the lock on its data folder."""

from huiqi.infra.broker import EmbeddedBroker
from huiqi.infra.errors import FolderInUseError, InfraError, PortTakenError
from huiqi.infra.lock import FolderLock
from huiqi.infra.postgres import EmbeddedPostgres
from huiqi.infra.supervising import keep_running

__all__ = [
    "EmbeddedBroker",
    "EmbeddedPostgres",
    "FolderInUseError",
    "FolderLock",
    "InfraError",
    "PortTakenError",
    "keep_running",
]
