"""Roles, schemas and migrations of the four services, with errors that a person can read."""

from collections.abc import Mapping

import asyncpg
from alembic.util import CommandError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from huiqi.errors import Refused
from shared.db.bootstrap import bootstrap
from shared.db.migrating import upgrade


async def prepare(admin_url: str, passwords: Mapping[str, str]) -> dict[str, str]:
    """Create roles and schemas where missing, run every migration, and return each service's URL.

    Raises Refused where the database cannot be reached, or its user may not do that.
    """
    try:
        server = make_url(admin_url)
    except (ArgumentError, ValueError) as error:
        raise Refused("HUIQI_DATABASE_URL is not the URL of a database") from error
    shown = server.render_as_string(hide_password=True)
    if server.get_backend_name() != "postgresql":
        raise Refused(f"HUIQI_DATABASE_URL must be of a PostgreSQL database, not {shown}")
    try:
        urls = await bootstrap(admin_url, passwords)
    except asyncpg.InsufficientPrivilegeError as error:
        raise Refused(f"the user of {shown} may not create roles and schemas: {error}") from error
    except (OSError, asyncpg.PostgresError, TimeoutError, ValueError) as error:
        raise Refused(f"the database {shown} cannot be used: {error or type(error).__name__}") from error
    # One after another: Alembic's context is one for the whole process.
    for schema, url in urls.items():
        try:
            await upgrade(url, package=schema, schema=schema)
        except CommandError as error:
            raise Refused(f"the schema {schema} was made by another version of Huiqi: {error}") from error
    return urls
