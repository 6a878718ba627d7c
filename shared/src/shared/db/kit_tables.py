"""Tables that every service has: outbox, inbox, seen revisions, parked events and dead letters.

Defined once for models and migrations; the first migration of each service creates them.
"""

from typing import Any, Final

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.db.naming import NAMING

KIT_TABLES: Final = ("outbox", "inbox", "seen_revision", "parked_event", "dead_letter")


def add_kit_tables(metadata: MetaData) -> None:
    """Define the kit's tables in a service's metadata."""
    now = func.now()
    outbox = Table(
        "outbox",
        metadata,
        Column("id", BigInteger, Identity(), primary_key=True),
        Column("event_id", Uuid, nullable=False, unique=True),
        Column("topic", String(100), nullable=False),
        Column("key", String(200), nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("value", LargeBinary, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=now),
        Column("sent_at", DateTime(timezone=True)),
    )
    Index("ix_outbox_unsent", outbox.c.id, postgresql_where=text("sent_at IS NULL"))
    Table(
        "inbox",
        metadata,
        Column("consumer", String(100), primary_key=True),
        Column("event_id", Uuid, primary_key=True),
        Column("received_at", DateTime(timezone=True), nullable=False, server_default=now),
    )
    Table(
        "seen_revision",
        metadata,
        Column("consumer", String(100), primary_key=True),
        Column("subject", String(200), primary_key=True),
        Column("revision", BigInteger, nullable=False),
    )
    parked = Table(
        "parked_event",
        metadata,
        *_where_from(),
        Column("due_at", DateTime(timezone=True), nullable=False),
        UniqueConstraint("consumer", "event_id"),
    )
    Index("ix_parked_event_due_at", parked.c.due_at)
    Table(
        "dead_letter",
        metadata,
        *_where_from(),
        Column("state", String(10), nullable=False, server_default="dead"),
        Column("died_at", DateTime(timezone=True), nullable=False, server_default=now),
        Column("settled_at", DateTime(timezone=True)),
        UniqueConstraint("consumer", "event_id"),
    )


def _where_from() -> list[Column[Any]]:
    return [
        Column("id", BigInteger, Identity(), primary_key=True),
        Column("consumer", String(100), nullable=False),
        Column("event_id", Uuid, nullable=False),
        Column("topic", String(100), nullable=False),
        Column("partition", Integer, nullable=False),
        Column("offset", BigInteger, nullable=False),
        Column("key", LargeBinary),
        Column("value", LargeBinary),
        Column("headers", JSONB, nullable=False),
        Column("attempts", SmallInteger, nullable=False),
        Column("reason", Text, nullable=False),
        Column("first_failed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    ]


def kit_table(name: str) -> Table:
    """Return one of the kit's tables for queries; whose it is, the session's search path says."""
    return _QUERIED.tables[name]


def create_kit_tables() -> None:
    """Create the kit's tables; called by the first migration of each service."""
    metadata = MetaData(naming_convention=NAMING)
    add_kit_tables(metadata)
    metadata.create_all(
        op.get_bind(), tables=[metadata.tables[name] for name in KIT_TABLES], checkfirst=False
    )


def drop_kit_tables() -> None:
    """Drop the kit's tables; called when the first migration is taken back."""
    for name in reversed(KIT_TABLES):
        op.drop_table(name)


_QUERIED: Final = MetaData(naming_convention=NAMING)
add_kit_tables(_QUERIED)
