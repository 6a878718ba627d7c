"""Databases for tests: made from migrated templates, so that a fresh one costs milliseconds."""

import secrets
from pathlib import Path
from typing import Final, Protocol
from uuid import uuid4

import asyncpg
from sqlalchemy.engine import make_url

from huiqi.infra import EmbeddedPostgres
from shared.db.bootstrap import SCHEMAS, bootstrap, service_url
from shared.db.migrating import upgrade
from tests.support.brokers import chosen_infra

PASSWORDS: Final = {schema: secrets.token_urlsafe(12) for schema in SCHEMAS}


class Server(Protocol):
    """A PostgreSQL server; `url` is the administrator's."""

    @property
    def url(self) -> str: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


def make_server(folder: Path) -> Server:
    """Return the chosen PostgreSQL, not yet started, with its files in `folder`."""
    if chosen_infra() == "containers":
        from tests.support.containers import PostgresInContainer

        return PostgresInContainer()
    return EmbeddedPostgres(folder, durable=False)


class Databases:
    """Makes databases on one server."""

    def __init__(self, admin_url: str) -> None:
        self._admin = make_url(admin_url)
        self._templates: dict[tuple[str, ...], str] = {}

    async def fresh(self, *services: str) -> str:
        """Return the administrator's URL of a new database with every role and schema.

        `services` are the packages whose migrations have run in it.
        """
        name = f"test_{uuid4().hex[:12]}"
        await self._create(name, await self._template(services))
        return self._url(name)

    async def execute(self, statement: str, url: str) -> None:
        """Run a statement in a database as its administrator."""
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected."""
        await self._execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    async def _template(self, services: tuple[str, ...]) -> str:
        key = tuple(sorted(services))
        if key not in self._templates:
            name = f"template_{'_'.join(key) or 'bootstrapped'}"
            if key:
                await self._create(name, await self._template(()))
                for package in key:
                    url = service_url(self._url(name), package, PASSWORDS[package])
                    await upgrade(url, package=package, schema=package)
            else:
                await self._create(name, "template0")
                await bootstrap(self._url(name), PASSWORDS)
            self._templates[key] = name
        return self._templates[key]

    async def _create(self, name: str, template: str) -> None:
        await self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def _url(self, database: str) -> str:
        return self._admin.set(database=database).render_as_string(hide_password=False)

    async def _execute(self, statement: str) -> None:
        dsn = self._admin.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(dsn)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
