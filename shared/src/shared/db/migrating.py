"""Alembic migrations that each service ships inside its package."""

import asyncio
from importlib.resources import files
from typing import Final

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

LOCK_TIMEOUT: Final = "5s"


def migration_config(url: str, *, package: str, schema: str) -> Config:
    """Return Alembic's configuration for one service's migrations."""
    config = Config()
    config.set_main_option("script_location", str(files(package) / "migrations"))
    config.attributes.update(url=url, schema=schema)
    return config


async def upgrade(url: str, *, package: str, schema: str, revision: str = "head") -> None:
    """Bring a service's schema up to `revision`. Waits at most five seconds for any lock, then fails."""
    config = migration_config(url, package=package, schema=schema)
    await asyncio.to_thread(command.upgrade, config, revision)


async def downgrade(url: str, *, package: str, schema: str, revision: str) -> None:
    """Take a service's schema back to `revision`."""
    config = migration_config(url, package=package, schema=schema)
    await asyncio.to_thread(command.downgrade, config, revision)


def run_env(metadata: MetaData) -> None:
    """Do what a service's `migrations/env.py` is for."""
    asyncio.run(_run(metadata))


async def _run(metadata: MetaData) -> None:
    attributes = context.config.attributes
    engine = create_async_engine(
        attributes["url"],
        poolclass=NullPool,
        connect_args={"server_settings": {"search_path": attributes["schema"], "lock_timeout": LOCK_TIMEOUT}},
    )
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate, metadata)
    finally:
        await engine.dispose()


def _migrate(connection: Connection, metadata: MetaData) -> None:
    context.configure(connection=connection, target_metadata=metadata, compare_type=True)
    with context.begin_transaction():
        # Two processes that start at once take turns.
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtext('huiqi migrations ' || current_schema()))")
        )
        context.run_migrations()
