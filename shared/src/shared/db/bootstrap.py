"""Roles and schemas of the services, made once by an administrator and harmless to make again.

Each service signs in as a role of its own that sees one schema, its own; migrations then run as that role.
As a program, for production: `python -m shared.db.bootstrap [--migrate]` with `HUIQI_ADMIN_DATABASE_URL` and
one `HUIQI_<SCHEMA>_PASSWORD` for each service; `--migrate` then runs the migrations of the services whose
packages are installed beside it.
"""

import asyncio
import json
import os
import secrets
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import asyncpg
from sqlalchemy.engine import URL, make_url

from shared.db.migrating import upgrade

SCHEMAS: Final = ("publisher", "matcher", "notifier", "portal_sync")

_LOCK: Final = 0x68756971  # "huiq": two programs that start at once take turns


async def bootstrap(admin_url: str, passwords: Mapping[str, str]) -> dict[str, str]:
    """Make role and schema of every service in the database of `admin_url` and return the services' URLs.

    `passwords` has one for each schema; that of an existing role is set anew. The administrator needs
    CREATEROLE and to own the database. Raises asyncpg's errors.
    """
    url = make_url(admin_url)
    connection = await asyncpg.connect(_dsn(url), timeout=10)
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
            await _close_to_the_public(connection)
            for schema in SCHEMAS:
                await _ensure_role(connection, schema, passwords[schema])
                await _ensure_schema(connection, schema)
    finally:
        await connection.close()
    return {schema: service_url(admin_url, schema, passwords[schema]) for schema in SCHEMAS}


def service_url(admin_url: str, schema: str, password: str) -> str:
    """Return the URL with which the service that owns `schema` reaches the administrator's database."""
    url = make_url(admin_url).set(username=schema, password=password)
    return url.render_as_string(hide_password=False)


def load_passwords(file: Path) -> dict[str, str]:
    """Return the services' passwords kept in `file`; those missing are made up and added (mode 0600).

    Raises OSError or ValueError where the file is not usable.
    """
    known: dict[str, str] = json.loads(file.read_text(encoding="ascii")) if file.exists() else {}
    if not isinstance(known, dict):
        raise ValueError(f"{file} does not hold one password for each service")  # noqa: TRY004 (a file's content)
    if not set(SCHEMAS) <= known.keys():
        known = {schema: known.get(schema) or secrets.token_urlsafe(24) for schema in SCHEMAS}
        unfinished = file.with_suffix(".unfinished")
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(known), encoding="ascii")
        unfinished.rename(file)
    return known


def _dsn(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


async def _close_to_the_public(connection: asyncpg.Connection) -> None:
    database = _quoted(await connection.fetchval("SELECT current_database()"))
    await connection.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
    await connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")


async def _ensure_role(connection: asyncpg.Connection, role: str, password: str) -> None:
    known = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
    verb = "ALTER" if known else "CREATE"
    # A role's password cannot be a parameter; the server itself quotes it.
    secret = await connection.fetchval("SELECT quote_literal($1::text)", password)
    await connection.execute(f"{verb} ROLE {_quoted(role)} LOGIN PASSWORD {secret}")
    if not await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        # Without superuser rights one has to be a member of a role to make something for it.
        await connection.execute(f"GRANT {_quoted(role)} TO CURRENT_USER")
    database = _quoted(await connection.fetchval("SELECT current_database()"))
    await connection.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {_quoted(role)}")


async def _ensure_schema(connection: asyncpg.Connection, schema: str) -> None:
    name = _quoted(schema)
    await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {name} AUTHORIZATION {name}")
    database = _quoted(await connection.fetchval("SELECT current_database()"))
    await connection.execute(f"ALTER ROLE {name} IN DATABASE {database} SET search_path = {name}")


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


async def _migrate(urls: Mapping[str, str]) -> list[str]:
    installed = [schema for schema in SCHEMAS if find_spec(schema) is not None]
    for schema in installed:
        await upgrade(urls[schema], package=schema, schema=schema)
    return installed


async def _run(admin_url: str, passwords: Mapping[str, str], *, migrate: bool) -> None:
    urls = await bootstrap(admin_url, passwords)
    sys.stdout.write(f"Roles and schemas are in place: {', '.join(SCHEMAS)}.\n")
    if migrate:
        sys.stdout.write(f"Migrations have run: {', '.join(await _migrate(urls))}.\n")


def main() -> None:
    """Bootstrap the database that the environment names."""
    try:
        admin_url = os.environ["HUIQI_ADMIN_DATABASE_URL"]
        passwords = {schema: os.environ[f"HUIQI_{schema.upper()}_PASSWORD"] for schema in SCHEMAS}
    except KeyError as missing:
        sys.exit(f"{missing.args[0]} is not set.")
    asyncio.run(_run(admin_url, passwords, migrate="--migrate" in sys.argv[1:]))


if __name__ == "__main__":
    main()
