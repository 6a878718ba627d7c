"""Models and migrations agree, and every migration goes down and up again."""

from importlib import import_module

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from shared.db.bootstrap import service_url
from shared.db.migrating import downgrade, migration_config, upgrade
from tests.support.databases import PASSWORDS
from tests.support.fixtures import ServiceDatabase

PACKAGES = ("publisher", "matcher", "notifier", "portal_sync")


def _metadata(package: str) -> MetaData:
    metadata: MetaData = import_module(f"{package}.adapters.tables").Base.metadata
    return metadata


def _differences(connection: Connection, metadata: MetaData) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


@pytest.mark.parametrize("package", PACKAGES)
async def test_models_and_migrations_agree(package: str, service_database: ServiceDatabase) -> None:
    database = await service_database(package)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences, _metadata(package)) == []


@pytest.mark.parametrize("package", PACKAGES)
async def test_each_migration_goes_down_and_up(package: str, fresh_database: str) -> None:
    url = service_url(fresh_database, package, PASSWORDS[package])
    script = ScriptDirectory.from_config(migration_config(url, package=package, schema=package))
    revisions = [revision.revision for revision in reversed(list(script.walk_revisions()))]
    for before, revision in zip(["base", *revisions], revisions, strict=False):
        await upgrade(url, package=package, schema=package, revision=revision)
        await downgrade(url, package=package, schema=package, revision=before)
        await upgrade(url, package=package, schema=package, revision=revision)


async def test_a_migration_waits_for_no_lock_for_long(service_database: ServiceDatabase) -> None:
    """A migration that cannot have its lock fails within seconds; it does not queue in front of everyone."""
    database = await service_database("matcher")
    async with database.transaction() as session:
        await session.execute(text("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(Exception, match="lock timeout"):
            await downgrade(database.url, package="matcher", schema="matcher", revision="base")
